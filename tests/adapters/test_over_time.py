"""The county over the years and where its work stands still, with answers that are known (G4, G7)."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from domain.values import Role
from tests.support.api import Office, open_office
from tests.support.journeys import publish_picture
from tests.support.waiting import caught_up

KIL, EDA, SUNNE = "1715", "1730", "1766"
PICTURE, STRUCTURE = "SITUATION_PICTURE", "STRUCTURE_REVIEW"


@pytest.fixture(scope="module")
def office(databases: Any) -> Iterator[Office]:
    """Kil closes a step in 40 days of work and 10 of rest, Eda waits for a decision, Sunne joins and leaves."""
    with databases.lent() as url, open_office(url, KIL, EDA, SUNNE, day=date(2024, 1, 15)) as made:
        does, clock = made.coordinator.does, made.calendar
        for place in (KIL, EDA, SUNNE):
            does(place, "municipality/join-municipality")
            does(place, "journey/open-journey")
        does(KIL, "journey/start-step", step=PICTURE)
        clock.day = date(2024, 2, 4)
        does(KIL, "journey/pause-journey", reason="reorganisation")
        clock.day = date(2024, 2, 14)
        does(KIL, "journey/resume-journey")
        publish_picture(made.coordinator, KIL)
        clock.day = date(2024, 3, 5)
        does(KIL, "journey/complete-step", step=PICTURE, outcome="achieved", evidence=[])
        clock.day = date(2024, 4, 10)
        does(KIL, "journey/start-step", step=STRUCTURE)
        does(EDA, "journey/start-step", step=PICTURE)
        clock.day = date(2024, 4, 20)
        does(EDA, "journey/block-step", step=PICTURE, cause_code="awaiting-decision")
        does(SUNNE, "municipality/leave-municipality", reason="other")
        does(KIL, "municipality/note-profile", settlement_type="sparse", size_band="10000-29999")
        clock.day = date(2024, 7, 15)
        caught_up(made.system)
        yield made


def page(office: Office, path: str, role: Role = Role.MANAGER) -> str:
    """Return a page's text without its marks."""
    office.http.post("/sign-in", data={"token": office.callers[role].token})
    answer = office.http.get(f"/counties/17/{path}")
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]*>", " ", answer.text.split("<main")[1]).split())


def rows(office: Office, path: str, caption: str) -> list[list[str]]:
    """Return the cells of the table that has this caption's id."""
    text = office.http.get(f"/counties/17/{path}").text
    body = text.split(f'<caption id="{caption}"')[1].split("<tbody>")[1].split("</tbody>")[0]
    return [
        [
            " ".join(re.sub(r"<[^>]*>", " ", cell).split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    ]


class TestTheYears:
    def test_tell_how_each_quarter_ended(self, office: Office) -> None:
        text = page(office, "development")

        assert "Utvecklingen sedan 2024" in text
        # Quarter, members; done, other, in progress of each step but the last, which is in progress alone.
        assert rows(office, "development", "years-table") == [
            ["Kvartal 3 2024", "2", "1", "0", "1", "0", "0", "1", *["0"] * 7],
            ["Kvartal 2 2024", "2", "1", "0", "1", "0", "0", "1", *["0"] * 7],
            ["Kvartal 1 2024", "3", "1", "0", "0", *["0"] * 10],
        ]
        assert "1 klar, 1 arbetar med steget" in text

    def test_are_those_of_the_moment_that_is_shown(self, office: Office) -> None:
        page(office, "development")

        assert len(rows(office, "development?as_of=2024-02-01", "years-table")) == 1
        assert rows(office, "development?as_of=2024-02-01", "years-table")[0][1:5] == ["3", "0", "0", "1"]
        assert rows(office, "development?happened_by=2024-04-15", "years-table")[0][:2] == ["Kvartal 2 2024", "3"]

    def test_lead_from_a_quarter_to_the_county_as_it_stood(self, office: Office) -> None:
        page(office, "development")
        text = office.http.get("/counties/17/development").text

        for day in ("2024-03-31", "2024-06-30", "2024-07-15"):
            assert f'href="/counties/17?happened_by={day}"' in text
            assert office.http.get(f"/counties/17?happened_by={day}").status_code == 200

    def test_are_of_a_contact_persons_own_municipality(self, office: Office) -> None:
        page(office, "development", Role.CONTACT)

        assert rows(office, "development", "years-table")[-1][1] == "1"

    def test_are_drawn_without_a_style_of_their_own(self, office: Office) -> None:
        page(office, "development")

        assert "style=" not in office.http.get("/counties/17/development").text
        assert "style=" not in office.http.get("/counties/17/standstill").text


class TestWhereWorkStandsStill:
    def test_counts_days_without_pauses_and_tells_these_apart(self, office: Office) -> None:
        page(office, "standstill")

        assert rows(office, "standstill", "ended") == [["1. Lägesbild", "Kil", "1", "40", "10", "0", "5 mars 2024"]]
        assert rows(office, "standstill", "times")[0] == [
            "1. Lägesbild",
            "1",
            "1",
            "40 dagar",
            "För få",
            "90",
            "10",
            "86",
        ]

    def test_tells_what_is_under_way_by_step_and_alphabetically(self, office: Office) -> None:
        text = page(office, "standstill")
        found = rows(office, "standstill", "going")

        assert [row[:4] for row in found] == [
            ["1. Lägesbild", "Eda , 1. Lägesbild", "96 dagar", "90"],
            ["2. Struktur", "Kil , 2. Struktur", "96 dagar", "60"],
        ]
        assert "Hinder sedan 20 april 2024: väntar på beslut." in found[0][-1]
        assert "Skulle ha varit klart 9 juni 2024." in found[1][-1]
        assert "2 steg pågår i steg" in text
        assert "Sunne" not in text  # has left

    def test_counts_a_step_that_is_both_blocked_and_late_as_both(self, office: Office) -> None:
        text = page(office, "standstill")

        assert "2 har passerat den dag då de skulle ha varit klara." in text
        assert "Ett har ett hinder." in text
        assert "2 steg är försenade" in page(office, "meeting")

    def test_counts_a_pause_that_lasts_by_itself(self, office: Office) -> None:
        page(office, "standstill")
        found = rows(office, "standstill?as_of=2024-02-10", "going")

        assert found[0][2] == "20 dagar"
        assert found[0][4] == "6"
        assert "Pausat sedan 4 februari 2024." in found[0][-1]

    def test_is_of_a_contact_persons_own_municipality(self, office: Office) -> None:
        text = page(office, "standstill", Role.CONTACT)

        assert "Kil" in text
        assert "Eda" not in text

    @pytest.mark.parametrize("path", ["development", "standstill", "profile"])
    @pytest.mark.parametrize("query", ["as_of=1", "as_of=2023-01-01", "happened_by=1999-01-01", "unknown=%00"])
    def test_has_something_to_say_when_there_is_nothing(self, office: Office, path: str, query: str) -> None:
        assert page(office, f"{path}?{query}")


class TestTheProfile:
    def test_puts_each_municipality_among_those_of_its_size(self, office: Office) -> None:
        text = page(office, "profile")

        of_size, of_unknown = text.split("Framgångsfaktorer i varje kommun")[1].split("Okänd storlek 2 kommuner", 1)
        assert "29 999 invånare 1 kommun" in of_size
        assert ("Kil" in of_size, "Eda" in of_size) == (True, False)
        assert of_unknown.index("Eda") < of_unknown.index("Sunne")
        assert "Kil" not in page(office, "profile?size=unknown").split("Så härleds")[0]

    def test_says_what_each_factor_rests_on(self, office: Office) -> None:
        kil = page(office, "profile?size=10000-29999")

        assert "Aktuell lägesbild: På plats Gäller till 14 februari 2026" in kil
        assert "Lokal förankring: Delvis Lägesbild publicerad 14 februari 2024, ingen plan knuten till den" in kil
        assert "Uttalat politiskt mandat: Okänt Inget politiskt beslut är registrerat" in kil
        assert "Tydliga kommunikationskanaler: Saknas Inget är bestämt" in kil
        assert "På plats i 1 kommun" in kil

    def test_says_that_what_is_not_known_is_not_known(self, office: Office) -> None:
        assert page(office, "profile").count("Okänt Inte ansluten") == 5

    def test_leads_to_the_events(self, office: Office) -> None:
        page(office, "profile")
        links = set(re.findall(r'href="(/events/[^"]*)"', office.http.get("/counties/17/profile").text))

        assert links
        assert all(office.http.get(each).status_code == 200 for each in links)

    def test_is_a_contact_persons_own(self, office: Office) -> None:
        text = page(office, "profile", Role.CONTACT)

        assert "Kil" in text
        assert "Eda" not in text

    @pytest.mark.parametrize(("query", "status"), [("size=", 200), ("size=huge", 422), ("size=unknown", 200)])
    def test_answers_whatever_size_it_is_asked_for(self, office: Office, query: str, status: int) -> None:
        page(office, "profile")

        assert office.http.get(f"/counties/17/profile?{query}").status_code == status
