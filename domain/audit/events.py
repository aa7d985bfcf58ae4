"""What the audit companion of a stream holds."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from domain.messages import Event
from domain.scope_codes import CountyCode, ScbCode
from domain.values import Closed, CommandName, RuleId, Step

# An address of ours with its parts left open, as the application's routes have them.
Route = Annotated[str, StringConstraints(pattern=r"^/[a-z0-9{}_/-]{0,120}$"), Closed("route")]


class CommandRefused(Event, topic="audit.command-refused.v1"):
    """A command was refused, and the refusal is one that someone will ask about (``recording.py``).

    ``step``: the one that the command was about, where it is about one; what was refused long ago does not say.
    """

    command: CommandName
    rule_ids: Annotated[tuple[RuleId, ...], Field(min_length=1, max_length=20)]
    step: Annotated[Step | None, Field(exclude_if=lambda step: step is None)] = None


class CaseRead(Event, topic="audit.case-read.v1"):
    """An auditor read an answer to which their case opened what is protected.

    ``read_scope``: the municipality that it is about, the county where it is about several. ``entry``: the event that
    it is about, if one. ``as_of``: the position of the past that was asked for.
    """

    route: Route
    read_scope: ScbCode | CountyCode
    read_as: Literal["page", "sheet", "data"]
    entry: UUID | None = None
    as_of: Annotated[int, Field(ge=0)] | None = None
