"""Server-sent events: that what a page shows has changed, and that its session has ended."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from time import monotonic
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Header, Query, Request
from starlette.responses import Response, StreamingResponse

from adapters.http.authentication import Core, session_of
from adapters.http.live.changes import Changes
from adapters.http.middleware.admission import DEADLINE_SECONDS
from adapters.http.problems import Problem
from adapters.http.reading.changed import Scopes
from adapters.http.scopes import county_of, readable_place
from adapters.http.services import Services
from adapters.runtime.deadline import within
from domain.people import Actor
from domain.scope_codes import COUNTY_CODE
from workflows.ports import StoreError
from workflows.visibility import visibility

LIVE = "/live"
# So often something is sent, which proxies and browsers take for a sign of life; so often the session is looked at.
SILENCE_SECONDS = 15.0
# The browser connects again by itself.
LASTS_SECONDS = 1800.0
_AGAIN_MILLISECONDS = 5000
_TYPE = "text/event-stream"
_HEADERS = {"X-Accel-Buffering": "no", "Cache-Control": "no-store"}

Position = Annotated[int, Query(ge=0, le=2**62)]
Code = Annotated[str, Query(max_length=4)]

router = APIRouter(include_in_schema=False)


@router.get(LIVE)
async def live(
    request: Request,
    core: Core,
    scope: Code,
    after: Position,
    last_event_id: Annotated[str, Header(max_length=30)] = "",
) -> Response:
    """Tell of each change of a municipality, or of all that the visitor may see of the county.

    Whoever does not ask for a stream is told once.
    """
    actor = await _signed_in(request)
    if actor is None:
        raise Problem(401, "unauthenticated")
    scopes, lasts = _watched(core, actor, scope), _TYPE in request.headers.get("Accept", "")
    changes: Changes = request.app.state.changes
    if not changes.has_room(actor.ref):
        raise Problem(503, "unavailable", headers={"Retry-After": "60"})
    known = int(last_event_id) if last_event_id.isascii() and last_event_id.isdecimal() else after
    positions = changes.watch(actor.ref, scopes, min(known, 2**62), SILENCE_SECONDS if lasts else 0)
    events = _events(request, positions, LASTS_SECONDS if lasts else 0)
    return StreamingResponse(events, headers=_HEADERS, media_type=_TYPE)


def _watched(core: Services, actor: Actor, code: str) -> Scopes:
    """Return the scopes that somebody watches at an address of this one. Raises Problem 403, 404."""
    sight = visibility(actor)
    if not sight.reads_work:
        raise Problem(403, "forbidden")
    if re.fullmatch(COUNTY_CODE, code):
        county_of(core, code)
        return sight.within(None)
    return frozenset({readable_place(core, actor, code).scb_code})


async def _events(request: Request, positions: AsyncGenerator[int | None], seconds: float) -> AsyncIterator[str]:
    """Yield what is sent, once at least and for so many seconds at most, and no longer than the session lasts."""
    begun = monotonic()
    until, looking = begun + seconds, begun + SILENCE_SECONDS
    yield f"retry: {_AGAIN_MILLISECONDS}\n\n"
    async with aclosing(positions) as found:
        async for position in found:
            # By the clock, and not in silence alone: where others work all the time, there is none.
            if position is None or monotonic() >= looking:
                if await _has_ended(request):
                    yield "event: ended\ndata:\n\n"
                    return
                looking = monotonic() + SILENCE_SECONDS
            yield ": \n\n" if position is None else f"id: {position}\nevent: changed\ndata: {position}\n\n"
            if monotonic() >= until:
                return


async def _has_ended(request: Request) -> bool:
    try:
        return await _signed_in(request) is None
    except (StoreError, Problem):
        return False  # that cannot be told now


async def _signed_in(request: Request) -> Actor | None:
    """Return who watches; that lets no session last on."""
    with within(DEADLINE_SECONDS):
        session = await to_thread.run_sync(lambda: session_of(request, is_use=False))
    return session.actor if session else None
