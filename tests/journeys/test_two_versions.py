"""Two municipalities on two versions of the process: each is judged by its own, now and as of any moment."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.journey.commands import OpenJourney
from domain.municipality.commands import JoinMunicipality
from domain.process import ProcessDefinition
from domain.scope import Scope
from domain.values import Channel, Step
from tests.support.api import Office, open_office
from tests.support.journeys import publish_picture
from tests.support.people import COORDINATOR
from workflows.handling.act import Act
from workflows.handling.handler import Handling
from workflows.ports import SetAside
from workflows.reference.definitions import load_definition
from workflows.reference.reference import load_reference

OLDER, NEWER = "1715", "1730"
REVIEW = "STRUCTURE_REVIEW"
BEGUN = date(2024, 1, 15)

FIRST = load_definition()


def _second() -> ProcessDefinition:
    """Return a version with another criterion, another target and other thresholds."""
    steps = tuple(
        each.model_copy(update={"exit_criteria": (), "target_days": 30}) if each.step is Step.STRUCTURE_REVIEW else each
        for each in FIRST.steps
    )
    thresholds = FIRST.thresholds.model_copy(update={"step_idle_amber_days": 20, "picture_review_months": 12})
    return FIRST.model_copy(update={"name": "five_steps.v2", "steps": steps, "thresholds": thresholds})


SECOND = _second()
REFERENCE = replace(load_reference(), definitions={each.name: each for each in (FIRST, SECOND)}, current=SECOND.name)


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with open_office(database_url, OLDER, NEWER, day=BEGUN, reference=REFERENCE) as made:
        before = Handling(made.system.store, made.calendar, replace(REFERENCE, current=FIRST.name))
        for place, handling in ((OLDER, before), (NEWER, made.system.handling())):
            for command in (JoinMunicipality(), OpenJourney()):
                act = Act(command, Scope.of(place), COORDINATOR, f"{place}-{command.name}", Channel.API)
                made.coordinator.position = handling.handle(act).position
        for place in (OLDER, NEWER):
            made.coordinator.does(place, "journey/start-step", step=REVIEW)
        yield made


def completes(office: Office, place: str) -> str:
    """Return the verdict on completing the step."""
    action = office.coordinator.actions(place)[f"journey.complete-step {REVIEW}"]
    return str(action["verdict"])


def completes_as_of(office: Office, place: str, position: int) -> str:
    found = office.coordinator.get(f"municipalities/{place}/actions", as_of=position)["actions"]
    return next(
        str(each["verdict"]) for each in found if each["fixed"] == {"step": REVIEW} and "complete" in each["command"]
    )


def due(office: Office, place: str, **moment: Any) -> str:
    rows = office.coordinator.get("counties/17", **moment)["municipalities"]
    row = next(each for each in rows if each["scb_code"] == place)
    return next(str(each["due_on"]) for each in row["steps"] if each["step"] == REVIEW)


def reasons(office: Office, place: str, **moment: Any) -> set[str]:
    items = office.coordinator.get("work-queue", **moment)["items"]
    return {each["reason"] for each in items if each["scb_code"] == place and each["step"] == REVIEW}


def versions(office: Office, place: str) -> set[str]:
    streams = office.system.store.streams(place)
    return {each.envelope.process_version for name in streams for each in office.system.store.load(name)[-1:]}


class TestACriterion:
    def test_of_the_own_version_decides(self, office: Office) -> None:
        assert office.coordinator.refused(OLDER, "journey/complete-step", step=REVIEW, outcome="achieved") == ["E2"]
        office.coordinator.does(NEWER, "journey/complete-step", step=REVIEW, outcome="achieved")

    def test_is_what_actions_tell_now_and_then(self, office: Office) -> None:
        then = office.coordinator.position
        assert (completes(office, OLDER), completes(office, NEWER)) == ("overridable", "allowed")

        office.coordinator.does(NEWER, "journey/complete-step", step=REVIEW, outcome="achieved")
        assert completes(office, NEWER) == "refused"
        assert completes_as_of(office, OLDER, then) == "overridable"
        assert completes_as_of(office, NEWER, then) == "allowed"


class TestATarget:
    def test_of_the_own_version_sets_the_due_day(self, office: Office) -> None:
        then = office.coordinator.position
        expected = [str(BEGUN + timedelta(days=60)), str(BEGUN + timedelta(days=30))]

        assert [due(office, OLDER), due(office, NEWER)] == expected
        office.coordinator.does(NEWER, "journey/complete-step", step=REVIEW, outcome="achieved")
        assert [due(office, each, as_of=then) for each in (OLDER, NEWER)] == expected


class TestAThreshold:
    def test_of_the_own_version_calls_for_attention(self, office: Office) -> None:
        office.calendar.day = BEGUN + timedelta(days=25)

        assert "step-idle" not in reasons(office, OLDER)
        assert "step-idle" in reasons(office, NEWER)

    def test_does_so_as_of_a_day(self, office: Office) -> None:
        then = office.calendar.day = BEGUN + timedelta(days=25)
        office.coordinator.does(OLDER, "support/log-contact", direction="both")
        office.calendar.day = then + timedelta(days=400)

        assert "step-idle" not in reasons(office, OLDER, as_of=str(then))
        assert "step-idle" in reasons(office, NEWER, as_of=str(then))

    def test_of_the_own_version_sets_when_a_picture_is_to_be_reviewed(self, office: Office) -> None:
        reviews = []
        for place in (OLDER, NEWER):
            publish_picture(office.coordinator, place)
            (version,) = office.coordinator.get(f"municipalities/{place}")["details"]["version"]
            reviews.append(version["fields"]["review_due_on"])

        assert reviews == ["2026-01-15", "2025-01-15"]


class TestTheStamp:
    def test_is_what_judged(self, office: Office) -> None:
        for place in (OLDER, NEWER):
            publish_picture(office.coordinator, place)
            office.coordinator.does(place, "support/log-contact", direction="both")

        assert versions(office, OLDER) - {SECOND.name} == {FIRST.name}
        assert versions(office, NEWER) == {SECOND.name}

    def test_names_the_question_set_that_a_picture_was_judged_by_and_no_other_entry(self, office: Office) -> None:
        publish_picture(office.coordinator, OLDER)
        office.coordinator.does(OLDER, "support/log-contact", direction="both")
        load = office.system.store.load

        assert {str(each.envelope.rule_versions) for each in load(f"situation-picture/{OLDER}")} == {
            "{'question-set': 2}"
        }
        assert load(f"support/{OLDER}")[-1].envelope.rule_versions == {}

    def test_of_a_version_that_nobody_has_stops_what_rests_on_it(self, office: Office) -> None:
        unknown = replace(REFERENCE, definitions={SECOND.name: SECOND})
        handling = Handling(office.system.store, office.calendar, unknown)
        act = Act(OpenJourney(), Scope.of(OLDER), COORDINATOR, "unknown-version", Channel.API)

        with pytest.raises(SetAside, match=f"journey/{OLDER}"):
            handling.handle(act)
