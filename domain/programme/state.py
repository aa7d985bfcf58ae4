"""The county's programme as the rules see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from domain.facts import State
from domain.messages import Event
from domain.programme.events import (
    CoordinatorAssigned,
    CoordinatorRelieved,
    DefinitionAdopted,
    ExternalActorRegistered,
    ExternalActorSucceeded,
    FunderAdded,
    FunderEnded,
    ProgrammeEstablished,
    ProgrammeStatus,
    ProgrammeStatusChanged,
)


@dataclass(frozen=True)
class Programme(State):
    """What holds now; ``since`` has the last change of each fact, under names such as ``funder/mucf``.

    ``definitions``: the last one adopted of each term: text, source and the day from which it is valid.
    ``actors``: since when each external actor exists; ``succeeded``: those that another has taken over from.
    """

    status: ProgrammeStatus | None = None
    funders: frozenset[str] = frozenset()
    definitions: Mapping[str, tuple[str, str, date]] = field(default_factory=dict)
    actors: Mapping[str, date] = field(default_factory=dict)
    succeeded: frozenset[str] = frozenset()
    coordinators: Mapping[str, frozenset[str]] = field(default_factory=dict)


def evolve(state: Programme, event: Event, on: date) -> Programme:
    """Return the programme after one more event."""
    match event:
        case ProgrammeEstablished():
            since = state.began(on, "status", *(f"funder/{each}" for each in event.funders))
            return replace(state, opened_on=on, status=event.status, funders=frozenset(event.funders), since=since)
        case ProgrammeStatusChanged():
            return replace(state, status=event.status, since=state.began(on, "status"))
        case FunderAdded(funder=funder):
            return replace(state, funders=state.funders | {funder}, since=state.began(on, f"funder/{funder}"))
        case FunderEnded(funder=funder):
            return replace(state, funders=state.funders - {funder}, since=state.began(on, f"funder/{funder}"))
        case DefinitionAdopted():
            adopted = (event.text, event.source, event.valid_from or on)
            return replace(state, definitions={**state.definitions, event.term: adopted})
        case ExternalActorRegistered():
            return replace(state, actors={**state.actors, event.actor_code: event.valid_from or on})
        case ExternalActorSucceeded():
            return replace(
                state,
                actors={event.actor_code: event.valid_from or on, **state.actors},
                succeeded=state.succeeded | {event.successor_of},
            )
        case CoordinatorAssigned(coordinator=who):
            assigned = {**state.coordinators, who: frozenset(event.municipalities)}
            return replace(state, coordinators=assigned, since=state.began(on, f"coordinator/{who}"))
        case CoordinatorRelieved(coordinator=who):
            assigned = {each: codes for each, codes in state.coordinators.items() if each != who}
            return replace(state, coordinators=assigned, since=state.began(on, f"coordinator/{who}"))
        case _:  # a correction is applied to what it corrects, never folded
            return state
