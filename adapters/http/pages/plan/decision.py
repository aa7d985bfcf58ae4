"""How a municipality's plan was settled, and the plans that it had before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from adapters.http.pages.municipality.work import Work
from adapters.http.pages.noted import Fact, Noted, Ways
from adapters.http.reading.trail import events
from adapters.i18n.wording import field_label, reason_label
from domain.action_plan.events import PlanAdopted, PlanDeclined, PlanIntegratedIn, PlanReviewed, PlanWorkOpened
from domain.messages import Event
from projections.municipality.action_plan import Plan

_BY: Mapping[str, type[Event]] = {
    "at-work": PlanWorkOpened,
    "adopted": PlanAdopted,
    "declined": PlanDeclined,
    "integrated": PlanIntegratedIn,
}
_SETTLED = ("adopted", "declined", "integrated")
_TOLD = ("body", "paragraph", "dnr", "host_plan", "valid_until", "decided_by_function", "revisit_on")
# Declined is as lawful an end as adopted (C4).
_SIGNS: Mapping[str, tuple[str, str]] = {
    "at-work": ("in_progress", "doing"),
    "adopted": ("achieved", "done"),
    "integrated": ("achieved", "done"),
    "declined": ("declined", "done"),
}


@dataclass(frozen=True)
class Decision:
    """How the latest plan stands: in a word, in a sentence, in its facts; ``review``: its latest review."""

    word: str
    sign: str
    kind: str
    sentence: str
    facts: tuple[Fact, ...]
    event: str
    change: str | None
    review: Noted | None


class Decisions:
    """What was decided of the plans of one municipality."""

    def __init__(self, work: Work, ways: Ways) -> None:
        self._work = work
        self._cat = work.visit.cat
        self._ways = ways

    @cached_property
    def _plans(self) -> Sequence[Plan]:
        return sorted(self._work.details.of(Plan), key=lambda each: int(each.ref.rpartition("/")[2]))

    @cached_property
    def _holds(self) -> Plan | None:
        """The plan, or the choice to have none, that holds: the latest that was settled."""
        return next((each for each in reversed(self._plans) if each.status in _SETTLED), None)

    @property
    def at_work(self) -> str | None:
        """What the plan that is worked on is known by, None where none is."""
        return self._plans[-1].ref if self._plans and self._plans[-1].status == "at-work" else None

    def latest(self) -> Decision | None:
        """Return how the latest plan stands, None where there is none."""
        if not self._plans:
            return None
        plan = self._plans[-1]
        event_id = self._event(plan)
        return Decision(
            self._cat.text(f"ui.status.{plan.status}"),
            *_SIGNS[plan.status],
            self._sentence(plan),
            tuple(self._facts(plan)),
            f"/events/{event_id}",
            self._ways.correction(_BY[plan.status], event_id, "decision"),
            self._review(),
        )

    def versions(self) -> Iterator[Noted]:
        """Yield the plans, the latest first, each with what was decided and what became of it."""
        for number, each in reversed(list(enumerate(self._plans, 1))):
            status = self._cat.text(f"ui.status.{each.status}")
            told = [self._shown(each, name) for name in ("body", "paragraph", "dnr", "host_plan")]
            sign, kind = _SIGNS.get(each.status, ("not_applicable", ""))
            title = self._cat.text("ui.plan.version", number=number, status=status.lower())
            said = self._cat.listed(told)
            on = self._cat.date(each.latest if each.status == "superseded" else self._day(each))
            yield Noted(title, on, f"/events/{self._event(each)}", None, said, sign, kind)

    def _event(self, plan: Plan) -> str:
        """Return the event by which the plan stands as it does."""
        if plan.status == "at-work":
            return plan.first_event_id
        settled = self._work.standing.behind("plan") if plan is self._holds else ()
        return settled[0] if settled else plan.event_id

    def _day(self, plan: Plan) -> date:
        settled = self._work.standing.plan_settled_on if plan is self._holds else None
        return settled or plan.on

    def _sentence(self, plan: Plan) -> str:
        words, standing = self._work.flowing(Plan), self._work.standing
        meanwhile = self._cat.text(f"ui.plan.meanwhile.{self._holds.status}") if self._holds else ""
        return self._cat.text(
            f"ui.plan.is.{plan.status}",
            date=self._day(plan),
            body=words.show("body", plan.body),
            host=words.show("host_plan", plan.host_plan),
            function=words.show("decided_by_function", plan.decided_by_function),
            version=standing.plan_picture_version,
            revisit=plan.revisit_on,
            meanwhile=meanwhile,
        )

    def _facts(self, plan: Plan) -> Iterator[Fact]:
        yield Fact(self._cat.text(f"ui.plan.day.{plan.status}"), self._cat.date(self._day(plan)))
        for name in _TOLD:
            if told := self._shown(plan, name):
                yield Fact(field_label(name, self._cat), told)
        if reason := self._reason(plan):
            yield Fact(field_label("reason", self._cat), reason)
        version = self._work.standing.plan_picture_version
        if version and plan.status != "declined":
            yield Fact(field_label("based_on_picture_version", self._cat), self._cat.show(version))

    def _shown(self, plan: Plan, name: str) -> str:
        return self._work.visit.words(Plan).show(name, getattr(plan, name))

    def _reason(self, plan: Plan) -> str:
        """Return why the municipality has none, as its entry says."""
        if plan.status != "declined":
            return ""
        found = events(self._work.visit.reading, [self._event(plan)])
        reason = found[0].reason if found else None
        return reason_label(reason, self._cat, self._work.visit.codes) if reason else ""

    def _review(self) -> Noted | None:
        """Return the latest review of the plan that holds, None where there was none since it was settled."""
        holds = self._holds
        if holds is None or holds.reviewed_on is None:
            return None
        return Noted(
            self._shown(holds, "result"),
            self._cat.date(holds.reviewed_on),
            f"/events/{holds.event_id}",
            self._ways.correction(PlanReviewed, holds.event_id, "decision"),
        )
