"""Where work stands still: steps under way, and how long those took that were closed (G7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http.pages.dependencies import Reader
from adapters.http.pages.standstill.strip import HEIGHT, axis_of, strips
from adapters.http.pages.visit import Visit
from adapters.http.reading.development import standings
from adapters.http.reading.standstill import FEWEST, Finished, StepTimes, UnderWay, standstill
from adapters.http.scopes import county_of
from adapters.i18n.words import Words
from domain.standing import Standing
from domain.values import Step
from workflows.reference.places import swedish_key

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Going:
    """A step under way, as a row of the table; ``href``: the step's events, ``journey``: all of the municipality."""

    step: Step
    name: str
    href: str
    journey: str
    found: UnderWay
    why: str


@dataclass(frozen=True)
class Ended:
    """A closed step, as a row of the table; ``href``: the step's events, ``journey``: all of the municipality."""

    step: Step
    name: str
    href: str
    journey: str
    found: Finished


@router.get("/counties/{code}/standstill")
def where_work_stands_still(code: str, visit: Reader) -> Response:
    """Return how long steps take, and which are under way and why they stand still."""
    name = county_of(visit.core, code).name
    found = standstill(visit.reading, code, visit.today)
    axis = axis_of(found)
    return visit.show_view(
        "standstill/standstill.html",
        name=name,
        code=code,
        steps=found,
        says=list(_says(visit, [each for step in found for each in step.under_way])),
        axis=axis,
        strips=strips(found, axis),
        height=34 + HEIGHT * len(found),
        going=[_going(visit, step.step, each) for step in found for each in step.under_way],
        ended=list(_ended(found, {each.scb_code: each.name for each in standings(visit.reading, code)})),
        fewest=FEWEST,
    )


def _ended(found: Sequence[StepTimes], names: Mapping[str, str]) -> Iterator[Ended]:
    """Yield the closed steps, by step and alphabetically."""
    for step in found:
        rows = [
            Ended(step.step, names[each.scb_code], *_events(each.scb_code, step.step), each) for each in step.finished
        ]
        yield from sorted(rows, key=lambda row: (swedish_key(row.name), row.found.cycle))


def _says(visit: Visit, going: Sequence[UnderWay]) -> Iterator[str]:
    """Yield what stands still in sentences; nothing of what does not occur."""
    counts = {
        "under-way": len(going),
        "overdue": sum("overdue" in each.states for each in going),
        "blocked": sum("blocked" in each.states for each in going),
        "paused": sum("paused" in each.states for each in going),
        "idle": sum(any(reason.reason == "step-idle" for reason in each.reasons) for each in going),
    }
    for what, count in counts.items():
        if count:
            yield visit.cat.text(f"ui.standstill.{what}", count=count)
    if not going:
        yield visit.cat.text("ui.standstill.nothing")


def _going(visit: Visit, step: Step, found: UnderWay) -> Going:
    standing = found.row.standing
    return Going(step, standing.name, *_events(standing.scb_code, step), found, _why(visit, standing, found))


def _events(scb_code: str, step: Step) -> tuple[str, str]:
    """Return where the events of a step are in a municipality, and all of its events."""
    journey = f"/municipalities/{scb_code}/timeline"
    return f"{journey}?step={step}", journey


def _why(visit: Visit, standing: Standing, found: UnderWay) -> str:
    """Return why a step stands still, or that it goes on, until when."""
    if standing.is_paused:
        return visit.cat.text("ui.standstill.why.paused", since=standing.paused_on, until=standing.paused_until)
    words = Words(visit.cat, visit.codes, {"cause": ("block-causes",)}, flowing=True)
    reasons = [
        visit.cat.text(
            f"ui.standstill.why.{each.reason}",
            since=each.since,
            last_day=each.last_day,
            days=each.params.get("days"),
            cause=words.show("cause", each.params.get("cause", "")),
        )
        for each in found.reasons
    ]
    return " ".join(reasons) or visit.cat.text("ui.standstill.why.running", due=found.due)
