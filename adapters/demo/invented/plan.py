"""Step 3 in an invented municipality: the action plan."""

from __future__ import annotations

from uuid import UUID

from adapters.demo.invented.step import StepActivities
from domain.action_plan import commands as plan
from domain.situation_picture.state import SituationPicture
from domain.values import Step

_FUNCTIONS = "functions"
_SECTIONS = ("information_flow", "conduct_on_signs", "responsibility", "measures", "follow_up")


class PlanStep(StepActivities):
    """From the opened work to a plan that is adopted, integrated or declined."""

    def _plan(self) -> None:
        self._start(Step.ACTION_PLAN)
        self._act(plan.OpenPlanWork())
        since = self._acting.today
        if self._chance(0.12):
            self._meanwhile()
            declined = plan.DeclinePlan(decided_by_function="municipal-director", revisit_on=self._acting.coming())
            self._acting.do(declined, reason=self._any("decline-reasons"))
            self._complete(Step.ACTION_PLAN, "declined")
            return
        for section in self._acting.some(_SECTIONS, 5):
            self._enter(plan.WriteSection.model_validate({"section": section}), since)
        for _ in self._some(1, 3):
            self._add_measure()
        if self._chance(0.3):
            self._refer()
        if self._chance(0.2):
            self._act(plan.IntegratePlanIn(host_plan=self._any("host-plans")))
        else:
            self._adopt()
        self._complete(Step.ACTION_PLAN)

    def _add_measure(self) -> None:
        self._meanwhile()
        findings = [UUID(each) for each in self._state(SituationPicture).findings]
        measure = plan.AddMeasure(
            measure_id=self._acting.new_id(),
            code=self._any("measures"),
            addresses_findings=self._acting.some(findings) if findings else (),
            owner_function=self._any(_FUNCTIONS),
            due_on=self._acting.coming(),
        )
        self._acting.do(measure)
        if findings and self._chance(0.3):
            self._do(plan.NoteLocalAdaptation(adapts_to="finding", target_id=self._pick(findings)))

    def _refer(self) -> None:
        bodies = self._acting.some(("police", "region", "reference-group", "associations"), 4)
        self._meanwhile()
        self._acting.do(plan.ReferForComment(bodies=bodies, due_on=self._acting.coming(90)))
        for body in bodies:
            stance = self._pick(("supports", "supports_with_changes", "no_comment"))
            self._act(plan.ReceiveComment.model_validate({"body": body, "stance": stance}))

    def _adopt(self) -> None:
        """Adopt.

        Where the picture has lapsed, the contact person is refused; then the coordinator goes past the rule, or the
        picture is reviewed.
        """
        adopted = plan.AdoptPlan(body=self._any("decision-bodies"), paragraph="12", dnr=self._record())
        self._acting.wait()
        if self._state(SituationPicture).is_current(self._acting.today):
            self._acting.do(adopted)
            return
        self._acting.be_refused(adopted, self._acting.people.contact)
        if self._chance(0.5):
            self._acting.do(adopted, override="R2")
        else:
            self._keep_picture_current()
            self._acting.do(adopted)
