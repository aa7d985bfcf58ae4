"""A page hears of what others change: at once, only of what its reader may see, and it holds up nobody."""

import http.client
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from threading import Event

import psycopg
import pytest

from adapters.http.live import changes, stream
from adapters.main import System
from domain.people import Actor
from domain.values import Role
from tests.support.api import Office, open_office
from tests.support.browsing import served
from tests.support.database import Databases
from tests.support.people import BY_ROLE, COORDINATOR, ELSEWHERE, HERE
from tests.support.waiting import caught_up, until

AFTER_NOTHING = f"/live?scope={HERE.scb_code}&after=0"
OTHER = COORDINATOR.model_copy(update={"ref": "p-" + "8" * 32})


@dataclass
class Window:
    """One window that watches."""

    response: http.client.HTTPResponse

    def lines(self, wanted: str) -> str:
        """Return the first line that begins so."""
        for raw in self.response:
            if (line := raw.decode().strip()).startswith(wanted):
                return line
        raise AssertionError(f"ended without {wanted}")

    def rest(self) -> str:
        return self.response.read().decode()


@dataclass
class House:
    office: Office
    address: str
    database_url: str

    @property
    def system(self) -> System:
        return self.office.system

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def head(self) -> int:
        caught_up(self.system)
        return self.system.store.head()

    def signed_in(self, actor: Actor) -> str:
        """Sign somebody in, and return their cookie."""
        secret = self.system.access.sign_in(actor, None, "sv", self.system.clock.now())
        return f"femsteg_session={secret}"

    def status(self, path: str) -> int:
        """Ask as a coordinator, and return the answer's status."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as asked:
            asked.request("GET", path, headers={"Cookie": self.signed_in(COORDINATOR)})
            with closing(asked.getresponse()) as answer:
                return answer.status

    @contextmanager
    def watching(self, actor: Actor, scope: str, after: int, **headers: str) -> Iterator[Window]:
        asked = {"Accept": "text/event-stream", "Cookie": self.signed_in(actor), **headers}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request("GET", f"/live?scope={scope}&after={after}", headers=asked)
            with closing(connection.getresponse()) as response:
                yield Window(response)

    def acts(self, place: str = HERE.scb_code) -> int:
        """Let somebody log a contact, and return its position."""
        return int(self.office.coordinator.does(place, "support/log-contact", direction="both")["position"])


@pytest.fixture(scope="module")
def house(databases: Databases) -> Iterator[House]:
    with (
        databases.lent() as url,
        open_office(url, HERE.scb_code, ELSEWHERE.scb_code) as office,
        served(office.system.app()) as address,
    ):
        yield House(office, address, url)


class TestAPageThatIsLookedAt:
    def test_hears_of_an_act_within_three_seconds(self, house: House) -> None:
        with house.watching(COORDINATOR, HERE.scb_code, house.head()) as window:
            assert window.response.status == 200
            assert window.response.headers["Content-Type"].startswith("text/event-stream")
            window.lines("retry:")
            began = time.monotonic()
            position = house.acts()

            assert window.lines("data:") == f"data: {position}"
            assert time.monotonic() - began < 3

    def test_hears_of_what_came_before_it_asked_and_after_what_it_shows(self, house: House) -> None:
        before = house.head()
        position = house.acts()
        house.head()
        with house.watching(COORDINATOR, HERE.scb_code, before) as window:
            assert window.lines("id:") == f"id: {position}"

    def test_goes_on_where_it_broke_off(self, house: House) -> None:
        first, second = house.acts(), house.acts()
        house.head()
        with house.watching(COORDINATOR, HERE.scb_code, 0, **{"Last-Event-ID": str(first)}) as window:
            assert window.lines("data:") == f"data: {second}"

    def test_hears_nothing_of_another_municipality(self, house: House) -> None:
        with house.watching(COORDINATOR, HERE.scb_code, house.head()) as window:
            house.acts(ELSEWHERE.scb_code)
            own = house.acts()

            assert window.lines("data:") == f"data: {own}"

    def test_of_the_county_hears_of_each(self, house: House) -> None:
        with house.watching(COORDINATOR, "17", house.head()) as window:
            position = house.acts(ELSEWHERE.scb_code)

            assert window.lines("data:") == f"data: {position}"

    def test_of_the_county_tells_a_contact_person_of_the_own_municipality_alone(self, house: House) -> None:
        with house.watching(BY_ROLE[Role.CONTACT], "17", house.head()) as window:
            house.acts(ELSEWHERE.scb_code)
            own = house.acts()

            assert window.lines("data:") == f"data: {own}"

    def test_is_sent_a_sign_of_life_and_told_when_its_session_has_ended(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(stream, "SILENCE_SECONDS", 0.2)
        with house.watching(COORDINATOR, HERE.scb_code, house.head()) as window:
            window.lines(":")
            with psycopg.connect(house.database_url, autocommit=True) as owner:
                owner.execute("DELETE FROM access.sessions")

            assert window.lines("event:") == "event: ended"
            assert window.rest().strip() == "data:"

    def test_is_told_that_its_session_has_ended_while_others_work_without_a_pause(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(stream, "SILENCE_SECONDS", 2.0)
        monkeypatch.setattr(changes, "_EVERY_SECONDS", 0.05)
        is_told = Event()

        def work() -> None:
            until = time.monotonic() + 12
            while not is_told.wait(0.1) and time.monotonic() < until:
                house.acts()

        with house.watching(COORDINATOR, HERE.scb_code, house.head()) as window, ThreadPoolExecutor(1) as others:
            window.lines("retry:")
            with psycopg.connect(house.database_url, autocommit=True) as owner:
                owner.execute("DELETE FROM access.sessions")
            working = others.submit(work)
            window.lines("event: ended")

            assert not working.done()
            is_told.set()

    def test_does_not_keep_its_session_alive(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(stream, "SILENCE_SECONDS", 0.1)
        asked = "SELECT max(last_seen_at) FROM access.sessions"
        with (
            house.watching(COORDINATOR, HERE.scb_code, house.head()) as window,
            psycopg.connect(house.database_url, autocommit=True) as owner,
        ):
            owner.execute("UPDATE access.sessions SET last_seen_at = last_seen_at - interval '5 minutes'")
            before = owner.execute(asked).fetchone()
            for _ in range(3):
                window.lines(":")

            assert owner.execute(asked).fetchone() == before


class TestWatching:
    def test_is_answered_once_where_no_stream_is_asked_for(self, house: House) -> None:
        with house.watching(COORDINATOR, HERE.scb_code, 0, Accept="*/*") as window:
            assert "event: changed" in window.rest()
        with house.watching(COORDINATOR, HERE.scb_code, house.head(), Accept="*/*") as window:
            assert "event:" not in window.rest()

    def test_takes_no_place_of_a_request(self, house: House) -> None:
        most = house.system.settings.pool_size
        people = [COORDINATOR.model_copy(update={"ref": f"p-{each:032x}"}) for each in range(1, most + 4)]
        with ExitStack() as opened:
            for each in people:
                opened.enter_context(house.watching(each, HERE.scb_code, house.head())).lines("retry:")
            began = time.monotonic()

            assert house.status("/counties/17") == 200
            assert time.monotonic() - began < 3

    def test_is_refused_beyond_the_windows_that_one_person_may_have(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(changes, "_MOST_OF_ONE", 1)
        with house.watching(COORDINATOR, HERE.scb_code, 0) as first:
            first.lines("retry:")
            with house.watching(COORDINATOR, HERE.scb_code, 0) as second:
                assert second.response.status == 503
                assert second.response.headers["Retry-After"] == "60"
            with house.watching(OTHER, HERE.scb_code, 0) as third:
                assert third.response.status == 200
        until(lambda: house.status(AFTER_NOTHING) == 200)

    @pytest.mark.parametrize(
        ("query", "status"),
        [
            ("scope=9999&after=0", 404),
            ("scope=18&after=0", 404),
            ("scope=x&after=0", 404),
            ("scope=%00&after=0", 404),
            ("scope=1715&after=-1", 422),
            ("scope=1715&after=9999999999999999999999", 422),
            ("scope=1715", 422),
            ("after=0", 422),
            ("scope=17150000&after=0", 422),
        ],
    )
    def test_of_what_does_not_exist_is_refused(self, house: House, query: str, status: int) -> None:
        assert house.status(f"/live?{query}") == status

    def test_of_another_municipality_does_not_exist_for_a_contact_person(self, house: House) -> None:
        with house.watching(BY_ROLE[Role.CONTACT], ELSEWHERE.scb_code, 0) as window:
            assert window.response.status == 404

    def test_ends_with_the_server_which_need_not_wait_for_it(self, database_url: str) -> None:
        with open_office(database_url, HERE.scb_code) as office, ExitStack() as opened:
            with served(office.system.app()) as address:
                house = House(office, address, database_url)
                window = opened.enter_context(house.watching(COORDINATOR, HERE.scb_code, house.head()))
                window.lines("retry:")
                began = time.monotonic()
            ended = time.monotonic()
            window.rest()

        assert ended - began < 3
