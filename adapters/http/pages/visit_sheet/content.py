"""What a visit is prepared with, from events alone (C22): last visit, what is open, what was agreed, whom to meet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from adapters.http.pages.cut import cut
from adapters.http.pages.municipality.work import Work
from adapters.i18n.wording import attention_text
from adapters.i18n.words import capital
from domain.calendar import add_months
from domain.values import Step
from projections.municipality.action_plan import Measure
from projections.municipality.contact import Contact
from projections.municipality.detail import Detail
from projections.municipality.journey import DueDay
from projections.municipality.support import ContactMade, Guidance, Need
from projections.municipality.support import Visit as VisitDetail
from projections.municipality.training import Cascade, KeyFunction, Session
from workflows.attention.clocks import due_on
from workflows.attention.guidance import response_clock
from workflows.attention.view import plan_looked_over

# A sheet is one page: of each thing so many are shown, and how many more there are is said.
_MOST = 4
# Told in blocks of their own.
_ELSEWHERE = ("need-open", "guidance-waiting", "guidance-overdue", "measure-overdue", "visit-past")


@dataclass(frozen=True)
class Line:
    """One thing: what it is, what is to be said of it beside that, and where its event is."""

    text: str
    note: str = ""
    event: str = ""


@dataclass(frozen=True)
class Block:
    """A part of the sheet; ``more``: how many lines there is no room for."""

    key: str
    lines: tuple[Line, ...]
    more: int


def blocks(work: Work) -> list[Block]:
    """Return the parts of the sheet, those without anything too: that nothing is open is worth knowing."""
    content = _Content(work)
    parts = {
        "last": content.last(),
        "people": content.people(),
        "needs": content.needs(),
        "guidance": content.guidance(),
        "stale": content.stale(),
        "measures": content.measures(),
        "agreed": content.agreed(),
        "dates": content.dates(),
    }
    return [_block(key, [*lines]) for key, lines in parts.items()]


def _block(key: str, lines: Sequence[Line]) -> Block:
    return Block(key, *cut(lines, _MOST))


class _Content:
    def __init__(self, work: Work) -> None:
        self._work = work
        self._visit = work.visit
        self._cat = work.visit.cat
        self._details = work.details

    def last(self) -> Iterator[Line]:
        """Yield the last visit, whom it met, and the last contact in both directions."""
        held = [each for each in self._details.of(VisitDetail) if each.status == "held"]
        if held:
            visit = max(held, key=lambda each: each.on)
            met = self._shown(visit, "functions_met")
            yield self._line(visit, self._say("visit", day=visit.on), self._say("met", functions=met) if met else "")
            if needs := self._shown(visit, "needs"):
                yield Line(self._say("showed", needs=needs))
        both = [each for each in self._details.of(ContactMade) if each.direction == "both"]
        if both:
            contact = max(both, key=lambda each: each.on)
            yield self._line(contact, self._say("contact", day=contact.on))

    def people(self) -> Iterator[Line]:
        """Yield whom to meet, by function: contact persons, then key functions."""
        for each in self._details.of(Contact):
            if each.status == "active":
                kind = "deputy" if each.is_deputy else "national" if each.also_national_contact else "contact-person"
                yield self._line(each, self._shown(each, "function"), self._say(kind))
        for function in self._details.of(KeyFunction):
            if function.status == "open":
                yield self._line(function, self._shown(function, "function_code"), self._say("key-function"))

    def needs(self) -> Iterator[Line]:
        """Yield the needs that are not met, the oldest first."""
        for each in _by_day(need for need in self._details.of(Need) if need.status == "open"):
            yield self._line(each, self._shown(each, "need_code"), self._since(each.on))

    def guidance(self) -> Iterator[Line]:
        """Yield the questions that wait for an answer, acute ones first, with the day by which it is due."""
        found = [each for each in self._details.of(Guidance) if each.status == "waiting"]
        definition = self._work.definition
        for each in sorted(found, key=lambda asked: (asked.urgency != "acute", asked.on)):
            is_acute = each.urgency == "acute"
            due = (
                response_clock(each.on, definition.thresholds, self._visit.today, acute=is_acute).due
                if definition
                else None
            )
            kind = ", ".join(
                [self._shown(each, "unit_kind"), *([self._shown(each, "urgency").lower()] if is_acute else [])]
            )
            yield self._line(each, kind, self._say("due", day=due) if due else self._since(each.on))

    def stale(self) -> Iterator[Line]:
        """Yield what else needs attention, the gravest first."""
        for each in self._work.row.attention if self._work.row else ():
            if each.reason not in _ELSEWHERE:
                said = attention_text(each.case, each.params, self._cat, self._visit.codes)
                text = f"{said.partition('. ')[0].rstrip('.')}."  # the limit is told where the event is
                event = f"/events/{each.events[0]}" if each.events else ""
                yield Line(text, self._cat.text(f"value.severity.{each.severity}"), event)

    def measures(self) -> Iterator[Line]:
        """Yield the measures without a result, with whoever is to take them, the first to be done first."""
        found = [each for each in self._details.of(Measure) if each.status == "open"]
        for each in sorted(found, key=lambda measure: measure.due_on):
            owner = self._shown(each, "owner_function")
            yield self._line(each, self._shown(each, "code"), self._say("owned", owner=owner, day=each.due_on))

    def agreed(self) -> Iterator[Line]:
        """Yield what was agreed on: visits to come, for those who may know of them, sessions, due days, cascades."""
        visits = [each for each in self._details.of(VisitDetail) if each.status == "planned"]
        for visit in sorted(visits, key=lambda each: each.planned_on or each.on):
            yield self._line(visit, self._say("planned-visit", day=visit.planned_on))
        sessions = [each for each in self._details.of(Session) if each.status == "planned"]
        for session in sorted(sessions, key=lambda each: each.planned_on):
            text = self._say("session", stage=self._shown(session, "stage"), day=session.planned_on)
            yield self._line(session, text, self._shown(session, "groups"))
        cycle = self._work.standing.cycle
        for due in self._details.of(DueDay):
            day = self._due(due.step)
            if due.basis == "agreed" and due.cycle == cycle and day:
                yield self._line(due, self._say("step-due", step=self._shown(due, "step"), day=day))
        for cascade in self._details.of(Cascade):
            yield self._line(cascade, self._say("cascade", group=self._shown(cascade, "from_group")))

    def dates(self) -> Iterator[Line]:
        """Yield the days on which something is to be looked at anew, in their order."""
        found = sorted((day, key, step) for day, key, step in self._days())
        for day, key, step in found:
            yield Line(self._say(key, step=step), self._cat.date(day))

    def _days(self) -> Iterator[tuple[date, str, str]]:
        standing, definition = self._work.standing, self._work.definition
        if standing.picture_due_on:
            yield standing.picture_due_on, "picture-review", ""
        begun, in_force = plan_looked_over(standing), standing.plan_settled in {"adopted", "integrated"}
        if definition and begun and in_force and not standing.plan_at_work:
            yield add_months(begun.on, definition.thresholds.plan_review_months), "plan-review", ""
        if standing.plan_valid_until:
            yield standing.plan_valid_until, "plan-valid", ""
        if standing.plan_revisit_on and standing.plan_settled == "declined":
            yield standing.plan_revisit_on, "plan-revisit", ""
        if standing.paused_until and standing.is_paused:
            yield standing.paused_until, "pause", ""
        for step in Step:
            if due := self._due(step):
                yield due, "step-by", self._visit.words().show("step", step.value)

    def _due(self, step: Step) -> date | None:
        """Return the day that was set for a step in progress, moved by the time that the journey rested since."""
        standing, definition = self._work.standing, self._work.definition
        cell = standing.cell(step)
        if cell.due_on is None or cell.status != "in_progress":
            return None
        return due_on(standing, step, definition, self._visit.today) if definition else cell.due_on

    def _shown(self, detail: Detail, name: str) -> str:
        return capital(self._visit.words(type(detail), self._work.names).show(name, getattr(detail, name)))

    def _since(self, day: date) -> str:
        return self._say("since", day=day)

    def _line(self, detail: Detail, text: str, note: str = "") -> Line:
        return Line(text, note, f"/events/{detail.event_id}")

    def _say(self, key: str, **params: object) -> str:
        return self._cat.text(f"ui.visit-sheet.{key}", **params)


def _by_day(needs: Iterable[Need]) -> list[Need]:
    return sorted(needs, key=lambda each: (each.on, each.ref))
