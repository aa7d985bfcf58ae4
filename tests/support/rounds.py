"""Rounds through the pages that docs/access.md lists, as somebody and in a language: what is wrong on the way."""

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request

from adapters.demo.ids import demo_id
from adapters.demo.reports import MEETING
from domain.values import Role
from tests.support.access_tables import ANSWERED, SAMPLES
from tests.support.axe import EXAMINATION, LOOKS, wrong_on

# Where nobody reads a page, and what is one only for scripts.
_NO_PAGES = ("/api/", "/health/", "/metrics", "/static/", "/live", "/reports/styles/")
_CODES = {"county": "17", "another county": "18", "own": "1784", "another": "1730", "beyond": "0180"}
_IDS = {"case_id": str(demo_id("audit", "case")), "report_id": str(MEETING)}
_FIRST_ACT = 8


def pages(role: Role, status: str = "200") -> Iterator[str]:
    """Yield the addresses of all pages that answer this role so, each with a code of the demonstration."""
    for row in ANSWERED:
        method, path = row["Address"].split(" ")
        is_page = method == "GET" and not path.startswith(_NO_PAGES) and "format=" not in path
        is_ours = row["Scope"] in {"", "county", "own"} or (status != "200" and "{event_id}" not in path)
        if is_page and is_ours and row[str(role)] == status:
            code = _CODES.get(row["Scope"], "")
            yield path.format_map({"code": code, "scb_code": code, "event_id": "{event_id}", **_IDS, **SAMPLES})


class Round:
    """A page that goes from one address to the next; ``wrong``: also errors, broken policies, requests to others."""

    def __init__(self, page: Page, locale: str, judged: set[str]) -> None:
        self.page, self.wrong, self.titles = page, list[str](), Counter[str]()
        self._looks, self._judged = LOOKS[locale], judged
        page.on("console", self._told)
        page.on("pageerror", lambda error: self.wrong.append(f"{page.url}: {error}"))
        page.on("request", self._asked)

    def visit(self, path: str) -> None:
        """Look at the page of an address."""
        self.page.goto(path)
        self.look()

    def look(self) -> None:
        """Look at the page that is open."""
        if "?" not in self.page.url:
            self.titles[self.page.title()] += 1
        self.wrong += wrong_on(self.page, self._looks, self._judged)

    def look_where_it_is_new(self) -> None:
        """Look at the page that is open if it is built of anything that no page before it was."""
        self.page.evaluate(EXAMINATION)
        if not self._judged.issuperset(self.page.evaluate("examination.parts()")):
            self.look()

    def reach_the_first_act(self, path: str) -> None:
        """Go from the skip link to what the page is for, by the keyboard."""
        self.page.goto(path)
        self.page.evaluate(EXAMINATION)
        if not self.page.evaluate("examination.stopsToTheFirstAct()"):
            return
        self.page.keyboard.press("Tab")
        self.page.keyboard.press("Enter")
        for _ in range(_FIRST_ACT):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("examination.isAtAnAct()"):
                return
        self.wrong.append(f"{path}: no act within {_FIRST_ACT} stops")

    @property
    def alike(self) -> list[str]:
        """The titles that do not tell pages apart."""
        return [title for title, times in self.titles.items() if times > 1]

    def _told(self, message: ConsoleMessage) -> None:
        # The browser says so of an answer that is a refusal; those are opened on purpose.
        if message.type in {"error", "warning"} and "Failed to load resource: the server responded" not in message.text:
            self.wrong.append(f"{self.page.url}: {message.text}")

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).hostname != "127.0.0.1" and not request.url.startswith("data:"):
            self.wrong.append(f"{self.page.url} asks {request.url}")


def first_event(page: Page, place: str) -> str:
    """Return the id of an event of a municipality, for those who may see events."""
    page.goto(f"{place}/timeline")
    found = page.locator('main a[href^="/events/"]')
    return (found.first.get_attribute("href") or "").split("/")[-1].partition("?")[0] if found.count() else ""
