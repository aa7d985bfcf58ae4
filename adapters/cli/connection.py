"""A client's connection, with a limit of time for all that the server waits for."""

from __future__ import annotations

import asyncio
import sys
from enum import Enum
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from adapters.http.problems import Problem, problem_response
from adapters.i18n.catalogue import negotiate
from adapters.runtime import diagnostics

# Beyond these, each that comes takes the place of the one that has kept the server waiting the longest.
PLACES = 400
IDLE_SECONDS = 15
_REFUSED = {400: "malformed-request", 408: "request-timeout", 431: "headers-too-large"}


class Waiting(Enum):
    """What the server waits for."""

    REQUEST = "the first byte of a request"
    HEAD = "the rest of its head"
    BODY = "its body"
    TAKEN = "that the client takes what it was answered"
    NOTHING = "nothing: the application is at work, under a limit of its own"


# For a body the application has a shorter limit, and an answer.
SECONDS = {Waiting.REQUEST: IDLE_SECONDS, Waiting.HEAD: 10, Waiting.BODY: 12, Waiting.TAKEN: 30}


class Connection(H11Protocol):
    """The server's own protocol, which waits for a request for as long as its client likes, with limits of time."""

    waiting = Waiting.NOTHING
    since = 0.0  # on the loop's clock
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        """Begin, where all places are taken in the place of the slowest."""
        super().connection_made(transport)
        self._look()
        if len(self.connections) > PLACES:
            self._make_room()

    def data_received(self, data: bytes) -> None:
        """Take what has come."""
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        """Go on with the next request."""
        super().on_response_complete()
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._wait_for(Waiting.NOTHING)
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 -- uvicorn's name
        """Answer what cannot be read, by what the parser said of it."""
        hint = getattr(sys.exception(), "error_status_hint", 400)
        self._refuse(hint if hint in _REFUSED else 400)

    def _look(self) -> None:
        """See what the server waits for now; the time for it begins when it was not waited for before."""
        if (found := self._awaited()) is not self.waiting:
            self._wait_for(found)

    def _awaited(self) -> Waiting:
        if self.conn.their_state is h11.SEND_BODY:
            return Waiting.BODY
        if self.conn.our_state in {h11.SEND_RESPONSE, h11.SEND_BODY}:
            return Waiting.NOTHING
        if self.transport.get_write_buffer_size():
            return Waiting.TAKEN
        begun, _ = self.conn.trailing_data
        return Waiting.HEAD if begun else Waiting.REQUEST

    def _wait_for(self, what: Waiting) -> None:
        if self._timer:
            self._timer.cancel()
        self.waiting, self.since = what, self.loop.time()
        self._timer = self.loop.call_later(SECONDS[what], self._end) if what in SECONDS else None

    def _end(self) -> None:
        """End what has taken too long: with a word where a request was begun and nothing answered yet."""
        if self.waiting is Waiting.HEAD:
            self._refuse(408)
        elif self.waiting is Waiting.REQUEST:
            self.transport.close()
        else:
            self.transport.abort()

    def _make_room(self) -> None:
        others = [each for each in self.connections if isinstance(each, Connection) and each is not self]
        if slow := [each for each in others if each.waiting is not Waiting.NOTHING]:
            min(slow, key=lambda each: each.since).put_out()
        elif len(others) >= 2 * PLACES:  # all at work: more than are ever let in, but for those who watch
            self.put_out()

    def put_out(self) -> None:
        """End without a word."""
        self.connections.discard(self)
        self.transport.abort()

    def _refuse(self, status: int) -> None:
        """Answer and close; the language is not known, since what was sent could not be read."""
        diagnostics.logger().info("request_unreadable", status=status)
        if self.transport.is_closing() or self.conn.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:
            self.transport.close()
            return
        answer = problem_response(Problem(status, _REFUSED[status]), negotiate(None))
        headers: list[Any] = [*self.server_state.default_headers, *answer.raw_headers, (b"connection", b"close")]
        for event in (
            h11.Response(status_code=status, headers=headers),
            h11.Data(data=bytes(answer.body)),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
