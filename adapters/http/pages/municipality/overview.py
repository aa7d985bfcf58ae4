"""What the overview of a municipality says: what is next, what waits and why, how fresh the ground is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from adapters.http.pages.at_once import at_once
from adapters.http.pages.links import action_address, why_address
from adapters.http.pages.municipality.actions import first_of
from adapters.http.pages.municipality.step import Conditions, condition_text, offered
from adapters.http.pages.municipality.work import Work
from adapters.http.pages.submission import Form
from adapters.i18n.refusals import refusal_text, remedy_text
from adapters.i18n.wording import attention_clears, attention_text, command_title
from domain.aggregates import USER_RULES
from domain.situation_picture.commands import AnswerQuestion, CommissionPicture
from domain.standing import OpenItem
from domain.support.commands import HoldVisit, PlanVisit
from domain.values import Step
from projections.municipality.action_plan import Measure, Plan
from projections.municipality.structure_review import Responsibility
from workflows.actions.action import Action
from workflows.actions.actions import Offered
from workflows.awaited import AWAITABLE, Awaited, awaited
from workflows.freshness import SOON_DAYS, Link, chain, weakest
from workflows.suggestions import MOST, Situation, Suggestion, suggestable, suggestions, visit_ahead

# How wide a bar of freshness is drawn, in its own units.
BAR = 300
# From when on days are told in months.
_MONTH, _MONTHS_FROM = 30, 90
# The reasons for which a link past its last day is red; it is amber for all others.
_GRAVE = {
    "picture": "picture-past-review",
    "plan": "plan-past-review",
    "contact": "contact-silence-red",
    "visit": "visit-gap-red",
}

Ground = Literal["done", "amber", "red"]


@dataclass(frozen=True)
class Next:
    """An act that comes next: what to do, why, and the form where it is done; ``tag``: kind, symbol and word.

    ``sent``: the form itself, where the act needs nothing but its day. ``explained``: where it is told in full why it
    may be done. In the past it has no ``href``: nothing can be done there.
    """

    title: str
    why: str
    act: str
    href: str
    tag: tuple[str, str, str] | None = None
    sent: Form = field(default_factory=dict)
    explained: str = ""


@dataclass(frozen=True)
class Waits:
    """An act that cannot be done yet: why, by which rule, and the way to it, as a form or in words.

    ``explained``: where it is told in full why not.
    """

    title: str
    why: str
    rule: str
    way: tuple[str, str] | None
    remedy: str
    explained: str


@dataclass(frozen=True)
class Fresh:
    """A link of the freshness chain: how long it lasts, and how much of its bar is filled; ``event``: counted from."""

    name: str
    left: str
    state: Ground | None
    filled: float
    note: str
    event: str | None
    label: str = ""


@dataclass(frozen=True)
class Chain:
    """The freshness chain, and a sentence that names its weakest link."""

    links: tuple[Fresh, ...]
    weakest: str


@dataclass(frozen=True)
class PlanBox:
    """What the action plan says of itself."""

    said: str
    measures: str


def told_next(work: Work, conditions: Conditions) -> Offered:
    """Return the acts that the overview tells of, or why they may not be done; all others are a page of their own."""
    wanted = AWAITABLE | suggestable(work.row.attention if work.row else (), conditions)
    return offered(work, [each for each in USER_RULES if each in wanted])


def situation_of(work: Work, conditions: Conditions, actions: Sequence[Action]) -> Situation:
    """Return what suggestions are made from."""
    attention = work.row.attention if work.row else ()
    links = chain(work.standing, work.definition) if work.definition else ()
    items = work.row.items if work.row else ()
    return Situation(work.standing, attention, conditions, links, actions, work.visit.today, items)


def next_acts(work: Work, situation: Situation) -> list[Next]:
    """Return the acts that come next, the first of them the one to begin with.

    A visit that is near is prepared after what is late and what runs out before its day, and never before the act that
    carries the work on: the sheet can be opened any number of times.
    """
    suggested = [each for each in suggestions(situation) if _may_be_told(work, each)]
    found = [_next(work, each, situation.actions) for each in suggested]
    if work.visit.moment.is_past:
        return [replace(each, href="", sent={}) for each in found[:MOST]]
    if visit := visit_ahead(situation):
        before = [each for each in suggested if _tag(work, each) or _runs_out(each, visit.due_on)]
        found.insert(max(1, len(before)), _preparing(work, visit, situation))
    return found[:MOST]


def _may_be_told(work: Work, each: Suggestion) -> bool:
    """Whether a suggestion says nothing of visits that are planned to those who may not know; they see the past's."""
    is_told = not work.visit.moment.is_past or work.visit.visibility.reads_protected
    return is_told or each.action.command not in {PlanVisit, HoldVisit}


def _runs_out(each: Suggestion, day: date | None) -> bool:
    return bool(each.link and each.link.until and day and each.link.until <= day)


def _preparing(work: Work, visit: OpenItem, situation: Situation) -> Next:
    cat, codes = work.visit.cat, work.visit.codes
    needs = [
        codes.label("needs", each.code, work.visit.lang)
        for each in situation.items
        if each.kind == "need" and each.code
    ]
    why = cat.text("ui.next.prepare.why", needs=cat.listed(needs) if needs else None)
    sheet = f"{work.path}/visit-sheet"
    return Next(cat.text("ui.next.prepare", date=visit.due_on), why, cat.text("ui.next.prepare.open"), sheet)


def _next(work: Work, each: Suggestion, among: Sequence[Action]) -> Next:
    act = command_title(each.action.command.name, work.visit.cat)
    href = _way(work, each, among)
    title, why = _said(work, each, act)
    explained = why_address(work.place.scb_code, each.action)
    return Next(title, why, act, href, _tag(work, each), at_once(work.visit, each.action), explained)


def _way(work: Work, each: Suggestion, among: Sequence[Action]) -> str:
    """Return where the act is done; the questions of the picture stand together on its page, where work begins, too."""
    page = work.page(Step.SITUATION_PICTURE)
    if each.action.command is AnswerQuestion:
        return f"{page}#questions"
    back = page if each.action.command is CommissionPicture else None
    chosen = {**first_of(each.action, among), **each.chosen}
    return action_address(work.place.scb_code, each.action, **chosen, back=back)


def _said(work: Work, each: Suggestion, act: str) -> tuple[str, str]:
    """Return what to do and why, each as a sentence."""
    cat, codes, found = work.visit.cat, work.visit.codes, each.attention
    step = cat.text(f"ui.path.{each.step}") if each.step else ""
    named = {"step": step, "number": [*Step].index(each.step) + 1 if each.step else None}
    if found and each.why == "attention":
        clears = attention_clears(found.case, cat).removesuffix(".")
        return clears, attention_text(found.case, found.params, cat, codes)
    if each.condition:
        lacking = condition_text(work, each.condition, "lacks")
        why = attention_text(found.case, found.params, cat, codes) if found else cat.text("ui.next.lacking", **named)
        return act, f"{lacking} {why}"
    if each.link:
        name, until = each.link.name, each.link.until
        since = {"since": each.link.since, "date": until}
        return cat.text(f"ui.next.fresh.{name}", **since), cat.text(f"ui.next.fresh.{name}.why", **since)
    why = attention_text(found.case, found.params, cat, codes) if found else cat.text(f"ui.next.{each.why}.why")
    return cat.text(f"ui.next.{each.why}", **named), why


def _tag(work: Work, each: Suggestion) -> tuple[str, str, str] | None:
    found = each.attention
    if found is None or found.severity == "info":
        return None
    return found.severity, found.severity, work.visit.cat.text(f"value.severity.{found.severity}")


def waits(work: Work, situation: Situation) -> list[Waits]:
    """Return what cannot be done yet though it matters next, and why."""
    return [_waits(work, each, situation.actions) for each in awaited(situation)]


def _waits(work: Work, each: Awaited, among: Sequence[Action]) -> Waits:
    cat, codes, code = work.visit.cat, work.visit.codes, work.place.scb_code
    title = command_title(each.action.command.name, cat)
    if "step" in each.action.fixed:
        title = cat.text("ui.waits.step", act=title, step=cat.text(f"ui.path.{each.step}"))
    refusal, way = each.action.refusals[0], each.way
    link = None
    if way:
        chosen = {**first_of(way, among), **each.chosen}
        href = "" if work.visit.moment.is_past else action_address(code, way, **chosen)
        link = command_title(way.command.name, cat), href
    why, remedy = (told(refusal, cat, codes) for told in (refusal_text, remedy_text))
    return Waits(title, why, refusal.rule_id, link, remedy, why_address(code, each.action))


def freshness(work: Work, links: Sequence[Link]) -> Chain | None:
    """Return the chain with its weakest link named; None where there is none."""
    if not links:
        return None
    cat, day, weak = work.visit.cat, work.visit.today, weakest(links)
    left = weak.days_left(day) if weak else None
    if weak is None or left is None:
        return Chain(tuple(_fresh(work, each) for each in links), cat.text("ui.fresh.none"))
    key = "ui.fresh.weakest" if left >= 0 else "ui.fresh.weakest.past"
    told = cat.text(key, link=cat.text(f"ui.fresh.{weak.name}.the"), left=_days(work, abs(left)))
    return Chain(tuple(_fresh(work, each) for each in links), told)


def _fresh(work: Work, link: Link) -> Fresh:
    cat, day = work.visit.cat, work.visit.today
    name, left = cat.text(f"ui.fresh.{link.name}"), link.days_left(day)
    event = f"/events/{link.events[0]}" if link.events else None
    if link.since is None or left is None:
        return Fresh(name, cat.text("ui.fresh.missing"), None, 0, cat.text(f"ui.fresh.{link.name}.missing"), None)
    reasons = {each.reason for each in work.row.attention} if work.row else set()
    is_grave = left < 0 and _GRAVE.get(link.name) in reasons
    state: Ground = "red" if is_grave else "amber" if left <= SOON_DAYS else "done"
    told = cat.text("ui.fresh.left" if left >= 0 else "ui.fresh.past", days=_days(work, abs(left)))
    note = cat.text(f"ui.fresh.{link.name}.note", since=link.since, until=link.until)
    label = cat.text("ui.fresh.label", link=name, left=told, until=link.until)
    return Fresh(name, told, state, round(link.used(day) * BAR, 1), note, event, label)


def _days(work: Work, days: int) -> str:
    """Return days as one says them: in months, from three of them on."""
    if days >= _MONTHS_FROM:
        return work.visit.cat.text("ui.count.months", count=days // _MONTH)
    return work.visit.cat.text("ui.count.days", count=days)


def plan_box(work: Work) -> PlanBox | None:
    """Return what is said of the action plan in force; None where nothing is."""
    settled = [each for each in work.details.of(Plan) if each.status in {"adopted", "declined", "integrated"}]
    if not settled:
        return None
    plan, words, cat = settled[-1], work.flowing(Plan), work.visit.cat
    said = cat.text(
        f"ui.plan-box.{plan.status}",
        date=plan.on,
        body=words.show("body", plan.body),
        paragraph=words.show("paragraph", plan.paragraph),
        dnr=plan.dnr,
        host=words.show("host_plan", plan.host_plan),
        revisit=plan.revisit_on,
        until=plan.valid_until,
    )
    return PlanBox(said, _measures(work))


def _measures(work: Work) -> str:
    cat, found = work.visit.cat, work.details.of(Measure)
    open_ones = [each for each in found if each.status == "open"]
    followed = [each for each in found if each.status == "followed-up"]
    next_due = min((each.due_on for each in open_ones), default=None)
    told = [cat.text("ui.plan-box.open", count=len(open_ones), date=next_due)] if open_ones else []
    told += [cat.text("ui.plan-box.followed", count=len(followed))] if followed else []
    return " ".join(told)


def concern_orders(work: Work) -> list[tuple[str, list[str]]]:
    """Return for each kind of sign who does what, in order."""
    words, flowing = work.visit.words(Responsibility), work.flowing(Responsibility)
    return [
        (
            flowing.show("signal_kind", each.signal_kind),
            [words.show("ordered_functions", (function,)) for function in each.ordered_functions],
        )
        for each in work.details.of(Responsibility)
    ]
