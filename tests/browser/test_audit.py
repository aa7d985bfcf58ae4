"""An audit case in the browser, from its opening to its report: in Swedish with script, in English without."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from re import search

import pytest
from playwright.sync_api import Browser, Locator, Page

from adapters.demo.filling import people
from domain.values import Role
from tests.support.axe import LOOKS, signed_in, wrong_on
from tests.support.browsing import NEEDS_CHROMIUM, save, served
from tests.support.database import Databases
from tests.support.demonstration import demonstration
from tests.support.people import TODAY, SetClock

pytestmark = NEEDS_CHROMIUM

FOUND = "Besöken som planerades är antecknade i förväg, som de ska."
ANSWER = "Vi fortsätter att anteckna besöken så snart de är bestämda."
SIDEWAYS = """() => [...document.querySelectorAll(".scroll")]
    .filter(each => each.scrollWidth > each.clientWidth).map(each => each.getAttribute("aria-labelledby"))"""
WORDS = {
    "sv-SE": {
        "open": "Öppna en granskning",
        "sample": "Dra ett stickprov",
        "answer": "Besvara en iakttagelse",
        "report": "Rapport",
        "close": "Avsluta granskningen",
        "read": "Stöd och besök",
        "hidden": "Skyddade uppgifter visas inte för din roll",
    },
    "en-GB": {
        "open": "Open an audit case",
        "sample": "Draw a sample",
        "answer": "Answer a finding",
        "report": "Report",
        "close": "Close the audit case",
        "read": "Support and visits",
        "hidden": "Protected information is not shown",
    },
}


@pytest.fixture(scope="module")
def address(databases: Databases) -> Iterator[str]:
    with demonstration(databases, SetClock()) as system:
        system.follower.start()
        with served(system.app(people())) as address:
            yield address
        system.follower.stop()


def filled(form: Locator, **fields: str | list[str]) -> None:
    """Fill in a form as a person would: what is chosen, what is ticked, what is typed."""
    for name, value in fields.items():
        field = form.locator(f'[name="{name}"]').first
        if isinstance(value, list):
            for each in value:
                form.locator(f'[name="{name}"][value="{each}"]').check()
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        elif field.get_attribute("type") == "radio":
            form.locator(f'[name="{name}"][value="{value}"]').check()
        else:
            field.fill(value)


@pytest.mark.parametrize(("locale", "script"), [("sv-SE", True), ("en-GB", False)], ids=["sv", "en, no script"])
def test_a_case_goes_from_its_opening_to_its_report(
    chromium: Browser, address: str, locale: str, *, script: bool
) -> None:
    words = WORDS[locale]
    page = signed_in(chromium, address, Role.AUDITOR, locale, has_script=script)
    page.goto("/municipalities/1784/support")
    assert page.get_by_text(words["hidden"]).is_visible()
    before = page.locator(".frame-body").text_content()

    opened(page, words)
    case = page.url.partition("?")[0]
    page.goto("/municipalities/1784/support")
    assert page.locator(".frame-body").text_content() != before
    page.goto(case)
    sampled(page, words)
    found(page)
    answered(chromium, address, locale, case, words)
    reported(page, case, words, locale, script=script)
    page.goto(case)
    page.get_by_role("link", name=words["close"]).click()
    save(page)
    page.goto("/municipalities/1784/support")
    assert page.locator(".frame-body").text_content() == before
    page.context.close()


def opened(page: Page, words: Mapping[str, str]) -> None:
    """Open a case with its purpose and scope, and go to it."""
    page.goto("/counties/17/audit")
    page.get_by_role("link", name=words["open"]).click()
    page.locator("#act").wait_for()
    filled(
        page.locator("#act"),
        purpose="yearly-audit",
        municipalities=["1784"],
        audited_parts=["support"],
        period_from=(TODAY - timedelta(days=900)).isoformat(),
        period_until=(TODAY + timedelta(days=60)).isoformat(),
        ends_on=(TODAY + timedelta(days=60)).isoformat(),
    )
    save(page)
    page.locator("table.cases tbody tr:has(.tag-doing) a").click()
    page.locator(".case-facts").wait_for()


def sampled(page: Page, words: Mapping[str, str]) -> None:
    """Draw a sample by a seed."""
    page.get_by_role("link", name=words["sample"]).click()
    filled(page.locator("#act"), sample_method="weighted", sample_size="5", seed="314159")
    save(page)
    assert page.locator("caption", has_text="314159").is_visible()
    assert page.locator("section:has(#samples) tbody tr").count() == 5


def found(page: Page) -> None:
    """Record a finding about the first entry of the sample."""
    entry = page.locator("section:has(#samples) tbody th a").first.get_attribute("href") or ""
    page.locator("section:has(#samples) tbody td a").first.click()
    form = page.locator("#act")
    assert form.locator('[name="about_events"]').input_value() == entry.rpartition("/")[2]
    filled(form, finding_kind="good-practice", gravity="remark", text=FOUND)
    save(page)
    assert page.locator(f'.finding a[href="{entry}"]').is_visible()


def answered(chromium: Browser, address: str, locale: str, case: str, words: Mapping[str, str]) -> None:
    """Answer it, as who leads the work."""
    page = signed_in(chromium, address, Role.MANAGER, locale)
    page.goto(case)
    page.get_by_role("link", name=words["answer"]).click()
    filled(page.locator("#act"), reply="accepted", text=ANSWER)
    save(page)
    assert page.locator(".answer").get_by_text(ANSWER).is_visible()
    page.context.close()


def reported(page: Page, case: str, words: Mapping[str, str], locale: str, *, script: bool) -> None:
    """Print the report, and take it home as a sheet: both name its position and digest."""
    page.goto(case)
    page.get_by_role("link", name=words["report"], exact=True).click()
    page.locator(".report-digest code").wait_for()
    if script:
        assert wrong_on(page, LOOKS[locale]) == []
    assert page.locator("section:has(.scroll)").count() == 2  # its sample, and what was read
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate(SIDEWAYS) == []
    page.set_viewport_size({"width": 1280, "height": 720})
    page.emulate_media(media="print")
    told = page.locator("main").inner_text()
    assert FOUND in told
    assert ANSWER in told
    assert words["read"] in told
    assert not page.locator("main .no-print").first.is_visible()
    page.emulate_media(media="screen")
    digest = page.locator(".report-digest code").inner_text()
    position = search(r"\d+", page.locator(".report-digest").inner_text().replace(digest, "").replace("SHA-256", ""))
    assert position
    sheet = page.request.get(f"{case}/report?format=csv&as_of={position[0]}").text()
    assert digest in sheet
    assert position[0] in sheet.rpartition("digest")[2]
    assert FOUND in sheet
