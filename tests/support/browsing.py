"""The system's Chromium, and an application served on a port of its own for it to visit."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from adapters.cli.serving import server_of
from adapters.http.app import Application
from tests.support.waiting import PATIENCE_SECONDS, until

PATIENCE_MS = PATIENCE_SECONDS * 1000

# Chromium without a window, in half the time; where it is not installed, Chromium itself.
_SHELL, _WHOLE = Path("/usr/lib/chromium/chromium-headless-shell"), Path("/usr/bin/chromium")
_CHROMIUM = _SHELL if _SHELL.exists() else _WHOLE
_FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP *.test 127.0.0.1",
    # A page is gone before code that is compiled for speed has paid for that: axe takes a tenth less without.
    "--js-flags=--no-maglev --no-turbofan",
]
# Said now and then where a part of a page is exchanged: the script has set the focus before the browser would.
_REMARK = "Autofocus processing was blocked because a document already has a focused element."
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


def hear(context: BrowserContext, said: list[str]) -> None:
    """Have what the console says added, refusals of the content security policy among it; a mere remark is not."""
    context.on("console", lambda message: said.append(message.text) if message.text != _REMARK else None)


def save(page: Page) -> None:
    """Send the form that is open, confirming it where its author is asked again; it must be accepted."""
    page.locator("#act button.primary").click()
    page.locator("[name=confirmed], main [role=status]").first.wait_for()
    if page.locator("[name=confirmed]").count():
        page.locator("[name=confirmed]").click()
    page.get_by_role("status").wait_for()


@contextmanager
def served(app: Application) -> Iterator[str]:
    """Serve an application, and return its address."""
    # As the product listens: of a socket of no named protocol, answers wait for acknowledgements.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as free:
        free.bind(("127.0.0.1", 0))
        server = server_of(app)
        thread = Thread(target=server.run, kwargs={"sockets": [free]}, daemon=True)
        thread.start()
        until(lambda: server.started)
        yield f"http://127.0.0.1:{free.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=10)
