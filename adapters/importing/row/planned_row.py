"""A row of a sheet as the command that it stands for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.messages import Command
from domain.places import County, Place


@dataclass(frozen=True)
class PlannedRow:
    """A row as the command that it stands for.

    ``former_key``: the key that it had while sheets were read into exact numbers of people and periods as text.
    """

    number: int
    place: Place | County
    on: date
    command: Command
    reason: str
    key: str
    former_key: str
    source: str | None = None
