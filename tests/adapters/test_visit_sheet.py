"""The sheet for a visit: what is open, agreed and to be reviewed, whom to meet, and nobody's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from adapters.i18n.catalogue import catalogue
from adapters.main import System
from domain.action_plan.events import PlanAdopted, PlanReviewed, PlanWorkOpened
from domain.calendar import add_months
from domain.journey.events import DueDateSet, JourneyPaused, JourneyResumed, StepStarted
from domain.values import Role, Step
from tests.adapters.test_pages import Browser, browser
from tests.adapters.test_step_pages import ago, put
from tests.support.following import followed
from tests.support.given import at
from tests.support.people import BY_ROLE, CONTACT, COORDINATOR, ELSEWHERE, HERE, SetClock
from tests.support.waiting import caught_up

KIL = f"/municipalities/{HERE.scb_code}"
SHEET = f"{KIL}/visit-sheet"


@pytest.fixture(scope="module")
def system(databases: Any) -> Iterator[System]:
    with databases.lent() as url, followed(url, clock=SetClock()) as opened:
        visitor = browser(opened, COORDINATOR)
        visitor.act("municipality/register-municipality")
        visitor.act("municipality/join-municipality")
        visitor.act("contact/appoint-contact", function="safety-coordinator", org_unit="safety-unit")
        visitor.act("journey/open-journey")
        visitor.act("journey/start-step?step=SITUATION_PICTURE")
        due = {"due_on": "2026-05-04", "basis": "agreed"}
        visitor.act("journey/set-due-date?step=SITUATION_PICTURE", **due)
        visitor.act(
            "support/hold-visit", occurred_on="2026-02-20", functions_met=["principal"], needs=["deep-training"]
        )
        visitor.act("support/log-contact", occurred_on="2026-02-27", direction="both")
        visitor.act("support/request-guidance", unit_kind="school_team", urgency="acute")
        visitor.act("support/plan-visit", planned_on="2026-04-14")
        caught_up(opened)
        yield opened


@pytest.fixture
def visitor(system: System) -> Browser:
    return browser(system, COORDINATOR)


def blocks(page: str) -> dict[str, str]:
    """Return the text of each block by its key."""
    found = re.findall(
        r'<section class="sheet-block" aria-labelledby="sheet-([a-z]+)">(.*?)</section>', page, re.DOTALL
    )
    return {key: " ".join(re.sub(r"<[^>]*>", " ", said).split()) for key, said in found}


def test_says_what_a_visit_is_prepared_with(visitor: Browser) -> None:
    found = blocks(visitor.get(SHEET))

    assert "Besök 20 februari 2026 Deltog: Rektor" in found["last"]
    assert "Behov som kom fram: Fördjupad utbildning" in found["last"]
    assert "Dialog senast 27 februari 2026" in found["last"]
    assert "Fördjupad utbildning sedan 20 februari 2026" in found["needs"]
    assert "akut svar senast 3 mars 2026" in found["guidance"]
    assert "Trygghetssamordnare kontaktperson" in found["people"]
    assert "Besök planerat 14 april 2026" in found["agreed"]
    assert "4 maj 2026" in found["agreed"]
    assert "ska vara klart 4 maj 2026" in found["dates"]
    assert found["measures"].endswith("Inget just nu")


def test_leads_to_the_events_that_it_rests_on(visitor: Browser) -> None:
    page = visitor.get(SHEET)
    for address in re.findall(r'<li><span><a href="(/events/[^"]*)"', page):
        visitor.get(address)
    assert len(re.findall(r'<li><span><a href="/events/', page)) >= 8


def test_shows_a_visit_to_come_to_coordinators_and_the_own_municipality_alone(system: System) -> None:
    for actor, is_told in ((COORDINATOR, True), (CONTACT, True), (BY_ROLE[Role.MANAGER], False)):
        assert ("14 april 2026" in browser(system, actor).get(SHEET)) == is_told, actor.role


def test_is_as_of_an_earlier_moment_too(visitor: Browser, system: System) -> None:
    assert "Besök planerat" not in visitor.get(f"{SHEET}?as_of={system.store.head() - 1}")
    assert "Besök 20 februari" not in visitor.get(f"{SHEET}?happened_by=2026-02-19")


def test_puts_off_the_day_of_a_step_by_the_time_that_the_journey_rested(database_url: str) -> None:
    with followed(database_url, clock=SetClock()) as opened:
        today = opened.clock.today()
        put(
            opened,
            *at(ago(opened, 100), StepStarted(step=Step.SITUATION_PICTURE)),
            *at(ago(opened, 99), DueDateSet(step=Step.SITUATION_PICTURE, due_on=today, basis="agreed")),
            *at(ago(opened, 90), JourneyPaused()),
            *at(ago(opened, 30), JourneyResumed()),
        )
        found = blocks(browser(opened, COORDINATOR).get(SHEET))
        day = catalogue("sv").date(today + timedelta(days=60))

        assert f"klart senast {day}" in found["agreed"]
        assert f"ska vara klart {day}" in found["dates"]


def test_counts_the_review_of_a_plan_from_its_latest_adoption(database_url: str) -> None:
    adopted = PlanAdopted(body="municipal-council", paragraph="§ 12", dnr="KS 2024/85")
    with followed(database_url, clock=SetClock()) as opened:
        put(
            opened,
            *at(ago(opened, 800), PlanWorkOpened(), adopted),
            *at(ago(opened, 600), PlanReviewed(result="unchanged")),
            *at(ago(opened, 300), PlanWorkOpened(), adopted),
        )
        found = blocks(browser(opened, COORDINATOR).get(SHEET))

        assert f"Handlingsplanen ses över {catalogue('sv').date(add_months(ago(opened, 300), 24))}" in found["dates"]


def test_of_a_municipality_that_nothing_is_known_of_is_empty(visitor: Browser) -> None:
    found = blocks(visitor.get(f"/municipalities/{ELSEWHERE.scb_code}/visit-sheet"))
    assert all(each.endswith("Inget just nu") for each in found.values())


def test_of_another_municipality_does_not_exist_for_a_contact_person(system: System) -> None:
    visitor = browser(system, CONTACT)
    visitor.get(f"/municipalities/{ELSEWHERE.scb_code}/visit-sheet", 404)
    visitor.get("/municipalities/9999/visit-sheet", 404)


def test_names_nobody(visitor: Browser, system: System) -> None:
    page = visitor.get(SHEET)
    refs = {str(getattr(each.event, "person_ref", "")) for each in system.store.read(0, 500)} - {""}

    assert refs
    assert not [each for each in (*refs, COORDINATOR.ref) if each[:12] in page]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_is_worded_in_both_languages(system: System, language: str) -> None:
    assert "⟦" not in browser(system, COORDINATOR, language).get(SHEET)
