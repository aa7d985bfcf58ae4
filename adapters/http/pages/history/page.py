"""The history of a municipality, and of the county: where in time one is, what an event changed, the way to others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import RedirectResponse, Response

from adapters.http.pages.asked_moment import AskedMoment, asked_moment
from adapters.http.pages.county.columns import heads
from adapters.http.pages.county.rows import lines_of, rows_of
from adapters.http.pages.county.step_pages import events_page
from adapters.http.pages.dependencies import Reader
from adapters.http.pages.entries import ShownEntry, process_of, shown_entry
from adapters.http.pages.history.bar import Bar, bar_of
from adapters.http.pages.history.changed import (
    changed_steps,
    changes_by,
    changes_since,
    differences,
    marked,
    since_then,
    today_of,
    told,
    told_since,
    told_since_in,
)
from adapters.http.pages.history.county_steps import county_steps
from adapters.http.pages.item_names import few_names
from adapters.http.pages.links import with_query
from adapters.http.pages.municipality.frame import TOLD_IN_FRAME, frame_of
from adapters.http.pages.municipality.work import work_of
from adapters.http.pages.past import typed_of
from adapters.http.pages.steps import steps_from, ways
from adapters.http.pages.verification.view import may_verify, summary
from adapters.http.pages.visit import Visit
from adapters.http.reading.activity import Activity, activity
from adapters.http.reading.county import overview
from adapters.http.reading.trail import TrailFilter, trail
from adapters.http.scopes import county_of
from domain.journey.events import StepCompleted
from domain.values import Step
from projections.audit_trail import TrailRow
from workflows.comparison.change import Change

Whose = Literal[
    "", "county", "SITUATION_PICTURE", "STRUCTURE_REVIEW", "ACTION_PLAN", "STAFF_TRAINING", "ONGOING_SUPPORT"
]
Speed = Literal["slow", "normal", "fast", "fastest"]
_SECONDS: dict[Speed, float] = {"slow": 8, "normal": 5, "fast": 3, "fastest": 0.7}
# Nobody reads faster than so many words a second; at the fastest one watches how it grows.
_WORDS_PER_SECOND = 3.5
_MOST_MILESTONES = 100
# No county has more; what is larger is told by its numbers alone, so that a step takes no longer.
MOST_LINES = 60

Slide = Annotated[int | None, Query(ge=0, le=200_000)]

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class _Asked:
    """Whose history it is, whose events are stepped through, and how fast."""

    visit: Visit
    path: str
    place: str
    of: Whose
    speed: Speed

    @property
    def kept(self) -> dict[str, object]:
        return {"of": self.of, "speed": None if self.speed == "normal" else self.speed}

    @property
    def wanted(self) -> TrailFilter:
        step = None if self.of in {"", "county"} else Step(self.of)
        return TrailFilter(municipality=None if self.of == "county" else self.place or None, step=step, refusals=False)


@router.get("/municipalities/{scb_code}/history")
def of_municipality(
    scb_code: str, visit: Reader, of: Whose = "", speed: Speed = "normal", slide: Slide = None
) -> Response:
    """Return a municipality's history at the moment that is shown."""
    visit.place(scb_code)
    asked = _Asked(visit, f"/municipalities/{scb_code}/history", scb_code, of, speed)
    typed = _typed(visit)
    if to := _to(asked, typed, slide):
        return RedirectResponse(to, 303)
    work = work_of(visit, scb_code, TOLD_IN_FRAME)
    frame = frame_of(work)
    shown = _shown(asked, typed)
    today = today_of(work) if visit.moment.is_past else None
    own = [each for each in shown.changes if each.scb_code == scb_code]
    page = visit.show_view(
        "history/municipality.html",
        **shown.context,
        frame=replace(frame, path=marked(visit, frame.path, own)),
        differences=differences(work, today) if today else (),
        since=told_since(visit, changes_since(work, today), scb_code, frame.name) if today else (),
    )
    page.status_code = 422 if typed.errors else 200
    return page


@router.get("/counties/{code}/history")
def of_county(code: str, visit: Reader, of: Whose = "", speed: Speed = "normal", slide: Slide = None) -> Response:
    """Return the county's history at the moment that is shown."""
    name = county_of(visit.core, code).name
    asked = _Asked(visit, f"/counties/{code}/history", "", of, speed)
    typed = _typed(visit)
    if to := _to(asked, typed, slide):
        return RedirectResponse(to, 303)
    members, steps = county_steps(visit.reading, code)
    shown = _shown(asked, typed)
    page = visit.show_view(
        "history/county.html",
        **shown.context,
        **(_matrix(visit, code, shown.changes) if members[1] <= MOST_LINES else {"rows": (), "all_since": ""}),
        name=name,
        members=members,
        steps=steps,
        # How far the history is verified is told of now alone.
        verified=summary(visit) if may_verify(visit) and not visit.moment.is_past else None,
    )
    page.status_code = 422 if typed.errors else 200
    return page


def _matrix(visit: Visit, code: str, changes: list[Change]) -> dict[str, object]:
    """Return the matrix of the day, with what the event has changed marked, and what is other since then."""
    seen, is_past = overview(visit.reading, code, visit.today), visit.moment.is_past
    return {
        "heads": heads(seen.rows, visit.cat, lambda name, step: events_page(visit, code, name, step)),
        "rows": rows_of(visit, lines_of(visit, seen.rows), changed_steps(changes)),
        "since": told_since_in(visit, code) if is_past else None,
        "all_since": with_query(f"/counties/{code}/compare", **since_then(visit.moment)) if is_past else "",
    }


def _typed(visit: Visit) -> AskedMoment:
    """Return what the form asks for; without one, the moment that is shown."""
    query = visit.request.query_params
    return asked_moment(visit, query) if "axis" in query else AskedMoment(typed_of(visit.moment), {}, {})


def _to(asked: _Asked, typed: AskedMoment, slide: int | None) -> str | None:
    """Return where a form leads: to the moment that it asks for."""
    if slide is not None:
        return with_query(asked.path, **asked.kept, **_slid(asked, slide))
    if "axis" in asked.visit.request.query_params and not typed.errors:
        return with_query(asked.path, **asked.kept, **typed.parameters)
    return None


def _slid(asked: _Asked, days: int) -> dict[str, object]:
    """Return the day that the slider points to; the last one is now."""
    visit = asked.visit
    bar = _bar(asked, activity(visit.reading, asked.place or None, visit.moment.position))
    if bar is None or days >= bar.days:
        return {}
    day = bar.first + timedelta(days=days)
    return {"happened_by" if visit.moment.happened_by else "as_of": day}


@dataclass(frozen=True)
class _Shown:
    """What the pages of both share, and what the event that was reached changed."""

    context: dict[str, object]
    changes: list[Change]


def _shown(asked: _Asked, typed: AskedMoment) -> _Shown:
    visit = asked.visit
    found = steps_from(visit.moment, asked.wanted)
    event = _event(asked.visit, found.reached)
    changes = changes_by(visit, found.reached) if found.reached else []
    counted = activity(visit.reading, asked.place or None, visit.moment.position)
    steps = list(ways(visit.moment, found, asked.path, **asked.kept))
    onward = next((each.href for each in steps if each.name == "next"), None)
    context: dict[str, object] = {
        "place": asked.place,
        "kept_here": [(name, value) for name, value in asked.kept.items() if value],
        "of": asked.of,
        "speed": asked.speed,
        "speeds": tuple(_SECONDS),
        "bar": _bar(asked, counted),
        "known": None if visit.moment.happened_by else (sum(counted.then.values()), sum(counted.now.values())),
        "ways": steps,
        "play": onward or next((each.href for each in steps if each.name == "first"), None),
        "pause": _pause(asked.speed, event),
        "whose": _whose(asked),
        "event": event,
        "process": process_of(visit, event.row.process_version) if event else None,
        "changed": told(visit, changes, found.reached.recorded_on, event.location.name)
        if found.reached and event
        else [],
        "typed": typed.typed,
        "errors": {name: typed.errors.get(name, "") for name in typed.typed},
        "county_name": county_of(visit.core, visit.core.county).name,
    }
    return _Shown(context, changes)


def _bar(asked: _Asked, counted: Activity) -> Bar | None:
    visit = asked.visit
    finished = list(_finished(visit, asked.place)) if asked.place else []
    today = visit.core.clock.today()
    return bar_of(counted, visit.moment.day, today, finished, is_happened=visit.moment.happened_by is not None)


def _finished(visit: Visit, place: str) -> Iterable[tuple[int, date]]:
    """Yield the number and the day of each step that a municipality has finished, in all cycles."""
    wanted = TrailFilter(municipality=place, topic=StepCompleted.topic, refusals=False, limit=_MOST_MILESTONES)
    for row in trail(visit.reading.now(), wanted):
        if not row.voided:
            yield (*Step,).index(Step(str(row.standing_fields["step"]))) + 1, row.standing_day


def _event(visit: Visit, row: TrailRow | None) -> ShownEntry | None:
    """Return the event in words."""
    if row is None:
        return None
    return shown_entry(visit, row, few_names(visit, row.scb_code))


def _pause(speed: Speed, event: ShownEntry | None) -> int:
    """Return for how many milliseconds an event is shown: as long as asked for, and as it takes to read it."""
    words = len(event.text.split()) if event and speed != "fastest" else 0
    return round(max(_SECONDS[speed], words / _WORDS_PER_SECOND) * 1000)


def _whose(asked: _Asked) -> list[tuple[str, str]]:
    """Return whose events one can step through."""
    words = asked.visit.cat
    steps = [(str(step), words.text("ui.history.of.step", step=words.text(f"ui.path.{step}"))) for step in Step]
    if not asked.place:
        return [("", words.text("ui.history.of.county")), *steps]
    return [("", words.text("ui.history.of.municipality")), *steps, ("county", words.text("ui.history.of.county"))]
