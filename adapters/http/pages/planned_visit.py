"""A visit that is made on the day that one was planned for: it is that one, however often it is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from uuid import UUID

from adapters.http.command_request import carry_out_once
from adapters.http.pages.visit import Visit
from adapters.http.reading.trail import events
from adapters.http.services import Services
from domain.standing import OpenItem
from domain.support.commands import HoldVisit
from workflows.handling.act import Act
from workflows.handling.answer import Done, KeyReused


def planned_visits(items: Iterable[OpenItem], day: date) -> dict[str, UUID]:
    """Return the visits that were planned for a day, by the municipality."""
    return {each.scb_code: UUID(each.ref) for each in items if each.kind == "visit" and each.due_on == day}


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
