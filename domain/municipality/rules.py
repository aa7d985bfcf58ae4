"""What a municipality may do as a party, and what it may not."""

from __future__ import annotations

from domain.aggregate import Aggregate
from domain.correction import correction_rules
from domain.decider import CommandRules
from domain.errors import Refusal
from domain.facts import Facts
from domain.guards import not_before, refuses
from domain.messages import Event
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
from domain.municipality.events import (
    EntryCorrected,
    FormalisationDecided,
    MunicipalityJoined,
    MunicipalityLeft,
    MunicipalityRegistered,
    NationalPromptReceived,
    OutreachMade,
    ProfileNoted,
)
from domain.municipality.state import Municipality, evolve
from domain.places import Place
from domain.scope import ScopeKind
from domain.values import Role


@refuses("L2")
def _registered(state: Municipality, _facts: Facts, _subject: object) -> Refusal | None:
    return None if state.registered else Refusal("L2", {"what": "municipality"})


@refuses("L3")
def _not_registered(state: Municipality, _facts: Facts, _subject: object) -> Refusal | None:
    return Refusal("L3", {"what": "municipality"}) if state.registered else None


@refuses("L7")
def _not_left(state: Municipality, _facts: Facts, _subject: object) -> Refusal | None:
    return Refusal("L7") if state.membership == "left" else None


@refuses("L1", "L7")
def _joined(state: Municipality, _facts: Facts, _subject: object) -> Refusal | None:
    return None if state.membership == "joined" else Refusal("L7" if state.membership == "left" else "L1")


@refuses("L3")
def _not_joined(state: Municipality, _facts: Facts, _subject: object) -> Refusal | None:
    return Refusal("L3", {"what": "membership"}) if state.membership == "joined" else None


@refuses("L3")
def _not_formalised(state: Municipality, _facts: Facts, _subject: object) -> Refusal | None:
    return Refusal("L3", {"what": "formalisation"}) if state.formalised else None


def _register(_: Municipality, _command: RegisterMunicipality, facts: Facts) -> list[Event]:
    return [MunicipalityRegistered(**facts.entry(Place).model_dump())]


def _join(state: Municipality, command: JoinMunicipality, facts: Facts) -> list[Event]:
    not_before(state.left_on, facts, "before-leaving")
    return [MunicipalityJoined(decision_ref=command.decision_ref)]


def _leave(state: Municipality, _command: LeaveMunicipality, facts: Facts) -> list[Event]:
    not_before(state.member_since, facts, "before-joining")
    return [MunicipalityLeft()]


MUNICIPALITY = Aggregate(
    "municipality",
    ScopeKind.MUNICIPALITY,
    Municipality(),
    evolve,
    {
        RegisterMunicipality: CommandRules(
            MunicipalityRegistered,
            _register,
            guards=(_not_registered,),
            roles=frozenset({Role.COORDINATOR, Role.ADMINISTRATOR, Role.SYSTEM}),
            in_history=False,
        ),
        NoteProfile: CommandRules(ProfileNoted, guards=(_registered, _not_left)),
        MakeOutreach: CommandRules(OutreachMade, guards=(_registered, _not_left)),
        ReceiveNationalPrompt: CommandRules(NationalPromptReceived, guards=(_registered, _not_left)),
        DecideFormalisation: CommandRules(FormalisationDecided, guards=(_registered, _not_left, _not_formalised)),
        JoinMunicipality: CommandRules(MunicipalityJoined, _join, guards=(_registered, _not_joined)),
        LeaveMunicipality: CommandRules(
            MunicipalityLeft, _leave, guards=(_registered, _joined), reason="leave-reasons"
        ),
        CorrectEntry: correction_rules(EntryCorrected),
    },
)
