"""Step 2 in the demonstration: the review of the structure."""

from __future__ import annotations

from adapters.demo.story.acts import Acts
from domain.journey import commands as journey
from domain.structure_review import commands as structure
from domain.values import Step


class Structure(Acts):
    """From the opened review to the host structure."""

    def structure(self, ago: int, *, close: bool = True) -> None:
        """Step 2: a council that exists already carries the work."""
        self.act(ago, journey.StartStep(step=Step.STRUCTURE_REVIEW))
        self.act(ago, structure.OpenReview(), by="own")
        council = structure.IdentifyExistingStructure(
            structure_id=self.id("council"),
            kind="council",
            sectors=("school", "social-services", "leisure", "police"),
            functioning="yes",
            meets_per_year=4,
        )
        self.act(ago - 7, council, by="own")
        self.act(ago - 20, structure.ChooseHostStructure(structure_id=self.id("council")), by="own")
        order = structure.OrderResponsibility(
            signal_kind="concern-at-school",
            ordered_functions=("school-staff", "principal", "contact-person"),
        )
        self.act(ago - 30, order, by="own")
        if close:
            self.act(ago - 40, journey.CompleteStep(step=Step.STRUCTURE_REVIEW, outcome="achieved"))
