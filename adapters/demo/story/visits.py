"""Step 5 in the demonstration: visits and contacts."""

from __future__ import annotations

from adapters.demo.story.acts import Acts
from domain.support import commands as support


class Visits(Acts):
    """Support at even distances."""

    def visits(self, first: int, last: int, every: int = 150) -> None:
        """Visits and contacts at even distances, from ``first`` days ago to ``last``."""
        for ago in range(first, last - 1, -every):
            functions = ("safety-coordinator", "principal")
            self.act(ago, support.HoldVisit(visit_id=self.id(f"visit-{ago}"), functions_met=functions))
            if (between := ago - every // 2) >= last:
                self.act(between, support.LogContact(direction="both"), by="own")
