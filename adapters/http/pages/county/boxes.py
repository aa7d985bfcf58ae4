"""A municipality's five steps as boxes: the state of each, its age, and what is wrong with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from adapters.http.pages.county.short import day_and_month, days, month, word
from adapters.http.pages.county.step_pages import step_page, why_page
from adapters.http.reading.standing import MatrixRow
from adapters.i18n.catalogue import Catalogue
from adapters.i18n.words import Words
from domain.standing import Cell, Standing
from domain.values import Step
from workflows.attention.clocks import Health, days_in_step
from workflows.attention.reason import SEVERITIES, Attention, Severity
from workflows.reference.codes import Codes

# The step that a reason is shown at, where it names none itself; what is not here stands in the last column alone.
_SHOWN_AT: Mapping[str, Step] = {
    "picture-past-review": Step.SITUATION_PICTURE,
    "plan-past-review": Step.ACTION_PLAN,
    "plan-on-superseded-picture": Step.ACTION_PLAN,
    "plan-revisit-due": Step.ACTION_PLAN,
    "plan-needs-revision": Step.ACTION_PLAN,
    "measure-overdue": Step.ACTION_PLAN,
    "comment-overdue": Step.ACTION_PLAN,
    "training-stale": Step.STAFF_TRAINING,
    "session-past": Step.STAFF_TRAINING,
    "contact-silence-amber": Step.ONGOING_SUPPORT,
    "contact-silence-red": Step.ONGOING_SUPPORT,
    "visit-gap-amber": Step.ONGOING_SUPPORT,
    "visit-gap-red": Step.ONGOING_SUPPORT,
}
_CAUSES = {"cause": ("block-causes",)}


@dataclass(frozen=True, slots=True)
class Mark:
    """What is wrong with a step, or has to be known of it; ``href``: where the rule and its limit are told (G2)."""

    kind: Severity
    symbol: str
    word: str
    detail: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Box:
    """One step of one municipality; ``state`` names symbol and colour, ``more``: how many marks there are beside.

    ``changed``: what is said of one that an event has changed.
    """

    step: Step
    state: str
    word: str
    age: str
    href: str | None
    marks: tuple[Mark, ...] = ()
    more: int = 0
    changed: str = ""


def step_of(reason: Attention) -> Step | None:
    """Return the step that a reason is shown at; None for one that is about the municipality as a whole."""
    return reason.step or step_of_name(reason.reason)


def step_of_name(reason: str) -> Step | None:
    """Return the step that a reason of this name is shown at, where it names none itself."""
    return _SHOWN_AT.get(reason)


def boxes_of(row: MatrixRow, day: date, cat: Catalogue, codes: Codes) -> Iterator[Box]:
    """Yield the five steps of a municipality."""
    standing, reasons = row.standing, _by_step(row.standing, row.attention)
    for step in Step:
        cell = standing.cell(step)
        if cell.status == "not_started" and not cell.events:
            yield Box(step, "not_started", word("value.status.not_started", cat), "", None)
            continue
        marks = sorted(_marks(row, step, reasons[step], day, cat, codes), key=lambda each: SEVERITIES.index(each[0]))
        first = tuple(told() for _, told in marks[:1])
        href = step_page(standing.scb_code, step)
        yield Box(step, *_state(row, step, cell, day, cat), href, first, len(marks) - len(first))


def colours(standing: Standing, found: Iterable[Attention], fares: Health | None) -> Mapping[Step | None, Severity]:
    """Return how grave what is wrong with each step is, as its box shows it; None: what is shown beside them."""
    graver: dict[Step | None, Severity] = {}
    activity: dict[Health, Severity] = {"at_risk": "amber", "dormant": "red"}
    at_steps: list[tuple[Step | None, Severity]] = [
        (_shown_at(standing, each), each.severity) for each in found if each.severity != "info"
    ]
    if fares in activity:
        at_steps.append((Step.ONGOING_SUPPORT, activity[fares]))
    for step, severity in at_steps:
        if graver.get(step) != "red":
            graver[step] = severity
    return graver


def _shown_at(standing: Standing, reason: Attention) -> Step | None:
    step = step_of(reason)
    if step is None:
        return None
    cell = standing.cell(step)
    is_box = cell.status != "not_started" or bool(cell.events)
    return step if is_box and (cell.status == "in_progress" or step.is_renewed) else None


def _state(row: MatrixRow, step: Step, cell: Cell, day: date, cat: Catalogue) -> tuple[str, str, str]:
    """Return the name of the state, its word and its age."""
    if cell.status != "in_progress":
        return cell.status, word(f"value.status.{cell.status}", cat), month(cell.ended_on, cat)
    number = days_in_step(row.standing, step, day)
    age = days(number, cat) if number else word("ui.matrix.today", cat)
    if step is Step.ONGOING_SUPPORT and row.health == "active":
        return "live", word("value.health.active", cat), age
    return "in_progress", word("value.status.in_progress", cat), age


def _by_step(standing: Standing, found: Iterable[Attention]) -> defaultdict[Step | None, list[Attention]]:
    """Return what needs attention by the step that it is shown at, in the same order."""
    at_steps: defaultdict[Step | None, list[Attention]] = defaultdict(list)
    for each in found:
        if each.severity != "info":
            at_steps[_shown_at(standing, each)].append(each)
    return at_steps


def _marks(
    row: MatrixRow, step: Step, reasons: Iterable[Attention], day: date, cat: Catalogue, codes: Codes
) -> Iterator[tuple[Severity, Callable[[], Mark]]]:
    """Yield how grave each mark is and how it comes to be told: one alone is, and there may be dozens."""
    href = why_page(row.standing.scb_code, step)
    if step is Step.ONGOING_SUPPORT and row.health in {"at_risk", "dormant"}:
        kind: Severity = "red" if row.health == "dormant" else "amber"
        yield kind, partial(Mark, kind, row.health, word(f"value.health.{row.health}", cat), "", href)
    yield from ((each.severity, partial(_mark, each, href, day, cat, codes)) for each in reasons)
    if row.standing.is_paused and row.standing.cell(step).status == "in_progress":
        yield "info", partial(_paused, row.standing.paused_until, href, day, cat)


def _paused(until: date | None, href: str, day: date, cat: Catalogue) -> Mark:
    detail = cat.text("ui.matrix.mark.until", date=day_and_month(until, day, cat)) if until else ""
    return Mark("info", "paused", word("ui.mark.paused", cat), detail, href)


def _mark(each: Attention, href: str, day: date, cat: Catalogue, codes: Codes) -> Mark:
    detail = day_and_month(each.last_day, day, cat)
    match each.reason:
        case "step-blocked":
            detail = f"({Words(cat, codes, _CAUSES, flowing=True).show('cause', each.params['cause'])})"
        case "step-idle" | "contact-silence-amber" | "contact-silence-red" | "visit-gap-amber" | "visit-gap-red":
            detail = cat.text("ui.matrix.mark.since", date=day_and_month(each.since, day, cat))
        case _:  # told by the day that has passed, where there is one
            pass
    symbol = "blocked" if each.reason == "step-blocked" else each.severity
    return Mark(each.severity, symbol, word(f"ui.matrix.mark.{each.reason}", cat), detail, href)
