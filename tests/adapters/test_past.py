"""Every question and page as of any moment: what was answered then, and what had happened by a day (A2, A3)."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from itertools import product
from typing import Any

import pytest

from adapters.i18n.catalogue import catalogue
from domain.correction import EntryCorrection
from domain.values import Role
from projections.engine import valid_time
from tests.support.access_tables import ANSWERED
from tests.support.api import Office, open_office
from tests.support.journeys import begin
from tests.support.waiting import caught_up

HERE, ELSEWHERE = "1715", "1730"
PICTURE = "SITUATION_PICTURE"
PATHS = [
    "counties/17",
    f"municipalities/{HERE}",
    f"municipalities/{HERE}/actions",
    f"municipalities/{HERE}/timeline",
    "work-queue",
    "trail",
]
READERS = [Role.COORDINATOR, Role.CONTACT, Role.MANAGER, Role.AUDITOR]
Answers = dict[tuple[Role, str], Any]


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with open_office(database_url, HERE, ELSEWHERE) as made:
        yield made


def ago(office: Office, days: int) -> str:
    return (office.calendar.today() - timedelta(days=days)).isoformat()


def code(office: Office, list_name: str) -> str:
    return office.system.reference.codes.options(list_name)[0]


def shown(answer: Any) -> Any:
    """Return what an answer says, but for which moment it shows."""
    return {name: each for name, each in answer.items() if name not in {"as_of", "next"}}


def everything(office: Office, **params: Any) -> Answers:
    """Return every role's answer to every question; a contact person's county without peers, who are of now alone."""
    found: Answers = {}
    for role in READERS:
        for path in PATHS:
            response = office.callers[role].ask(path, **params)
            assert response.status_code == 200, response.text
            content = shown(response.json())
            if role is Role.CONTACT and path == "counties/17":
                content["municipalities"] = [each for each in content["municipalities"] if each["scb_code"]]
            found[role, path] = content
    return found


def story(office: Office) -> Iterator[int]:
    """Let a year go by, with corrections and late entries, and yield the position after each act."""
    bfc = office.coordinator
    reason = code(office, "correction-reasons")
    for place in (HERE, ELSEWHERE):
        begin(bfc, place)
        bfc.does(place, "municipality/note-profile", settlement_type="sparse", size_band="under-10000")
    yield bfc.position
    office.calendar.pass_days(10)
    bfc.does(HERE, "journey/start-step", step=PICTURE)
    yield bfc.position
    visit = bfc.does(HERE, "support/hold-visit", functions_met=["principal"], needs=["basic-training"])["events"][0][
        "event_id"
    ]
    yield bfc.position
    office.calendar.pass_days(40)
    bfc.does(ELSEWHERE, "journey/start-step", step=PICTURE, occurred_on=ago(office, 20))
    yield bfc.position
    bfc.does(HERE, "support/correct-entry", target_event_id=visit, voids=True, reason=reason)
    yield bfc.position
    contact = bfc.does(HERE, "support/log-contact", direction="both", occurred_on=ago(office, 30))
    yield bfc.position
    office.calendar.pass_days(50)
    change = {"target_event_id": contact["events"][0]["event_id"], "corrected_on": ago(office, 60)}
    bfc.does(HERE, "support/correct-entry", **change, reason=reason)
    yield bfc.position
    office.callers[Role.CONTACT].does(HERE, "support/note-need", need_code="secrecy-advice")
    yield office.callers[Role.CONTACT].position


class TestAsOf:
    def test_every_question_is_answered_as_it_was_answered_then(self, office: Office) -> None:
        then = {position: everything(office, min_position=position) for position in story(office)}

        corrections = [each for each in office.system.store.read(0, 1000) if isinstance(each.event, EntryCorrection)]
        assert len(corrections) == 2
        assert len({str(each) for each in then.values()}) == len(then)
        for position, answers in then.items():
            for (role, path), answer in everything(office, as_of=position).items():
                assert answer == answers[role, path], (position, role, path)

    def test_a_time_and_a_day_are_the_last_position_by_then(self, office: Office) -> None:
        positions: dict[Any, int] = {}
        for position in story(office):
            positions[office.calendar.now()] = position
        office.calendar.pass_days(1)
        for moment, position in positions.items():
            local = moment.astimezone().isoformat()
            for asked in (moment.isoformat(), moment.strftime("%Y-%m-%dT%H:%M:%SZ"), local, moment.date().isoformat()):
                response = office.coordinator.ask("counties/17", as_of=asked)
                assert response.headers["femsteg-position"] == str(position), asked
                assert response.json()["as_of"] == {
                    "position": position,
                    "day": moment.date().isoformat(),
                    "happened_by": None,
                }
        early = (min(positions) - timedelta(days=400)).date().isoformat()
        assert office.coordinator.ask("counties/17", as_of=early).json()["municipalities"] == []
        assert office.coordinator.ask(f"municipalities/{HERE}", as_of=early).status_code == 404

    def test_a_position_is_judged_on_its_own_day_or_on_the_day_named_with_it(self, office: Office) -> None:
        begin(office.coordinator, HERE)
        position = office.coordinator.position
        office.calendar.pass_days(120)

        def told(as_of: Any) -> Any:
            return office.coordinator.ask("work-queue", as_of=as_of).json()

        evening = told(f"{position}_2024-05-10")
        assert evening["as_of"] == {"position": position, "day": "2024-05-10", "happened_by": None}
        assert evening["items"] == told("2024-05-10")["items"] != told(position)["items"]

    def test_a_plus_sign_that_nobody_encoded_is_understood(self, office: Office) -> None:
        response = office.http.get(
            "/api/v1/work-queue?as_of=2024-01-15T10:00:00+01:00", headers=office.coordinator.headers()
        )
        assert response.status_code == 200, response.text

    def test_now_says_so_and_names_its_position(self, office: Office) -> None:
        position = office.coordinator.position
        response = office.coordinator.ask("counties/17", min_position=position)

        assert response.json()["as_of"] is None
        assert response.headers["femsteg-position"] == str(position)

    def test_an_unchanged_past_is_not_sent_twice(self, office: Office) -> None:
        position = office.coordinator.position
        first = office.coordinator.ask("trail", as_of=position)
        office.coordinator.does(HERE, "support/log-contact", direction="out")
        headers = office.coordinator.headers(**{"If-None-Match": first.headers["etag"]})
        again = office.http.get("/api/v1/trail", params={"as_of": position}, headers=headers)

        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["femsteg-position"] == str(position)

    def test_a_sheet_of_the_past_has_its_day_in_its_name(self, office: Office) -> None:
        answer = office.coordinator.ask("counties/17", as_of=office.coordinator.position, format="csv")
        assert 'filename="county-2024-01-15.csv"' in answer.headers["content-disposition"]


class TestWhatHadHappened:
    """Beside what was recorded by a time, what had happened by a day: as known then, or as known now (A3)."""

    def test_counts_what_was_entered_late_and_what_corrections_say(self, office: Office) -> None:
        bfc = office.coordinator
        *_, last = story(office)
        steps = {
            "known_then": bfc.ask("counties/17", as_of="2024-02-15"),
            "known_now": bfc.ask("counties/17", happened_by="2024-02-15", min_position=last),
            "now": bfc.ask("counties/17", min_position=last),
        }
        started = {
            name: next(
                row["steps"][0]["status"] for row in answer.json()["municipalities"] if row["scb_code"] == ELSEWHERE
            )
            for name, answer in steps.items()
        }
        assert started == {"known_then": "not_started", "known_now": "in_progress", "now": "in_progress"}

        def visited(**when: str) -> bool:
            return "visit" in bfc.ask(f"municipalities/{HERE}", **when).json()["details"]

        # The visit that never was: known for true then, known as false since.
        assert visited(as_of="2024-02-15")
        assert not visited(happened_by="2024-02-15")
        assert visited(happened_by="2024-02-15", as_of="2024-02-15")
        assert not visited(happened_by="2024-01-20", as_of="2024-02-15")

    def test_shows_entries_of_the_day_or_earlier_marked_by_corrections_that_are_known(self, office: Office) -> None:
        *_, last = story(office)
        day = "2024-02-15"
        now = office.coordinator.ask(f"municipalities/{HERE}/timeline", happened_by=day, min_position=last).json()
        then = office.coordinator.ask(f"municipalities/{HERE}/timeline", as_of=day).json()

        assert {each["occurred_on"] <= day for each in now["events"]} == {True}
        assert [each["topic"] for each in now["events"] if each["voided"]] == ["support.visit-held.v1"]
        assert not any(each["voided"] for each in then["events"])
        assert now["as_of"] == {"position": last, "day": day, "happened_by": day}

    def test_equals_what_is_known_when_all_is_entered_on_its_day(self, office: Office) -> None:
        """Both axes agree, for every role and question, on a history without late entries."""
        for place in (HERE, ELSEWHERE):
            begin(office.coordinator, place)
        day = office.calendar.day.isoformat()
        office.calendar.pass_days(5)
        office.coordinator.does(HERE, "support/log-contact", direction="both")
        for role in READERS:
            for path in PATHS:
                if path.endswith("actions"):
                    continue
                known, happened = (office.callers[role].ask(path, **{name: day}) for name in ("as_of", "happened_by"))
                assert shown(known.json()) == shown(happened.json()), (role, path)

    def test_is_no_question_to_actions(self, office: Office) -> None:
        answer = office.coordinator.ask(f"municipalities/{HERE}/actions", happened_by="2024-01-15")
        assert (answer.status_code, answer.json()["code"]) == (422, "not-by-what-happened")

    def test_is_refused_for_a_whole_county_with_too_long_a_history(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(valid_time, "MOST_EVENTS", 1)
        answer = office.coordinator.ask("counties/17", happened_by="2024-01-15")
        assert (answer.status_code, answer.json()["code"]) == (422, "too-much-history")
        assert office.coordinator.ask(f"municipalities/{HERE}", happened_by="2024-01-15").status_code == 200

    def test_is_told_of_a_municipality_before_anything_had_happened_in_it(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        office.coordinator.does(HERE, "support/log-contact", direction="both")
        answer = office.coordinator.ask(f"municipalities/{HERE}", happened_by="2000-01-15")
        monkeypatch.setattr(valid_time, "MOST_EVENTS", 1)
        beyond = office.coordinator.ask(f"municipalities/{HERE}", happened_by="2000-01-15")
        assert (beyond.status_code, beyond.json()) == (answer.status_code, answer.json())


class TestWhatIsNoMoment:
    HOSTILE = (
        "yesterday", "-1", "2024-02-30", "2024-1-5", "2024-01-15T10:00:00", "2024-01-15T25:00:00Z", "1e3", "٣", "\x00",
        "12_", "12_2024-02-30", "_2024-01-15", "12_12", "12_12_2024-01-15", "0000-01-01", "0001-01-01T00:00:00+14:00",
        "9" * 30, "x" * 5000, "2024-01-15T10:00:00+99:00",
    )  # fmt: skip

    def test_is_told_in_words(self, office: Office) -> None:
        for asked, path in product(self.HOSTILE, PATHS):
            response = office.coordinator.ask(path, as_of=asked)
            assert (response.status_code, response.json()["code"]) == (422, "validation"), (asked, path)
            assert response.json()["errors"][0]["field"] == "as_of"
            assert "tidszon" in response.json()["errors"][0]["text"]

    def test_is_told_of_the_other_axis_too(self, office: Office) -> None:
        for asked in ("12", "2024-02-30", "2024-01-15T10:00:00Z"):
            response = office.coordinator.ask("trail", happened_by=asked)
            assert (response.status_code, response.json()["errors"][0]["field"]) == (422, "happened_by")

    def test_that_is_still_to_come_is_refused(self, office: Office) -> None:
        times: list[dict[str, Any]] = [
            {"as_of": each}
            for each in (
                9_999_999,
                "9999999_2024-01-15",
                "1_2024-01-16",
                "2024-01-16",
                "2024-01-15T23:00:00Z",
                "2199-12-31",
            )
        ]
        titles = {"sv": "Dit har vi inte kommit", "en": "We have not come there yet"}
        for when, language in product([*times, {"happened_by": "2024-01-16"}], titles):
            headers = office.coordinator.headers() | {"Accept-Language": language}
            response = office.http.get("/api/v1/counties/17", params=when, headers=headers)
            assert (response.status_code, response.json()["code"]) == (422, "not-yet"), when
            assert response.json()["title"] == titles[language]

    def test_today_may_be_asked_for(self, office: Office) -> None:
        for when in ({"as_of": "2024-01-15"}, {"happened_by": "2024-01-15"}):
            assert office.coordinator.ask("counties/17", **when).status_code == 200

    def test_comes_after_who_is_asking(self, office: Office) -> None:
        assert office.http.get("/api/v1/trail", params={"as_of": "yesterday"}).status_code == 401


class TestWhoMaySeeThePast:
    def test_a_contact_person_sees_the_own_municipality_and_no_peers(self, office: Office) -> None:
        """When a peer's state came would tell whose it is, so there are peers of now alone."""
        *_, last = story(office)
        contact = office.callers[Role.CONTACT]

        def county(**when: Any) -> list[str | None]:
            return [row["scb_code"] for row in contact.ask("counties/17", **when).json()["municipalities"]]

        assert county(min_position=last) == [HERE, None]
        for when in ({"as_of": last}, {"as_of": "2024-01-20"}, {"happened_by": "2024-01-20"}):
            assert county(**when) == [HERE]
            for path in (f"municipalities/{ELSEWHERE}", f"municipalities/{ELSEWHERE}/timeline"):
                assert contact.ask(path, **when).status_code == 404
            assert {each["scb_code"] for each in contact.ask("trail", **when).json()["events"]} == {HERE}

    @pytest.mark.parametrize("role", [Role.MANAGER, Role.AUDITOR])
    def test_what_a_correction_has_protected_since_is_protected_in_the_past(self, office: Office, role: Role) -> None:
        bfc = office.coordinator
        begin(bfc, HERE)
        bfc.does(HERE, "situation-picture/commission-picture")
        finding = {"dimension": "crime", "kind": "crime_type", "locality_level": "municipality", "level": "recurring"}
        source = {"source_type": "police", "observed_from": "2023", "observed_until": "2023"}
        entry = bfc.does(HERE, "situation-picture/record-finding", **finding, **source)["events"][0]["event_id"]
        before = bfc.position
        told = [str(office.callers[role].ask(f"municipalities/{HERE}", as_of=before).json())]
        milieu = {"kind": "milieu_presence", "milieu": "white-power"}
        change = {"target_event_id": entry, "correction": milieu, "reason": code(office, "correction-reasons")}
        bfc.does(HERE, "situation-picture/correct-entry", **change)
        assert office.callers[role].get("trail", min_position=bfc.position)

        paths = (f"municipalities/{HERE}", f"municipalities/{HERE}/timeline", "trail")
        for when in ({"as_of": before}, {"happened_by": office.calendar.day.isoformat()}):
            told += [str(office.callers[role].ask(path, **when).json()) for path in paths]
        assert "recurring" in told[0]
        assert "recurring" not in "".join(told[1:])
        assert "recurring" in str(bfc.ask(f"municipalities/{HERE}", as_of=before).json())

    def test_an_administrator_reads_no_past_either(self, office: Office) -> None:
        administrator = office.callers[Role.ADMINISTRATOR]
        for path in ("counties/17", f"municipalities/{HERE}", "work-queue", "trail"):
            assert administrator.ask(path, as_of=1).status_code == 403


class TestAnotherCounty:
    def test_is_not_found(self, office: Office) -> None:
        assert office.coordinator.ask("counties/01").status_code == 404
        assert office.coordinator.ask("work-queue", county="01").status_code == 404


class TestPages:
    ADDRESSES = (
        "/counties/17",
        f"/municipalities/{HERE}",
        f"/municipalities/{HERE}/timeline",
        f"/municipalities/{HERE}/timeline?step={PICTURE}",
        "/work",
        "/trail?kind=support.",
    )
    POSTS = {"/language", "/sign-out"}
    VIEW = re.compile(r'href="(/(?:"|counties|municipalities|events|work|trail)[^"]*)"')

    @pytest.fixture
    def visitor(self, office: Office) -> Any:
        *_, self.last = story(office)
        office.http.post("/sign-in", data={"token": office.coordinator.token, "next": "/"})
        assert office.callers[Role.MANAGER].get("trail", min_position=self.last)
        return office.http

    def test_say_that_they_show_the_past_lead_on_in_it_and_change_nothing(self, visitor: Any) -> None:
        moments = ("as_of=2024-02-15", "as_of=12", "happened_by=2024-02-15")
        for address, when in product(self.ADDRESSES, moments):
            page = visitor.get(f"{address}{'&' if '?' in address else '?'}{when}")
            assert page.status_code == 200, (address, when)
            assert "Så här såg det ut" in page.text
            assert re.findall('href="([^"]*)">Tillbaka till nu', page.text) == [address]
            assert "/act/" not in page.text
            assert set(re.findall('<form[^>]*method="post"[^>]*action="([^"]*)"', page.text)) == self.POSTS
            ways = {each.replace("&amp;", "&") for each in self.VIEW.findall(page.text)} - {address}
            assert len(ways) > 3
            out = [each for each in ways if "as_of=" not in each and "happened_by=" not in each]
            assert [each.partition("?")[0].rpartition("/")[2] for each in out] == ["compare"], "what has changed since"

    @pytest.mark.parametrize("path", [f"/municipalities/{HERE}", "/work"])
    @pytest.mark.parametrize(
        "when",
        [
            "as_of=2024-04-20",
            "as_of=2024-04-20T10:00:00Z",
            "as_of=12",
            "as_of=12_2024-04-20",
            "happened_by=2024-04-20",
            "happened_by=2024-04-20&as_of=2024-04-22",
        ],
    )
    def test_have_a_lasting_link_to_the_same_page(self, visitor: Any, path: str, when: str) -> None:
        def said(page: str) -> str:
            return re.sub(r"<[^>]*>", "", page[page.index("<h1") :])

        page = visitor.get(f"{path}?{when}").text
        (lasting,) = re.findall('href="([^"]*)">Fast länk', page)
        later = visitor.get(unescape(lasting)).text

        assert said(later) == said(page)
        assert re.findall('href="([^"]*)">Fast länk', later) == [lasting]

    def test_of_now_say_nothing_of_the_past(self, visitor: Any) -> None:
        page = visitor.get("/counties/17").text
        assert "Så här såg det ut" not in page
        assert "as_of=" not in page
        assert "Visa hur det såg ut en annan dag" in page

    def test_say_on_paper_what_they_show_and_in_which_role_they_were_printed(
        self, office: Office, visitor: Any
    ) -> None:
        today = catalogue("sv").date(office.calendar.today())
        for when, day, position in (("", today, self.last), ("?as_of=12_2024-04-20", "20 april 2024", 12)):
            printed = re.findall('<p class="print-only[^>]*>([^<]*)</p>', visitor.get(f"/work{when}").text)
            told = f"Läget den {day}, löpnummer {position}. Sidans adress: /work. Utskriven av: Samordnare."
            assert printed == [told]

    def test_show_what_was_not_begun_as_not_begun(self, visitor: Any) -> None:
        address = f"/municipalities/{HERE}"
        assert "Pågår" in visitor.get(address).text
        assert "Pågår" not in visitor.get(f"{address}?as_of=2024-01-20").text

    def test_keep_their_question_on_the_way_to_another_day(self, visitor: Any) -> None:
        page = visitor.get("/trail?kind=support.&as_of=2024-02-15").text
        assert '<input type="hidden" name="to" value="/trail?kind=support.">' in page
        assert '<input type="hidden" name="as_of" value="2024-02-15">' in page  # the filter keeps the moment
        assert 'id="to-day" name="day" value="2024-02-15" max="2024-04-24"' in page

    def test_take_an_empty_field_for_no_question(self, visitor: Any) -> None:
        page = visitor.get("/counties/17?as_of=&happened_by=")
        assert page.status_code == 200
        assert "Så här såg det ut" not in page.text

    def test_tell_in_words_what_is_no_moment(self, visitor: Any) -> None:
        for when, text in (("as_of=igår", "tidszon"), ("as_of=2099-01-01", "Dit har vi inte kommit")):
            page = visitor.get(f"/counties/17?{when}")
            assert page.status_code == 422
            assert text in page.text

    def test_of_a_county_with_too_long_a_history_lead_to_what_was_known(
        self, visitor: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(valid_time, "MOST_EVENTS", 1)
        for path in ("/counties/17", "/counties/17/history?of=ACTION_PLAN"):
            asked = f"{path}{'&' if '?' in path else '?'}"
            page = visitor.get(f"{asked}happened_by=2024-02-15&as_of=2024-03-20")
            assert page.status_code == 422
            assert "Fråga om en kommun i taget, eller om vad som var känt den dagen." in page.text
            (way,) = re.findall('<a href="([^"]*)">Visa det som var känt 15 februari 2024</a>', page.text)
            assert unescape(way) == f"{asked}as_of=2024-02-15"
            assert visitor.get(unescape(way)).status_code == 200

    @pytest.mark.parametrize(
        ("asked", "ways"),
        [
            ("/counties/17?happened_by=%202024-02-15", 1),
            ("/counties/17/compare?by=happened", 0),
            ("/counties/17/compare?by=happened&happened_by=", 0),
            ("/counties/17/compare?by=happened&from=2024-02-15&happened_by=2024-03-20", 1),
        ],
    )
    def test_of_too_long_a_history_are_told_so_whatever_day_is_asked_for(
        self, visitor: Any, monkeypatch: pytest.MonkeyPatch, asked: str, ways: int
    ) -> None:
        monkeypatch.setattr(valid_time, "MOST_EVENTS", 1)
        page = visitor.get(asked)

        assert page.status_code == 422
        assert "Historiken är för lång för den frågan" in page.text
        assert page.text.count("Visa det som var känt") == ways

    def test_of_one_municipality_come_however_long_the_history_is(
        self, office: Office, visitor: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        office.coordinator.does(HERE, "action-plan/ve/open-plan-work")
        measure = {"code": code(office, "measures"), "owner_function": "safety-coordinator", "due_on": "2024-12-01"}
        office.coordinator.does(HERE, "action-plan/ve/add-measure", addresses_findings=[], **measure)
        caught_up(office.system)
        today = office.calendar.day.isoformat()
        pages = [
            row["Address"].removeprefix("GET ").format(scb_code=HERE)
            for row in ANSWERED
            if row["Address"].startswith("GET /municipalities/") and row["coordinator"] == row["contact"] == "200"
        ]
        monkeypatch.setattr(valid_time, "MOST_EVENTS", 1)
        found = {
            each: visitor.get(f"{each}{'&' if '?' in each else '?'}happened_by={today}").status_code for each in pages
        }

        assert len(found) > 15
        assert [each for each, status in found.items() if status not in {200, 404}] == []

    def test_of_an_event_can_be_reached_from_every_past(self, visitor: Any) -> None:
        for when in ("as_of=2024-03-20", "happened_by=2024-02-15"):
            page = visitor.get(f"/municipalities/{HERE}/timeline?{when}").text
            events = {each.replace("&amp;", "&") for each in self.VIEW.findall(page) if each.startswith("/events/")}
            assert len(events) > 3
            assert {visitor.get(each).status_code for each in events} == {200}
