"""The invented history of one municipality in the demonstration."""

from __future__ import annotations

from adapters.demo.story.membership import Membership
from adapters.demo.story.picture import Picture
from adapters.demo.story.plan import Plan
from adapters.demo.story.structure import Structure
from adapters.demo.story.training import Training
from adapters.demo.story.visits import Visits
from domain.action_plan import commands as plan
from domain.journey import commands as journey


class Story(Membership, Picture, Structure, Plan, Training, Visits):
    """The acts of one municipality, added one by one or a step at a time."""

    def all_five(self, joined: int, pace: int = 100) -> None:
        """Go through the steps in their order into everyday work, a step every ``pace`` days."""
        self.picture(joined - 20)
        self.structure(joined - pace)
        self.work_on_plan(joined - 2 * pace, joined - 5 * pace)
        self.adopt(joined - 3 * pace)
        done = plan.RecordMeasureResult(measure_id=self.id("measure"), effect="partly")
        self.act(max(joined - 5 * pace, 1), done, by="own")
        self.training(joined - 3 * pace - 10)
        self.act(joined - 4 * pace - 10, journey.MoveIntoEverydayWork())
