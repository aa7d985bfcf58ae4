"""A real browser at a host name that is not localhost: over plain HTTP, behind a proxy with HTTPS, under a path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from tests.support.api import Office, open_office
from tests.support.browsing import NEEDS_CHROMIUM, served
from tests.support.nginx import HOST, NEEDS_NGINX, documented, proxied
from tests.support.people import HERE
from tests.support.waiting import caught_up

pytestmark = [*NEEDS_CHROMIUM, NEEDS_NGINX]
TOWN = f"/municipalities/{HERE.scb_code}"
# Of elements in pictures too, but for the symbols that they take from the page itself.
ADDRESSES = """() => {
    const names = ['href', 'action', 'src', 'formaction', 'data-address'];
    const held = [...document.querySelectorAll(names.map(each => `[${each}]:not(use)`).join(','))];
    const given = held.flatMap(each => names.map(name => each.getAttribute(name)).filter(each => each !== null));
    return given.map(each => new URL(each, location.href).href);
}"""
UNTOLD = """
location {path} {{
    proxy_pass http://127.0.0.1:8000;
    {headers}
}}
"""


@dataclass(frozen=True)
class Case:
    """How a browser comes to the server."""

    name: str
    block: str  # of nginx, none without a proxy
    scheme: str = "http"
    prefix: str = ""
    setting: str = ""  # FEMSTEG_PREFIX
    secure: bool = False


OWN, UNDER, _ = documented()
CASES = [
    Case("plain HTTP, no proxy", ""),
    Case("HTTPS, a host of its own", OWN, "https", secure=True),
    Case("HTTPS, a host of its own, not told --secure", OWN, "https"),
    Case("HTTPS, under a path", UNDER, "https", "/femsteg", secure=True),
    Case("HTTP, under a path", UNDER, "http", "/femsteg"),
    Case("HTTP, under a path that stays", UNDER.replace("8000/;", "8000;"), "http", "/femsteg"),
    Case(
        "HTTP, under a path by a setting, the host in a header",
        UNTOLD.format(path="/a/b.c/", headers="proxy_set_header X-Forwarded-Host $http_host;"),
        "http",
        "/a/b.c",
        "/a/b.c/",
    ),
]


@dataclass
class Visitor:
    """A browser's page, what was answered to it, and where the site begins."""

    page: Page
    site: str
    case: Case
    office: Office
    answers: list[Response]

    def go(self, path: str) -> None:
        self.page.goto(f"{self.site}{path}")

    def sign_in(self) -> None:
        self.page.get_by_label("Åtkomstnyckel").fill(self.office.coordinator.token)
        self.press("Logga in")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).click()

    def save(self) -> None:
        self.press("Spara")
        self.page.get_by_role("status").wait_for()

    def path(self) -> str:
        """Return where the browser is, as the application names it."""
        assert self.page.url.startswith(f"{self.site}/"), self.page.url
        return urlsplit(self.page.url.removeprefix(self.site)).path


@pytest.fixture(scope="module")
def office(databases: Any) -> Iterator[Office]:
    with databases.lent() as url, open_office(url, HERE.scb_code) as made:
        yield made


@pytest.fixture(params=CASES, ids=[each.name for each in CASES])
def visitor(request: pytest.FixtureRequest, chromium: Browser, office: Office, tmp_path: Path) -> Iterator[Visitor]:
    case: Case = request.param
    with ExitStack() as running:
        settings = replace(office.system.settings, prefix=case.setting.rstrip("/"))
        told = replace(office.system, settings=settings)
        port = urlsplit(running.enter_context(served(told.app(secure=case.secure)))).port
        site = f"http://{HOST}:{port}"
        if case.block:
            block = case.block.replace("127.0.0.1:8000", f"127.0.0.1:{port}")
            site = running.enter_context(proxied(tmp_path, block)).address(case.scheme)
        context = chromium.new_context(locale="sv-SE", ignore_https_errors=True)
        running.callback(context.close)
        page, answers = context.new_page(), list[Response]()
        page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 -- a builtin cannot be marked
        yield Visitor(page, f"{site}{case.prefix}", case, office, answers)


def test_forms_links_and_redirects_lead_where_they_should(visitor: Visitor) -> None:
    visitor.go("/trail?kind=audit")
    assert visitor.path() == "/sign-in"
    visitor.press("English")
    visitor.press("Svenska")
    visitor.sign_in()
    assert (visitor.path(), urlsplit(visitor.page.url).query) == ("/trail", "kind=audit")
    visitor.page.get_by_role("link", name="Femsteg").click()
    assert visitor.path() == "/work"
    visitor.page.get_by_role("navigation").get_by_role("link", name="Länet").first.click()
    assert visitor.path() == "/counties/17"
    visitor.page.get_by_role("link", name=HERE.name, exact=True).first.click()
    visitor.go(f"{TOWN}/act/support/log-contact")
    visitor.page.locator('input[name="direction"][value="in"]').check()
    visitor.save()
    caught_up(visitor.office.system)
    assert visitor.path() == TOWN
    visitor.page.locator(f'main a[href$="{TOWN}/timeline"]').first.click()
    assert visitor.path() == f"{TOWN}/timeline"
    visitor.page.locator("details.day > summary").click()
    visitor.page.locator("details.day button.primary").click()
    assert visitor.path() == f"{TOWN}/timeline"
    with visitor.page.expect_download() as sheet:
        visitor.page.get_by_role("link", name=re.compile("CSV|kalkyl", re.IGNORECASE)).first.click()
    assert sheet.value.suggested_filename.endswith((".csv", ".xlsx"))
    visitor.go(f"{TOWN}/act/municipality/receive-national-prompt/")
    assert visitor.path() == f"{TOWN}/act/municipality/receive-national-prompt"
    visitor.go("/nowhere")
    visitor.page.locator("main").get_by_role("link").click()
    assert visitor.path() == "/work"
    https = visitor.case.scheme == "https"
    cookies = visitor.page.context.cookies()
    assert {(each["path"], each["secure"]) for each in cookies} == {(visitor.case.prefix or "/", https)}
    visitor.press("Logga ut")
    assert visitor.path() == "/sign-in"

    wrong = [(each.status, each.url) for each in visitor.answers if each.status >= 400]
    assert [status for status, url in wrong if not url.endswith("/nowhere")] == [], wrong
    outside = [each.url for each in visitor.answers if not each.url.startswith(f"{visitor.site}/")]
    assert outside == []


def test_a_page_hears_at_once_of_what_others_do(visitor: Visitor) -> None:
    visitor.go("/")
    visitor.sign_in()
    visitor.go(f"{TOWN}/timeline")
    visitor.office.coordinator.does(HERE.scb_code, "support/log-contact", direction="both")

    expect(visitor.page.locator("#live [aria-live]")).to_contain_text("de senaste uppgifterna")


def test_every_address_of_a_page_is_within_the_site_and_its_style_is_there(visitor: Visitor) -> None:
    visitor.go("/")
    visitor.sign_in()
    places = ("/counties/17", TOWN, f"{TOWN}/timeline", "/trail", "/work", "/counties/17/programme", "/nowhere")
    for path in (*places, f"{TOWN}/act/support/log-contact", f"{TOWN}?as_of=1"):
        visitor.go(path)
        found = visitor.page.evaluate(ADDRESSES)
        assert len(found) > 5
        assert [each for each in found if not str(each).startswith(f"{visitor.site}/")] == [], path
        assert visitor.page.evaluate("document.styleSheets[0].cssRules.length") > 10


def test_cookies_are_for_the_site_alone_and_over_https_for_https_alone(visitor: Visitor) -> None:
    visitor.go("/")
    visitor.press("English")
    visitor.press("Svenska")
    visitor.sign_in()
    visitor.page.get_by_role("button", name="Logga ut").wait_for()
    cookies = visitor.page.context.cookies()
    https = visitor.case.scheme == "https"
    shared = "__Secure-" if visitor.case.prefix else "__Host-"
    session = f"{shared if https else ''}femsteg_session"
    assert {each["name"] for each in cookies} == {session, "femsteg_language"}
    assert {(each["path"], each["secure"], each["httpOnly"], each["sameSite"]) for each in cookies} == {
        (visitor.case.prefix or "/", https, True, "Lax")
    }
    lasting = {each.headers.get("strict-transport-security") for each in visitor.answers}
    assert (lasting == {"max-age=31536000"}) == visitor.case.secure


def test_a_form_of_another_site_is_refused_in_words(visitor: Visitor) -> None:
    visitor.go("/sign-in")
    other = visitor.page.context.new_page()
    other.goto(f"data:text/html,<form method=post action='{visitor.site}/language'><button>Send</button></form>")
    with other.expect_navigation():
        other.get_by_role("button").click()
    assert "Formuläret kom från en annan adress" in other.inner_text("h1")
