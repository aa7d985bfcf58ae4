"""My work: what waits with one act that can be done, what is logged in one line, and who sees whose."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import cast
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from adapters.demo.filling import people
from adapters.demo.invented.county import Size, parts
from adapters.demo.loading import lines
from adapters.demo.people import PEOPLE
from adapters.http.pages.work import listing
from adapters.http.pages.work.saved_views import cookie_of
from adapters.http.services import Person
from adapters.main import System, open_system
from adapters.postgres.loading import load
from adapters.runtime import diagnostics
from adapters.settings import Settings
from domain.action_plan.events import MeasureAdded, PlanAdopted, PlanWorkOpened, ReferredForComment
from domain.journey.events import DueDateSet, JourneyPaused, StepStarted
from domain.municipality.events import MunicipalityLeft
from domain.people import Actor
from domain.support.events import ContactHad, VisitPlanned
from domain.training.events import SessionPlanned
from domain.values import Role, Step
from tests.adapters.test_pages import browser
from tests.adapters.test_step_pages import ago, put
from tests.support.database import Databases
from tests.support.demonstration import demonstration
from tests.support.following import followed
from tests.support.given import Dated, at
from tests.support.people import COORDINATOR, SetClock

ARVIKA, EDA, GRUMS = "1784", "1730", "1764"
ROW = re.compile(r'<li class="queue-row[^"]*" id="row-([^"]+)".*?</li>', re.DOTALL)
FORM = re.compile(r'<form method="post" action="([^"]*)".*?</form>', re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
ACT = re.compile(r'<a class="button small-button" href="([^"]*)"')
ELSEWHERE = re.compile(r'<p class="elsewhere"><a href="([^"]*)">(\d+) sak')
ERROR = re.compile(r'<p class="error"[^>]*id="(\w+)-error"')


@dataclass
class Visitor:
    """Somebody of the demonstration at their desk."""

    client: TestClient
    system: System

    def sees(self, address: str, status: int = 200) -> str:
        answer = self.client.get(address)
        assert answer.status_code == status, (address, answer.status_code)
        return str(answer.text)

    def rows(self, address: str = "/work") -> dict[str, str]:
        """Return the rows by their ids."""
        return {match[1]: match[0] for match in ROW.finditer(self.sees(address))}

    def hidden(self) -> dict[str, str]:
        """Return the hidden fields of the quick log."""
        page = self.sees("/work")
        return dict(HIDDEN.findall(page.split('class="quick-form"')[1].split("</form>")[0]))

    def logs(self, fields: dict[str, str | list[str]], hidden: dict[str, str] | None = None) -> tuple[int, str]:
        """Fill in the quick log, and return the answer's status and the page that comes of it."""
        answer = self.client.post("/work", data={**(self.hidden() if hidden is None else hidden), **fields})
        self.system.follower.catch_up()
        if answer.status_code != 303:
            return answer.status_code, answer.text
        return 303, self.sees(answer.headers["location"])

    def head(self) -> int:
        return self.system.store.head()


def visitor_of(system: System, key: str) -> Visitor:
    person = next(each for each in PEOPLE if each.key == key)
    client = TestClient(system.app(people()), follow_redirects=False)
    client.post("/sign-in", data={"person": person.actor.ref})
    client.cookies.set("femsteg_language", "sv")
    client.post("/language", data={"language": "sv", "next": "/sign-in"})
    return Visitor(client, system)


@pytest.fixture
def system(databases: Databases) -> Iterator[System]:
    diagnostics.configure(level=50)
    with demonstration(databases, SetClock(date(2026, 11, 28))) as opened:
        yield opened


@pytest.fixture(scope="module")
def quiet(databases: Databases) -> Iterator[System]:
    """A demonstration that is only looked at."""
    diagnostics.configure(level=50)
    with demonstration(databases, SetClock(date(2026, 11, 28))) as opened:
        yield opened


@pytest.fixture
def empty(database_url: str) -> Iterator[System]:
    diagnostics.configure(level=50)
    with followed(database_url, clock=SetClock()) as opened:
        yield opened


@pytest.mark.parametrize(
    ("key", "address"),
    [
        ("coordinator-1", "/work"),
        ("contact-sunne", "/municipalities/1766"),
        ("manager", "/counties/17"),
        ("auditor", "/counties/17/history"),
        ("administrator", "/operations"),
    ],
)
def test_the_first_page_is_where_ones_work_begins(quiet: System, key: str, address: str) -> None:
    visitor = visitor_of(quiet, key)

    assert visitor.client.get("/").headers["location"] == address
    visitor.sees(address)


def test_the_old_address_leads_to_the_new_for_good_and_keeps_what_was_asked(quiet: System) -> None:
    answer = visitor_of(quiet, "manager").client.get("/work-queue?format=csv")

    assert (answer.status_code, answer.headers["location"]) == (301, "/work?format=csv")


class TestRows:
    def test_are_what_the_api_says_and_tell_why_since_when_and_what_to_do(self, quiet: System) -> None:
        rows = visitor_of(quiet, "coordinator-1").rows("/work?whose=all")
        silence = re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", rows["1782.contact-silence-red"]))

        assert len(rows) == 29
        assert "Samordningen och kommunen har inte haft kontakt på mycket lång tid: 435 dagar." in silence
        assert "Gränsen är 180 dagar och sista dagen var 18 mars 2026." in silence
        assert "sedan 18 mars 2026" in silence, "late since its last day, not since what it is counted from"
        assert "Anteckna kontakt" in silence

    def test_come_in_groups_and_kinds_that_add_up(self, quiet: System) -> None:
        visitor = visitor_of(quiet, "coordinator-1")
        everything = set(visitor.rows("/work?whose=all"))
        page = visitor.sees("/work?whose=all")
        chips = re.findall(r'<a class="chip" href="([^"]*kind=\w+[^"]*)">[^<]*<b>(\d+)</b>', page)
        by_kind = {address: set(visitor.rows(unescape(address))) for address, _ in chips}

        assert {address: len(found) for address, found in by_kind.items()} == {a: int(n) for a, n in chips}
        assert set().union(*by_kind.values()) == everything
        assert sum(map(len, by_kind.values())) == len(everything)
        sheets = {each: visitor.client.get(f"{unescape(each)}&format=csv").text.splitlines() for each in by_kind}
        assert {each: len(lines) - 1 for each, lines in sheets.items()} == {a: int(n) for a, n in chips}
        for grouping in ("municipality", "act", "urgency", "nonsense"):
            assert set(visitor.rows(f"/work?by={grouping}&whose=all")) == everything

    def test_are_counted_by_how_grave_they_are_as_far_as_they_were_asked_for(self, quiet: System) -> None:
        visitor = visitor_of(quiet, "coordinator-1")
        for asked in ("whose=all", "kind=contact&whose=all", f"kind=contact&place={EDA}", "kind=plan"):
            page = visitor.sees(f"/work?{asked}")
            counts = page.split('class="counts"')[1].split("</p>")[0]

            assert sum(map(int, re.findall(r"<b>(\d+)</b>", counts))) == len(ROW.findall(page))
            assert ("/counties/17/events?behind=reasons" in page) is (asked == "whose=all"), "it tells of all of them"

    def test_beyond_what_one_works_through_are_counted(self, quiet: System, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(listing, "MOST_ROWS", 2)
        monkeypatch.setattr(listing, "MOST_AHEAD", 1)
        visitor = visitor_of(quiet, "coordinator-1")
        shown = visitor.sees("/work?whose=all")

        assert len(ROW.findall(shown)) == 2
        assert "27 saker till, som är minst brådskande, visas inte här." in shown
        assert re.search("[0-9]+ till visas inte här. Välj en kommun", shown)
        assert len(visitor.client.get("/work?whose=all&format=csv").text.splitlines()) == 1 + 29

    def test_are_those_of_the_role_that_one_comes_back_with(self, quiet: System) -> None:
        ref, who = "p-" + "7" * 32, list[Person]()
        app = quiet.app(cast("tuple[Person, ...]", who))  # which changes
        client, seen = TestClient(app, follow_redirects=False), []
        for role, place in ((Role.COORDINATOR, None), (Role.CONTACT, ARVIKA)):
            who[:] = [Person(Actor(ref=ref, role=role, municipality=place), "coordinator-1")]
            client.post("/sign-in", data={"person": ref})
            seen.append({row.split(".")[0] for row in Visitor(client, quiet).rows("/work?whose=all")})

        assert len(seen[0]) > 1
        assert seen[1] == {ARVIKA}

    def test_of_ones_own_municipalities_are_those_of_the_assignments(self, quiet: System) -> None:
        first, second = (set(visitor_of(quiet, f"coordinator-{n}").rows()) for n in (1, 2))
        everything = set(visitor_of(quiet, "coordinator-1").rows("/work?whose=all"))

        assert first
        assert second
        assert first | second == everything
        assert {each[:4] for each in first}.isdisjoint(each[:4] for each in second)

    def test_of_others_are_counted_with_the_way_to_them(self, quiet: System) -> None:
        visitor = visitor_of(quiet, "coordinator-1")
        own, everything = set(visitor.rows()), set(visitor.rows("/work?whose=all"))
        told = ELSEWHERE.search(visitor.sees("/work"))
        assert told
        of_a_kind = ELSEWHERE.search(visitor.sees("/work?kind=contact"))
        assert of_a_kind

        assert (told[1], told[2]) == ("/work?whose=all", str(len(everything - own)))
        assert of_a_kind[1] == "/work?kind=contact&amp;whose=all"
        assert visitor.rows("/work?whose=mine").keys() == own
        assert not ELSEWHERE.search(visitor.sees("/work?whose=all"))
        assert not ELSEWHERE.search(visitor_of(quiet, "manager").sees("/work"))
        another = next(each[:4] for each in everything - own)
        assert {each[:4] for each in visitor.rows(f"/work?place={another}")} == {another}, "named, it is shown"

    def test_are_a_contact_persons_own(self, quiet: System) -> None:
        visitor = visitor_of(quiet, "contact-arvika")
        page = visitor.sees("/work?place=1782&whose=mine").split("<main")[1]

        assert {each[:4] for each in visitor.rows()} == {ARVIKA}
        # Filipstad's own code was asked for; the keys of forms may hold any digits.
        assert "1782" not in re.sub(r"place=1782|[0-9a-f-]{32,}", "", page)
        assert "Filipstad" not in page

    @pytest.mark.parametrize("key", ["manager", "auditor"])
    def test_hold_no_act_for_those_who_only_look(self, quiet: System, key: str) -> None:
        visitor = visitor_of(quiet, key)
        page = visitor.sees("/work")

        assert len(visitor.rows()) == 29
        assert "/act/" not in page
        assert 'class="quick-form"' not in page
        assert "Planerat besök" not in page
        assert "Planerat besök" in visitor_of(quiet, "coordinator-1").sees("/work")

    @pytest.mark.parametrize(
        "query", ["by=x", "kind=x", "whose=x", "place=x", "place=9999", "row=x", "at=x", "by=%00", f"kind={'a' * 5000}"]
    )
    def test_are_shown_whatever_an_address_says(self, quiet: System, query: str) -> None:
        visitor_of(quiet, "coordinator-1").sees(f"/work?{query}")

    def test_of_the_past_hold_no_act(self, quiet: System) -> None:
        page = visitor_of(quiet, "coordinator-1").sees("/work?as_of=600&whose=all")

        assert ROW.findall(page)
        assert "/act/" not in page

    def test_of_the_past_tell_those_who_may_not_know_of_visits_no_act_that_depends_on_one(self, quiet: System) -> None:
        for key, is_told in (("coordinator-1", True), ("manager", False), ("auditor", False)):
            visitor = visitor_of(quiet, key)
            gaps = [
                row for name, row in visitor.rows("/work?as_of=2026-11-20&whose=all").items() if "visit-gap" in name
            ]
            overview = visitor.sees("/municipalities/1784?as_of=2025-03-01")

            assert gaps
            assert all(("act-then" in each) is is_told for each in gaps), key
            assert ("Planera det första besöket" in overview) is is_told, key
            assert "Allt som kunde göras, och varför resten inte kunde" in overview


def led_to(visitor: Visitor, row: str) -> str | None:
    """Return what is wrong with a row's act; None where its form opens, or it can be sent as it is."""
    if form := FORM.search(row):
        before = visitor.head()
        answer = visitor.client.post(unescape(form[1]), data=dict(HIDDEN.findall(form[0])))
        visitor.system.follower.catch_up()
        accepted = answer.status_code == 303 and visitor.head() > before
        return None if accepted else f"{answer.status_code} {form[1]}"
    if link := ACT.search(row):
        page = visitor.sees(unescape(link[1]))
        is_open = "/act/" not in link[1] or ('name="key"' in page and 'class="why"' not in page.split("<form")[0])
        return None if is_open else link[1]
    return None if "<p class=" in row.split('class="do')[1] else f"nothing: {row}"


def refused(visitor: Visitor) -> list[str]:
    """Return what is wrong with the acts of the rows, each as the page shows it once those before it are done."""
    found, rows = [], visitor.rows()
    for each in list(rows):
        if each in rows and (told := led_to(visitor, rows[each])):
            found.append(told)
        if each in rows and FORM.search(rows[each]):
            rows = visitor.rows()
    return found


@contextmanager
def of_chance(databases: Databases, seed: int) -> Iterator[System]:
    """Open the log of a county whose history is drawn."""
    settings = Settings(database_url=None, data_folder=Path("unused"))
    clock = SetClock()
    with databases.lent() as url:
        load(url, (lines(settings, "17", (part,)) for part in parts(Size(5, 900, seed))), lambda _: None)
        with open_system(Settings(database_url=url, data_folder=Path("unused")), "demo", clock) as opened:
            opened.follower.catch_up()
            last = opened.store.read(opened.store.head() - 1, 1)[0].envelope
            clock.day = last.recorded_at.date() + timedelta(days=40)
            yield opened


class TestActs:
    @pytest.mark.parametrize("key", ["coordinator-1", "contact-arvika", "contact-karlstad"])
    def test_of_rows_can_be_done(self, system: System, key: str) -> None:
        assert refused(visitor_of(system, key)) == []

    @pytest.mark.slow
    @pytest.mark.parametrize("seed", [1, 2])
    def test_of_rows_can_be_done_whatever_has_happened(self, databases: Databases, seed: int) -> None:
        diagnostics.configure(level=50)
        with of_chance(databases, seed) as opened:
            visitor = visitor_of(opened, "coordinator-1")
            assert len(visitor.rows()) > 5
            assert refused(visitor) == []

    def test_that_need_the_day_alone_are_done_at_once_and_leave_a_receipt(self, system: System) -> None:
        visitor = visitor_of(system, "coordinator-1")
        rows = visitor.rows()
        name = next(each for each in rows if each.startswith(f"{EDA}.need-open"))
        form = FORM.search(rows[name])
        assert form
        sent = dict(HIDDEN.findall(form[0]))
        first = visitor.client.post(unescape(form[1]), data=sent)
        visitor.system.follower.catch_up()
        again = visitor.client.post(unescape(form[1]), data=sent)
        asked = parse_qs(urlsplit(first.headers["location"]).query)
        after = visitor.rows(first.headers["location"])

        assert first.headers["location"] == again.headers["location"]
        assert first.headers["location"].endswith(f"#row-{name}")
        assert asked["row"] == [name]
        assert [*after] == [*rows], "the receipt stands where the row stood"
        assert "Visa händelsen" in after[name]
        assert "/support/correct-entry?target_event_id=" in after[name]
        assert name not in visitor.rows()

    def test_of_forms_come_back_to_the_row(self, system: System) -> None:
        visitor = visitor_of(system, "coordinator-1")
        row = visitor.rows("/work?by=municipality&whose=all")["1782.contact-silence-red"]
        link = ACT.search(row)
        assert link
        page = visitor.sees(unescape(link[1]))
        form = re.search(r'<form method="post" action="(/municipalities[^"]*)"', page)
        assert form
        answer = visitor.client.post(unescape(form[1]), data={**dict(HIDDEN.findall(page)), "direction": "both"})

        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/work?by=municipality&whose=all&row=1782.contact-silence-red&at=")


CONTACT: dict[str, str | list[str]] = {"municipality": GRUMS, "what": "contact", "direction": "both"}
VISIT: dict[str, str | list[str]] = {"municipality": GRUMS, "what": "visit", "functions_met": ["principal"]}
NEED: dict[str, str | list[str]] = {"municipality": GRUMS, "what": "need", "need_code": "plan-support"}
TODAY = "2026-11-28"


class TestTheQuickLog:
    @pytest.mark.parametrize(
        ("fields", "topic"),
        [(CONTACT, "support.contact-had.v1"), (VISIT, "support.visit-held.v1"), (NEED, "support.need-noted.v1")],
    )
    def test_records_what_the_ordinary_form_does_and_stays(
        self, system: System, fields: dict[str, str | list[str]], topic: str
    ) -> None:
        visitor, before = visitor_of(system, "coordinator-1"), system.store.head()
        status, page = visitor.logs({**fields, "occurred_on": "2026-11-20"})
        (event,) = system.store.read(before, 9)

        assert status == 303
        assert (event.topic, event.envelope.scope, str(event.envelope.occurred_on)) == (topic, GRUMS, "2026-11-20")
        quick = page.split('class="panel quick"')[1].split("</section>")[0]
        assert "Grums" in quick.split("<form")[0]
        assert f"/events/{event.envelope.event_id}" in quick
        assert re.search(r'<select name="municipality"[^>]* autofocus', quick)

    def test_takes_a_visit_that_was_planned_for_the_day_for_that_one(self, system: System) -> None:
        visitor = visitor_of(system, "coordinator-1")
        before = system.store.head()
        hidden = dict(HIDDEN.findall(visitor.sees(f"/municipalities/{GRUMS}/act/support/plan-visit")))
        visitor.client.post(
            f"/municipalities/{GRUMS}/act/support/plan-visit",
            data={**hidden, "planned_on": TODAY, "occurred_on": TODAY},
        )
        system.follower.catch_up()
        sent = visitor.hidden()
        answers = [visitor.logs({**VISIT, "occurred_on": TODAY}, sent)[0] for _ in range(2)]
        first, second = system.store.read(before, 9)

        assert answers == [303, 303], "sent twice, it is the same visit"
        assert first.event.model_dump()["visit_id"] == second.event.model_dump()["visit_id"]

    def test_sent_twice_records_once(self, system: System) -> None:
        visitor, before = visitor_of(system, "coordinator-1"), system.store.head()
        hidden, fields = visitor.hidden(), {**CONTACT, "occurred_on": TODAY}
        answers = {visitor.logs(fields, hidden)[0] for _ in range(2)}

        assert answers == {303}
        assert system.store.head() == before + 1

    def test_sent_at_once_from_two_windows_records_once_for_each_form(self, system: System) -> None:
        visitor, before = visitor_of(system, "coordinator-1"), system.store.head()
        forms = [visitor.hidden() for _ in range(2)] * 3
        with ThreadPoolExecutor(6) as threads:
            sent = threads.map(
                lambda hidden: visitor.client.post("/work", data={**hidden, **CONTACT, "occurred_on": TODAY}), forms
            )
            assert {each.status_code for each in sent} == {303}

        # Positions that were given to what came too late stay empty.
        assert len(system.store.read(before, 99)) == 2

    def test_changed_after_it_was_saved_says_what_was_saved(self, system: System) -> None:
        visitor = visitor_of(system, "coordinator-1")
        hidden = visitor.hidden()
        visitor.logs({**CONTACT, "occurred_on": TODAY}, hidden)
        before = system.store.head()
        status, page = visitor.logs({**CONTACT, "direction": "out", "occurred_on": TODAY}, hidden)

        assert (status, system.store.head()) == (409, before)
        assert "Detta är sparat" in page

    @pytest.mark.parametrize(
        ("fields", "wrong"),
        [
            ({}, {"municipality", "what"}),
            ({"municipality": GRUMS}, {"what"}),
            ({"what": "contact"}, {"municipality", "direction"}),
            ({"municipality": GRUMS, "what": "contact"}, {"direction"}),
            ({"municipality": GRUMS, "what": "visit"}, {"functions_met"}),
            ({"municipality": GRUMS, "what": "need"}, {"need_code"}),
            ({"municipality": "9999", "what": "contact", "direction": "both"}, {"municipality"}),
            ({**CONTACT, "direction": "sideways"}, {"direction"}),
            ({**CONTACT, "occurred_on": "2027-01-01"}, {"occurred_on"}),
            ({**CONTACT, "occurred_on": "när som helst"}, {"occurred_on"}),
            ({**CONTACT, "occurred_on": "2024-02-01"}, {"reason"}),
            ({**NEED, "need_code": "no-such-need"}, {"need_code"}),
        ],
    )
    def test_tells_all_that_is_wrong_beside_its_field_and_keeps_what_was_typed(
        self, quiet: System, fields: dict[str, str | list[str]], wrong: set[str]
    ) -> None:
        visitor, before = visitor_of(quiet, "coordinator-1"), quiet.store.head()
        status, page = visitor.logs({"occurred_on": TODAY, **fields})

        assert status in {409, 422}
        assert set(ERROR.findall(page)) == wrong
        assert quiet.store.head() == before
        assert f'value="{fields.get("occurred_on", TODAY)}"' in page
        if fields.get("municipality") == GRUMS:
            assert f'<option value="{GRUMS}" selected>' in page
        if what := fields.get("what"):
            assert re.search(rf'name="what" value="{what}" checked', page)

    def test_asks_a_contact_person_for_what_they_may_log_at_home(self, system: System) -> None:
        visitor, before = visitor_of(system, "contact-arvika"), system.store.head()
        page = visitor.sees("/work")
        assert re.findall(r'name="what" value="(\w+)"', page) == ["contact", "need"]
        elsewhere, _ = visitor.logs({**CONTACT, "occurred_on": TODAY})
        forged, _ = visitor.logs({**VISIT, "municipality": ARVIKA, "occurred_on": TODAY})
        at_home, _ = visitor.logs({**CONTACT, "municipality": ARVIKA, "occurred_on": TODAY})

        assert (elsewhere, forged, at_home) == (422, 403, 303)
        scopes = {(each.envelope.scope, each.topic) for each in system.store.read(before, 9)}
        assert scopes <= {(ARVIKA, "support.contact-had.v1"), (ARVIKA, "audit.command-refused.v1")}


class TestAhead:
    def test_an_attempt_at_contact_awaits_a_reply_until_there_is_one(self, system: System) -> None:
        visitor = visitor_of(system, "coordinator-1")

        def awaited() -> bool:
            listed = visitor.sees("/work").split('aria-labelledby="awaited"')[1].split("</section>")[0]
            return f'/municipalities/{GRUMS}">Grums</a> Svar' in listed

        before = awaited()
        visitor.logs({**CONTACT, "direction": "out", "occurred_on": TODAY})
        sought = awaited()
        visitor.logs({**CONTACT, "direction": "in", "occurred_on": TODAY})

        assert (before, sought, awaited()) == (False, True, False)


def soon(system: System) -> str:
    page = browser(system, COORDINATOR).get("/work").split('aria-labelledby="soon"')[1].split("</section>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


class TestTheNextThirtyDays:
    MEASURE, SESSION = "Åtgärden ”", "Utbildningstillfälle"
    VISIT, COMMENT = "Planerat besök", "Remissvar väntas"

    def planned(self, system: System) -> list[Dated]:
        """Return what is agreed on for one of the next days; a plan is at work."""
        day = system.clock.today() + timedelta(days=9)
        function, number = "safety-coordinator", UUID(int=801)
        return at(
            ago(system, 20),
            PlanWorkOpened(),
            MeasureAdded(
                measure_id=number, code="basic-training", addresses_findings=(), owner_function=function, due_on=day
            ),
            ReferredForComment(bodies=("police",), due_on=day),
            SessionPlanned(
                session_id=number,
                stage="basic",
                format="lecture",
                duration_band="half-day",
                groups=("teachers",),
                planned_on=day,
            ),
            VisitPlanned(visit_id=number, planned_on=day),
        )

    def test_hold_what_is_agreed_on(self, empty: System) -> None:
        put(empty, *self.planned(empty))

        assert [each in soon(empty) for each in (self.MEASURE, self.SESSION, self.VISIT, self.COMMENT)] == [True] * 4

    @pytest.mark.parametrize(("days", "is_told"), [(59, False), (60, True), (90, True), (91, False)])
    def test_hold_the_day_by_which_a_contact_keeps_silence_within_its_limit(
        self, empty: System, days: int, *, is_told: bool
    ) -> None:
        put(empty, *at(ago(empty, days), ContactHad(direction="both")))
        day = empty.clock.today() + timedelta(days=90 - days)

        assert ("Sista dag för kontakt" in soon(empty)) == is_told
        if is_told:
            assert f"{day.day} " in soon(empty)

    def test_hold_nothing_that_a_municipality_that_has_left_will_not_do(self, empty: System) -> None:
        put(empty, *self.planned(empty), *at(ago(empty, 1), MunicipalityLeft()))

        assert [each in soon(empty) for each in (self.MEASURE, self.SESSION, self.VISIT, self.COMMENT)] == [False] * 4

    def test_hold_no_comment_on_a_plan_that_is_adopted(self, empty: System) -> None:
        adopted = PlanAdopted(body="municipal-council", paragraph="§ 12", dnr="KS 2024/85")
        put(empty, *self.planned(empty), *at(ago(empty, 1), adopted))

        assert [each in soon(empty) for each in (self.MEASURE, self.COMMENT)] == [True, False]

    @pytest.mark.parametrize("rests", [False, True])
    def test_hold_no_day_of_a_step_while_the_journey_rests(self, empty: System, *, rests: bool) -> None:
        due = DueDateSet(step=Step.ACTION_PLAN, due_on=empty.clock.today() + timedelta(days=9), basis="agreed")
        pause = at(ago(empty, 10), JourneyPaused()) if rests else []
        put(empty, *at(ago(empty, 20), StepStarted(step=Step.ACTION_PLAN), due), *pause)

        assert ("ska vara klart" in soon(empty)) != rests


class TestSavedViews:
    def test_are_kept_by_the_browser_under_the_name_given_and_nowhere_else(self, quiet: System) -> None:
        visitor, before = visitor_of(quiet, "coordinator-1"), quiet.store.head()
        hidden = visitor.hidden()
        answer = visitor.client.post("/work/views?kind=contact&whose=all", data={**hidden, "name": "  Måndag <b> "})
        page = visitor.sees("/work")
        other = visitor_of(quiet, "coordinator-2").sees("/work")

        assert answer.headers["location"] == "/work?kind=contact&whose=all#views"
        assert "Måndag &lt;b&gt;" in page
        assert 'href="/work?kind=contact&amp;whose=all"' in page
        assert "Måndag" not in other
        assert quiet.store.head() == before
        visitor.client.post("/work/views", data={**hidden, "forget": "Måndag <b>"})
        assert "Måndag" not in visitor.sees("/work")

    @pytest.mark.parametrize(
        ("kept", "address"),
        [
            ("kind=plan", "/work?kind=plan&amp;whose=all"),  # from when nothing said was everything
            ("kind=plan&whose=mine", "/work?kind=plan"),
        ],
    )
    def test_are_of_the_municipalities_that_they_were_kept_for(self, quiet: System, kept: str, address: str) -> None:
        visitor = visitor_of(quiet, "coordinator-1")
        visitor.client.cookies.set(cookie_of(PEOPLE[0].actor), urlencode({"A": kept}))
        page = visitor.sees("/work")
        visitor.client.post(f"/work/views?{kept}", data={**visitor.hidden(), "name": "B"})

        assert f'<a href="{address}">A</a>' in page
        assert ('<a href="/work?kind=plan">B</a>') in visitor.sees("/work")

    @pytest.mark.parametrize("value", ["", "x", "%00", "=", "a=b=c&&&", "%FF%FE", "n=by%3Dx%26kind%3D1", "x" * 3900])
    def test_that_are_none_of_ours_are_left_aside(self, quiet: System, value: str) -> None:
        visitor = visitor_of(quiet, "coordinator-1")
        name = next(
            iter(
                re.findall(
                    r"femsteg_views_\w+",
                    visitor.client.post("/work/views", data={**visitor.hidden(), "name": "x"}).headers["set-cookie"],
                )
            )
        )
        visitor.client.cookies.delete(name)
        visitor.client.cookies.set(name, value)

        visitor.sees("/work")


class TestOperations:
    def test_are_told_to_administrators_alone(self, quiet: System) -> None:
        page = visitor_of(quiet, "administrator").sees("/operations")
        text = re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", page))

        assert "Allt är som det ska." in text
        assert f"löpnummer {quiet.store.head()}" in text
        assert "Inget är undanställt." in text
        for each in PEOPLE:
            if each.role is not Role.ADMINISTRATOR:
                visitor_of(quiet, each.key).sees("/operations", 403)
