"""What an aggregate belongs to: a municipality, a county, or a joint arrangement of municipalities."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from domain.scope_codes import COUNTY_CODE, JOINT_ID, SCB_CODE


class ScopeKind(StrEnum):
    """The kinds of what an aggregate may belong to."""

    MUNICIPALITY = "municipality"
    COUNTY = "county"
    JOINT = "joint"


_PATTERNS = {ScopeKind.MUNICIPALITY: SCB_CODE, ScopeKind.COUNTY: COUNTY_CODE, ScopeKind.JOINT: JOINT_ID}


@dataclass(frozen=True)
class Scope:
    """One municipality, county or joint arrangement, by its code.

    ``members``: the SCB codes of a joint arrangement's municipalities, in whose own streams its acts are recorded.
    """

    kind: ScopeKind
    code: str
    members: tuple[str, ...] = ()

    @classmethod
    def of(cls, code: str, members: tuple[str, ...] = ()) -> Scope:
        """Return the scope that has this code. Raises ValueError for a code of no kind."""
        for kind, pattern in _PATTERNS.items():
            if re.fullmatch(pattern, code):
                return cls(kind, code, members)
        raise ValueError(f"no scope has the code {code}")

    @property
    def parts(self) -> tuple[Scope, ...]:
        """The scopes whose streams an act in this one is recorded in: the members' of a joint arrangement."""
        if self.kind is ScopeKind.JOINT:
            return tuple(Scope(ScopeKind.MUNICIPALITY, each) for each in self.members)
        return (self,)
