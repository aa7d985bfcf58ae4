"""A contact person sees what the coordination waits for, and what they wait for themselves."""

from collections.abc import Iterator
from datetime import date

import pytest
from starlette.testclient import TestClient

from domain.people import Actor
from tests.adapters.test_every_field import text_of
from tests.adapters.test_pages import Browser
from tests.support.api import Office, open_office
from tests.support.journeys import begin, publish_picture
from tests.support.people import CONTACT, COORDINATOR
from tests.support.waiting import caught_up

HERE = "1715"


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with open_office(database_url, HERE, day=date(2024, 1, 15)) as made:
        begin(made.coordinator, HERE)
        yield made


def column(office: Office, name: str, actor: Actor = CONTACT) -> str:
    """Return one side of what waits, as text."""
    caught_up(office.system)
    visitor = Browser(TestClient(office.system.app(), follow_redirects=False), office.system).sign_in(actor)
    html = visitor.get(f"/municipalities/{HERE}")
    return text_of("<main" + html.split(f'aria-labelledby="{name}"')[1].split("</section>")[0])


class TestWeWaitForYou:
    def test_names_the_picture_that_wants_answers(self, office: Office) -> None:
        who = office.coordinator
        who.does(HERE, "situation-picture/commission-picture")
        for each in ("strengths", "associations"):
            answer = {"question_code": each, "assessment": "mixed", "source_type": "police"}
            who.does(HERE, "situation-picture/answer-question", **answer)

        told = column(office, "we-wait")
        assert "5 svar saknas i lägesbildens version 1" in told
        assert "Sedan 15 januari 2024" in told
        assert "Öppna lägesbilden" in told

    def test_names_what_is_to_be_looked_over_with_its_last_day(self, office: Office) -> None:
        publish_picture(office.coordinator, HERE)
        office.calendar.day = date(2026, 2, 1)

        told = column(office, "we-wait")
        assert "Senast 15 januari 2026" in told
        assert "Sista dagen har passerat" in told

    def test_says_so_where_it_is_nothing(self, office: Office) -> None:
        assert "Samordningen väntar inte på något från er" in column(office, "we-wait")

    def test_leads_to_the_yearly_review(self, office: Office) -> None:
        assert "Årlig genomgång" in column(office, "we-wait")


class TestYouWaitForUs:
    def test_names_guidance_needs_and_visits(self, office: Office) -> None:
        who = office.coordinator
        who.does(HERE, "support/request-guidance", unit_kind="school_team", urgency="normal")
        who.does(HERE, "support/note-need", need_code="basic-training")
        who.does(HERE, "support/plan-visit", planned_on="2024-03-01")

        told = column(office, "you-wait")
        assert "Handledning: " in told
        assert "Senast 22 januari 2024" in told
        assert "Behov: Grundutbildning" in told
        assert "Besök planerat till 1 mars 2024" in told
        assert "Besvara" not in told

    def test_says_so_where_it_is_nothing(self, office: Office) -> None:
        assert "Ni väntar inte på något från samordningen" in column(office, "you-wait")


def test_is_for_contact_persons(office: Office) -> None:
    with pytest.raises(IndexError):
        column(office, "we-wait", COORDINATOR)
