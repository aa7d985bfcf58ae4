"""Two moments compared, and a municipality's story, as pages, sheets and answers of the API (A4, X10)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest

from domain.values import Role
from tests.support.api import Office, open_office
from tests.support.journeys import begin, publish_picture
from tests.support.waiting import caught_up

HERE, ELSEWHERE = "1715", "1730"
DECIDED = re.compile(r'<a class="chip" href="([^"]*)"[^>]*>([^<]*: [^<]*)</a>')
COUNTY, PLACE, STORY = "/counties/17/compare", f"/municipalities/{HERE}/compare", f"/municipalities/{HERE}/story"


@pytest.fixture(scope="module")
def office(databases: Any) -> Iterator[Office]:
    """Kil works from January on; in March it publishes, is visited twice, one visit entered late, and Eda joins."""
    with databases.lent() as url, open_office(url, HERE, ELSEWHERE) as made:
        who = made.coordinator
        begin(who, HERE)
        who.does(HERE, "journey/start-step", step="SITUATION_PICTURE")
        made.calendar.pass_days(60)
        publish_picture(who, HERE)
        who.does(HERE, "journey/complete-step", step="SITUATION_PICTURE", outcome="achieved")
        who.does(HERE, "support/hold-visit", functions_met=["safety-coordinator"])
        who.does(HERE, "support/hold-visit", functions_met=["safety-coordinator"], occurred_on="2024-02-20")
        need = who.does(HERE, "support/note-need", need_code="picture-support")["events"][0]["event_id"]
        who.does(HERE, "support/correct-entry", target_event_id=need, voids=True, reason="did-not-happen")
        who.does(ELSEWHERE, "municipality/join-municipality")
        made.calendar.pass_days(10)
        caught_up(made.system)
        yield made


def page(office: Office, address: str, role: Role = Role.COORDINATOR, status: int = 200, lang: str = "sv") -> str:
    caller = office.callers[role]
    signed_in = office.http.post("/sign-in", data={"token": caller.token}, follow_redirects=False)
    assert signed_in.status_code == 303
    office.http.post("/language", data={"language": lang, "next": "/"}, follow_redirects=False)
    answer = office.http.get(address)
    assert answer.status_code == status, answer.text
    return answer.text


def plain(text: str) -> str:
    return " ".join(re.sub("<[^>]*>", "", text.split("<main")[1].split("</main>", maxsplit=1)[0]).split())


class TestTheComparison:
    def test_says_in_sentences_and_side_by_side_what_is_other(self, office: Office) -> None:
        told = plain(page(office, f"{PLACE}?from=2024-02-01"))

        assert "Kil är klar med steg 1 (lägesbild)." in told
        assert "2 besök har gjorts, i Kil." in told
        assert re.search(r"1 Lägesbild.*Pågår.*Klart.*Klart", told)
        assert "Gällande lägesbild" in told

    def test_is_of_one_municipality_alone(self, office: Office) -> None:
        assert "Eda" not in page(office, f"{PLACE}?from=2024-02-01")
        assert "Eda har anslutit sig." in plain(page(office, f"{COUNTY}?from=2024-02-01"))

    def test_is_each_visitors_own_whoever_asked_before(self, office: Office) -> None:
        address = f"{COUNTY}?from=2024-02-01"
        told = {role: plain(page(office, address, role)) for role in (Role.COORDINATOR, Role.CONTACT, Role.COORDINATOR)}

        assert "Eda har anslutit sig." in told[Role.COORDINATOR]
        assert "Eda" not in told[Role.CONTACT]

    def test_ends_where_one_asks_it_to(self, office: Office) -> None:
        told = plain(page(office, f"{COUNTY}?from=2024-01-01&to=2024-02-01"))

        assert "Vad som ändrades från 1 januari 2024 till 1 februari 2024" in told
        assert "Kil har anslutit sig." in told
        assert "Eda har anslutit sig" not in told

    def test_is_by_the_days_on_which_things_happened_where_one_asks_for_that(self, office: Office) -> None:
        by_day = plain(page(office, f"{PLACE}?from=2024-02-25&by=happened"))
        known = plain(page(office, f"{PLACE}?from=2024-02-25&by=known"))

        assert "Ett besök har gjorts, i Kil." in by_day
        assert "2 besök har gjorts, i Kil." in known
        assert "En uppgift från före 25 februari 2024" in known or "i efterhand" in known

    def test_goes_back_to_the_day_of_a_decision(self, office: Office) -> None:
        text = page(office, PLACE)

        assert "Anslutning, 15 januari 2024" in text
        assert f"{PLACE}?from=2024-01-15" in text

    def test_of_the_county_goes_back_to_the_days_of_its_decisions(self, office: Office) -> None:
        for address in (COUNTY, f"{COUNTY}?by=happened"):
            decided = DECIDED.findall(page(office, address))
            assert ["Eda, 15 mars 2024: Anslutning", "Kil, 15 januari 2024: Anslutning"] == [
                each[1] for each in decided
            ]
            assert "from=2024-03-15" in decided[0][0]
        assert not DECIDED.search(page(office, f"{COUNTY}?as_of=2024-01-15")), "not yet, and not that very day"
        contact = page(office, COUNTY, Role.CONTACT)
        assert [each[1] for each in DECIDED.findall(contact)] == ["Kil, 15 januari 2024: Anslutning"]

    @pytest.mark.parametrize("path", [COUNTY, PLACE])
    def test_leads_from_each_line_to_its_events(self, office: Office, path: str) -> None:
        text = page(office, f"{path}?from=2023-12-01")
        links = {each.replace("&amp;", "&") for each in re.findall(rf'href="(/events/[^"]*|{path}/events[^"]*)"', text)}

        assert len(links) > 3
        for each in links:
            assert office.http.get(each).status_code == 200, each

    @pytest.mark.parametrize(
        ("query", "said"),
        [
            ("from=2024-03-20&to=2024-03-20", "Båda dagarna är desamma"),
            ("from=2024-03-20&to=2024-02-01", "De har bytt plats."),
            ("to=2199-01-01", "Dagen som valdes ligger efter den som visas."),
            ("from=2199-01-01", "Dagen som valdes ligger efter den som visas."),
            ("from=1900-01-01", "ingenting registrerat"),
            ("from=0", "ingenting registrerat"),
            ("from=999999999", "Dagen som valdes ligger efter den som visas."),
        ],
    )
    def test_answers_nonsense_with_a_sentence(self, office: Office, query: str, said: str) -> None:
        for path in (COUNTY, PLACE):
            for axis in ("", "&by=happened"):
                if axis and "from=0" in query:
                    continue
                assert said in page(office, f"{path}?{query}{axis}")

    @pytest.mark.parametrize("query", ["from=0", "from=2024-01-14", "from=2023-12-01"])
    def test_with_a_log_in_which_nothing_was_calls_no_entry_late(self, office: Office, query: str) -> None:
        told = plain(page(office, f"{COUNTY}?{query}"))
        name, _, value = query.partition("=")
        answer = office.coordinator.get("counties/17/compare", **{name: value})

        assert "har registrerats i efterhand" not in told
        assert "Kil har anslutit sig." in told
        assert not [each for each in answer["changes"] if each["kind"] == "entered-late"]
        assert answer["before"]["position"] == 0
        assert answer["since"] == ("2024-01-14" if value == "0" else value)

    @pytest.mark.parametrize(
        "query",
        ["from=yesterday", "to=2024-02-30", "by=never", f"from={'9' * 500}", "from=%00", "to=2024-03-01T99:00:00Z"],
    )
    def test_refuses_what_is_no_moment(self, office: Office, query: str) -> None:
        for path in (COUNTY, PLACE):
            page(office, f"{path}?{query}", status=422)

    @pytest.mark.parametrize("query", ["of=none-of-the-kind", "of=%00", "", f"of={'x' * 80}"])
    def test_has_no_events_behind_what_it_does_not_say(self, office: Office, query: str) -> None:
        for path in (COUNTY, PLACE):
            page(office, f"{path}/events?{query}", status=404)

    def test_takes_times_and_positions_and_the_moment_that_is_shown(self, office: Office) -> None:
        page(office, f"{COUNTY}?from=3&to=12")
        page(office, f"{COUNTY}?from=2024-01-20T12:00:00Z&to=2024-03-18T12:00:00%2B01:00")
        told = plain(page(office, f"{COUNTY}?from=2024-01-01&as_of=2024-02-01"))
        assert "Eda har anslutit sig" not in told
        page(office, f"{PLACE}?happened_by=2024-02-01")
        page(office, f"{PLACE}?happened_by=2024-02-01&by=known")

    def test_is_a_sheet_with_a_code_beside_each_word(self, office: Office) -> None:
        caller = office.callers[Role.COORDINATOR]
        office.http.post("/sign-in", data={"token": caller.token}, follow_redirects=False)
        answer = office.http.get(f"{COUNTY}?from=2024-02-01&format=csv")
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
        visits = next(each for each in rows if each["kind"] == "visit-held")

        assert (visits["scb_code"], visits["Kommun"], visits["Antal"]) == (HERE, "Kil", "2")
        assert visits["Förändring"] == "2 besök har gjorts, i Kil."
        assert len(visits["events"].split()) == 2
        assert {each["group"] for each in rows} >= {"forward", "membership", "support", "afterwards"}

    def test_is_a_contact_persons_own_alone(self, office: Office) -> None:
        assert "Eda" not in page(office, f"{COUNTY}?from=2023-12-01", Role.CONTACT)
        page(office, f"/municipalities/{ELSEWHERE}/compare", Role.CONTACT, status=404)

    def test_can_be_read_where_corrections_are_not_for_the_reader(self, office: Office) -> None:
        """A correction of the support is recorded as protected; whether it is shows with its entry."""
        for role in (Role.MANAGER, Role.AUDITOR):
            assert "rättats" in page(office, f"{COUNTY}?from=2024-02-01", role)

    def test_is_where_the_changes_were(self, office: Office) -> None:
        page(office, "/counties/17/changes?since=2024-02-01")
        answer = office.http.get("/counties/17/changes?since=2024-02-01&as_of=2024-03-20", follow_redirects=False)

        assert answer.status_code == 307
        assert answer.headers["location"] == f"{COUNTY}?from=2024-02-01&as_of=2024-03-20"


class TestTheApi:
    def test_tells_the_same_and_where_it_stood(self, office: Office) -> None:
        found = office.coordinator.get("counties/17/compare", **{"from": "2024-02-01"})
        told = {each["kind"]: each for each in found["changes"]}

        assert told["step-achieved"]["text"] == "Kil är klar med steg 1 (lägesbild)."
        assert found["before"]["day"] == "2024-02-01"
        kil = next(each for each in found["places"] if each["code"] == HERE)
        assert kil["before"]["steps"]["SITUATION_PICTURE"] == "in_progress"
        assert kil["after"]["steps"]["SITUATION_PICTURE"] == "achieved"
        own = office.coordinator.get(f"municipalities/{HERE}/compare", **{"from": "2024-02-01", "by": "happened"})
        assert own["after"]["happened_by"] == office.calendar.day.isoformat()

    @pytest.mark.parametrize(
        ("params", "code"),
        [
            ({"from": "2024-03-01", "to": "2024-02-01"}, "wrong-order"),
            ({"to": "2199-01-01"}, "not-yet"),
            ({"from": "2199-01-01"}, "not-yet"),
            ({"from": "yesterday"}, "validation"),
        ],
    )
    def test_refuses_nonsense(self, office: Office, params: dict[str, str], code: str) -> None:
        for path in ("counties/17/compare", f"municipalities/{HERE}/compare"):
            answer = office.coordinator.ask(path, **params)
            assert (answer.status_code, answer.json()["code"]) == (422, code)


class TestTheStory:
    def test_tells_in_sentences_that_lead_to_their_events(self, office: Office) -> None:
        text = page(office, STORY)
        told = plain(text)

        assert "Den 15 januari 2024 lades kommunen upp i Femsteg." in told
        assert "Den 15 januari 2024 anslöt sig kommunen till den regionala samordningen och öppnades processen" in told
        assert "besvarades sju frågor" in told
        for each in set(re.findall(rf'href="(/events/[^"]*|{STORY}/events[^"]*)"', text)):
            assert office.http.get(each.replace("&amp;", "&")).status_code == 200, each

    def test_says_what_came_late_and_what_was_taken_back(self, office: Office) -> None:
        told = plain(page(office, STORY))

        assert "registrerades i efterhand, den 15 mars 2024." in told
        assert "togs uppgiften ”Behov” från den 15 mars 2024 bort" in told

    def test_goes_from_a_day_to_a_day(self, office: Office) -> None:
        told = plain(page(office, f"{STORY}?from=2024-02-01&to=2024-03-01"))

        assert "Den 20 februari 2024 gjordes ett besök" in told
        assert "anslöt sig" not in told
        assert "publicerades" not in told

    def test_is_text_with_the_same_bytes_whenever_it_is_asked_for(self, office: Office) -> None:
        asked = f"{STORY}?from=2024-01-01&to=2024-03-20&format=txt"
        page(office, STORY)
        now = office.http.get(asked)
        then = office.http.get(f"{asked}&as_of={now.headers['Femsteg-Position']}")

        assert now.headers["content-type"] == "text/plain; charset=utf-8"
        assert now.content == then.content == office.http.get(asked).content
        assert now.text.startswith("Arbetet i Kil, 1 januari 2024")

    def test_is_told_in_english(self, office: Office) -> None:
        told = plain(page(office, STORY, lang="en"))
        page(office, STORY)

        assert "On 15 January 2024 the municipality was entered in Femsteg" in told
        assert "seven questions" in told

    @pytest.mark.parametrize(
        ("query", "status"),
        [
            ("from=2024-03-01&to=2024-02-01", 200),
            ("to=2199-01-01", 200),
            ("from=2199-01-01", 200),
            ("from=1900-01-01&to=1900-01-02", 200),
            ("from=yesterday", 422),
            (f"to={'1' * 500}", 422),
            ("format=pdf", 422),
            ("as_of=2024-02-01", 200),
            ("happened_by=2024-02-01", 200),
            ("from=2024-03-01&as_of=2024-02-01", 200),
        ],
    )
    def test_answers_whatever_it_is_asked(self, office: Office, query: str, status: int) -> None:
        page(office, f"{STORY}?{query}", status=status)

    @pytest.mark.parametrize("query", ["of=99999", "of=-1", "of=x"])
    def test_has_no_events_behind_what_it_does_not_say(self, office: Office, query: str) -> None:
        page(office, f"{STORY}/events?{query}", status=404 if query == "of=99999" else 422)
