"""Every kind of page, as each role, in both languages, light and dark, wide and narrow: WCAG by axe, forced colours."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page

from adapters.demo.filling import people
from adapters.demo.people import PEOPLE
from domain.values import Role
from tests.support.browsing import NEEDS_CHROMIUM, launched, served
from tests.support.database import Databases
from tests.support.demonstration import demonstration
from tests.support.people import SetClock

AXE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text()
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What a page's colours and width decide; the rest is the same however it is looked at.
BY_LOOKS = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
Look = tuple[int, Literal["light", "dark"]]
# Every pair of width, colours and language; the rest of their combinations differ in nothing that these do not show.
LOOKS: Mapping[str, tuple[Look, Look]] = {
    "sv-SE": ((320, "dark"), (1280, "light")),
    "en-GB": ((320, "light"), (1280, "dark")),
}
ARVIKA, EDA = "/municipalities/1784", "/municipalities/1730"
EVENT = re.compile(r'href="(/events/[^"]*)"')
READ = ["/counties/17?state=joined&attention=amber", "/work-queue", "/trail?municipality=1784&kind=contact."]
PAST = ["/counties/17?as_of=100", f"{ARVIKA}?happened_by=2024-01-01"]
# A form to choose at, one that is refused, and among them every kind of field.
FORMS = [
    f"{ARVIKA}/act/journey/start-step",
    f"{ARVIKA}/act/journey/start-step?step=SITUATION_PICTURE",
    f"{ARVIKA}/act/support/deliver-guidance",
    f"{ARVIKA}/act/situation-picture/record-finding",
]
MORE_FORMS = [
    f"{ARVIKA}/act/structure-review/identify-existing-structure",
    f"{ARVIKA}/act/structure-review/order-responsibility",
    f"{ARVIKA}/act/support/correct-entry",
    f"{EDA}/act/journey/complete-step?step=SITUATION_PICTURE",
    "/municipalities/1763/act/training/hold-session",
]
PROGRAMME = "/counties/17/programme"
OF_COUNTY = [
    PROGRAMME,
    f"{PROGRAMME}?as_of=200",
    "/counties/17/events?behind=joined",
    "/counties/17/timeline",
    "/counties/17/act/programme/adopt-definition",
    "/counties/17/act/programme/assign-coordinator",
]
PAGES: Mapping[Role, Sequence[str]] = {
    Role.COORDINATOR: [
        "/counties/17",
        EDA,
        f"{EDA}/timeline",
        *READ[1:],
        *PAST,
        "/nowhere",
        *FORMS,
        *MORE_FORMS,
        *OF_COUNTY,
    ],
    Role.CONTACT: [ARVIKA, PROGRAMME, *READ, *FORMS[1:3]],
    Role.MANAGER: [EDA, *READ],
    Role.AUDITOR: [EDA, f"{EDA}/timeline", *READ],
    Role.ADMINISTRATOR: ["/counties/17", PROGRAMME, ARVIKA, "/trail", *FORMS[:2]],
}

# A box whose edge is gone: it is not drawn, or in the colour that it lies on.
EDGELESS = """() => {
    const boxes = 'button:not(.plain), select, textarea, input:is([type=date], [type=text]), .mark, .past, .summary, '
        + '.wrong, td, .waiting li';
    const behind = getComputedStyle(document.body).backgroundColor;
    return [...document.querySelectorAll(boxes)].filter(each => {
        const style = getComputedStyle(each);
        const drawn = parseFloat(style.borderInlineStartWidth) > 0 && style.borderInlineStartStyle !== 'none';
        return each.checkVisibility() && !(drawn && style.borderInlineStartColor !== behind);
    }).map(each => each.outerHTML);
}"""
RING = """() => {
    const style = getComputedStyle(document.activeElement), behind = getComputedStyle(document.body).backgroundColor;
    return `${style.outlineStyle} ${style.outlineWidth} ${style.outlineColor !== behind}`;
}"""

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture(scope="module")
def address(databases: Databases) -> Iterator[str]:
    with demonstration(databases, SetClock()) as system, served(system.app(people())) as address:
        yield address


def signed_in(chromium: Browser, address: str, role: Role, locale: str = "sv-SE") -> Page:
    page = chromium.new_context(base_url=address, locale=locale, bypass_csp=True).new_page()
    person = next(each for each in PEOPLE if each.actor.role is role)
    page.goto("/sign-in")
    page.locator(f'button[value="{person.actor.ref}"]').click()
    page.wait_for_url("**/counties/17")
    return page


def look(page: Page, of: Look) -> None:
    page.set_viewport_size({"width": of[0], "height": 800})
    page.emulate_media(color_scheme=of[1])


def violations(page: Page, kind: str, values: Sequence[str]) -> list[str]:
    """Return what axe finds by rules of these tags or names, with the first place of each."""
    asked = {"runOnly": {"type": kind, "values": values}, "resultTypes": ["violations"], "preload": False}
    found: dict[str, Any] = page.evaluate("asked => axe.run(document, asked)", asked)
    return [f"{page.url} {each['id']}: {each['nodes'][0]['html']}" for each in found["violations"]]


def wrong_on(page: Page, looks: Sequence[Look]) -> list[str]:
    """Return what is wrong with the page that is open."""
    page.evaluate(AXE)
    look(page, looks[0])
    wrong = violations(page, "tag", LEVELS)
    look(page, looks[1])
    return wrong + violations(page, "rule", BY_LOOKS)


def with_a_fault(page: Page) -> None:
    """Go to a form that has been sent empty."""
    page.goto(f"{ARVIKA}/act/training/plan-session")
    page.locator("main form button").click()
    page.get_by_role("alert").wait_for()


@pytest.mark.parametrize("locale", LOOKS)
@pytest.mark.parametrize("role", PAGES)
def test_no_page_of_a_role_breaks_a_rule(chromium: Browser, address: str, role: Role, locale: str) -> None:
    page = signed_in(chromium, address, role, locale)
    wrong = []
    for each in PAGES[role]:
        page.goto(each)
        wrong += wrong_on(page, LOOKS[locale])
    page.context.close()

    assert wrong == []


@pytest.mark.parametrize("locale", LOOKS)
def test_nor_does_signing_in_a_single_entry_or_a_form_with_faults(chromium: Browser, address: str, locale: str) -> None:
    page = signed_in(chromium, address, Role.COORDINATOR, locale)
    with_a_fault(page)
    wrong = wrong_on(page, LOOKS[locale])
    page.goto(f"{EDA}/timeline")
    page.goto(EVENT.findall(page.content())[0])
    wrong += wrong_on(page, LOOKS[locale])
    page.context.clear_cookies()
    page.goto("/sign-in")
    wrong += wrong_on(page, LOOKS[locale])
    page.context.close()

    assert wrong == []


def test_what_breaks_a_rule_is_found(chromium: Browser, address: str) -> None:
    page = signed_in(chromium, address, Role.COORDINATOR)
    page.goto(f"{ARVIKA}/act/training/plan-session")
    page.add_style_tag(content=":root { --faint: #999 } a { display: inline-block; height: 9px; line-height: 9px }")
    page.evaluate("document.querySelectorAll('label').forEach(each => each.remove())")
    wrong = " ".join(wrong_on(page, LOOKS["en-GB"]))
    page.context.close()

    assert [rule for rule in ("color-contrast", "select-name", "target-size") if rule not in wrong] == []


class TestForcedColours:
    """Where a person's own few colours go before ours, what is told by a background or a shade must still be told."""

    @pytest.fixture
    def forced(self, chromium: Browser, address: str) -> Iterator[Page]:
        page = signed_in(chromium, address, Role.COORDINATOR)
        page.emulate_media(forced_colors="active")
        yield page
        page.context.close()

    def test_leave_every_box_its_edge(self, forced: Page) -> None:
        forced.goto("/counties/17?as_of=100")
        assert forced.evaluate(EDGELESS) == []
        forced.goto("/work-queue")
        assert forced.evaluate(EDGELESS) == []
        with_a_fault(forced)
        assert forced.evaluate(EDGELESS) == []

    def test_leave_every_state_its_sign_and_its_word(self, forced: Page) -> None:
        forced.goto("/counties/17")
        states = {each.strip() for each in forced.locator("td .state").all_inner_texts()}

        assert {"● Klart", "◐ Pågår", "○ Inte påbörjat", "⊘ Avstått"} <= states

    def test_leave_what_has_the_focus_its_ring(self, forced: Page) -> None:
        with_a_fault(forced)
        rings = set()
        for _ in range(25):
            forced.keyboard.press("Tab")
            rings.add(forced.evaluate(RING))

        assert rings == {"solid 3px true"}
