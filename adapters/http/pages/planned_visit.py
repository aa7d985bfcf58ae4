"""A visit that is made on the day that one was planned for: it is that one, however often it is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from uuid import UUID

from adapters.http.command_request import ActBody, carry_out_once
from adapters.http.pages.visit import Visit
from adapters.http.reading.county import overview
from adapters.http.reading.trail import events
from adapters.http.services import Services
from domain.standing import OpenItem
from domain.support.commands import HoldVisit
from workflows.handling.act import Act
from workflows.handling.answer import Done, KeyReused


class PlannedVisits:
    """Visits that are planned and were not made yet; each is the first one that is made on its day."""

    def __init__(self, items: Iterable[OpenItem]) -> None:
        """``items``: what waits, in any municipalities."""
        self._left = defaultdict[tuple[str, date | None], list[UUID]](list)
        for each in items:
            if each.kind == "visit":
                self._left[each.scb_code, each.due_on].append(UUID(each.ref))

    def made(self, scb_code: str, body: ActBody, today: date) -> ActBody:
        """Return what a visit's form asks for: that it is one that was planned there for its day, as long as any is."""
        left = self._left[scb_code, body.occurred_on or today]
        return body.model_copy(update={"visit_id": left.pop(0) if left else None})


def planned_everywhere(visit: Visit) -> PlannedVisits:
    """Return what is planned in the county and beyond, as the person may see it."""
    everywhere = overview(visit.reading, visit.core.county, visit.today).everywhere
    return PlannedVisits(item for each in everywhere for item in each.items)


def carried_out(visit: Visit, core: Services, act: Act) -> Done:
    """Carry out an act that a form sent, once however often it is sent. Raises what ``carry_out_once`` raises.

    A visit that was planned is so no longer once it is made: sent again, it is still the one that was made.
    """
    try:
        return carry_out_once(core, act)
    except KeyReused as reused:
        made = _made(visit, reused.done) if reused.done and isinstance(act.command, HoldVisit) else None
        if made is None:
            raise
        return carry_out_once(core, replace(act, command=act.command.model_copy(update={"visit_id": made})))


def _made(visit: Visit, done: Done) -> UUID | None:
    """Return the visit that was recorded."""
    visit.core.reading.wait(done.position)
    rows = events(visit.reading, [each.event_id for each in done.events])
    return next((UUID(str(each.fields["visit_id"])) for each in rows if "visit_id" in each.fields), None)
