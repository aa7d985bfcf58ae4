"""What is wrong with a page, in the looks that a person may have chosen: axe, width, focus, edges."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal
from weakref import WeakKeyDictionary

from playwright.sync_api import Browser, CDPSession, Page

from adapters.demo.people import PEOPLE
from domain.values import Role
from tests.support.browsing import PATIENCE_MS

AXE = (Path(__file__).parents[1] / "browser" / "vendor" / "axe-core" / "axe.min.js").read_text()
EXAMINATION = Path(__file__).with_name("examination.js").read_text()
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What a page's colours and width decide; the rest is the same however it is looked at.
BY_LOOKS = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
# What a person's own colours can change of it.
BY_COLOURS = ["color-contrast", "link-in-text-block"]
# The window's height and scale by its width: 320 is what is left of 1280 by 1024 where all is four times as large.
_WINDOWS = {320: (256, 4), 1280: (800, 1)}
_SESSIONS: WeakKeyDictionary[Page, CDPSession] = WeakKeyDictionary()
Look = tuple[int, Literal["light", "dark"]]
# Every pair of width, colours and language; the rest of their combinations differ in nothing that these do not show.
LOOKS: Mapping[str, tuple[Look, Look]] = {
    "sv-SE": ((320, "dark"), (1280, "light")),
    "en-GB": ((320, "light"), (1280, "dark")),
}


def signed_in(
    chromium: Browser,
    address: str,
    role: Role,
    locale: str = "sv-SE",
    *,
    bypass_csp: bool = False,
    has_script: bool = True,
) -> Page:
    context = chromium.new_context(
        base_url=address, locale=locale, bypass_csp=bypass_csp, java_script_enabled=has_script
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    person = next(each for each in PEOPLE if each.actor.role is role)
    page.goto("/sign-in")
    page.locator(f'button[value="{person.actor.ref}"]').click()
    page.wait_for_load_state()
    return page


def look(page: Page, of: Look) -> None:
    # Colours that are on their way from one scheme to the other are no colours of either.
    page.emulate_media(color_scheme=of[1], reduced_motion="reduce", forced_colors="none")
    width, (height, scale) = of[0], _WINDOWS[of[0]]
    page.set_viewport_size({"width": width, "height": height})
    if scale != 1:
        # Playwright has one scale for all that a context shows.
        size = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False}
        _session(page).send("Emulation.setDeviceMetricsOverride", size)


def _session(page: Page) -> CDPSession:
    return _SESSIONS.get(page) or _SESSIONS.setdefault(page, page.context.new_cdp_session(page))


def violations(page: Page, kind: str, values: Sequence[str], within: str = "html") -> list[str]:
    """Return what axe finds by rules of these tags or names, with the first place of each."""
    asked = {"runOnly": {"type": kind, "values": values}, "resultTypes": ["violations"], "preload": False}
    found: dict[str, Any] = page.evaluate("([within, asked]) => axe.run(within, asked)", [within, asked])
    return [f"{page.url} {each['id']}: {each['nodes'][0]['html']}" for each in found["violations"]]


def wrong_on(page: Page, looks: Sequence[Look], judged: set[str] | None = None) -> list[str]:
    """Return what is wrong with the page that is open.

    ``judged``: markup and parts of pages that were looked at before. A page whose markup comes again is looked at for
    what other words can change, where there is least room for them; one of the same parts in one of the looks, and in
    the other one what is of none of these parts.
    """
    markup, parts = map(set, page.evaluate(f"{EXAMINATION}[examination.markup(), examination.parts()]"))
    # From here on what has the focus has a ring. The skip link lies over others for as long as it has the focus.
    page.keyboard.press("Tab")
    page.evaluate(
        "known => { document.activeElement.blur(); examination.markNew(known) }", [*(parts & (judged or set()))]
    )
    wrong = _misplaced(page, looks[0])
    if judged is None or not markup | parts <= judged:
        # As a script of its own; what Playwright evaluates is an argument that each page unpacks and compiles anew.
        _session(page).send("Runtime.evaluate", {"expression": AXE})
        wrong += violations(page, "tag", LEVELS)
        if judged is None:
            wrong += _otherwise_wrong(page, looks[1])
        elif not parts <= judged:
            wrong += _otherwise_wrong(page, looks[1], "[data-new]")
    if judged is not None:
        judged |= markup | parts
    return wrong


def _misplaced(page: Page, of: Look) -> list[str]:
    look(page, of)
    return [f"{page.url}, {of[0]} pixels: {told}" for told in page.evaluate("examination.misplaced()")]


def _otherwise_wrong(page: Page, of: Look, within: str = "html") -> list[str]:
    """Return what is wrong in the other of two looks, and in colours of a person's own."""
    wrong = _misplaced(page, of)
    wrong += violations(page, "rule", BY_LOOKS, within)
    page.emulate_media(color_scheme="light", forced_colors="active")
    wrong += violations(page, "rule", BY_COLOURS, within)
    wrong += [f"{page.url}, forced colours: {told}" for told in page.evaluate("examination.edgeless()")]
    page.emulate_media(forced_colors="none")
    return wrong
