"""Step 3 in the demonstration: the action plan."""

from __future__ import annotations

from adapters.demo.story.acts import Acts
from domain.action_plan import commands as plan
from domain.journey import commands as journey
from domain.values import Step


class Plan(Acts):
    """From the opened work to the adopted plan."""

    def work_on_plan(self, ago: int, due_ago: int, code: str = "association-support") -> None:
        """Open the work, write, tie the plan to the place and add a measure."""
        self.act(ago, journey.StartStep(step=Step.ACTION_PLAN))
        self.act(ago, plan.OpenPlanWork(), by="own")
        self.act(ago - 20, plan.WriteSection(section="information_flow"), by="own")
        self.act(ago - 25, plan.WriteSection(section="conduct_on_signs"), by="own")
        self.add_measure(ago - 35, "measure", due_ago, code)

    def add_measure(self, ago: int, name: str, due_ago: int, code: str, *, is_local: bool = True) -> None:
        """Add a measure, a local one to answer the strength found; ``due_ago`` is negative for a day to come."""
        measure = plan.AddMeasure(
            measure_id=self.id(name),
            code=code,
            addresses_findings=(self.id("finding"),) if is_local else (),
            owner_function="safety-coordinator",
            due_on=self.day(due_ago),
        )
        self.act(ago, measure, by="own")

    def adopt(self, ago: int) -> None:
        """The council adopts the plan, and the step is closed."""
        adopted = plan.AdoptPlan(body="municipal-council", paragraph="12", dnr=self.record(ago))
        self.act(ago, adopted)
        evidence = (self.record(ago),)
        self.act(ago - 3, journey.CompleteStep(step=Step.ACTION_PLAN, outcome="achieved", evidence=evidence))
