from datetime import timedelta

from domain.municipality.commands import (
    CorrectEntry,
    DecideFormalisation,
    JoinMunicipality,
    LeaveMunicipality,
    MakeOutreach,
    NoteProfile,
    ReceiveNationalPrompt,
    RegisterMunicipality,
)
from domain.municipality.events import FormalisationDecided, MunicipalityJoined, MunicipalityLeft
from tests.support.deciding import given
from tests.support.given import at
from tests.support.histories import EXAMPLES, JOINED, LEFT, REGISTERED, accepted, ask, ask_handler
from tests.support.people import TODAY


class TestRegisterMunicipality:
    def test_takes_name_and_county_from_the_register(self) -> None:
        accepted(RegisterMunicipality)

    def test_is_refused_a_second_time(self) -> None:
        ask(RegisterMunicipality, REGISTERED).refused("L3")


class TestNoteProfile:
    def test_may_be_noted_anew(self) -> None:
        accepted(NoteProfile, [*REGISTERED, *EXAMPLES[NoteProfile].events])

    def test_is_refused_before_the_municipality_is_known(self) -> None:
        ask(NoteProfile, []).refused("L2")


class TestMakeOutreach:
    def test_needs_no_membership(self) -> None:
        accepted(MakeOutreach, REGISTERED)

    def test_is_refused_before_the_municipality_is_known(self) -> None:
        ask(MakeOutreach, []).refused("L2")


class TestReceiveNationalPrompt:
    def test_needs_no_membership(self) -> None:
        accepted(ReceiveNationalPrompt, REGISTERED)

    def test_is_refused_before_the_municipality_is_known(self) -> None:
        ask(ReceiveNationalPrompt, []).refused("L2")


class TestDecideFormalisation:
    def test_is_accepted_of_a_known_municipality(self) -> None:
        accepted(DecideFormalisation, REGISTERED)

    def test_is_refused_a_second_time(self) -> None:
        ask(DecideFormalisation, [*REGISTERED, FormalisationDecided(trigger="own")]).refused("L3")

    def test_is_refused_before_the_municipality_is_known(self) -> None:
        ask(DecideFormalisation, []).refused("L2")


class TestJoinMunicipality:
    def test_is_accepted_again_after_leaving(self) -> None:
        accepted(JoinMunicipality, LEFT)

    def test_is_refused_to_one_that_has_joined(self) -> None:
        ask(JoinMunicipality, JOINED).refused("L3")

    def test_is_refused_before_the_municipality_is_known(self) -> None:
        ask(JoinMunicipality, []).refused("L2")

    def test_is_refused_on_a_day_before_it_left(self) -> None:
        story = given(*JOINED, *at(TODAY, MunicipalityLeft()))

        story.when(JoinMunicipality(), on=TODAY - timedelta(days=1)).refused("L5", field="occurred_on")


class TestLeaveMunicipality:
    def test_is_accepted_of_a_member(self) -> None:
        accepted(LeaveMunicipality, JOINED)

    def test_is_refused_to_one_that_never_joined(self) -> None:
        ask(LeaveMunicipality, REGISTERED).refused("L1")

    def test_is_refused_to_one_that_has_left(self) -> None:
        ask(LeaveMunicipality, LEFT).refused("L7")

    def test_is_refused_before_the_municipality_is_known(self) -> None:
        ask(LeaveMunicipality, []).refused("L2", "L1")

    def test_is_refused_on_a_day_before_it_joined(self) -> None:
        story = given(*REGISTERED, *at(TODAY, MunicipalityJoined()))

        story.when(LeaveMunicipality(), on=TODAY - timedelta(days=1), reason="political-decision").refused("L5")


class TestCorrectEntry:
    def test_is_accepted_while_nothing_depends_on_the_entry(self) -> None:
        accepted(CorrectEntry)

    def test_is_refused_where_there_is_nothing_to_correct(self) -> None:
        ask_handler(CorrectEntry, []).refused("L4")

    def test_is_refused_while_leaving_depends_on_joining(self) -> None:
        ask_handler(CorrectEntry, LEFT).refused("L9", field="target_event_id")
