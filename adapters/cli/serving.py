"""Serving the application until told to stop."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from threading import Event, Thread

import click
import uvicorn

from adapters.cli.connection import IDLE_SECONDS, Connection
from adapters.cli.ending import ADDRESS_TAKEN, Ended
from adapters.http.app import Application, let_go
from adapters.http.middleware.response import MAX_HEAD_BYTES
from adapters.main import System
from adapters.postgres.server.supervision import Keeper
from adapters.runtime.tuning import freeze, on_one_processor

_BACKLOG = 512
_GOODBYE_SECONDS = 10

Command = Callable[..., None]


def _options(default: int | None, what: str) -> Callable[[Command], Command]:
    host = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
    port = click.option("--port", type=click.IntRange(0, 65535), default=default, show_default=True, help=what)
    return lambda command: host(port(command))


host_and_port = _options(8000, "0 for any that is free.")
host_and_optional_port = _options(None, "Answer health and metrics there; 0 for any that is free.")


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """Take the address before anything else is done: two servers never quarrel over the data.

    Raises Ended when it is taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, so that asyncio turns off Nagle's delay: it looks for it, and 40 ms an answer else.
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            # Listening only when all is open: until then a caller is told at once that nobody is here.
        except (OSError, TypeError) as error:  # TypeError: of a host that is no name
            taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
            told = error.strerror if isinstance(error, OSError) else error
            why = "is taken: choose another with --port" if taken else f"cannot be used: {told}"
            raise Ended(f"The address {host}:{port} {why}.", ADDRESS_TAKEN) from error
        yield listener


def address_of(listener: socket.socket) -> str:
    """Return the address for a browser."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


class _Server(uvicorn.Server):
    """Lets those go who watch a page, before it waits for all others to be answered."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        let_go(self.config.loaded_app)
        await super().shutdown(sockets)


def server_of(app: Application) -> uvicorn.Server:
    """Return what serves the application on whichever sockets it is run with."""
    return _Server(
        uvicorn.Config(
            app,
            http=Connection,
            ws="none",
            proxy_headers=False,  # the application's own middleware reads them
            access_log=False,
            server_header=False,
            log_config=None,
            log_level="error",  # below, it tells in plain text what the connection logs
            backlog=_BACKLOG,
            timeout_keep_alive=IDLE_SECONDS,
            timeout_graceful_shutdown=_GOODBYE_SECONDS,
            h11_max_incomplete_event_size=MAX_HEAD_BYTES,
        )
    )


def run(app: Application, listener: socket.socket) -> None:
    """Serve; return when told to stop."""
    with suppress(KeyboardInterrupt):
        server_of(app).run(sockets=[listener])


@contextmanager
def remembering(system: System) -> Iterator[None]:
    """Have what streams say read in the background, while pages are served already."""
    ended = Event()

    def remember() -> None:
        system.remember(lambda: not ended.is_set())
        if not ended.is_set():
            freeze()

    thread = Thread(target=remember, name="remembering", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(_GOODBYE_SECONDS)


@contextmanager
def following(system: System) -> Iterator[None]:
    """Have the consumers follow the log, and the embedded database kept up."""
    keeper = None if system.settings.database_url else Keeper(system.settings.data_folder)
    if keeper:
        keeper.start()
    try:
        # What the keeper starts, a server of the database, is to have all processors.
        with on_one_processor() if system.settings.one_processor else nullcontext():
            system.follower.start()
            try:
                yield
            finally:
                system.follower.stop()
    finally:
        if keeper:
            keeper.stop()
