"""A socket between a client and PostgreSQL that loses what it is told to lose."""

from __future__ import annotations

import select
import socket
from contextlib import suppress
from enum import Enum
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self

_BIND = b"B"
_SYNC = b"S\x00\x00\x00\x04"
_READY = b"Z\x00\x00\x00\x05"


class Lose(Enum):
    """What happens to the next prepared statement that passes."""

    NOTHING = 0
    QUESTION = 1  # the server never gets it, and the connection breaks
    ANSWER = 2  # the server answers when it has committed, and the connection breaks instead
    SOUND = 3  # the server answers, and nothing more is heard on a connection that stays open


class _Conversation:
    """A client and its server, and how many of its questions the server has not answered yet."""

    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self.client = client
        self.server = server
        self.unanswered = 0
        self._tail = b""  # a message may come in two parts

    def ask(self, data: bytes) -> None:
        """Pass on what the client says."""
        self.unanswered += data.count(_SYNC)
        self.server.sendall(data)

    def hear(self) -> bytes:
        """Take what the server says, without passing it on; nothing when it has hung up."""
        data = self.server.recv(65536)
        # Simple queries are answered too, but never while others wait for their answers.
        self.unanswered = max(self.unanswered - (self._tail + data).count(_READY), 0)
        self._tail = (self._tail + data)[-len(_READY) + 1 :]
        return data


class LossyProxy:
    """Forwards between a socket of its own in ``folder`` and the server's."""

    def __init__(self, folder: Path, server: Path) -> None:
        self.lose = Lose.NOTHING
        self.lost = 0
        self.claims = (b"", b"")  # what the server says, and what is made of it, as long
        self.breaks_at = b""  # what the client says, and is then alone
        self.only = b""  # lose nothing but a statement with these bytes among its parameters
        self._server = str(server)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / ".s.PGSQL.5432"))
        self._listener.listen()
        self._open: list[socket.socket] = [self._listener]
        self.folder = folder

    def __enter__(self) -> Self:
        Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._server)
                self._open += [client, server]
                Thread(target=self._forward, args=(_Conversation(client, server),), daemon=True).start()

    def _forward(self, talk: _Conversation) -> None:
        with suppress(OSError, ValueError):
            while self._step(talk):
                pass
            talk.client.close()
            talk.server.close()

    def _step(self, talk: _Conversation) -> bool:
        """Forward what has come; False when the connection is to break."""
        for source in select.select([talk.client, talk.server], [], [])[0]:
            data = talk.hear() if source is talk.server else talk.client.recv(65536)
            if not data or (self.breaks_at and self.breaks_at in data):
                return False
            if source is talk.server:
                talk.client.sendall(data.replace(*self.claims))
            elif data.startswith(_BIND) and self._hits(data):
                return self._swallow(data, talk)
            else:
                talk.ask(data)
        return True

    def _hits(self, data: bytes) -> bool:
        return self.lose is not Lose.NOTHING and self.only in data

    def _swallow(self, question: bytes, talk: _Conversation) -> bool:
        lose, self.lose = self.lose, Lose.NOTHING
        if lose is not Lose.QUESTION:
            talk.ask(question)
            # Those sent before it are answered first, and their answers do not say that this is committed.
            while talk.unanswered and talk.hear():
                pass
        self.lost += 1
        if lose is Lose.SOUND:
            talk.client.recv(65536)
        return False
