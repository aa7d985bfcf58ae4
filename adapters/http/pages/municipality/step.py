"""What the pages of the five steps share: a step's conditions, its own acts and why others wait, and its events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from adapters.http.pages.entries import ShownEntry, shown_entry
from adapters.http.pages.municipality.acts import Link, ShownAct, as_then, shown_act
from adapters.http.pages.municipality.work import Work
from adapters.http.pages.why_not.asked import acting
from adapters.http.reading.trail import TrailFilter, trail
from adapters.http.scopes import may_be_given, told_at
from adapters.i18n.refusals import refusal_text
from domain.aggregates import RULES
from domain.correction import CorrectionCommand
from domain.journey.commands import CompleteStep, MoveIntoEverydayWork, ReopenStep, StartStep, UnblockStep
from domain.messages import Command
from domain.scope import Scope
from domain.standing import CONTENT
from domain.training.commands import DesignateKeyFunction
from domain.values import Step
from projections.audit_trail import TrailRow
from workflows.actions.action import Action
from workflows.actions.actions import Offered
from workflows.conditions import Goal
from workflows.ports import SetAside

# So many events of a step are told on its page; the timeline has them all.
_LATEST = 7
_OF_STEPS = (CompleteStep, StartStep, MoveIntoEverydayWork)

Conditions = Mapping[Step, Sequence[Goal]]


@dataclass(frozen=True)
class ShownCondition:
    """One thing that closing the step asks for: in words, whether it is met, and the way to it or why there is none."""

    text: str
    is_met: bool
    way: Link | None
    why: str


@dataclass(frozen=True)
class StepWork:
    """A step's conditions with how many are met, its acts, possible or not, and its latest events."""

    step: Step
    conditions: tuple[ShownCondition, ...]
    tally: str
    possible: tuple[ShownAct, ...]
    impossible: tuple[ShownAct, ...]
    events: tuple[ShownEntry, ...]
    timeline: str


def offered(work: Work, commands: Iterable[type[Command]] | None = None) -> Offered:
    """Return what the visitor may do in the municipality, or why not; of the past what could be done then."""
    visit, code = work.visit, work.place.scb_code
    actor = acting(visit, code)
    if actor is None:
        return Offered([])
    if commands is None:
        return told_at(visit.core, work.actions, work.place, actor)
    asked = [each for each in commands if may_be_given(visit.core, actor, code, each)]
    return work.actions.told(Scope.of(code), actor, asked)


def conditions(work: Work) -> Conditions:
    """Return what closing each step asks for, met or not; nothing where that cannot be told."""
    if work.visit.moment.happened_by or not work.standing.is_registered:
        return {}
    try:
        return work.actions.conditions(Scope.of(work.place.scb_code))
    except SetAside:
        return {}


def tallies(work: Work, found: Conditions) -> dict[Step, str]:
    """Return in words how many conditions of each step are met."""
    return {step: _tally(work, asked) for step, asked in found.items() if asked}


def _tally(work: Work, asked: Sequence[Goal]) -> str:
    return work.visit.cat.text("ui.conditions.met", met=sum(each.is_met for each in asked), count=len(asked))


def step_work(work: Work, step: Step, leading: Sequence[type[Command]] = ()) -> StepWork:
    """Return what a step's page shows beside its content.

    The one act that comes first leads to a condition that is not met; else it is the first that may be done of those
    that close or start the step, and of ``leading``.
    """
    asked = conditions(work).get(step, ())
    told = offered(work, own_commands(step)).actions
    acts = [each for each in told if each.fixed.get("step", step) == step]
    back = work.page(step)
    shown = [shown_condition(work, each, acts, back) for each in asked]
    about = {way.command: way.chosen for each in reversed(asked) if not each.is_met for way in reversed(each.ways)}
    able = [each for each in acts if each.verdict != "refused"]
    first = next((each.way for each in shown if each.way), None) or _leading(work, able, (*_OF_STEPS, *leading), back)
    possible = [shown_act(work, each, acts, first, back, about.get(each.command)) for each in able]
    found = StepWork(
        step,
        tuple(shown),
        _tally(work, asked) if asked else "",
        tuple(sorted(possible, key=lambda each: not each.is_first)),
        tuple(shown_act(work, each, acts) for each in acts if each.verdict == "refused" and not _is_idle(each)),
        events(work, step),
        work.events(step),
    )
    return _as_then(found) if work.visit.moment.is_past else found


def _as_then(found: StepWork) -> StepWork:
    """Return a step's work as it is told of the past: its acts as they stood, none of them to be done."""
    return replace(
        found,
        conditions=tuple(replace(each, way=(each.way[0], "") if each.way else None) for each in found.conditions),
        possible=tuple(map(as_then, found.possible)),
        impossible=tuple(map(as_then, found.impossible)),
    )


def _leading(work: Work, able: Sequence[Action], leading: Sequence[type[Command]], back: str) -> Link | None:
    found = (each for command in leading for each in able if each.command is command and each.verdict == "allowed")
    act = next(found, None)
    shown = shown_act(work, act, able, back=back) if act else None
    return (shown.title, shown.href) if shown else None


def own_commands(step: Step) -> list[type[Command]]:
    """Return the commands of a step: those of its content, and the journey's that are about one step."""
    return [each for each in RULES if _belongs(each, step)]


def _belongs(command: type[Command], step: Step) -> bool:
    if issubclass(command, CorrectionCommand):
        return False  # corrections begin at the entry
    if command is MoveIntoEverydayWork:
        return step is Step.ONGOING_SUPPORT
    return CONTENT.get(command.aggregate) is step or (command.aggregate == "journey" and bool(RULES[command].subject))


def _is_idle(action: Action) -> bool:
    """Whether nobody would look for the act: it was done already, or there is nothing that it would undo."""
    return action.command in {UnblockStep, ReopenStep} or all(each.rule_id in {"L3", "R8"} for each in action.refusals)


def shown_condition(work: Work, condition: Goal, acts: Sequence[Action], back: str | None = None) -> ShownCondition:
    """Return a condition with the nearest way to it that is open; where none is, with what stands in the way."""
    cat, text = work.visit.cat, condition_text(work, condition)
    if condition.is_met:
        return ShownCondition(text, is_met=True, way=None, why="")
    if condition.awaited_on:
        return ShownCondition(
            text, is_met=False, way=None, why=cat.text("ui.conditions.awaited", date=condition.awaited_on)
        )
    leading = [(way, each) for way in condition.ways for each in acts if each.command is way.command]
    open_way = next((each for each in leading if each[1].verdict == "allowed"), None)
    if open_way:
        shown = shown_act(work, open_way[1], acts, back=back, chosen=open_way[0].chosen)
        return ShownCondition(text, is_met=False, way=(shown.title, shown.href), why="")
    barred = next((each for _, each in reversed(leading) if each.refusals), None)
    why = refusal_text(barred.refusals[0], cat, work.visit.codes) if barred else ""
    return ShownCondition(text, is_met=False, way=None, why=why)


def condition_text(work: Work, condition: Goal, how: str = "") -> str:
    """Return a condition in words, or that it ``lacks``; a function that must be served is called by its name."""
    cat, rule, suffix = work.visit.cat, f"condition.{condition.rule_id}", f".{how}" if how else ""
    if cat.has(key := f"{rule}.{condition.what}{suffix}"):
        return cat.text(key)
    function = replace(work.visit.words(DesignateKeyFunction), flowing=True).show("function_code", condition.what)
    return cat.text(f"{rule}.function{suffix}", function=function)


def events(work: Work, *steps: Step, limit: int = _LATEST) -> tuple[ShownEntry, ...]:
    """Return the latest events of steps, or of all the work where none is named, as the visitor reads them."""
    reading, code = work.visit.reading, work.place.scb_code
    asked = TrailFilter(municipality=code, refusals=False, by_day=True, limit=limit)
    wanted = [TrailFilter(**{**vars(asked), "step": step}) for step in steps] or [asked]

    def found(of: TrailFilter) -> Sequence[TrailRow]:
        return reading.kept(code, "latest", of, lambda: trail(reading, of))

    return tuple(shown_entry(work.visit, row, work.names) for row in chain.from_iterable(map(found, wanted)))
