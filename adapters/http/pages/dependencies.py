"""What each page depends on: who visits, and which moment they look at."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request

from adapters.http.authentication import SAVED_COOKIE, Core, signed_in
from adapters.http.case_reading import opened_to
from adapters.http.moment import moment_of, now
from adapters.http.moment_parameters import AsOf, HappenedBy
from adapters.http.pages.visit import Visit
from adapters.http.problems import Problem
from adapters.http.services import Services, SignedIn
from adapters.http.sheets.writer import SheetFormat
from workflows.visibility import visibility

Done = Annotated[int | None, Query(ge=0, le=2**62)]
Cursor = Annotated[int | None, Query(ge=1, le=2**62)]
Format = Annotated[SheetFormat | None, Query(alias="format")]


def present(request: Request, session: SignedIn, core: Services, done: int | None = None) -> Visit:
    """Return a visit to the present, which holds what the visitor has just recorded, and says so once."""
    # The wait comes before the moment, so that the page names a position that holds it.
    if done is not None and done <= core.head():
        core.reading.wait(done)
    is_new = done is not None and request.cookies.get(SAVED_COOKIE) == str(done)
    return Visit(
        request,
        core,
        session,
        now(core, session.actor, opened_to(request, core, session.actor)),
        done if is_new else None,
    )


def _present(request: Request, core: Core, done: Done = None) -> Visit:
    # The session is no dependency of its own, here and below: that would cost a turn in another thread.
    return present(request, signed_in(request), core, done)


def _view(
    request: Request,
    core: Core,
    as_of: AsOf = None,
    happened_by: HappenedBy = None,
    done: Done = None,
) -> Visit:
    session = signed_in(request)
    # Who reads nothing of the work has no use for its past.
    if not visibility(session.actor).reads_work or not (as_of or happened_by):
        return present(request, session, core, done)
    opened = opened_to(request, core, session.actor)
    return Visit(request, core, session, moment_of(core, session.actor, as_of, happened_by, opened))


async def _reader(visit: Annotated[Visit, Depends(_view)]) -> Visit:
    if not visit.visibility.reads_work:
        raise Problem(403, "forbidden")
    return visit


Visiting = Annotated[Visit, Depends(_present)]
Viewing = Annotated[Visit, Depends(_view)]
Reader = Annotated[Visit, Depends(_reader)]
