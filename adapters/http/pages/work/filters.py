"""Which rows of "my work" are asked for, and how they are grouped: an address that can be kept and shared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, get_args
from urllib.parse import quote_plus

from adapters.http.pages.links import with_query
from adapters.http.pages.work.kinds import KIND_OF, KINDS, Kind
from adapters.http.pages.work.rows import RowId
from domain.scope_codes import SCB_CODE
from workflows.attention.reason import Attention

Grouping = Literal["urgency", "municipality", "act"]
GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)
_PLACE = re.compile(SCB_CODE)


@dataclass(frozen=True)
class WorkFilter:
    """Rows of one kind, of one municipality or ``everywhere``; where nothing is said, of the visitor's own if any."""

    grouping: Grouping = "urgency"
    kind: Kind | None = None
    everywhere: bool = False
    place: str = ""

    @classmethod
    def parsed(cls, given: Mapping[str, str]) -> WorkFilter:
        """Return what an address asks for; what it says that means nothing asks for nothing."""
        place = given.get("place", "")
        return cls(
            next((each for each in GROUPINGS if each == given.get("by")), "urgency"),
            next((each for each in KINDS if each == given.get("kind")), None),
            given.get("whose") == "all",
            place if _PLACE.fullmatch(place) else "",
        )

    @property
    def parameters(self) -> dict[str, str]:
        """What an address says that asks for it."""
        said = {
            "by": "" if self.grouping == "urgency" else self.grouping,
            "kind": self.kind or "",
            "whose": "all" if self.everywhere else "",
            "place": self.place,
        }
        return {name: each for name, each in said.items() if each}

    @property
    def address(self) -> str:
        """Where such rows are."""
        return with_query("/work", **self.parameters)

    @property
    def query(self) -> str:
        """What follows an address that asks for it."""
        return with_query("", **self.parameters)

    def back(self, identity: RowId, number: int) -> str:
        """Return where one row is, and where the receipt of what is done about it will be, encoded as a parameter."""
        return f"{self._encoded}row%3D{identity}%26at%3D{number}%23row-{identity}"

    @cached_property
    def _encoded(self) -> str:
        return quote_plus(f"{self.address}{'&' if self.parameters else '?'}")

    def of_all(self, *, everywhere: bool) -> WorkFilter:
        """Return the same rows in all municipalities, or in those of the visitor's own."""
        return replace(self, everywhere=everywhere, place="")

    def by(self, grouping: Grouping) -> WorkFilter:
        """Return the same rows in other groups."""
        return replace(self, grouping=grouping)

    def of_kind(self, kind: Kind | None) -> WorkFilter:
        """Return those of one kind, or of every kind."""
        return replace(self, kind=kind)

    def matches(self, attention: Attention) -> bool:
        """Whether it is of the kind that is asked for."""
        return self.kind in {None, KIND_OF[attention.reason]}
