from domain.contact.commands import (
    AppointContact,
    ChangeContactFunction,
    CorrectEntry,
    EndContact,
    HandOverContact,
)
from domain.contact.events import ContactEnded
from tests.support.histories import (
    ASSIGNMENT,
    CONTACT_ACTIVE,
    JOINED,
    OTHER_ASSIGNMENT,
    REGISTERED,
    UNKNOWN,
    accepted,
    appointed,
    ask,
    ask_handler,
)

ENDED = [*CONTACT_ACTIVE, ContactEnded(cause="new-duties")]
TWO = [*JOINED, appointed(OTHER_ASSIGNMENT), appointed()]


class TestAppointContact:
    def test_is_accepted_before_the_municipality_joins(self) -> None:
        accepted(AppointContact, REGISTERED)

    def test_is_refused_under_an_assignment_that_is_taken(self) -> None:
        ask(AppointContact, CONTACT_ACTIVE).refused("L3")


class TestChangeContactFunction:
    def test_is_accepted_while_the_assignment_lasts(self) -> None:
        accepted(ChangeContactFunction)

    def test_is_refused_of_an_unknown_assignment(self) -> None:
        ask(ChangeContactFunction, JOINED).refused("L4")

    def test_is_refused_once_the_assignment_has_ended(self) -> None:
        ask(ChangeContactFunction, ENDED).refused("L3")


class TestHandOverContact:
    def test_is_accepted_to_another_active_assignment(self) -> None:
        accepted(HandOverContact, TWO)

    def test_is_refused_where_there_is_no_other(self) -> None:
        ask(HandOverContact, CONTACT_ACTIVE).refused("L4", field="to_assignment")

    def test_is_refused_to_itself(self) -> None:
        ask(HandOverContact, TWO, to_assignment=ASSIGNMENT).refused("L4", field="to_assignment")

    def test_is_refused_to_an_unknown_assignment(self) -> None:
        ask(HandOverContact, TWO, to_assignment=UNKNOWN).refused("L4", field="to_assignment")

    def test_is_refused_once_the_assignment_has_ended(self) -> None:
        ended = [*JOINED, appointed(OTHER_ASSIGNMENT), appointed(), ContactEnded(cause="new-duties")]

        ask(HandOverContact, ended).refused("L3")


class TestEndContact:
    def test_is_accepted_while_the_assignment_lasts(self) -> None:
        accepted(EndContact)

    def test_is_refused_a_second_time(self) -> None:
        ask(EndContact, ENDED).refused("L3")

    def test_is_refused_of_an_unknown_assignment(self) -> None:
        ask(EndContact, JOINED).refused("L4")


class TestCorrectEntry:
    def test_is_accepted_while_nothing_depends_on_the_entry(self) -> None:
        accepted(CorrectEntry)

    def test_is_refused_while_the_end_depends_on_the_appointment(self) -> None:
        ask_handler(CorrectEntry, ENDED).refused("L9")

    def test_is_refused_of_an_unknown_assignment(self) -> None:
        ask_handler(CorrectEntry, JOINED).refused("L4")
