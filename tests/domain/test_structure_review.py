import pytest
from pydantic import ValidationError

from domain.structure_review.commands import (
    ChooseHostStructure,
    CorrectEntry,
    CreateNewGroup,
    DecidePlacement,
    DefineInformationChannel,
    IdentifyExistingStructure,
    OpenReview,
    OrderResponsibility,
)
from domain.structure_review.events import HostStructureChosen, NewGroupCreated
from tests.support.histories import (
    JOINED,
    REVIEW_OPEN,
    STRUCTURE,
    STRUCTURE_DONE,
    UNKNOWN,
    WITH_STRUCTURE,
    accepted,
    ask,
    ask_handler,
    structure,
)

JUSTIFIED = "network-lacks-mandate"


class TestOpenReview:
    def test_is_accepted_of_a_member(self) -> None:
        accepted(OpenReview, JOINED)

    def test_is_refused_a_second_time(self) -> None:
        ask(OpenReview, REVIEW_OPEN).refused("L3")


class TestIdentifyExistingStructure:
    def test_is_accepted_in_an_open_review(self) -> None:
        accepted(IdentifyExistingStructure)

    def test_is_refused_before_the_review(self) -> None:
        ask(IdentifyExistingStructure, JOINED).refused("L2")

    def test_is_refused_under_an_id_that_is_taken(self) -> None:
        ask(IdentifyExistingStructure, WITH_STRUCTURE).refused("L3", field="structure_id")


class TestChooseHostStructure:
    def test_may_choose_a_new_group(self) -> None:
        group = [*REVIEW_OPEN, NewGroupCreated(structure_id=STRUCTURE)]

        ask(ChooseHostStructure, group).then(HostStructureChosen(structure_id=STRUCTURE, existing=False))

    def test_may_choose_what_was_there(self) -> None:
        accepted(ChooseHostStructure, WITH_STRUCTURE)

    def test_is_refused_where_there_is_none(self) -> None:
        ask(ChooseHostStructure, REVIEW_OPEN).refused("L4", field="structure_id")

    def test_is_refused_of_an_unknown_one(self) -> None:
        ask(ChooseHostStructure, WITH_STRUCTURE, structure_id=UNKNOWN).refused("L4", field="structure_id")

    def test_is_refused_of_the_host_that_it_has(self) -> None:
        ask(ChooseHostStructure, STRUCTURE_DONE).refused("L4", field="structure_id")

    def test_is_refused_before_the_review(self) -> None:
        ask(ChooseHostStructure, JOINED).refused("L2")


class TestCreateNewGroup:
    @pytest.mark.parametrize("functioning", ["partly", "no"])
    def test_needs_no_justification_where_no_network_works(self, functioning: str) -> None:
        history = [*REVIEW_OPEN, structure(functioning)]

        ask(CreateNewGroup, history, structure_id=UNKNOWN).then(NewGroupCreated(structure_id=UNKNOWN))

    def test_is_refused_without_justification_where_a_network_works(self) -> None:
        ask(CreateNewGroup, WITH_STRUCTURE, structure_id=UNKNOWN).refused("R3", field="justification_code")

    def test_is_accepted_with_one(self) -> None:
        story = ask(CreateNewGroup, WITH_STRUCTURE, structure_id=UNKNOWN, justification_code=JUSTIFIED)

        story.then(NewGroupCreated(structure_id=UNKNOWN, justification_code=JUSTIFIED))

    def test_is_refused_under_an_id_that_is_taken(self) -> None:
        ask(CreateNewGroup, WITH_STRUCTURE).refused("L3", field="structure_id")

    def test_is_refused_before_the_review(self) -> None:
        ask(CreateNewGroup, JOINED).refused("L2")


class TestDecidePlacement:
    def test_is_accepted_in_an_open_review(self) -> None:
        accepted(DecidePlacement)

    def test_is_refused_before_the_review(self) -> None:
        ask(DecidePlacement, JOINED).refused("L2")


class TestOrderResponsibility:
    def test_is_accepted_in_an_open_review(self) -> None:
        accepted(OrderResponsibility)

    def test_is_refused_before_the_review(self) -> None:
        ask(OrderResponsibility, JOINED).refused("L2")

    def test_names_each_function_once(self) -> None:
        with pytest.raises(ValidationError):
            ask(OrderResponsibility, ordered_functions=("principal", "principal"))


class TestDefineInformationChannel:
    def test_is_accepted_in_an_open_review(self) -> None:
        accepted(DefineInformationChannel)

    def test_is_refused_before_the_review(self) -> None:
        ask(DefineInformationChannel, JOINED).refused("L2")


class TestCorrectEntry:
    def test_is_accepted_while_nothing_depends_on_the_entry(self) -> None:
        accepted(CorrectEntry)

    def test_is_refused_while_structures_depend_on_the_opening(self) -> None:
        ask_handler(CorrectEntry, WITH_STRUCTURE).refused("L9")
