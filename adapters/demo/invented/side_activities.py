"""Side activities in an invented municipality: contacts, visits, needs, guidance."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from adapters.demo.invented.acting import Acting
from domain.journey.commands import StartStep
from domain.messages import Command
from domain.support import commands as support
from domain.support.state import Support
from domain.values import Step

_GUIDED = ("school_team", "social_services", "other")


class SideActivities:
    """Acts with side activities in between; ``beside``: the probability of one before the next act."""

    def __init__(self, acting: Acting, beside: float) -> None:
        self._acting = acting
        self._chance = acting.chance
        self._any = acting.any
        self._state = acting.state
        self._pick = acting.random.choice
        self._beside = beside
        self._visits: list[UUID] = []

    def _do(self, command: Command, *, reason: str = "", override: str = "") -> UUID:
        """Act some time after the act before."""
        self._acting.wait()
        return self._acting.do(command, reason=reason, override=override)

    def _meanwhile(self) -> None:
        """Perhaps have some side activities first; then let time pass."""
        while self._chance(self._beside):
            self._other()
        self._acting.wait()

    def _act(self, command: Command, *, reason: str = "") -> UUID:
        """Act, perhaps after some side activities."""
        self._meanwhile()
        return self._acting.do(command, reason=reason)

    def _enter(self, command: Command, since: date) -> UUID:
        """Act, and now and then enter it late."""
        self._meanwhile()
        late = self._acting.random.randrange(1, 60) if self._chance(0.05) else 0
        return self._acting.do(command, late=late, since=since)

    def _some(self, fewest: int, most: int) -> range:
        """Return a range to do something some times over."""
        return range(self._acting.random.randrange(fewest, most + 1))

    def _other(self) -> None:
        """Do one thing that is no part of a step; a refused command among them."""
        if self._chance(0.005):
            self._acting.wait()
            self._acting.be_refused(StartStep(step=Step.ACTION_PLAN), self._acting.people.contact)
            return
        others: tuple[tuple[float, Callable[[], object]], ...] = (
            (0.45, self._contact),
            (0.75, self._visit),
            (0.88, self._need),
            (1.0, self._guidance),
        )
        dice = self._acting.random.random()
        next(happens for limit, happens in others if dice < limit)()

    def _contact(self) -> None:
        logged = support.LogContact.model_validate({"direction": self._pick(("both", "both", "in", "out"))})
        self._acting.wait()
        late = self._acting.random.randrange(1, 90) if self._chance(0.03) else 0
        self._acting.do(logged, late=late)

    def _visit(self) -> None:
        """Hold a visit that was planned, or plan one, or come unannounced."""
        planned = self._visits.pop() if self._visits else None
        if planned is None and self._chance(0.6):
            self._visits.append(self._acting.new_id())
            self._do(support.PlanVisit(visit_id=self._visits[-1], planned_on=self._acting.coming(60)))
            return
        met = tuple(dict.fromkeys(self._any("functions") for _ in range(2)))
        needs = (self._any("needs"),) if self._chance(0.1) else ()
        self._do(support.HoldVisit(visit_id=planned or self._acting.new_id(), functions_met=met, needs=needs))

    def _need(self) -> None:
        known = sorted(self._state(Support).needs)
        if known and self._chance(0.3 + len(known) / 10):
            self._do(support.MeetNeed(need_code=self._pick(known)))
        else:
            self._do(support.NoteNeed(need_code=self._any("needs", but=known)))

    def _guidance(self) -> None:
        if waiting := list(self._state(Support).requests):
            form = self._any("guidance-forms")
            self._do(support.DeliverGuidance(request_id=UUID(waiting[0]), form=form))
            return
        urgency = "acute" if self._chance(0.1) else "normal"
        asked = {"request_id": self._acting.new_id(), "unit_kind": self._pick(_GUIDED), "urgency": urgency}
        self._do(support.RequestGuidance.model_validate(asked))
