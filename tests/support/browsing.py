"""The system's Chromium, and an application served on a port of its own for it to visit."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, sync_playwright

from adapters.cli.serving import server_of
from adapters.http.app import Application
from tests.support.waiting import until

_CHROMIUM = Path("/usr/bin/chromium")
_FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP *.test 127.0.0.1",
]
NEEDS_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not _CHROMIUM.exists(), reason=f"{_CHROMIUM} is not installed"),
]


@contextmanager
def launched() -> Iterator[Browser]:
    """Run a browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(_CHROMIUM), chromium_sandbox=False, args=_FLAGS)
        yield browser
        browser.close()


@contextmanager
def served(app: Application) -> Iterator[str]:
    """Serve an application, and return its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server = server_of(app)
        thread = Thread(target=server.run, kwargs={"sockets": [free]}, daemon=True)
        thread.start()
        until(lambda: server.started)
        yield f"http://127.0.0.1:{free.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=10)
