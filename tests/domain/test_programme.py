from datetime import date

import pytest
from pydantic import ValidationError

from domain.messages import Command, Event
from domain.programme.commands import (
    AddFunder,
    AdoptDefinition,
    AssignCoordinator,
    ChangeProgrammeStatus,
    CorrectEntry,
    EndFunder,
    EstablishProgramme,
    RegisterExternalActor,
    RelieveCoordinator,
    SucceedExternalActor,
)
from domain.programme.events import (
    CoordinatorAssigned,
    CoordinatorRelieved,
    DefinitionAdopted,
    ExternalActorSucceeded,
    FunderAdded,
    FunderEnded,
    ProgrammeStatusChanged,
)
from domain.programme.rules import PROGRAMME
from tests.support.given import Dated, at, event_id
from tests.support.histories import (
    COORDINATED,
    DEFINITION,
    ESTABLISHED,
    EXAMPLES,
    OTHER_PERSON,
    PERSON,
    WITH_ACTOR,
    accepted,
    ask,
    ask_handler,
)
from tests.support.people import ADMINISTRATOR, LONG_AGO

LATER = date(2026, 2, 1)
AFTER_THE_FIRST = [each for each in PROGRAMME.rules if each is not EstablishProgramme]
SUCCEEDED: list[Event] = [
    *WITH_ACTOR,
    ExternalActorSucceeded(successor_of="national-coordinator", actor_code="bra-cve", valid_from=date(2018, 1, 1)),
]


def later(*events: Event) -> list[Event | Dated]:
    """Return an established programme's history, with these events on a later day."""
    return [*ESTABLISHED, *at(LATER, *events)]


class TestBeforeTheProgramme:
    @pytest.mark.parametrize("kind", [each for each in AFTER_THE_FIRST if each is not CorrectEntry])
    def test_nothing_else_can_be_done(self, kind: type[Command]) -> None:
        assert "L2" in [each.rule_id for each in ask(kind, []).refusals]

    @pytest.mark.parametrize("kind", PROGRAMME.rules)
    def test_and_after_it_the_administrator_may_act_too(self, kind: type[Command]) -> None:
        ask_handler(kind, by=ADMINISTRATOR).then(*EXAMPLES[kind].events)


class TestEstablishProgramme:
    def test_is_accepted_once(self) -> None:
        accepted(EstablishProgramme)

    def test_is_accepted_without_funders(self) -> None:
        ask(EstablishProgramme, funders=()).then(ESTABLISHED[0].model_copy(update={"funders": ()}))

    def test_is_refused_a_second_time(self) -> None:
        ask(EstablishProgramme, ESTABLISHED).refused("L3")

    def test_names_each_funder_once(self) -> None:
        with pytest.raises(ValidationError, match="each-once"):
            ask(EstablishProgramme, funders=("mucf", "mucf"))


class TestChangeProgrammeStatus:
    def test_makes_a_pilot_permanent(self) -> None:
        accepted(ChangeProgrammeStatus)

    def test_makes_it_a_pilot_again(self) -> None:
        ask(ChangeProgrammeStatus, later(ProgrammeStatusChanged(status="permanent")), status="pilot").then(
            ProgrammeStatusChanged(status="pilot")
        )

    def test_is_refused_to_what_it_is(self) -> None:
        ask(ChangeProgrammeStatus, status="pilot").refused("L3", field="status")

    def test_is_refused_on_a_day_before_the_last_change(self) -> None:
        history = later(ProgrammeStatusChanged(status="permanent"))

        ask(ChangeProgrammeStatus, history, on=LONG_AGO, reason="entered-late", status="pilot").refused(
            "L5", field="occurred_on"
        )


class TestAddFunder:
    def test_is_accepted_of_another(self) -> None:
        accepted(AddFunder)

    def test_is_accepted_of_one_that_had_ended(self) -> None:
        ask(AddFunder, later(FunderEnded(funder="mucf")), funder="mucf").then(FunderAdded(funder="mucf"))

    def test_is_refused_of_one_that_funds_it(self) -> None:
        ask(AddFunder, funder="mucf").refused("L3", field="funder")

    def test_is_refused_on_a_day_before_it_ended(self) -> None:
        history = later(FunderEnded(funder="mucf"))

        ask(AddFunder, history, on=LONG_AGO, reason="entered-late", funder="mucf").refused("L5", field="occurred_on")


class TestEndFunder:
    def test_is_accepted_of_one_that_funds_it(self) -> None:
        accepted(EndFunder)

    def test_is_refused_of_one_that_does_not(self) -> None:
        ask(EndFunder, funder="region").refused("L4", field="funder")

    def test_is_refused_where_nobody_does(self) -> None:
        ask(EndFunder, later(FunderEnded(funder="mucf"))).refused("L4", field="funder")

    def test_is_refused_on_a_day_before_it_began(self) -> None:
        history = later(FunderAdded(funder="region"))

        ask(EndFunder, history, on=LONG_AGO, reason="entered-late", funder="region").refused("L5", field="occurred_on")


class TestAdoptDefinition:
    def test_is_accepted_of_a_term_that_has_none(self) -> None:
        accepted(AdoptDefinition)

    def test_is_accepted_in_place_of_an_earlier_one(self) -> None:
        ask(AdoptDefinition, later(DEFINITION), source="own-wording").then(
            DefinitionAdopted(**{**DEFINITION.model_dump(), "source": "own-wording"})
        )

    def test_is_refused_in_the_very_same_words(self) -> None:
        ask(AdoptDefinition, later(DEFINITION)).refused("L3", field="term")

    @pytest.mark.parametrize("valid_from", [LATER, LONG_AGO])
    def test_is_refused_where_it_would_not_be_valid_later_than_the_earlier_one(self, valid_from: date) -> None:
        asked = ask(AdoptDefinition, later(DEFINITION), source="own-wording", valid_from=valid_from)

        asked.refused("L5", field="valid_from")

    def test_is_refused_on_the_day_of_the_earlier_one(self) -> None:
        ask(AdoptDefinition, later(DEFINITION), on=LATER, source="own-wording").refused("L5", field="occurred_on")

    def test_of_another_term_has_nothing_to_do_with_it(self) -> None:
        ask(AdoptDefinition, later(DEFINITION), term="radicalisation", valid_from=LONG_AGO).then(
            DefinitionAdopted(**{**DEFINITION.model_dump(), "term": "radicalisation", "valid_from": LONG_AGO})
        )

    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            ("Den som, liksom Anna Andersson, bejakar våld.", "looks-like-a-name"),
            ("Ring oss om våld på 070-123 45 67 dygnet runt.", "looks-like-a-contact-detail"),
            ("Skriv om våld till någon@example.org i dag.", "looks-like-a-contact-detail"),
            ("Läs om våld på https://example.org i dag.", "looks-like-a-contact-detail"),
            ("För kort.", "at least 20"),
        ],
    )
    def test_takes_no_words_that_may_tell_of_a_person(self, text: str, fault: str) -> None:
        with pytest.raises(ValidationError, match=fault):
            ask(AdoptDefinition, text=text)


class TestRegisterExternalActor:
    def test_is_accepted_of_one_that_is_new(self) -> None:
        accepted(RegisterExternalActor)

    @pytest.mark.parametrize("actor_code", ["national-coordinator", "bra-cve"])
    def test_is_refused_of_one_that_is_there(self, actor_code: str) -> None:
        ask(RegisterExternalActor, SUCCEEDED, actor_code=actor_code).refused("L3", field="actor_code")


class TestSucceedExternalActor:
    def test_is_accepted_of_one_that_is_new(self) -> None:
        accepted(SucceedExternalActor)

    def test_is_accepted_of_one_that_is_registered(self) -> None:
        story = ask(SucceedExternalActor).when(RegisterExternalActor(actor_code="bra"))
        story = story.when(SucceedExternalActor(successor_of="bra-cve", actor_code="bra"))

        story.then(ExternalActorSucceeded(successor_of="bra-cve", actor_code="bra"))

    @pytest.mark.parametrize(("history", "successor_of"), [(WITH_ACTOR, "bra"), (SUCCEEDED, "national-coordinator")])
    def test_is_refused_to_one_that_is_not_registered_or_is_succeeded_already(
        self, history: list[Event], successor_of: str
    ) -> None:
        ask(SucceedExternalActor, history, successor_of=successor_of, actor_code="skr").refused(
            "L4", field="successor_of"
        )

    def test_is_refused_where_none_is_registered(self) -> None:
        ask(SucceedExternalActor, ESTABLISHED).refused("L4", field="successor_of")

    @pytest.mark.parametrize("actor_code", ["bra-cve", "national-coordinator"])
    def test_is_refused_by_itself_and_by_one_that_is_succeeded(self, actor_code: str) -> None:
        ask(SucceedExternalActor, SUCCEEDED, successor_of="bra-cve", actor_code=actor_code).refused(
            "L3", field="actor_code"
        )

    def test_is_refused_before_there_was_anyone_to_succeed(self) -> None:
        ask(SucceedExternalActor, valid_from=date(2014, 6, 1)).refused("L5", field="valid_from")


class TestAssignCoordinator:
    def test_is_accepted_for_municipalities_of_the_county(self) -> None:
        accepted(AssignCoordinator)

    def test_may_give_a_coordinator_others_than_before(self) -> None:
        ask(AssignCoordinator, COORDINATED, municipalities=("1715",)).then(
            CoordinatorAssigned(coordinator=PERSON, municipalities=("1715",))
        )

    def test_is_refused_for_those_that_the_coordinator_has(self) -> None:
        ask(AssignCoordinator, COORDINATED, municipalities=("1766", "1715")).refused("L3", field="coordinator")

    def test_is_refused_for_a_municipality_of_another_county(self) -> None:
        ask(AssignCoordinator, municipalities=("1715", "1480")).refused("L4", field="municipalities")

    def test_is_refused_on_a_day_before_the_earlier_assignment(self) -> None:
        history = later(CoordinatorAssigned(coordinator=PERSON, municipalities=("1715",)))

        ask(AssignCoordinator, history, on=LONG_AGO, reason="entered-late").refused("L5", field="occurred_on")

    def test_names_at_least_one(self) -> None:
        with pytest.raises(ValidationError):
            ask(AssignCoordinator, municipalities=())


class TestRelieveCoordinator:
    def test_is_accepted_of_one_who_is_assigned(self) -> None:
        accepted(RelieveCoordinator)

    def test_is_refused_of_one_who_is_not(self) -> None:
        ask(RelieveCoordinator, coordinator=OTHER_PERSON).refused("L4", field="coordinator")

    def test_is_refused_a_second_time(self) -> None:
        ask(RelieveCoordinator, [*COORDINATED, CoordinatorRelieved(coordinator=PERSON)]).refused(
            "L4", field="coordinator"
        )

    def test_is_refused_on_a_day_before_the_assignment(self) -> None:
        history = later(CoordinatorAssigned(coordinator=PERSON, municipalities=("1715",)))

        ask(RelieveCoordinator, history, on=LONG_AGO, reason="entered-late").refused("L5", field="occurred_on")


class TestCorrectEntry:
    def test_is_accepted_while_nothing_depends_on_the_entry(self) -> None:
        accepted(CorrectEntry)

    def test_is_refused_while_a_successor_depends_on_it(self) -> None:
        ask_handler(CorrectEntry, SUCCEEDED).refused("L9")

    def test_is_refused_of_the_establishment_while_all_depends_on_it(self) -> None:
        ask_handler(CorrectEntry, WITH_ACTOR, target_event_id=event_id(1)).refused("L9")
