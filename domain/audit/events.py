"""What the audit companion of a stream holds."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from domain.messages import Event
from domain.values import CommandName, RuleId


class CommandRefused(Event, topic="audit.command-refused.v1"):
    """A command was refused by rules that someone may ask about: overridable ones, and L8."""

    command: CommandName
    rule_ids: Annotated[tuple[RuleId, ...], Field(min_length=1, max_length=20)]
