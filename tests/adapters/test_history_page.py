"""The history of a municipality and of the county: any moment, event by event, with what each changed (A2, A3, A5)."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest

from domain.values import Role
from tests.support.access_tables import ANSWERED
from tests.support.api import Office, open_office
from tests.support.journeys import begin
from tests.support.waiting import caught_up

HERE, ELSEWHERE = "1715", "1730"
HISTORY, COUNTY = f"/municipalities/{HERE}/history", "/counties/17/history"
PICTURE = "SITUATION_PICTURE"
# A day before the visit was entered.
BEFORE = "2024-02-10"
# What shows nothing of the work, or does nothing but lead elsewhere.
NO_WORK = {
    "/",
    "/accessibility",
    "/counties/{code}/act/{aggregate}/{name}",
    "/glossary",
    "/live",
    "/moment",
    "/municipalities/{code}/act/{aggregate}/{name}",
    "/operations",
    "/search",
    "/session",
    "/shortcuts",
    "/sign-in",
    "/static/{path:path}",
    "/style",
    "/work-queue",
    "/work/bulk",
    "/work/entries",
    "/municipalities/{scb_code}/situation-picture/publish",
}


@pytest.fixture(scope="module")
def office(databases: Any) -> Iterator[Office]:
    with databases.lent() as url, open_office(url, HERE, ELSEWHERE) as made:
        bfc = made.coordinator
        for place in (HERE, ELSEWHERE):
            begin(bfc, place)
        made.calendar.pass_days(10)
        bfc.does(HERE, "journey/start-step", step=PICTURE)
        made.calendar.pass_days(30)
        bfc.does(HERE, "support/hold-visit", functions_met=["principal"], needs=["basic-training"], occurred_on=BEFORE)
        bfc.does(ELSEWHERE, "journey/start-step", step=PICTURE)
        made.calendar.pass_days(30)
        made.calendar.ahead = timedelta(seconds=20)
        bfc.does(HERE, "support/hold-visit", functions_met=["principal"], needs=["basic-training"])
        caught_up(made.system)
        yield made


def signed_in(office: Office, role: Role = Role.AUDITOR) -> Any:
    office.http.cookies.clear()
    office.http.post("/sign-in", data={"token": office.callers[role].token, "next": "/"})
    return office.http


def positions(office: Office, scope: str, **params: Any) -> list[int]:
    """Return where the entries of a scope are in the log, refusals left out, the earliest first."""
    path = f"municipalities/{scope}/timeline" if scope else "trail"
    found = office.coordinator.get(path, limit=200, **params)["events"]
    return sorted(each["position"] for each in found if not each.get("refusal"))


def link(page: str, name: str) -> str | None:
    """Return where a step leads, None where it leads nowhere."""
    found = re.search(rf'id="step-{name}" href="([^"]*)"', page)
    return unescape(found[1]) if found else None


def walked(browser: Any, address: str, name: str) -> list[int]:
    """Follow a step as far as it leads, and return the positions."""
    found: list[int] = []
    page = browser.get(address)
    while following := link(page.text, name):
        assert page.status_code == 200
        found.append(int(re.findall("as_of=([0-9]+)", following)[0]))
        page = browser.get(following)
    return found


class TestSteps:
    @pytest.mark.parametrize(("page", "scope"), [(HISTORY, HERE), (COUNTY, ""), (f"{HISTORY}?of=county", "")])
    def test_lead_through_every_event_and_back(self, office: Office, page: str, scope: str) -> None:
        browser, every = signed_in(office), positions(office, scope)
        first = link(browser.get(page).text, "first")
        assert first
        assert [int(re.findall("as_of=([0-9]+)", first)[0]), *walked(browser, first, "next")] == every
        assert walked(browser, page, "previous") == every[-2::-1]
        assert link(browser.get(first).text, "previous") is None
        assert link(browser.get(page).text, "next") is None

    def test_lead_through_the_events_of_one_step(self, office: Office) -> None:
        browser, every = signed_in(office), positions(office, HERE, step=PICTURE)
        assert every
        assert walked(browser, f"{HISTORY}?of={PICTURE}&as_of=1", "next") == every

    def test_lead_from_day_to_day_where_one_looks_at_what_had_happened(self, office: Office) -> None:
        page = signed_in(office).get(f"{HISTORY}?happened_by=2024-01-20").text
        assert link(page, "previous") == f"{HISTORY}?happened_by=2024-01-15"
        assert link(page, "next") == f"{HISTORY}?happened_by=2024-01-25"

    def test_show_what_the_event_changed(self, office: Office) -> None:
        browser, (start, *_) = signed_in(office), positions(office, HERE, step=PICTURE)
        page = browser.get(f"{HISTORY}?as_of={start}").text
        assert "Kil har börjat med steg 1 (lägesbild)." in page
        assert page.count("Ändrades av händelsen") == 1
        assert f'<a href="/rules/definitions/five_steps.v1?as_of={start}">Femstegsprocessen, version 1</a>' in page
        before = browser.get(f"{HISTORY}?as_of={start - 1}").text
        assert "Ändrades av händelsen" not in before
        assert "Pågår sedan" not in before.split('id="then-now"')[0]

    @pytest.mark.parametrize("when", ["as_of={}", "as_of={}_2024-01-20", "as_of=2024-01-20", "happened_by=2024-01-20"])
    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.CONTACT])
    def test_lead_from_what_is_other_since_then_to_its_events(self, office: Office, when: str, role: Role) -> None:
        browser, (start, *_) = signed_in(office, role), positions(office, HERE, step=PICTURE)
        page = browser.get(f"{HISTORY}?{when.format(start - 1)}").text
        lines = re.findall("<li>(.*?)</li>", page.split('class="since-then"')[1].split("</ul>")[0])
        ways = [unescape(each) for line in lines for each in re.findall('<a [^>]*href="([^"]*)"', line)]

        assert any("Kil har börjat med steg 1" in each for each in lines)
        assert len(ways) == len(lines)
        for each in ways:
            assert re.search("as_of|happened_by", each) is None, "of now: most were recorded later"
            assert browser.get(each).status_code == 200, each

    def test_are_played_as_fast_as_one_asks_for(self, office: Office) -> None:
        browser, at = signed_in(office), positions(office, HERE)[2]
        pauses = {
            speed: int(re.findall(r'data-play="(\d+)"', browser.get(f"{HISTORY}?as_of={at}&speed={speed}").text)[0])
            for speed in ("slow", "normal", "fast", "fastest")
        }
        assert pauses["slow"] > pauses["normal"] > pauses["fast"] >= 3_000
        assert pauses["fastest"] == 700, "nobody reads it: one sees how it grows"

    def test_of_the_county_show_its_matrix_with_what_the_event_changed_and_what_is_other_since(
        self, office: Office
    ) -> None:
        browser, (start, *_) = signed_in(office), positions(office, HERE, step=PICTURE)
        page = browser.get(f"{COUNTY}?as_of={start}").text
        rows = re.findall('<tr role="row"><th role="rowheader".*?</tr>', page, re.DOTALL)
        changed = [each for each in rows if "box-changed" in each]
        assert ["Kil" in each for each in changed] == [True]
        assert changed[0].count("box-changed") == 1
        assert "Ändrades av händelsen" in changed[0]
        since = re.findall("<li>(.*?)</li>", page.split('class="since-then"')[1].split("</ul>")[0])
        assert any("Eda har börjat med steg 1" in each for each in since)
        for line in since:
            (way,) = re.findall('<a [^>]*href="([^"]*)"', line)
            behind = browser.get(unescape(way))
            assert behind.status_code == 200
            assert re.search("/events/[0-9a-f-]{36}", behind.text), line
        assert "box-changed" not in browser.get(f"/counties/17?as_of={start}").text
        assert 'class="since-then"' not in browser.get(COUNTY).text
        contact = signed_in(office, Role.CONTACT).get(f"{COUNTY}?happened_by=2024-01-20").text
        assert "Kil" in contact
        assert ">Eda<" not in contact

    def test_say_how_much_was_known(self, office: Office) -> None:
        every = positions(office, HERE)
        page = signed_in(office).get(f"{HISTORY}?as_of={every[2]}").text
        assert f"3 av {len(every)} händelser var registrerade" in page

    def test_of_every_page_of_the_past_keep_its_question(self, office: Office) -> None:
        every = positions(office, HERE)
        page = signed_in(office).get(f"/municipalities/{HERE}/timeline?step={PICTURE}&as_of={every[3]}").text
        ways = [unescape(each) for each in re.findall(r'id="past-[a-z]*" href="([^"]*)"', page)]
        whole = f"/municipalities/{HERE}/timeline?step={PICTURE}&as_of="
        assert ways == [f"{whole}{every[2]}", f"{whole}{every[4]}"]


class TestTheFormForAnotherMoment:
    @pytest.mark.parametrize(
        ("fields", "asked"),
        [
            ({"day": "2024-02-15"}, {"as_of": "2024-02-15"}),
            ({"day": "2024-02-15", "time": "9.30"}, {"as_of": "2024-02-15T09:30:59.999999+01:00"}),
            ({"event": "3"}, {"as_of": "3"}),
            ({"day": "2024-02-15", "axis": "happened"}, {"happened_by": "2024-02-15"}),
            (
                {"day": "2024-02-15", "axis": "happened", "known": "2024-02-20"},
                {"happened_by": "2024-02-15", "as_of": "2024-02-20"},
            ),
            ({}, {}),
        ],
    )
    def test_leads_to_it_on_the_page_one_comes_from(
        self, office: Office, fields: dict[str, str], asked: dict[str, str]
    ) -> None:
        query = urlencode({"to": "/trail?kind=support.&as_of=4", "axis": "known", **fields})
        answer = signed_in(office).get(f"/moment?{query}", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (
            303,
            f"/trail?{urlencode({'kind': 'support.', **asked})}",
        )
        assert signed_in(office).get(answer.headers["location"]).status_code == 200

    def test_of_a_minute_shows_what_was_recorded_in_it_so_far(self, office: Office) -> None:
        minute = {"axis": "known", "to": HISTORY, "day": "2024-03-25", "time": "10:00"}
        page = signed_in(office).get(f"/moment?{urlencode(minute)}")
        every = len(positions(office, HERE))
        assert page.url.params["as_of"] == "2024-03-25T10:00:20+01:00"
        assert "25 mars 2024 10:00" in page.text
        assert f"{every} av {every} händelser var registrerade" in page.text

    @pytest.mark.parametrize(
        ("field", "typed", "text"),
        [
            ("day", "2099-01-01", "Dit har vi inte kommit än"),
            ("day", "0000-99-99", "ÅÅÅÅ-MM-DD"),
            ("day", "igår", "ÅÅÅÅ-MM-DD"),
            ("time", "25:00", "TT:MM"),
            ("time", "09:00", "Välj också en dag"),
            ("event", "999999999999999999", "Så många händelser finns inte"),
            ("event", "9" * 39, "med siffror"),
            ("event", "-1", "med siffror"),
            ("known", "2099-01-01", "Dit har vi inte kommit än"),
        ],
    )
    def test_says_at_the_field_what_is_no_moment(self, office: Office, field: str, typed: str, text: str) -> None:
        answer = signed_in(office).get(f"/moment?{urlencode({'axis': 'known', field: typed})}", follow_redirects=False)
        assert answer.status_code == 422
        assert text in re.findall(rf'id="{field}-error">(.*?)</p>', answer.text)[0]
        assert f'value="{typed}"' in answer.text

    @pytest.mark.parametrize("to", ["//elsewhere.example", "https://elsewhere.example/", "/sign-out", "javascript:1"])
    def test_leads_nowhere_else(self, office: Office, to: str) -> None:
        answer = signed_in(office).get(f"/moment?{urlencode({'axis': 'known', 'to': to})}", follow_redirects=False)
        assert answer.headers["location"] == "/"

    def test_of_the_history_leads_to_a_day_or_says_what_is_wrong(self, office: Office) -> None:
        browser = signed_in(office)
        answer = browser.get(f"{HISTORY}?of={PICTURE}&day=2024-02-15&axis=happened", follow_redirects=False)
        assert answer.headers["location"] == f"{HISTORY}?of={PICTURE}&happened_by=2024-02-15"
        wrong = browser.get(f"{HISTORY}?day=2099-01-01&axis=known", follow_redirects=False)
        assert wrong.status_code == 422
        assert "Dit har vi inte kommit än" in wrong.text

    def test_slides_from_the_first_month_to_now(self, office: Office) -> None:
        browser = signed_in(office)
        assert (
            browser.get(f"{HISTORY}?slide=10", follow_redirects=False).headers["location"]
            == f"{HISTORY}?as_of=2024-01-11"
        )
        assert browser.get(f"{HISTORY}?slide=100000", follow_redirects=False).headers["location"] == HISTORY
        assert browser.get(f"{HISTORY}?slide=-1").status_code == 422


def addresses(office: Office) -> list[str]:
    """Return every address of a page, filled in, that a coordinator reads."""
    event = office.coordinator.get(f"municipalities/{HERE}/timeline")["events"][0]["event_id"]
    filled = {
        "{code}": "17",
        "{scb_code}": HERE,
        "{event_id}": event,
        "{rule_id}": "R2",
        "{definition}": "five_steps.v1",
    }
    found: dict[str, None] = {}
    for row in ANSWERED:
        method, _, address = row["Address"].partition(" ")
        is_page = method == "GET" and not address.startswith(("/api/", "/health/", "/metrics", "/static/"))
        if (
            is_page
            and row["coordinator"] == "200"
            and row["Scope"] in {"", "own", "county"}
            and "format=" not in address
        ) and address.partition("?")[0] not in NO_WORK:
            for name, value in filled.items():
                address = address.replace(name, value)
            found[address] = None
    return list(found)


class TestEveryPageOfTheWork:
    """A page that shows the work shows it as of any moment; what does not is named in ``NO_WORK``."""

    def test_has_the_control_and_can_change_nothing_in_the_past(self, office: Office) -> None:
        browser = signed_in(office, Role.COORDINATOR)
        failing: list[tuple[object, ...]] = []
        every = addresses(office)
        assert len(every) > 20
        for address in every:
            answer = browser.get(address)
            if answer.status_code in {404, 422} and ("{" in address or "/events?" in address):
                continue  # about something that this log does not hold; its own tests ask for it
            now = answer.text
            if 'id="day-shown"' not in now:
                failing.append((address, "no control"))
            for when in (f"as_of={positions(office, HERE)[-1]}", "happened_by=2024-02-20"):
                past = browser.get(f"{address}{'&' if '?' in address else '?'}{when}")
                posts = set(re.findall(r'<form[^>]*method="post"[^>]*action="([^"]*)"', past.text))
                if past.status_code == 404 and "events" in address:
                    continue  # what had not happened cannot be shown
                if past.status_code != 200 or "Så här såg det ut" not in past.text:
                    failing.append((address, when, past.status_code))
                if posts != {"/language", "/sign-out"} or re.search(r'href="[^"]*/act/', past.text):
                    failing.append((address, when, "acts"))
        assert failing == []

    def test_refuses_what_is_sent_from_it(self, office: Office) -> None:
        browser = signed_in(office, Role.COORDINATOR)
        csrf = re.findall('name="csrf" value="([^"]*)"', browser.get("/counties/17").text)[0]
        before = positions(office, HERE)
        for address in (
            f"/municipalities/{HERE}/act/support/hold-visit?as_of=3",
            "/work?as_of=2024-02-01",
            "/work/bulk?happened_by=2024-02-01",
            "/work/entries?as_of=3",
            f"/municipalities/{HERE}/review?as_of=3",
        ):
            answer = browser.post(address, data={"csrf": csrf})
            assert answer.status_code == 409, address
            assert "I det förflutna går inget att ändra" in answer.text
        sent = office.coordinator.send(
            HERE, "support/hold-visit?as_of=3", functions_met=["municipal-director"], needs=["basic-training"]
        )
        assert (sent.status_code, sent.json()["code"]) == (409, "past-is-read-only")
        assert positions(office, HERE) == before

    def test_says_of_an_act_whether_it_could_be_done_then(self, office: Office) -> None:
        browser, (start, *_) = signed_in(office, Role.COORDINATOR), positions(office, HERE, step=PICTURE)
        form = f"/municipalities/{HERE}/act/journey/start-step?step={PICTURE}"
        before, after = (browser.get(f"{form}&as_of={each}").text for each in (start - 1, start))
        assert "Ja, det gick att göra." in before
        assert "Nej, det gick inte att göra." in after
        assert "<textarea" not in before + after

    def test_tells_acts_as_they_were_with_why_and_none_to_be_done(self, office: Office) -> None:
        start, *_ = positions(office, HERE, step=PICTURE)
        overview, step = f"/municipalities/{HERE}", f"/municipalities/{HERE}/situation-picture"
        headings = {overview: "Härnäst, som det såg ut då", step: "Det här kunde göras i steget"}
        for role, whose in (
            (Role.COORDINATOR, "Så såg det ut då. Här går inget att göra."),
            (Role.CONTACT, "Så såg det ut då. Här går inget att göra."),
            (Role.MANAGER, "Så såg det ut för en samordnare då."),
            (Role.AUDITOR, "Så såg det ut för en samordnare då."),
        ):
            browser = signed_in(office, role)
            # A contact person could do nothing of what came next.
            for page in (step,) if role is Role.CONTACT else (overview, step):
                past = browser.get(f"{page}?as_of={start - 1}").text.split("<main")[1].split("</main>")[0]
                assert headings[page] in past, (role, page)
                assert whose in past, (role, page)
                assert 'method="post"' not in past
                whys = re.findall(r'href="([^"]*/why-not[^"]*)"', past)
                assert whys
                for each in set(map(unescape, whys)):
                    assert "as_of=" in each
                    assert browser.get(each).status_code == 200, each
        shown = signed_in(office).get(f"{overview}?as_of={start - 1}").text
        assert '<span class="act-then">Starta steg</span>' in shown

    def test_tells_the_queue_with_its_acts_as_they_were(self, office: Office) -> None:
        at = positions(office, HERE)[-1]
        for role, whose in ((Role.COORDINATOR, "Så såg det ut då."), (Role.AUDITOR, "för en samordnare då.")):
            browser = signed_in(office, role)
            past = browser.get(f"/work?as_of={at}").text
            assert whose in past
            assert re.search('<span class="act-then">[^<]+</span> <a class="small" href="[^"]*/why-not', past)
            assert "act-then" not in browser.get("/work").text
            assert "act-then" not in browser.get("/work?happened_by=2024-02-20").text, "of that nothing can be told"

    def test_is_the_same_for_ever(self, office: Office) -> None:
        browser, at = signed_in(office, Role.AUDITOR), positions(office, HERE)[3]
        pages = [f"/municipalities/{HERE}?as_of={at}", f"/counties/17?as_of={at}", f"/trail?as_of={at}"]

        def shown() -> list[str]:
            return [browser.get(each).text.split("<main")[1].split("</main>")[0] for each in pages]

        before = shown()
        office.coordinator.does(HERE, "support/hold-visit", functions_met=["principal"], needs=["basic-training"])
        caught_up(office.system)
        assert shown() == before


class TestWhoSeesIt:
    def test_a_contact_person_steps_through_the_own_municipality_alone(self, office: Office) -> None:
        browser, own = signed_in(office, Role.CONTACT), positions(office, HERE)
        first = link(browser.get(COUNTY).text, "first")
        assert first
        assert [int(re.findall("as_of=([0-9]+)", first)[0]), *walked(browser, first, "next")] == own
        assert f"{len(own)} händelser" in browser.get(COUNTY).text
        assert "Storfors" not in browser.get(f"{COUNTY}?as_of=3").text
        assert browser.get(f"/municipalities/{ELSEWHERE}/history").status_code == 404
        assert browser.get(f"/municipalities/{ELSEWHERE}/history?as_of=3").status_code == 404

    def test_an_administrator_sees_nothing_of_it(self, office: Office) -> None:
        browser = signed_in(office, Role.ADMINISTRATOR)
        for address in (HISTORY, f"{COUNTY}?as_of=3", "/moment?to=/counties/17"):
            assert browser.get(address).status_code == 403

    @pytest.mark.parametrize("query", ["of=x", "speed=x", "as_of=-1", "as_of=x", "happened_by=2024-13-01", "slide=x"])
    def test_nonsense_is_told_and_no_fault(self, office: Office, query: str) -> None:
        for address in (HISTORY, COUNTY):
            assert signed_in(office).get(f"{address}?{query}").status_code == 422
