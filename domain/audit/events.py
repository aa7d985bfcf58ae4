"""What the audit companion of a stream holds."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from domain.messages import Event
from domain.values import CommandName, RuleId


class CommandRefused(Event, topic="audit.command-refused.v1"):
    """A command was refused, and the refusal is one that someone will ask about (``recording.py``)."""

    command: CommandName
    rule_ids: Annotated[tuple[RuleId, ...], Field(min_length=1, max_length=20)]
