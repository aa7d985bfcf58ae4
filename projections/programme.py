"""What is the county's programme? One row for it, and one for each funder, definition, external actor, coordinator."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

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
    ProgrammeStatus,
    ProgrammeStatusChanged,
)
from projections.engine.projection import Projection, Row, Rows


class ProgrammeRow(Row):
    """The programme: its name, who runs it, since when, and what it is."""

    table: ClassVar[str] = "programme"
    key: ClassVar[tuple[str, ...]] = ("scb_code",)

    programme_name: str
    owner_org: str
    established_on: date
    status: ProgrammeStatus
    status_since: date
    changed_on: date
    event_id: str


class FunderRow(Row):
    """An organisation that funds the programme, or did until a day; of several periods the last."""

    table: ClassVar[str] = "programme_funders"
    key: ClassVar[tuple[str, ...]] = ("scb_code", "funder")

    funder: str
    since: date
    until: date | None = None
    changed_on: date
    event_id: str


class DefinitionRow(Row):
    """A definition of a term, valid from a day until another of the same term is; ``changed_on``: its adoption."""

    table: ClassVar[str] = "programme_definitions"
    key: ClassVar[tuple[str, ...]] = ("scb_code", "term", "since")

    term: str
    text: str
    source: str
    since: date
    changed_on: date
    event_id: str


class ExternalActorRow(Row):
    """A body outside the county, and the one that took over from it."""

    table: ClassVar[str] = "programme_actors"
    key: ClassVar[tuple[str, ...]] = ("scb_code", "actor_code")

    actor_code: str
    since: date
    successor: str | None = None
    succeeded_on: date | None = None
    changed_on: date
    event_id: str


class CoordinatorRow(Row):
    """A coordinator, by pseudonym, and the municipalities that the coordinator is responsible for."""

    table: ClassVar[str] = "programme_coordinators"
    key: ClassVar[tuple[str, ...]] = ("scb_code", "coordinator")

    coordinator: str
    municipalities: tuple[str, ...]
    since: date
    changed_on: date
    event_id: str


def project(rows: Rows, recorded: Recorded) -> None:
    """Put or change what the event speaks of."""
    event, on = recorded.event, recorded.envelope.occurred_on
    scope, event_id = recorded.envelope.scope, str(recorded.envelope.event_id)
    match event:
        case ProgrammeEstablished():
            _establish(rows, scope, event, on, event_id)
        case ProgrammeStatusChanged(status=status):
            _change(
                rows, rows.get(ProgrammeRow, scope), status=status, status_since=on, changed_on=on, event_id=event_id
            )
        case FunderAdded(funder=funder):
            rows.put(FunderRow(scb_code=scope, funder=funder, since=on, changed_on=on, event_id=event_id))
        case FunderEnded(funder=funder):
            _change(rows, rows.get(FunderRow, scope, funder), until=on, changed_on=on, event_id=event_id)
        case DefinitionAdopted(valid_from=day):
            said = event.model_dump(exclude={"valid_from"})
            rows.put(DefinitionRow(scb_code=scope, **said, since=day or on, changed_on=on, event_id=event_id))
        case ExternalActorRegistered(actor_code=code, valid_from=day):
            rows.put(
                ExternalActorRow(scb_code=scope, actor_code=code, since=day or on, changed_on=on, event_id=event_id)
            )
        case ExternalActorSucceeded():
            _succeed(rows, scope, event, on, event_id)
        case CoordinatorAssigned():
            rows.put(CoordinatorRow(scb_code=scope, **event.model_dump(), since=on, changed_on=on, event_id=event_id))
        case CoordinatorRelieved(coordinator=who):
            rows.delete(CoordinatorRow, scope, who)
        case _:  # other aggregates' events, and corrections, which the engine applies
            pass


def _establish(rows: Rows, scope: str, event: ProgrammeEstablished, on: date, event_id: str) -> None:
    said = event.model_dump(exclude={"funders"})
    rows.put(ProgrammeRow(scb_code=scope, **said, established_on=on, status_since=on, changed_on=on, event_id=event_id))
    for funder in event.funders:
        rows.put(FunderRow(scb_code=scope, funder=funder, since=on, changed_on=on, event_id=event_id))


def _succeed(rows: Rows, scope: str, event: ExternalActorSucceeded, on: date, event_id: str) -> None:
    day = event.valid_from or on
    if rows.get(ExternalActorRow, scope, event.actor_code) is None:
        rows.put(
            ExternalActorRow(scb_code=scope, actor_code=event.actor_code, since=day, changed_on=on, event_id=event_id)
        )
    earlier = rows.get(ExternalActorRow, scope, event.successor_of)
    _change(rows, earlier, successor=event.actor_code, succeeded_on=day, changed_on=on, event_id=event_id)


def _change(rows: Rows, row: Row | None, **fields: object) -> None:
    if row:
        rows.put(row.model_copy(update=fields))


PROGRAMME = Projection(
    "programme",
    1,
    (ProgrammeRow, FunderRow, DefinitionRow, ExternalActorRow, CoordinatorRow),
    project,
    passes_over=(
        "action-plan.",
        "audit.",
        "contact.",
        "journey.",
        "municipality.",
        "situation-picture.",
        "structure-review.",
        "support.",
        "training.",
    ),
)
