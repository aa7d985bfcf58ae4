"""The entries that a correction may be about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from domain.people import Actor
from workflows.correction.entries import correctable
from workflows.working import Working


@dataclass(frozen=True, eq=False)
class Entries(Mapping[str, tuple[str, ...]]):
    """The entries of a stream that a person may correct, in their order, as what may be chosen.

    They are read where somebody asks which.
    """

    working: Working
    stream: str
    actor: Actor

    def __getitem__(self, name: str) -> tuple[str, ...]:
        if name != "target_event_id":
            raise KeyError(name)
        return self._ids

    def __iter__(self) -> Iterator[str]:
        yield "target_event_id"

    def __len__(self) -> int:
        return 1

    @cached_property
    def _ids(self) -> tuple[str, ...]:
        found = correctable(self.working.history(self.stream), self.actor)
        return tuple(str(each.event_id) for each in sorted((one.envelope for one in found), key=attrgetter("version")))
