"""What is the county's programme? One row for it, and one for each funder, definition, external actor, coordinator."""

from __future__ import annotations

from typing import Any

from domain.messages import Recorded
from domain.programme.events import (
    CoordinatorAssigned,
    CoordinatorRelieved,
    DefinitionAdopted,
    ExternalActorRegistered,
    ExternalActorSucceeded,
    FunderAdded,
    FunderEnded,
    ProgrammeEstablished,
    ProgrammeStatusChanged,
)
from projections.engine.handlers import Handlers, handle, on
from projections.engine.projection import Projection
from projections.engine.rows import Row, Rows
from projections.programme.rows import CoordinatorRow, DefinitionRow, ExternalActorRow, FunderRow, ProgrammeRow


def _establish(rows: Rows, recorded: Recorded, event: ProgrammeEstablished) -> None:
    on, said = recorded.envelope.occurred_on, event.model_dump(exclude={"funders"})
    rows.put(ProgrammeRow(**_around(recorded), **said, established_on=on, status_since=on))
    for funder in event.funders:
        rows.put(FunderRow(**_around(recorded), funder=funder, since=on))


def _change_status(rows: Rows, recorded: Recorded, event: ProgrammeStatusChanged) -> None:
    row = rows.get(ProgrammeRow, recorded.envelope.scope)
    _change(rows, row, recorded, status=event.status, status_since=recorded.envelope.occurred_on)


def _add_funder(rows: Rows, recorded: Recorded, event: FunderAdded) -> None:
    rows.put(FunderRow(**_around(recorded), funder=event.funder, since=recorded.envelope.occurred_on))


def _end_funder(rows: Rows, recorded: Recorded, event: FunderEnded) -> None:
    row = rows.get(FunderRow, recorded.envelope.scope, event.funder)
    _change(rows, row, recorded, until=recorded.envelope.occurred_on)


def _adopt_definition(rows: Rows, recorded: Recorded, event: DefinitionAdopted) -> None:
    since = event.valid_from or recorded.envelope.occurred_on
    rows.put(DefinitionRow(**_around(recorded), **event.model_dump(exclude={"valid_from"}), since=since))


def _register_actor(rows: Rows, recorded: Recorded, event: ExternalActorRegistered) -> None:
    since = event.valid_from or recorded.envelope.occurred_on
    rows.put(ExternalActorRow(**_around(recorded), actor_code=event.actor_code, since=since))


def _succeed_actor(rows: Rows, recorded: Recorded, event: ExternalActorSucceeded) -> None:
    scope, since = recorded.envelope.scope, event.valid_from or recorded.envelope.occurred_on
    if rows.get(ExternalActorRow, scope, event.actor_code) is None:
        rows.put(ExternalActorRow(**_around(recorded), actor_code=event.actor_code, since=since))
    earlier = rows.get(ExternalActorRow, scope, event.successor_of)
    _change(rows, earlier, recorded, successor=event.actor_code, succeeded_on=since)


def _assign_coordinator(rows: Rows, recorded: Recorded, event: CoordinatorAssigned) -> None:
    rows.put(CoordinatorRow(**_around(recorded), **event.model_dump(), since=recorded.envelope.occurred_on))


def _relieve_coordinator(rows: Rows, recorded: Recorded, event: CoordinatorRelieved) -> None:
    row = rows.get(CoordinatorRow, recorded.envelope.scope, event.coordinator)
    _change(rows, row, recorded, until=recorded.envelope.occurred_on)


def _around(recorded: Recorded) -> dict[str, Any]:
    """Return what every row takes from the envelope."""
    envelope = recorded.envelope
    return {"scb_code": envelope.scope, "changed_on": envelope.occurred_on, "event_id": str(envelope.event_id)}


def _change(rows: Rows, row: Row | None, recorded: Recorded, **fields: object) -> None:
    if row:
        rows.put(row.model_copy(update={**fields, **_around(recorded)}))


HANDLERS: Handlers = dict(
    [
        on(ProgrammeEstablished, _establish),
        on(ProgrammeStatusChanged, _change_status),
        on(FunderAdded, _add_funder),
        on(FunderEnded, _end_funder),
        on(DefinitionAdopted, _adopt_definition),
        on(ExternalActorRegistered, _register_actor),
        on(ExternalActorSucceeded, _succeed_actor),
        on(CoordinatorAssigned, _assign_coordinator),
        on(CoordinatorRelieved, _relieve_coordinator),
    ]
)


def project(rows: Rows, recorded: Recorded) -> None:
    """Put or change what the event is about."""
    handle(HANDLERS, rows, recorded)


PROGRAMME = Projection(
    "programme",
    2,
    (ProgrammeRow, FunderRow, DefinitionRow, ExternalActorRow, CoordinatorRow),
    project,
    tuple(HANDLERS),
)
