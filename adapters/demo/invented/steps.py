"""The five steps in an invented municipality, each from its start to its end, and what keeps them alive."""

from __future__ import annotations

from uuid import UUID

from adapters.demo.invented.side_activities import SideActivities
from domain.action_plan import commands as plan
from domain.action_plan.state import ActionPlan
from domain.journey import commands as journey
from domain.situation_picture import commands as picture
from domain.situation_picture.state import SituationPicture
from domain.structure_review import commands as structure
from domain.structure_review.state import StructureReview
from domain.training import commands as training
from domain.training.state import Training
from domain.values import Step, attendance_band

PICTURE, STRUCTURE, PLAN, TRAINING, SUPPORT = Step
_GROUPS = "staff-groups"
_FUNCTIONS = "functions"
_SECTIONS = ("information_flow", "conduct_on_signs", "responsibility", "measures", "follow_up")
_DIRECTIONS = ("better", "worse", "unchanged", "unclear")
_KEY_FUNCTIONS = 3


class Steps(SideActivities):
    """The chapters that a life is made of."""

    def _record(self) -> str:
        """Return the number of a decision in an invented diary."""
        return f"DEMO {self._acting.today.year}/{self._acting.random.randrange(1, 1000)}"

    def _start(self, step: Step) -> None:
        self._act(journey.StartStep(step=step))
        if self._chance(0.2):
            self._meanwhile()
            self._acting.do(journey.SetDueDate(step=step, due_on=self._acting.coming()))
        if self._chance(0.1):
            self._act(journey.BlockStep(step=step, cause_code=self._any("block-causes")))
            self._other()
            self._act(journey.UnblockStep(step=step))

    def _complete(self, step: Step, outcome: str = "achieved", *, override: str = "") -> None:
        by = "municipal-director" if outcome == "declined" else None
        fields = {"step": step, "outcome": outcome, "evidence": (self._record(),), "decided_by_function": by}
        self._close(journey.CompleteStep.model_validate(fields), override)
        if not override and self._chance(0.05):
            self._act(journey.ReopenStep(step=step), reason=self._any("reopen-reasons"))
            self._close(journey.CompleteStep.model_validate(fields))

    def _close(self, completed: journey.CompleteStep, override: str = "") -> None:
        self._acting.wait()
        if completed.step is PICTURE:
            self._keep_picture_current()
        self._acting.do(completed, override=override)

    def _keep_picture_current(self) -> None:
        if not self._state(SituationPicture).is_current(self._acting.today):
            self._acting.do(picture.ReviewPictureUnchanged())

    # -- picture, structure, plan

    def _picture(self) -> None:
        self._start(PICTURE)
        self._act(picture.CommissionPicture())
        since = self._acting.today
        if self._chance(0.3):
            topics = tuple(dict.fromkeys(self._any("topics") for _ in range(3)))
            self._act(picture.ContributeRegionalKnowledge(topic_codes=topics))
        for question in self._acting.questions:
            assessment = self._pick(("strength", "weakness", "unknown"))
            asked = {"question_code": question, "assessment": assessment, "source_type": self._any("source-types")}
            self._enter(picture.AnswerQuestion.model_validate(asked), since)
        for _ in self._some(1, 3):
            self._find()
        self._act(picture.PublishPictureVersion())
        self._complete(PICTURE)

    def _find(self) -> None:
        found = {
            "finding_id": self._acting.new_id(),
            "dimension": self._any("dimensions"),
            "kind": self._pick(("strength", "weakness", "exposed_area", "crime_type", "expression")),
            "locality_level": "municipality",
            "level": "not_known",
            "source_type": self._any("source-types"),
        }
        self._act(picture.RecordFinding.model_validate(found))
        findings = [UUID(each) for each in self._state(SituationPicture).findings]
        if len(findings) > 2 and self._chance(0.7):  # noqa: PLR2004 -- a picture is no archive
            closed = picture.CloseFinding(finding_id=self._pick(findings), cause=self._any("finding-end-causes"))
            self._act(closed)
        elif self._chance(0.2):
            source = self._any("source-types")
            revised = {"finding_id": self._pick(findings), "level": "sporadic", "source_type": source}
            self._act(picture.ReviseFinding.model_validate(revised))

    def _structure(self) -> None:
        self._start(STRUCTURE)
        known = self._state(StructureReview)
        if known.opened_on is None:
            self._act(structure.OpenReview())
        if known.host is None and self._chance(0.05):
            self._complete(STRUCTURE, override="E2")
            return
        if known.host is None or self._chance(0.3):
            self._choose_host()
        for _ in self._some(1, 3):
            ordered = self._acting.some(("school-staff", "principal", "contact-person", "police-on-duty"), 4)
            signal = self._any("signal-kinds")
            self._act(structure.OrderResponsibility(signal_kind=signal, ordered_functions=ordered))
        if self._chance(0.4):
            self._act(structure.DecidePlacement(org_unit_kind=self._any("org-units")))
        if self._chance(0.4):
            ends = {"from_function": "contact-person", "to_function": self._any(_FUNCTIONS)}
            direction = self._pick(("internal", "outward"))
            self._act(structure.DefineInformationChannel.model_validate({"direction": direction, **ends}))
        self._complete(STRUCTURE)

    def _choose_host(self) -> None:
        host = self._acting.new_id()
        if self._chance(0.2):
            why = self._any("new-group-justifications")
            self._act(structure.CreateNewGroup(structure_id=host, justification_code=why))
        else:
            identified = {
                "structure_id": host,
                "kind": self._pick(("cross_sector_network", "council", "workgroup")),
                "sectors": self._acting.some(("school", "social-services", "leisure", "police"), 4),
                "functioning": self._pick(("yes", "partly", "no")),
                "meets_per_year": self._acting.random.randrange(1, 12),
            }
            self._act(structure.IdentifyExistingStructure.model_validate(identified))
        self._act(structure.ChooseHostStructure(structure_id=host))

    def _plan(self) -> None:
        self._start(PLAN)
        self._act(plan.OpenPlanWork())
        since = self._acting.today
        if self._chance(0.12):
            self._meanwhile()
            declined = plan.DeclinePlan(decided_by_function="municipal-director", revisit_on=self._acting.coming())
            self._acting.do(declined, reason=self._any("decline-reasons"))
            self._complete(PLAN, "declined")
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
        self._complete(PLAN)

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
        """Adopt; where the picture has lapsed, be refused first, and then go past the rule or review the picture."""
        adopted = plan.AdoptPlan(body=self._any("decision-bodies"), paragraph="12", dnr=self._record())
        self._acting.wait()
        if self._state(SituationPicture).is_current(self._acting.today):
            self._acting.do(adopted)
            return
        self._acting.try_in_vain(adopted, self._acting.people.coordinator)
        if self._chance(0.5):
            self._acting.do(adopted, override="R2")
        else:
            self._keep_picture_current()
            self._acting.do(adopted)

    # -- training

    def _training(self) -> None:
        self._start(TRAINING)
        known = self._state(Training)
        if known.none_relevant or (not known.groups and not known.key_functions and self._chance(0.1)):
            self._mark_none_relevant()
            return
        stages = self._acting.some(("basic", "deep", "briefing", "exercise"), 4)
        self._act(training.SetStagePlan.model_validate({"stages": stages}))
        if not known.early_groups or self._chance(0.2):
            band = self._pick(("1-4", "5-19", "20-49", "50-199"))
            group = {"group_code": self._any(_GROUPS), "early_contact": True, "estimated_headcount_band": band}
            self._act(training.IdentifyTargetGroup.model_validate(group))
        if len(known.key_functions) < _KEY_FUNCTIONS:
            function = self._any(_GROUPS, but=known.key_functions)
            self._act(training.DesignateKeyFunction(function_code=function))
        if self._state(Training).refusal() and self._chance(0.05):
            self._complete(TRAINING, override="R7")
            return
        now = self._state(Training)
        self._session((*sorted(now.early_groups | now.key_functions),))
        self._complete(TRAINING)

    def _mark_none_relevant(self) -> None:
        if not self._state(Training).none_relevant:
            for kind in ("early_contact_group", "key_function"):
                marked = {"group_code": self._any(_GROUPS), "marked_as": kind}
                why = self._any("not-relevant-reasons")
                self._act(training.MarkTargetGroupNotRelevant.model_validate(marked), reason=why)
        self._complete(TRAINING, "not_applicable")

    def _session(self, groups: tuple[str, ...], stage: str = "basic") -> None:
        """Plan a session and hold it; one that is cancelled is planned anew."""
        while True:
            key = self._acting.new_id()
            planned = {
                "session_id": key,
                "stage": stage,
                "format": self._any("session-formats"),
                "duration_band": self._pick(("half-day", "full-day")),
                "groups": groups,
                "planned_on": self._acting.coming(90),
            }
            self._act(training.PlanSession.model_validate(planned))
            if not self._chance(0.1):
                break
            self._act(training.CancelSession(session_id=key, cause=self._any("cancel-causes")))
        heads = {each: attendance_band(self._acting.random.randrange(1, 60)) for each in groups}
        materials = self._any("training-materials")
        self._act(training.HoldSession(session_id=key, headcount_by_group=heads, materials_version=materials))

    # -- between the cycles

    def _everyday(self) -> None:
        """Let one thing happen that keeps what was done alive."""
        in_force = self._state(ActionPlan)
        measures = [UUID(each) for each, stands in in_force.measures.items() if stands]
        match self._acting.random.randrange(6):
            case 0:
                self._act(picture.ReviewPictureUnchanged())
            case 1 if in_force.settled in {"adopted", "integrated"}:
                result = self._pick(("unchanged", "needs_revision"))
                self._act(plan.ReviewPlan.model_validate({"result": result}))
            case 2 if measures:
                effect = self._pick(("yes", "partly", "no", "too_early"))
                self._act(plan.RecordMeasureResult.model_validate({"measure_id": measures[0], "effect": effect}))
                if effect != "too_early":
                    self._act(plan.DropMeasure(measure_id=measures[0]), reason=self._any("measure-drop-reasons"))
            case 3:
                self._session((self._any(_GROUPS),), self._pick(("basic", "deep")))
            case 4:
                agreed = {"from_group": self._any(_GROUPS), "to_workplaces_band": self._pick(("1-4", "5-19", "20+"))}
                self._act(training.AgreeCascade.model_validate(agreed))
            case _:  # the last of the six kinds
                development = {"dimension": self._any("dimensions"), "direction": self._pick(_DIRECTIONS)}
                self._act(picture.NoteLocalDevelopment.model_validate(development))
