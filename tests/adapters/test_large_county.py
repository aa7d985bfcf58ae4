"""A county as large as a country: the page holds all of it, and is sent small."""

import gzip
import re
from collections.abc import Iterator
from html import unescape
from itertools import chain
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from adapters.demo.filling import people
from adapters.demo.invented.county import Part, history
from adapters.demo.people import PEOPLE
from adapters.http.bundles import SCRIPT, STATIC, STYLE
from adapters.main import open_system
from adapters.runtime import diagnostics
from adapters.settings import Settings
from domain.values import Role
from tests.support.database import Databases
from tests.support.given import REFERENCE
from tests.support.rounds import pages

PLACES = 290
MOST_BYTES = 150 * 1024


@pytest.fixture(scope="module")
def coordinator(databases: Databases) -> Iterator[TestClient]:
    diagnostics.configure(level=50)
    with databases.lent() as url, open_system(Settings(database_url=url, data_folder=Path("unused")), "demo") as system:
        for number in range(PLACES):
            system.store.append(history(REFERENCE, system.county, Part(seed=1, number=number, length=12)))
        system.follower.catch_up()
        client = TestClient(system.app(people()), follow_redirects=False)
        person = next(each for each in PEOPLE if each.actor.role is Role.COORDINATOR)
        client.post("/sign-in", data={"person": person.actor.ref})
        yield client


@pytest.mark.slow
def test_the_page_holds_every_municipality_and_is_sent_small(coordinator: TestClient) -> None:
    answer = coordinator.get("/counties/17")
    fonts = sum(each.stat().st_size for each in (STATIC / "vendor").rglob("*.woff2"))
    sent = int(answer.headers["content-length"]) + len(SCRIPT.packed) + len(STYLE.packed) + fonts

    assert answer.text.count('<th role="rowheader"') == PLACES
    assert answer.headers["content-encoding"] == "gzip"
    assert sent <= MOST_BYTES
    (first, *_) = re.findall(r'<svg class="units".*?</svg>', answer.text)
    assert first.count("<rect") < 10, "so many are told by their number"


@pytest.mark.slow
def test_the_page_is_the_same_packed_or_not(coordinator: TestClient) -> None:
    def shown(encoding: str) -> str:
        page = coordinator.get("/counties/17", headers={"Accept-Encoding": encoding})
        assert page.headers.get("content-encoding", "identity") == encoding
        return page.text.split("<main")[1].split("</main>")[0]

    assert shown("gzip") == shown("identity")
    with coordinator.stream("GET", "/counties/17") as answer:
        packed = b"".join(answer.iter_raw())
    assert "Påhittad" in gzip.decompress(packed).decode()


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["", "?as_of=1000"], ids=["now", "then"])
def test_every_page_of_it_answers(coordinator: TestClient, moment: str) -> None:
    found = [each for each in pages(Role.COORDINATOR) if each.startswith(("/counties/17", "/work")) and "?" not in each]
    # A case and a report are the demonstration's, which is not filled here.
    statuses = {each: coordinator.get(f"{each}{moment}").status_code for each in found}

    assert len(found) >= 15
    assert {each for each, status in statuses.items() if status not in {200, 303, 404}} == set()
    assert statuses["/counties/17/history"] == 200


COMPARED = "/counties/17/compare?from=0"


def moved(page: str) -> list[str]:
    """Return the municipalities whose steps are listed side by side, in the page's order."""
    (table,) = re.findall(r'<caption id="moved">.*?</table>', page, re.DOTALL)
    return list(dict.fromkeys(re.findall(r'<tr[^>]*><th scope="row">([^<]*)</th><td>', table)))


@pytest.mark.slow
class TestComparingIt:
    def test_names_the_first_municipalities_and_says_how_many_more(self, coordinator: TestClient) -> None:
        page = coordinator.get(COMPARED).text
        (named, more) = re.findall(r"<p><b>([^<]*) och (\d+) kommuner till</b> har anslutit sig", page)[0]
        (behind,) = re.findall(r'href="([^"]*compare/events[^"]*of=joined)"', page)
        events = coordinator.get(unescape(behind)).text

        assert len(named.split(", ")) == 10
        (listed,) = re.findall(r"Gäller (\d+) kommuner: ([^<]*)\.</p>", events)
        assert int(listed[0]) == len(listed[1].split(", ")) == 10 + int(more)
        assert len(page) < 300_000

    def test_lists_what_moved_some_municipalities_at_a_time(self, coordinator: TestClient) -> None:
        address, seen = COMPARED, []
        while address:
            page = coordinator.get(address).text
            seen.append(moved(page))
            following = re.search(r'<a href="([^"#]*)#moved" rel="next">', page)
            address = unescape(following[1]) if following else ""

        everything = list(chain.from_iterable(seen))
        assert all(len(each) <= 49 for each in seen)
        assert len(seen) > 3
        assert len(everything) == len(set(everything)) > 150

    @pytest.mark.parametrize("first", ["X99999", "17", "x", "%00"])
    def test_begins_at_the_first_where_it_is_asked_for_one_that_is_none(
        self, coordinator: TestClient, first: str
    ) -> None:
        assert moved(coordinator.get(f"{COMPARED}&first={first}").text) == moved(coordinator.get(COMPARED).text)
