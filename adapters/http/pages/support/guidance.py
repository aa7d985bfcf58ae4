"""Questions of guidance: what waits for an answer, acute first, with its response clock, and what was answered (M4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.http.pages.municipality.work import Work
from adapters.http.pages.noted import Noted, Ways
from domain.process import Thresholds
from domain.support.commands import DeliverGuidance
from domain.support.events import GuidanceDelivered, GuidanceRequested
from projections.municipality.support import Guidance
from workflows.attention.guidance import ResponseClock, response_clock


@dataclass(frozen=True)
class Waiting:
    """A question that waits: who asks, since when, and how its clock stands; ``answer``: the form of the answer."""

    row: str
    title: str
    urgency: str
    is_acute: bool
    asked: str
    clock: str
    sign: str
    kind: str
    event: str
    change: str | None
    answer: str | None


@dataclass(frozen=True)
class GuidanceView:
    """All questions: those that wait, what they come to in one sentence, and those that were answered."""

    sentence: str
    waiting: tuple[Waiting, ...]
    answered: tuple[Noted, ...]


class GuidanceMaker:
    """Makes what is shown of questions in one municipality."""

    def __init__(self, work: Work, ways: Ways, limits: Thresholds) -> None:
        self._work = work
        self._cat = work.visit.cat
        self._ways = ways
        self._limits = limits
        self._words = work.visit.words(Guidance)

    def view(self) -> GuidanceView:
        """Return all questions."""
        found = self._work.details.of(Guidance)
        clocks = [(each, self._clock(each)) for each in found if each.status == "waiting"]
        in_order = sorted(clocks, key=lambda pair: (pair[0].urgency != "acute", pair[1].due, pair[0].ref))
        answered = sorted((each for each in found if each.status == "answered"), key=lambda each: each.latest)
        return GuidanceView(
            self._sentence([each for each, _ in clocks]),
            tuple(self._waiting(each, clock) for each, clock in in_order),
            tuple(self._answered(each) for each in reversed(answered)),
        )

    def _clock(self, guidance: Guidance) -> ResponseClock:
        is_acute = guidance.urgency == "acute"
        return response_clock(guidance.on, self._limits, self._work.visit.today, acute=is_acute)

    def _sentence(self, waiting: Sequence[Guidance]) -> str:
        acute = sum(each.urgency == "acute" for each in waiting)
        if not waiting:
            return self._cat.text("ui.support.guidance.none")
        key = "ui.support.guidance.acute" if acute else "ui.support.guidance.waiting"
        return self._cat.text(key, count=len(waiting), acute=acute)

    def _waiting(self, guidance: Guidance, clock: ResponseClock) -> Waiting:
        row, is_acute = f"guidance-{guidance.ref}", guidance.urgency == "acute"
        is_red = is_acute or clock.is_over
        return Waiting(
            row,
            self._words.show("unit_kind", guidance.unit_kind),
            self._words.show("urgency", guidance.urgency),
            is_acute,
            self._cat.date(guidance.on),
            self._told(clock),
            *(("red", "red") if is_red else ("clock", "amber")),
            f"/events/{guidance.event_id}",
            self._ways.correction(GuidanceRequested, guidance.event_id, row),
            self._ways.act(DeliverGuidance, row, request_id=guidance.ref),
        )

    def _told(self, clock: ResponseClock) -> str:
        """Return the limit, and the time that is left or has passed since."""
        limit = self._cat.text("ui.count.working-days", count=clock.allowed)
        if clock.is_over:
            late = self._cat.text("ui.count.working-days", count=clock.late) if clock.late else None
            return self._cat.text("ui.support.clock.over", due=clock.due, late=late, limit=limit)
        if clock.left == 0:
            return self._cat.text("ui.support.clock.today", limit=limit)
        left = self._cat.text("ui.count.working-days", count=clock.left)
        return self._cat.text("ui.support.clock.left", due=clock.due, left=left, limit=limit)

    def _answered(self, guidance: Guidance) -> Noted:
        told = self._cat.text(
            "ui.support.answered",
            asked=guidance.on,
            band=self._words.show("response_band", guidance.response_band),
            form=self._words.show("form", guidance.form),
        )
        is_acute = guidance.urgency == "acute"
        title = self._words.show("unit_kind", guidance.unit_kind)
        urgency = self._words.show("urgency", guidance.urgency)
        return Noted(
            f"{title} ({urgency.lower()})" if is_acute else title,
            self._cat.date(guidance.latest),
            f"/events/{guidance.event_id}",
            self._ways.correction(GuidanceDelivered, guidance.event_id, "answered"),
            told,
            "achieved",
            "done",
        )
