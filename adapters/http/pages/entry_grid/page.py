"""Many visits, contacts and needs entered at once: typed or pasted, checked as an import is, saved row by row."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from adapters.http.authentication import Core
from adapters.http.pages.command_form.fields import FieldBuilder, FormField
from adapters.http.pages.dependencies import Visiting, present
from adapters.http.pages.entry_grid.grid import Grid, grid_of
from adapters.http.pages.entry_grid.kinds import COLUMNS, kinds_of
from adapters.http.pages.entry_grid.rows import MOST
from adapters.http.pages.entry_grid.shown import choices, shown_rows
from adapters.http.pages.submission import Submitted
from adapters.http.pages.visit import Visit
from adapters.http.problems import Problem
from adapters.i18n.wording import field_label, problem_detail, problem_title
from adapters.importing.columns import column_header
from domain.people import Actor
from projections.municipality.detail import Details

_ADDRESS = "/work/entries"
_UNPROCESSABLE = 422

router = APIRouter(include_in_schema=False)


@router.get(_ADDRESS)
def entries(visit: Visiting) -> Response:
    """Return an empty grid."""
    _check_authority(visit.actor)
    grid = Grid(visit, str(visit.core.clock.new_id()))
    grid.fill_up()
    return _shown(grid)


@router.post(_ADDRESS)
def enter(request: Request, core: Core, submitted: Submitted) -> Response:
    """Do with the rows what the button says, and return the grid with all that was typed and is not saved."""
    _check_authority(submitted.session.actor)
    visit = present(request, submitted.session, core)
    grid = grid_of(visit, submitted.form)
    if submitted.is_earlier:
        grid.fill_up()
        return _shown(grid, "signed-in-again")
    if "language" in submitted.form:  # chosen with all that is typed
        grid.fill_up()
        return _shown(grid)
    wish, _, row = next(iter(submitted.form.get("do", ())), "").partition(".")
    match wish:
        case "save":
            grid.save(row)
        case "paste":
            grid.paste()
        case "more":
            grid.add_more()
        case _:  # Enter in a cell
            grid.check()
    return _shown(grid)


def _check_authority(actor: Actor) -> None:
    """Raise Problem 403 for someone who may enter nothing."""
    if not kinds_of(actor):
        raise Problem(403, "forbidden")


def _shown(grid: Grid, problem: str = "") -> Response:
    visit, cat, offered = grid.visit, grid.visit.cat, choices(grid.visit)
    rows = shown_rows(visit, grid.rows, grid.verdicts, offered)
    found = [each.verdict.status for each in rows]
    return visit.show(
        "entry_grid/entry_grid.html",
        _UNPROCESSABLE if grid.paste_fault or "wrong" in found else 200,
        typed_form="entries",
        rows=rows,
        headers=[column_header(each, visit.lang) for each in COLUMNS],
        words=offered.words,
        ready=found.count("ready"),
        wrong=found.count("wrong"),
        is_full=len(rows) >= MOST,
        most=MOST,
        typed=any(each != "blank" for each in found),
        saved=grid.saved,
        fresh=grid.fresh,
        pasted=grid.pasted,
        paste_fault=grid.paste_fault,
        left_out=[_column(visit, each) for each in grid.left_out],
        reason=_reason(grid),
        problem=(problem_title(problem, cat), problem_detail(problem, cat)) if problem else None,
        key=grid.key,
        last=grid.ids.last,
    )


def _column(visit: Visit, name: str) -> str:
    """Return what a pasted column is called: by its header, else by its letter."""
    is_named = visit.cat.has(f"import.column.{name}")
    return column_header(name, visit.lang) if is_named else visit.cat.text("ui.entries.left-out.column", letter=name)


def _reason(grid: Grid) -> FormField:
    """Return the choice of why rows of old days come late."""
    visit, typed = grid.visit, {"reason": (grid.reason,) if grid.reason else ()}
    faults = [fault.text for each in grid.verdicts.values() for fault in each.faults if fault.column == "reason"]
    builder = FieldBuilder(visit, visit.words(), Details(), {}, typed, {"reason": list(dict.fromkeys(faults))})
    label, told = field_label("reason", visit.cat), visit.cat.text("ui.entries.reason.help")
    return builder.coded("reason", "entry-reasons", label, told, required=False)
