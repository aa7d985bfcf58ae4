"""The rows of a county's programme."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from domain.programme.events import ProgrammeStatus
from projections.engine.rows import Row


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
    """A coordinator, by pseudonym, and the municipalities of whom this one is in charge, or was until a day."""

    table: ClassVar[str] = "programme_coordinators"
    key: ClassVar[tuple[str, ...]] = ("scb_code", "coordinator")

    coordinator: str
    municipalities: tuple[str, ...]
    since: date
    until: date | None = None
    changed_on: date
    event_id: str
