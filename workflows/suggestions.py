"""What comes next in a municipality: acts that may be done now, in the order that the process recommends.

Acute guidance comes first, then what keeps the rest from going on, then what is late, the gravest first and by step,
and last the next thing of each step. Only acts that the guards allow are suggested.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from domain.journey.commands import CompleteStep, MoveIntoEverydayWork, StartStep
from domain.messages import Command
from domain.municipality.commands import DecideFormalisation, JoinMunicipality, MakeOutreach, RegisterMunicipality
from domain.standing import ItemKind, OpenItem, Standing
from domain.support.commands import HoldVisit, LogContact, PlanVisit
from domain.training.commands import PlanSession
from domain.values import Step
from workflows.actions.action import Action
from workflows.attention.reason import SEVERITIES, Attention
from workflows.attention.view import SOON
from workflows.conditions import Chosen, Goal
from workflows.freshness import Link

MOST = 3
# What is about to run out is told so long before.
_SOON = timedelta(days=14)
_ACUTE = ("guidance-waiting", "guidance-overdue")
_BLOCKING = ("no-contact-person", "journey-not-opened", "pause-ended", "step-blocked")
# What is planned already is not planned anew, nor asked for before its day.
_PLANNED: Mapping[type[Command], ItemKind] = {PlanSession: "session", PlanVisit: "visit", HoldVisit: "visit"}
# Reasons that are cleared by going on with the step, not by the command that only puts them off.
_GOING_ON = ("step-overdue", "step-idle")
_STEP_OF: Mapping[str, Step] = {
    "picture": Step.SITUATION_PICTURE,
    "plan": Step.ACTION_PLAN,
    "measure": Step.ACTION_PLAN,
    "comment": Step.ACTION_PLAN,
    "training": Step.STAFF_TRAINING,
    "session": Step.STAFF_TRAINING,
}
_RENEWED: Mapping[str, type[Command]] = {"training": PlanSession, "contact": LogContact, "visit": PlanVisit}


@dataclass(frozen=True)
class Suggestion:
    """An act that may be done now, and why it is next.

    ``attention``: the reason that it clears; else ``why`` says what it does: ``condition``, ``complete``, ``start``,
    ``move``, ``fresh``, the first of its kind in ongoing support, or a part of the way into the programme. ``chosen``:
    what is filled in already.
    """

    action: Action
    why: str
    attention: Attention | None = None
    step: Step | None = None
    condition: Goal | None = None
    link: Link | None = None
    chosen: Chosen = field(default_factory=dict)


@dataclass(frozen=True)
class Situation:
    """What suggestions are made from: a municipality on a day, what is open in it, and what one person may do there."""

    standing: Standing
    attention: Sequence[Attention]
    conditions: Mapping[Step, Sequence[Goal]]
    freshness: Sequence[Link]
    actions: Sequence[Action]
    day: date
    items: Sequence[OpenItem] = ()

    def is_planned(self, command: type[Command]) -> bool:
        """Whether what a command plans or carries out is planned for a day to come."""
        kind = _PLANNED.get(command)
        return any(each.kind == kind and each.due_on and each.due_on > self.day for each in self.items)

    def may(self, command: type[Command], step: Step | None = None) -> Action | None:
        """Return a command's action, for one step where it is about one, if it is allowed."""
        return self._allowed.get((command, None)) or self._allowed.get((command, step))

    @cached_property
    def _allowed(self) -> Mapping[tuple[type[Command], str | None], Action]:
        """The first action of each command and step that is allowed: every reason asks, and there may be hundreds."""
        allowed = [each for each in self.actions if each.verdict == "allowed"]
        return {(each.command, each.fixed.get("step")): each for each in reversed(allowed)}


# What may come next wherever the work stands.
_ALWAYS: frozenset[type[Command]] = frozenset(
    {
        CompleteStep,
        DecideFormalisation,
        JoinMunicipality,
        MakeOutreach,
        MoveIntoEverydayWork,
        RegisterMunicipality,
        StartStep,
        *_PLANNED,
        *_RENEWED.values(),
    }
)


def suggestable(attention: Iterable[Attention], conditions: Mapping[Step, Sequence[Goal]]) -> frozenset[type[Command]]:
    """Return the commands that a situation's suggestions can be made of: no others need to be judged for them."""
    clearing = {remedy.command for each in attention for remedy in each.remedies}
    leading = {way.command for goals in conditions.values() for goal in goals for way in goal.ways}
    return _ALWAYS | clearing | leading


def suggestions(situation: Situation) -> list[Suggestion]:
    """Return the acts that come next, at most three, each once."""
    found: dict[tuple[object, ...], Suggestion] = {}
    for each in _in_order(situation):
        found.setdefault((each.action.command, *each.action.fixed.items(), *each.chosen.items()), each)
        if len(found) == MOST:
            break
    return list(found.values())


def visit_ahead(situation: Situation) -> OpenItem | None:
    """Return the next visit that is planned for soon, for whoever may hold it: it can be prepared (C22)."""
    if situation.may(HoldVisit) is None:
        return None
    until = situation.day + SOON
    ahead = [
        (each.due_on, each)
        for each in situation.items
        if each.kind == "visit" and each.due_on and situation.day <= each.due_on <= until
    ]
    return min(ahead, key=lambda pair: pair[0], default=(None, None))[1]


def _in_order(situation: Situation) -> Iterator[Suggestion]:
    yield from _joining(situation)
    told = [(each, _rank(each)) for each in situation.attention]
    for each, rank in sorted(told, key=lambda pair: pair[1]):
        if rank[0] < _LATER:
            yield from _clearing(situation, each)
    yield from _growing_old(situation)
    for step in going_on(situation.standing):
        yield from _forward(situation, step)
    for each, rank in told:
        if rank[0] == _LATER:
            yield from _clearing(situation, each)


_LATER = 4
_PLACES = {step: place for place, step in enumerate(Step)}


def _rank(each: Attention) -> tuple[int, int, date]:
    """Return where a reason stands: what is only to be known comes after the steps themselves."""
    when = each.last_day or each.since
    if each.reason in _ACUTE and each.severity == "red":
        return 0, 0, when
    if each.reason in _BLOCKING:
        return 1, _BLOCKING.index(each.reason), when
    return 2 + SEVERITIES.index(each.severity), _PLACES[step_of(each)], when


def step_of(each: Attention) -> Step:
    """Return the step that a reason for attention belongs to; the last one where it is about being in touch."""
    return each.step or _STEP_OF.get(each.reason.partition("-")[0], Step.ONGOING_SUPPORT)


def _clearing(situation: Situation, each: Attention) -> Iterator[Suggestion]:
    """Yield the first act that clears a reason and may be done."""
    if each.reason in _GOING_ON and each.step:
        for onward in _forward(situation, each.step):
            yield replace(onward, attention=each)
        return
    if not each.item and any(situation.is_planned(remedy.command) for remedy in each.remedies):
        return
    for remedy in each.remedies:
        if action := situation.may(remedy.command, each.step):
            yield Suggestion(action, "attention", each, step_of(each), chosen=remedy.chosen(each.item))
            return


def _growing_old(situation: Situation) -> Iterator[Suggestion]:
    """Yield what renews a link of the chain that is about to run out."""
    for link in sorted(situation.freshness, key=lambda each: each.until or date.max):
        command = _RENEWED.get(link.name)
        is_soon = link.until is not None and situation.day <= link.until <= situation.day + _SOON
        if command and is_soon and not situation.is_planned(command) and (action := situation.may(command)):
            yield Suggestion(action, "fresh", link=link)


def _joining(situation: Situation) -> Iterator[Suggestion]:
    """Yield what comes next on the way into the programme, for what is not a member and has not left."""
    standing = situation.standing
    if standing.membership != "outside":
        return
    for why, command in _way_in(standing):
        if action := situation.may(command):
            yield Suggestion(action, why)


def _way_in(standing: Standing) -> list[tuple[str, type[Command]]]:
    if not standing.is_registered:
        return [("register", RegisterMunicipality)]
    if standing.formalised_on:
        return [("join", JoinMunicipality)]
    if standing.outreach_on:
        return [("formalise", DecideFormalisation), ("join-at-once", JoinMunicipality)]
    return [("reach-out", MakeOutreach)]


def going_on(standing: Standing) -> Iterator[Step]:
    """Yield the steps to go on with: those in progress, and the first that has not begun."""
    begins = next((step for step in Step if standing.cell(step).status == "not_started"), None)
    yield from (step for step in Step if standing.cell(step).status == "in_progress" or step is begins)


def _forward(situation: Situation, step: Step) -> Iterator[Suggestion]:
    """Yield the next act of a step: begin it, meet its first condition that is not met, or close it."""
    standing, asked = situation.standing, situation.conditions.get(step, ())
    match standing.cell(step).status:
        case "not_started" if step is Step.ONGOING_SUPPORT:
            if _others_are_closed(standing) and (action := situation.may(MoveIntoEverydayWork)):
                yield Suggestion(action, "move", step=step)
        case "not_started":
            if action := situation.may(StartStep, step):
                yield Suggestion(action, "start", step=step)
        case "in_progress" if step is Step.ONGOING_SUPPORT:
            yield from _first_of_support(situation)
        case "in_progress":
            yield from _onward(situation, step, asked)
        case _:  # what is closed needs nothing
            pass


def _first_of_support(situation: Situation) -> Iterator[Suggestion]:
    """Yield a visit and a contact where ongoing support has begun with none."""
    standing, step = situation.standing, Step.ONGOING_SUPPORT
    begun = standing.cell(step).since or situation.day
    if (standing.last_visit_on or date.min) < begun and not situation.is_planned(PlanVisit):
        due = next((each.ref for each in situation.items if each.kind == "visit"), None)
        chosen: Chosen = {"visit_id": due} if due else {}
        if action := situation.may(HoldVisit if due else PlanVisit):
            yield Suggestion(action, "first-visit-held" if due else "first-visit", step=step, chosen=chosen)
    if (standing.last_contact_on or date.min) < begun and (action := situation.may(LogContact)):
        yield Suggestion(action, "first-contact", step=step)


def _onward(situation: Situation, step: Step, asked: Sequence[Goal]) -> Iterator[Suggestion]:
    if asked and all(each.is_met for each in asked):
        if action := situation.may(CompleteStep, step):
            yield Suggestion(action, "complete", step=step)
        return
    for condition in (each for each in asked if not each.is_met):
        for way in condition.ways:
            if action := situation.may(way.command):
                yield Suggestion(action, "condition", step=step, condition=condition, chosen=way.chosen)
                return


def _others_are_closed(standing: Standing) -> bool:
    return all(
        standing.cell(step).status not in {"not_started", "in_progress"}
        for step in Step
        if step is not Step.ONGOING_SUPPORT
    )
