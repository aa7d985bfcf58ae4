"""Step 2 in an invented municipality: the review of the structure."""

from __future__ import annotations

from adapters.demo.invented.step import StepActivities
from domain.structure_review import commands as structure
from domain.structure_review.state import StructureReview
from domain.values import Step

_FUNCTIONS = "functions"


class StructureStep(StepActivities):
    """From the opened review to responsibility and channels."""

    def _structure(self) -> None:
        self._start(Step.STRUCTURE_REVIEW)
        known = self._state(StructureReview)
        if known.opened_on is None:
            self._act(structure.OpenReview())
        if known.host is None and self._chance(0.05):
            self._complete(Step.STRUCTURE_REVIEW, override="E2")
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
        self._complete(Step.STRUCTURE_REVIEW)

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
