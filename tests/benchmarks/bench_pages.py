"""Pages as a coordinator opens them, over a log of FEMSTEG_BENCH_EVENTS events, against the budgets that they keep.

Milliseconds of one request at a time on a kept connection, the median, sent and read with as little of a client as
there is; the server is that of the product, within this process. FEMSTEG_BENCH_DATA names a folder where the logs are
kept from one run to the next.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest

from adapters.cli.viewing import rebuild_shown
from adapters.demo.filling import people
from adapters.demo.invented.county import Size
from adapters.demo.loading import fill
from adapters.demo.people import PEOPLE
from adapters.http.bundles import SCRIPT, STATIC, STYLE
from adapters.main import open_system
from adapters.postgres.migrate import migrate
from adapters.postgres.server import embedded
from adapters.runtime.clock import SystemClock
from adapters.runtime.tuning import freeze
from adapters.settings import Settings
from domain.values import Role
from projections.registry import PROJECTIONS
from tests.benchmarks.measuring import Table
from tests.support.browsing import launched, served
from tests.support.database import run, with_database
from tests.support.waiting import until

EVENTS = int(os.environ.get("FEMSTEG_BENCH_EVENTS", "1000000"))
LOOKS = 60
PAINTS = 7
# The first of the invented municipalities.
_PLACE = "X00001"
_COORDINATOR = next(each.actor.ref for each in PEOPLE if each.actor.role is Role.COORDINATOR)


@dataclass(frozen=True)
class County:
    """A county's pages, open to a coordinator."""

    address: str
    client: httpx.Client
    head: int

    def milliseconds(self, path: str) -> float:
        """Return the median that a page takes, packed as a browser has it, its answer read."""
        with self._line() as line:
            return median(self._look(line, path, "gzip")[0] for _ in range(LOOKS))

    def comparisons(self, apart: int) -> Sequence[str]:
        """Return comparisons with now of moments that are so many events apart."""
        latest = self.head - self.head // 100
        return [f"/counties/17/compare?from={latest - more * apart}" for more in range(LOOKS)]

    def milliseconds_at_first(self, paths: Sequence[str]) -> float:
        """Return the median that pages take which nobody has looked at before; the first of them warms up."""
        with self._line() as line:
            return median([self._look(line, each, "gzip")[0] for each in paths][1:])

    def milliseconds_a_step(self, path: str) -> float:
        """Return the median that one event on takes, from the middle of the log on."""
        took, following = list[float](), f"{path}?as_of={self.head // 2}"
        with self._line() as line:
            for _ in range(LOOKS):
                milliseconds, page = self._look(line, following, "identity")
                took.append(milliseconds)
                found = re.search(r'id="step-next" href="([^"]*)"', page.decode())
                assert found, following
                following = unescape(found[1])
        return median(took)

    def _line(self) -> closing[HTTPConnection]:
        return closing(HTTPConnection(urlsplit(self.address).netloc))

    def _look(self, line: HTTPConnection, path: str, encoding: str) -> tuple[float, bytes]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.client.cookies.items())
        started = perf_counter()
        line.request("GET", path, headers={"Cookie": cookies, "Accept-Encoding": encoding})
        answer = line.getresponse()
        page = answer.read()
        took = 1000 * (perf_counter() - started)
        assert answer.status == 200, path
        return took, page

    def as_of(self) -> float:
        """Return how many times as long as now a page takes as of the middle of the log, the worse of two pages."""
        pages = ("/counties/17", f"/municipalities/{_PLACE}")
        return max(self.milliseconds(f"{each}?as_of={self.head // 2}") / self.milliseconds(each) for each in pages)


@contextmanager
def folder() -> Iterator[Path]:
    if kept := os.environ.get("FEMSTEG_BENCH_DATA"):
        yield Path(kept) / "pages"
        return
    with TemporaryDirectory(prefix="femsteg-", ignore_cleanup_errors=True) as outer:
        yield Path(outer) / "data"


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, Path]]:
    with folder() as data:
        data.parent.mkdir(exist_ok=True)
        yield embedded.start(data), data
        embedded.stop(data)


@contextmanager
def county(server: tuple[str, Path], places: int) -> Iterator[County]:
    """Yield the pages of a county of so many municipalities."""
    (url, data), name = server, f"county_{places}"
    url = with_database(url, name)
    with open_database(server[0], name):
        migrate(url)
        with open_system(Settings(url, data), "demo", SystemClock()) as system:
            if not system.log.head():
                fill(url, system.settings, system.county, Size(places, EVENTS, seed=7), lambda _: None)
                rebuild_shown(system, *PROJECTIONS)
                run(url, "VACUUM ANALYZE", "CHECKPOINT")
            system.remember()
            freeze()  # as the server does by then
            with served(system.app(people())) as address, httpx.Client(base_url=address) as client:
                client.post("/sign-in", data={"person": _COORDINATOR}, headers={"Origin": address})
                yield County(address, client, system.log.head())


@contextmanager
def open_database(url: str, name: str) -> Iterator[None]:
    try:
        run(url, f"CREATE DATABASE {name}")
    except Exception as error:
        if "exists" not in str(error):
            raise
    yield


def test_pages_of_a_county_of_16(table: Table, server: tuple[str, Path]) -> None:
    with county(server, 16) as here:
        table.compare("page_county_16_ms", "ms, county of 16; budget", [(here.milliseconds("/counties/17"), 8)])
        table.compare("page_work_ms", "ms, my work; budget", [(here.milliseconds("/work"), 12)])
        place = f"/municipalities/{_PLACE}"
        table.compare("page_municipality_ms", "ms, a municipality; budget", [(here.milliseconds(place), 12)])
        kilobytes = (here.client.get("/counties/17").num_bytes_downloaded + weight()) / 1024
        table.compare("page_county_kb", "KB, county of 16 with all that it loads; budget", [(kilobytes, 150)])
        painted(table, here)


def test_pages_of_a_county_of_290(table: Table, server: tuple[str, Path]) -> None:
    with county(server, 290) as here:
        table.compare("page_county_290_ms", "ms, county of 290; budget", [(here.milliseconds("/counties/17"), 25)])
        steps = [here.milliseconds_a_step(f"{each}/history") for each in ("/counties/17", f"/municipalities/{_PLACE}")]
        table.compare("step_ms", "ms, one event on in the history; budget", [(max(steps), 60)])
        compared = here.comparisons(1)
        first = here.milliseconds_at_first(compared)
        table.compare(
            "compare_county_first_ms", "ms, county of 290 compared for the first time; budget", [(first, 150)]
        )
        again = here.milliseconds(compared[-1])
        table.compare("compare_county_ms", "ms, the same comparison again; budget", [(again, 150)])
        table.compare("page_as_of", "times a page of now, a page of the past; budget", [(here.as_of(), 1.5)])
        # Moments that lie close together share what they are made of; over a tenth of the log they share little.
        far = here.milliseconds_at_first(here.comparisons(here.head // 600))
        table.compare("compare_county_far_ms", "ms, the same with moments far apart; budget", [(far, 150)])


def weight() -> int:
    """Return the bytes that a page loads beside itself, as they are sent."""
    fonts = sum(each.stat().st_size for each in (STATIC / "vendor").rglob("*.woff2"))
    return len(SCRIPT.packed) + len(STYLE.packed) + fonts


def painted(table: Table, here: County) -> None:
    """The first paint of the county's page after that of a page that says nothing."""
    with launched() as browser:
        context = browser.new_context(base_url=here.address)
        context.add_cookies([{"name": k, "value": v, "url": here.address} for k, v in here.client.cookies.items()])
        page = context.new_page()

        def first_paint(path: str) -> float:
            took: list[float] = []
            for _ in range(PAINTS):
                page.goto(path)
                # Asked again and again: what waits in the page itself is code from a text, which its policy forbids.
                until(lambda: bool(page.evaluate("performance.getEntriesByName('first-contentful-paint').length")))
                took.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
            return median(took)

        first_paint("/sign-in")
        trivial = first_paint("/sign-in")
        after = first_paint("/counties/17") - trivial
        table.compare("fcp_over_trivial_ms", "ms, first paint after that of a trivial page; budget", [(after, 150)])
