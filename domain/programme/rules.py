"""When a county's programme may be established and changed."""

from __future__ import annotations

from datetime import date

from domain.aggregate import Aggregate
from domain.correction import correction_rules
from domain.decider import CommandRules
from domain.errors import rejected
from domain.facts import Facts
from domain.guards import fresh, not_before
from domain.messages import Event
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
    EntryCorrected,
    ExternalActorRegistered,
    ExternalActorSucceeded,
    FunderAdded,
    FunderEnded,
    ProgrammeEstablished,
    ProgrammeStatusChanged,
)
from domain.programme.guards import (
    actors,
    coordinators,
    current_actors,
    current_status,
    established,
    funders,
    not_established,
    of_the_county,
    succeeded_actors,
)
from domain.programme.state import Programme, evolve
from domain.scope import ScopeKind
from domain.values import Role


def _change_status(state: Programme, command: ChangeProgrammeStatus, facts: Facts) -> list[Event]:
    not_before(state.since.get("status"), facts)
    return [ProgrammeStatusChanged(status=command.status)]


def _add_funder(state: Programme, command: AddFunder, facts: Facts) -> list[Event]:
    not_before(state.since.get(f"funder/{command.funder}"), facts)
    return [FunderAdded(funder=command.funder)]


def _end_funder(state: Programme, command: EndFunder, facts: Facts) -> list[Event]:
    not_before(state.since.get(f"funder/{command.funder}"), facts)
    return [FunderEnded(funder=command.funder)]


def _adopt_definition(state: Programme, command: AdoptDefinition, facts: Facts) -> list[Event]:
    if command.term in state.definitions:
        text, source, valid_from = state.definitions[command.term]
        if (command.text, command.source) == (text, source):
            raise rejected("L3", "term", what="term")
        _follows(valid_from, command.valid_from, facts)
    return [DefinitionAdopted(**command.model_dump())]


def _succeed_actor(state: Programme, command: SucceedExternalActor, facts: Facts) -> list[Event]:
    fresh(command.actor_code, {command.successor_of}, "actor_code")
    _follows(state.actors[command.successor_of], command.valid_from, facts)
    return [ExternalActorSucceeded(**command.model_dump())]


def _follows(earlier: date, valid_from: date | None, facts: Facts) -> None:
    """Refuse what would not be valid from a later day than that which it takes the place of."""
    begins = valid_from or facts.on
    if begins <= earlier:
        at_fault = "valid_from" if valid_from else "occurred_on"
        raise rejected("L5", at_fault, why="not-later", date=begins.isoformat(), limit=earlier.isoformat())


def _assign(state: Programme, command: AssignCoordinator, facts: Facts) -> list[Event]:
    if state.coordinators.get(command.coordinator) == frozenset(command.municipalities):
        raise rejected("L3", "coordinator", what="coordinator")
    not_before(state.since.get(f"coordinator/{command.coordinator}"), facts)
    return [CoordinatorAssigned(**command.model_dump())]


def _relieve(state: Programme, command: RelieveCoordinator, facts: Facts) -> list[Event]:
    not_before(state.since.get(f"coordinator/{command.coordinator}"), facts)
    return [CoordinatorRelieved(coordinator=command.coordinator)]


_ESTABLISHED = (established,)
_ROLES = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})
_LATER = ("L3", "L5")

PROGRAMME = Aggregate(
    "programme",
    ScopeKind.COUNTY,
    Programme(),
    evolve,
    {
        EstablishProgramme: CommandRules(ProgrammeEstablished, guards=(not_established,), roles=_ROLES),
        ChangeProgrammeStatus: CommandRules(
            ProgrammeStatusChanged,
            _change_status,
            guards=_ESTABLISHED,
            roles=_ROLES,
            taken={"status": current_status},
            needs=_LATER,
        ),
        AddFunder: CommandRules(
            FunderAdded, _add_funder, guards=_ESTABLISHED, roles=_ROLES, taken={"funder": funders}, needs=_LATER
        ),
        EndFunder: CommandRules(
            FunderEnded, _end_funder, guards=_ESTABLISHED, roles=_ROLES, choices={"funder": funders}
        ),
        AdoptDefinition: CommandRules(
            DefinitionAdopted, _adopt_definition, guards=_ESTABLISHED, roles=_ROLES, needs=_LATER
        ),
        RegisterExternalActor: CommandRules(
            ExternalActorRegistered, guards=_ESTABLISHED, roles=_ROLES, taken={"actor_code": actors}, needs=("L3",)
        ),
        SucceedExternalActor: CommandRules(
            ExternalActorSucceeded,
            _succeed_actor,
            guards=_ESTABLISHED,
            roles=_ROLES,
            choices={"successor_of": current_actors},
            taken={"actor_code": succeeded_actors},
            needs=_LATER,
        ),
        AssignCoordinator: CommandRules(
            CoordinatorAssigned,
            _assign,
            guards=_ESTABLISHED,
            roles=_ROLES,
            choices={"municipalities": of_the_county},
            needs=_LATER,
        ),
        RelieveCoordinator: CommandRules(
            CoordinatorRelieved, _relieve, guards=_ESTABLISHED, roles=_ROLES, choices={"coordinator": coordinators}
        ),
        CorrectEntry: correction_rules(EntryCorrected, roles=_ROLES),
    },
)
