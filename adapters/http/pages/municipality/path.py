"""The five steps of one municipality as a path: the state, its days and what the step holds, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from adapters.http.pages.municipality.work import Work
from domain.standing import Cell
from domain.values import Step
from projections.municipality.action_plan import Plan
from projections.municipality.journey import Closure
from projections.municipality.structure_review import Placement, Responsibility
from projections.municipality.training import Session
from workflows.attention.clocks import days_in_step, due_on


@dataclass(frozen=True)
class PathStep:
    """One step: ``state`` names its symbol and colour, ``line`` says what it holds, ``days`` how its time went.

    ``events``: where the events behind its state are; ``tally``: how many of its conditions are met.
    """

    step: Step
    number: int
    title: str
    href: str
    state: str
    word: str
    line: str
    days: str
    events: str | None
    marks: tuple[tuple[str, str, str], ...] = ()
    tally: str = ""


def path_steps(work: Work, tallies: Mapping[Step, str], *, is_whole: bool) -> tuple[PathStep, ...]:
    """Return the five steps, in full or for one line; ``tallies``: how many conditions of each are met."""
    said = work.kept("path", is_whole, lambda: _path(work, is_whole=is_whole))
    return tuple(replace(each, tally=tallies.get(each.step, "")) for each in said)


def _path(work: Work, *, is_whole: bool) -> tuple[PathStep, ...]:
    return tuple(_path_step(work, step, number, is_whole=is_whole) for number, step in enumerate(Step, 1))


def _path_step(work: Work, step: Step, number: int, *, is_whole: bool) -> PathStep:
    cell, cat = work.standing.cell(step), work.visit.cat
    return PathStep(
        step,
        number,
        cat.text(f"ui.path.{step}"),
        work.page(step),
        state_of(work, step),
        word_of(work, step),
        " ".join(_line(work, step)) if is_whole else "",
        _days(work, step, cell) if is_whole else "",
        work.events(step) if cell.events else None,
        tuple(_marks(work, step, cell)),
    )


def state_of(work: Work, step: Step) -> str:
    """Return the name of the symbol and colour of a step's state."""
    cell = work.standing.cell(step)
    if step is Step.ONGOING_SUPPORT and cell.status == "in_progress":
        health = work.row.health if work.row else None
        return {"at_risk": "at_risk", "dormant": "dormant"}.get(health or "", "live")
    return cell.status


def word_of(work: Work, step: Step) -> str:
    """Return a step's state in words, with its day."""
    cat, standing, cell = work.visit.cat, work.standing, work.standing.cell(step)
    if cell.status == "not_started":
        return cat.text("ui.path.not-started", cycle=standing.cycle if standing.cycle > 1 else None)
    if step is Step.ONGOING_SUPPORT:
        health = work.row.health if work.row else None
        state = cat.text(f"value.health.{health}") if health else cat.text("value.status.in_progress")
        return cat.text("ui.path.since", state=state, date=cell.started_on)
    state = cat.text(f"value.status.{cell.status}")
    if cell.status == "in_progress":
        return cat.text("ui.path.since", state=state, date=cell.since)
    return cat.text("ui.path.on", state=state, date=cell.ended_on)


def _days(work: Work, step: Step, cell: Cell) -> str:
    cat, days = work.visit.cat, days_in_step(work.standing, step, work.visit.today)
    if days is None:
        return _earlier(work, step)
    if cell.status != "in_progress":
        return cat.text("ui.path.took", date=cell.started_on, days=cat.text("ui.count.days", count=days))
    due = due_on(work.standing, step, work.definition, work.visit.today) if work.definition else None
    age = cat.text("ui.cell.in-progress", count=days) if days else cat.text("ui.cell.started-today")
    if step is Step.ONGOING_SUPPORT:
        return cat.text("ui.path.never-ends", age=age)
    return cat.text("ui.path.due", age=age, date=due)


def _earlier(work: Work, step: Step) -> str:
    """Return how the step ended in the latest cycle before this one, where it did."""
    cat, now = work.visit.cat, work.standing.cycle
    past = (each for each in work.details.of(Closure) if each.step is step and each.cycle < now)
    last = max(past, key=lambda each: each.cycle, default=None)
    if last is None:
        return ""
    outcome = cat.text(f"value.status.{last.outcome}").lower()
    return cat.text("ui.path.earlier", cycle=last.cycle, outcome=outcome, date=last.latest)


def _marks(work: Work, step: Step, cell: Cell) -> Iterator[tuple[str, str, str]]:
    """Yield kind, symbol and word of what is wrong with the step's time."""
    cat, today = work.visit.cat, work.visit.today
    if cell.blocked_by:
        yield "red", "blocked", cat.text("ui.mark.blocked")
    due = due_on(work.standing, step, work.definition, today) if work.definition else None
    if due and due < today and not work.standing.is_paused:
        yield "amber", "amber", cat.text("ui.mark.overdue")


def _line(work: Work, step: Step) -> Iterator[str]:
    match step:
        case Step.SITUATION_PICTURE:
            yield from _picture(work)
        case Step.STRUCTURE_REVIEW:
            yield from _structure(work)
        case Step.ACTION_PLAN:
            yield from _plan(work)
        case Step.STAFF_TRAINING:
            yield from _training(work)
        case Step.ONGOING_SUPPORT:
            yield from _support(work)


def _picture(work: Work) -> Iterator[str]:
    standing, cat = work.standing, work.visit.cat
    if standing.picture_version:
        yield cat.text("ui.path.picture", version=standing.picture_version, date=standing.picture_due_on)
    if standing.picture_at_work:
        yield cat.text("ui.path.picture.at-work", version=(standing.picture_version or 0) + 1)


def _structure(work: Work) -> Iterator[str]:
    cat = work.visit.cat
    host = next((each.structure_id for each in work.details.of(Placement)), None)
    if host:
        yield cat.text("ui.path.host", structure=work.names.get(str(host), ""))
    if signals := [each.signal_kind for each in work.details.of(Responsibility)]:
        yield cat.text("ui.path.responsibility", signals=work.flowing(Responsibility).show("signal_kind", signals))


def _plan(work: Work) -> Iterator[str]:
    standing, cat = work.standing, work.visit.cat
    settled = [each for each in work.details.of(Plan) if each.status in {"adopted", "declined", "integrated"}]
    if settled:
        plan, words = settled[-1], work.flowing(Plan)
        yield cat.text(
            f"ui.path.plan.{plan.status}",
            body=words.show("body", plan.body),
            paragraph=words.show("paragraph", plan.paragraph),
            host=words.show("host_plan", plan.host_plan),
            version=plan.based_on_picture_version,
            date=plan.revisit_on,
        )
    if standing.plan_at_work:
        yield cat.text("ui.path.plan.at-work", date=standing.plan_opened_on)


def _training(work: Work) -> Iterator[str]:
    cat = work.visit.cat
    if work.standing.last_training_on:
        yield cat.text("ui.path.trained", date=work.standing.last_training_on)
    coming = sorted(each.planned_on for each in work.details.of(Session) if each.status == "planned")
    if coming and coming[0] >= work.visit.today:
        yield cat.text("ui.path.session", date=coming[0])


def _support(work: Work) -> Iterator[str]:
    cat, standing = work.visit.cat, work.standing
    acute = [each for each in (work.row.attention if work.row else ()) if each.reason.startswith("guidance")]
    if acute:
        yield cat.text("ui.path.guidance", count=len(acute))
    yield cat.text("ui.path.contact", contact=standing.last_contact_on, visit=standing.last_visit_on)
