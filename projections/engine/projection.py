"""The shape of a projection: a declaration and one pure function from events to rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from domain.messages import Event, Recorded
from projections.engine.rows import Row, Rows


@dataclass(frozen=True)
class Projection:
    """Name, version, rows and the function; the version is a part of its tables' names.

    An event may change no rows but those of its own municipality, since a rebuild sees no others.
    ``handles``: the classes of events that may change a row, ``Event`` for all of them. ``refolds``: a correction has
    the municipality's rows made anew from where they were before the corrected entry; a projection that shows both
    entries handles corrections itself.
    """

    name: str
    version: int
    kinds: tuple[type[Row], ...]
    project: Callable[[Rows, Recorded], None]
    handles: tuple[type[Event], ...] = (Event,)
    refolds: bool = True

    @cached_property
    def topics(self) -> tuple[str, ...]:
        """The beginnings of all topics that matter: a correction of an entry may change the rows made from it."""
        if Event in self.handles:
            return ("",)
        return tuple(sorted({f"{kind.topic.split('.', 1)[0]}." for kind in self.handles}))

    def table(self, kind: type[Row]) -> str:
        """Return the name of the table for rows of this kind."""
        return f"{kind.table}_v{self.version}"
