"""Forms with faults and a single entry, by axe; and forced colours. All other pages: ``test_every_page``."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from adapters.demo.filling import people
from domain.values import Role
from tests.support.axe import EXAMINATION, LOOKS, signed_in, wrong_on
from tests.support.browsing import NEEDS_CHROMIUM, served
from tests.support.database import Databases
from tests.support.demonstration import demonstration
from tests.support.people import SetClock

ARVIKA, EDA = "/municipalities/1784", "/municipalities/1730"
EVENT = re.compile(r'href="(/events/[^"]*)"')
RING = """() => {
    const style = getComputedStyle(document.activeElement), behind = getComputedStyle(document.body).backgroundColor;
    return `${style.outlineStyle} ${style.outlineWidth} ${style.outlineColor !== behind}`;
}"""

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def address(databases: Databases) -> Iterator[str]:
    with demonstration(databases, SetClock()) as system, served(system.app(people())) as address:
        yield address


def with_a_fault(page: Page) -> None:
    """Go to a form that has been sent empty."""
    page.goto(f"{ARVIKA}/act/training/plan-session")
    page.locator("main form button").click()
    page.get_by_role("alert").wait_for()


def edgeless(page: Page) -> list[str]:
    """Return the boxes whose edge is gone, cells of every table among them."""
    page.evaluate(EXAMINATION)
    found: list[str] = page.evaluate("examination.edgeless('td')")
    return found


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
    page = signed_in(chromium, address, Role.COORDINATOR, bypass_csp=True)
    page.goto(f"{ARVIKA}/act/training/plan-session")
    small = (
        "a { display: inline-block !important; height: 9px; min-height: 0 !important; padding: 0 !important }"
        ".menu ul, .menu li { display: block; line-height: 9px }"
    )
    page.add_style_tag(content=f":root {{ --ink-3: #999; --ink-2: #999 }} {small}")
    page.evaluate("document.querySelectorAll('label').forEach(each => each.remove())")
    wrong = " ".join(wrong_on(page, LOOKS["en-GB"]))
    page.context.close()

    assert [rule for rule in ("color-contrast", "select-name", "target-size") if rule not in wrong] == []


def test_what_is_new_on_a_known_page_is_looked_at_in_both_looks(chromium: Browser, address: str) -> None:
    page, judged = signed_in(chromium, address, Role.COORDINATOR, bypass_csp=True), set[str]()
    page.goto("/glossary")
    assert wrong_on(page, LOOKS["sv-SE"], judged) == []
    page.goto("/glossary")
    page.add_style_tag(content="@media (prefers-color-scheme: light) { .pale { color: #bbb; background: #fff } }")
    page.evaluate("document.querySelector('main h1').insertAdjacentHTML('afterend', '<p class=pale>Pale</p>')")
    wrong = wrong_on(page, LOOKS["sv-SE"], judged)
    page.context.close()

    assert {"color-contrast" in each and "Pale" in each for each in wrong} == {True}


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
        assert edgeless(forced) == []
        forced.goto("/work")
        assert edgeless(forced) == []
        with_a_fault(forced)
        assert edgeless(forced) == []

    def test_leave_every_state_its_sign_and_its_word(self, forced: Page) -> None:
        forced.goto("/counties/17")
        states = {
            (each.locator("use").get_attribute("href"), each.locator(".word").inner_text().strip())
            for each in forced.locator("td .cell").all()
        }

        assert {
            ("#s-achieved", "Klart"),
            ("#s-in_progress", "Pågår"),
            ("#s-not_started", "Inte påbörjat"),
            ("#s-declined", "Avstått"),
        } <= states

    def test_leave_what_has_the_focus_its_ring(self, forced: Page) -> None:
        with_a_fault(forced)
        rings = set()
        for _ in range(25):
            forced.keyboard.press("Tab")
            rings.add(forced.evaluate(RING))

        assert rings == {"solid 3px true"}
