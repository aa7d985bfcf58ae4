"""Samples that anyone can draw again: which of some entries a seed draws, each by as many tickets as its risk weighs.

An entry's tickets are SHA-256 over ``seed/id/number``; the entries with the lowest tickets are drawn. Of entries that
weigh the same each has the same chance, and one that weighs three times as much has three tickets. Nothing but whole
numbers and a public hash is needed, so that the same sample can be drawn in any language, for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from domain.audit_case.events import SampleMethod

# What makes an entry worth a look, and how many tickets more it has for that: version 1. Weights once used stay.
RISKS: Mapping[int, Mapping[str, int]] = {
    1: {"overridden": 5, "refused": 4, "corrected": 4, "back-dated": 4, "late": 2, "imported": 1}
}


@dataclass(frozen=True)
class Candidate:
    """An entry that can be drawn, and what makes it worth a look."""

    event_id: str
    risks: tuple[str, ...] = ()

    def weight(self, weights: int) -> int:
        """Return how many tickets it has in a sample that is weighted by risk."""
        return 1 + sum(RISKS[weights][each] for each in self.risks)


def drawn(
    candidates: Iterable[Candidate], method: SampleMethod, size: int, seed: int, weights: int
) -> Sequence[Candidate]:
    """Return those that are drawn, in the order in which they are."""
    found = list(candidates)
    tickets = {each.event_id: each.weight(weights) if method == "weighted" else 1 for each in found}
    return sorted(found, key=lambda each: _lowest(seed, each.event_id, tickets[each.event_id]))[:size]


def _lowest(seed: int, event_id: str, tickets: int) -> bytes:
    return min(sha256(f"{seed}/{event_id}/{number}".encode()).digest() for number in range(tickets))
