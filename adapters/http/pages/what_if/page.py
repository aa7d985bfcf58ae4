"""The county's history under other rules (X4): which cells, marks and refusals would have differed, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http.pages.county.boxes import colours
from adapters.http.pages.dependencies import Format, Reader
from adapters.http.pages.links import with_query
from adapters.http.pages.visit import Visit
from adapters.http.pages.what_if.asked import Asked, asked
from adapters.http.pages.what_if.told import Teller, first_day, numbers
from adapters.http.problems import Problem
from adapters.http.reading.counterfactual import MOST_EVENTS, Outcome, Question, Sources, TooLong, outcome
from adapters.http.reading.county import overview
from adapters.http.scopes import county_of
from adapters.http.sheets.counterfactual import counterfactual_sheet
from adapters.i18n.wording import definition_title

# So long a page waits for its outcome; what takes longer is shown when it is there.
_PATIENCE = 1.5
State = Literal["unasked", "wrong", "too-large", "by-day", "busy", "running", "failed", "done"]
# What one often wonders, each the address's parameters.
_EXAMPLES: tuple[tuple[str, dict[str, int]], ...] = (
    ("picture", {"picture_review_months": 12}),
    ("contact", {"contact_silence_amber_days": 60, "contact_silence_red_days": 120}),
    ("steps", {f"target.{step}": 60 for step in ("SITUATION_PICTURE", "ACTION_PLAN", "STAFF_TRAINING")}),
)

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class _Found:
    """How far the answer is: its outcome, or how many municipalities are done."""

    state: State
    outcome: Outcome | None = None
    done: int = 0


@router.get("/counties/{code}/what-if")
def what_if(code: str, visit: Reader, fmt: Format = None) -> Response:
    """Return what would have differed under the rules that are asked for; nothing is written."""
    name = county_of(visit.core, code).name
    if visit.visibility.scopes is not None:
        raise Problem(403, "forbidden")
    wanted = asked(visit.request.query_params, visit)
    seen = {
        each.standing.scb_code: each.standing.name for each in overview(visit.reading, code, visit.today).everywhere
    }
    found = _found(visit, wanted, tuple(seen)) if not _is_by_day(visit) else _Found("by-day")
    teller = Teller(visit.cat, seen, code)
    if fmt:
        if found.outcome is None:
            raise Problem(503, "not-shown-yet", headers={"Retry-After": "2"})
        return counterfactual_sheet(fmt, list(teller.lines(found.outcome)), visit.moment, visit.cat)
    path = f"/counties/{code}/what-if"
    page = visit.show_view(
        "what_if/what_if.html",
        live=None,  # an outcome is one of its position: what comes after it is another question
        name=name,
        code=code,
        asked=wanted,
        found=found,
        most=MOST_EVENTS,
        total=len(seen),
        definitions=[(each, definition_title(each, visit.cat)) for each in visit.core.reference.definitions],
        question_sets=sorted(visit.core.reference.question_sets),
        examples=[(key, with_query(path, **figures)) for key, figures in _EXAMPLES],
        sheet=with_query(path, **wanted.query),
        first=first_day(found.outcome) if found.outcome else None,
        numbers=numbers(found.outcome) if found.outcome else {},
        cells=teller.cells(found.outcome) if found.outcome else [],
        groups=teller.groups(found.outcome) if found.outcome else [],
        aside=[seen.get(each, each) for each in found.outcome.set_aside] if found.outcome else [],
    )
    page.status_code = 422 if wanted.errors else 200
    return page


def _is_by_day(visit: Visit) -> bool:
    return visit.moment.happened_by is not None


def _found(visit: Visit, wanted: Asked, codes: tuple[str, ...]) -> _Found:
    if wanted.errors:
        return _Found("wrong")
    if wanted.alternative.is_empty:
        return _Found("unasked")
    if visit.moment.position > MOST_EVENTS:
        return _Found("too-large")
    core = visit.core
    question = Question(wanted.alternative, codes, visit.moment.position, visit.today)
    sources = Sources(core.scope_log, core.reference, colours)
    run = core.runs.ask(question, lambda told: outcome(question, sources, told), _PATIENCE)
    if run is None:
        return _Found("busy")
    if run.outcome:
        return _Found("done", run.outcome)
    if run.error:
        return _Found("too-large" if isinstance(run.error, TooLong) else "failed")
    return _Found("running", done=run.done)
