"""Pictures of the running product, for the readme and to be looked at: ``make screenshots``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Page

from adapters.demo.people import PEOPLE
from adapters.postgres.server import embedded
from domain.values import Role
from tests.architecture.checkout import ROOT
from tests.support.browsing import launched
from tests.support.site import Site

IMAGES = ROOT / "docs/images"
_MUNICIPALITY = "/municipalities/1784"
_PAGES = {
    "county": (Role.MANAGER, "/counties/17"),
    "municipality": (Role.COORDINATOR, _MUNICIPALITY),
    "work": (Role.COORDINATOR, "/work"),
    "situation-picture": (Role.COORDINATOR, f"{_MUNICIPALITY}/situation-picture"),
    "meeting": (Role.MANAGER, "/counties/17/meeting"),
    "history": (Role.AUDITOR, f"{_MUNICIPALITY}/history?as_of=2024-09-20"),
}
_LOOKS: dict[str, dict[str, Any]] = {
    "1280": {"viewport": {"width": 1280, "height": 1000}},
    "390": {"viewport": {"width": 390, "height": 844}},
    "dark": {"viewport": {"width": 1280, "height": 1000}, "color_scheme": "dark"},
    "print": {"viewport": {"width": 688, "height": 973}},  # an A4 within its margins
}


def take() -> None:
    """Start a demonstration of its own, and take each page in each look, in Swedish."""
    with demonstration() as address, launched() as browser:
        for name, (role, path) in _PAGES.items():
            for look, options in _LOOKS.items():
                page = opened(browser, address, role, **options)
                page.emulate_media(media="print" if look == "print" else "screen")
                page.goto(path)
                page.screenshot(path=IMAGES / f"{name}-{look}.png")
                page.context.close()


@contextmanager
def demonstration() -> Iterator[str]:
    with TemporaryDirectory(prefix="femsteg-", ignore_cleanup_errors=True) as folder:
        site = Site(Path(folder), ("demo",), "demo")
        site.start()
        try:
            yield f"http://127.0.0.1:{site.port}"
        finally:
            site.stop()
            embedded.stop(Path(folder) / "demo")


def opened(browser: Browser, address: str, role: Role, **options: Any) -> Page:
    """Return a page of somebody with this role."""
    page = browser.new_context(base_url=address, locale="sv-SE", **options).new_page()
    page.goto("/sign-in")
    page.locator(f'button[value="{next(each.actor.ref for each in PEOPLE if each.actor.role is role)}"]').click()
    page.wait_for_load_state()
    return page


if __name__ == "__main__":
    take()
