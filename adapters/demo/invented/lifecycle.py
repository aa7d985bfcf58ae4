"""The history of an invented municipality: cycle after cycle of the five steps, and its other activities."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from adapters.demo.invented.acting import Acting, HistoryComplete
from adapters.demo.invented.everyday import EverydayWork
from adapters.demo.invented.picture import PictureStep
from adapters.demo.invented.plan import PlanStep
from adapters.demo.invented.structure import StructureStep
from domain.contact import commands as contact
from domain.journey import commands as journey
from domain.journey.state import Journey
from domain.municipality import commands as municipality
from domain.values import Step

_FUNCTIONS = "functions"


class Lifecycle(PictureStep, StructureStep, PlanStep, EverydayWork):
    """All acts of one municipality, from its first day until the history is long enough."""

    def __init__(self, acting: Acting, beside: float) -> None:
        super().__init__(acting, beside)
        self._assignments: list[UUID] = []

    def run(self) -> None:
        """Act until the history is long enough."""
        with suppress(HistoryComplete):
            self._meet()
            while self._chance(0.05):  # a few are never more than met
                for _ in range(100):
                    self._other()
            self._join()
            while True:
                self._cycle()

    def _meet(self) -> None:
        self._do(municipality.RegisterMunicipality())
        settlement = self._pick(("single_centre_with_countryside", "several_centres", "commuter", "city", "sparse"))
        size = self._pick(("under-10000", "10000-29999", "30000-99999"))
        profile = {"settlement_type": settlement, "size_band": size}
        self._act(municipality.NoteProfile.model_validate(profile))
        if self._chance(0.3):
            self._act(municipality.ReceiveNationalPrompt(actor_code="bra"))
        for _ in self._some(1, 3):
            initiator = self._pick(("regional", "municipality"))
            outreach = {"kind": self._any("outreach-kinds"), "initiated_by": initiator}
            self._act(municipality.MakeOutreach.model_validate(outreach))
        self._act(
            municipality.DecideFormalisation(trigger=self._pick(("own", "outreach")), decision_ref=self._record())
        )

    def _join(self) -> None:
        self._act(municipality.JoinMunicipality(decision_ref=self._record()))
        self._appoint()
        if self._chance(0.4):
            self._appoint(deputy=True)
        self._act(journey.OpenJourney())

    def _appoint(self, *, deputy: bool = False) -> None:
        assignment = self._acting.new_id()
        appointed = contact.AppointContact(
            assignment_id=assignment,
            person_ref=f"p-{self._acting.new_id().hex}" if deputy else self._acting.people.contact.ref,
            function=self._any(_FUNCTIONS),
            org_unit=self._any("org-units"),
            also_national_contact=not deputy,
            is_deputy=deputy,
        )
        self._act(appointed)
        self._assignments.append(assignment)

    def _cycle(self) -> None:
        steps = [self._picture, self._structure, self._plan, self._training]
        if self._chance(0.3):  # the order is a recommendation
            steps.insert(1, steps.pop())
        for step in steps:
            step()
            if self._chance(0.3):
                self._staff_change()
            if self._chance(0.1):
                self._pause()
        if self._state(Journey).step(Step.ONGOING_SUPPORT).status == "not_started":
            self._act(journey.MoveIntoEverydayWork())
        for _ in self._some(2, 11):
            self._everyday()
        if self._chance(0.1):
            self._leave_for_a_while()
        else:
            self._act(journey.OpenCycle(), reason=self._any("cycle-reasons", but={"rejoined"}))

    def _leave_for_a_while(self) -> None:
        self._act(municipality.LeaveMunicipality(), reason=self._any("leave-reasons"))
        for _ in range(3):
            self._other()
        self._act(municipality.JoinMunicipality())

    def _pause(self) -> None:
        self._meanwhile()
        until = self._acting.coming() if self._chance(0.5) else None
        self._acting.do(journey.PauseJourney(expected_until=until), reason=self._any("pause-reasons"))
        self._other()
        self._act(journey.ResumeJourney())

    def _staff_change(self) -> None:
        now = self._assignments[-1]
        if self._chance(0.5):
            changed = {"function": self._any(_FUNCTIONS), "org_unit": self._any("org-units")}
            self._act(contact.ChangeContactFunction(assignment_id=now, **changed))
        elif self._chance(0.6):
            self._appoint()
            items = self._acting.some(("measures-open", "visit-planned", "needs-open"))
            to = self._assignments[-1]
            self._act(contact.HandOverContact(assignment_id=now, to_assignment=to, open_items=items))
            self._assignments.remove(now)
        else:
            self._act(contact.EndContact(assignment_id=now, cause=self._any("contact-end-causes")))
            self._assignments.remove(now)
            self._appoint()
