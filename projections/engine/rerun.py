"""A history run once more through a projection, in memory: every version of every row that it comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from projections.engine.log import Entry
from projections.engine.projection import Projection
from projections.engine.rows import Parked
from projections.engine.running import run
from projections.engine.stored import Nothing
from projections.engine.versions import Versions
from projections.engine.views import Version


@dataclass(frozen=True)
class Rerun:
    """What a history came to, and the events that could not be handled."""

    versions: Sequence[Version]
    parked: Sequence[Parked]


def rerun(projection: Projection, entries: Sequence[Entry]) -> Rerun:
    """Return what the events of one scope come to, from the first one on, refusals left out."""
    before = Nothing()
    rows = Versions(projection.kinds, before, 0)
    run(projection, entries, before, rows)
    return Rerun(list(rows.opened()), list(rows.newly_parked))
