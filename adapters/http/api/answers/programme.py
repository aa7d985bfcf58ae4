"""Answers about the county's programme."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel

from adapters.http.api.answers.actions import ActionAnswer
from adapters.http.api.answers.shown import MomentAnswer, ShownAnswer
from adapters.http.reading.programme import Programme
from domain.programme.events import ProgrammeStatus
from projections.engine.rows import Row


class ProgrammeFacts(BaseModel):
    """What the programme is called, who runs it, and what it is since when; the last event of each part is named."""

    programme_name: str
    owner_org: str
    established_on: date
    status: ProgrammeStatus
    status_since: date
    changed_on: date
    event_id: str


class FunderAnswer(BaseModel):
    """An organisation that funds the programme; ``until``: the day on which it stopped."""

    funder: str
    since: date
    until: date | None
    changed_on: date
    event_id: str


class DefinitionAnswer(BaseModel):
    """A definition of a term; ``superseded_on``: the day from which another of the same term is valid."""

    term: str
    text: str
    source: str
    since: date
    superseded_on: date | None
    changed_on: date
    event_id: str


class ExternalActorAnswer(BaseModel):
    """A body outside the county, and the one that took over from it."""

    actor_code: str
    since: date
    successor: str | None
    succeeded_on: date | None
    changed_on: date
    event_id: str


class CoordinatorAnswer(BaseModel):
    """A coordinator, by pseudonym, and the municipalities that the coordinator is responsible for, or was ``until``."""

    coordinator: str
    municipalities: list[str]
    since: date
    until: date | None
    changed_on: date
    event_id: str


class ProgrammeAnswer(ShownAnswer):
    """The county's programme; ``programme`` is null, and all else empty, where there is none yet."""

    code: str
    day: date
    programme: ProgrammeFacts | None = None
    funders: list[FunderAnswer] = []
    definitions: list[DefinitionAnswer] = []
    external_actors: list[ExternalActorAnswer] = []
    coordinators: list[CoordinatorAnswer] = []


class CountyActionsAnswer(BaseModel):
    """What the caller may do that concerns the county itself; ``as_of`` is null for the present."""

    code: str
    as_of: MomentAnswer | None
    actions: list[ActionAnswer]


def programme_parts(found: Programme) -> dict[str, Any]:
    """Return the parts of a programme that is established."""
    return {
        "programme": ProgrammeFacts(**_told(found.itself)),
        "funders": [FunderAnswer(**_told(row)) for row in found.funders],
        "definitions": [
            DefinitionAnswer(**_told(row), superseded_on=found.superseded_on(row)) for row in found.definitions
        ],
        "external_actors": [ExternalActorAnswer(**_told(row)) for row in found.actors],
        "coordinators": [CoordinatorAnswer(**_told(row)) for row in found.coordinators],
    }


def _told(row: Row) -> dict[str, Any]:
    return row.model_dump(exclude={"scb_code"})
