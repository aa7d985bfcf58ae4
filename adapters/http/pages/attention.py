"""What needs attention in words, with the events that it follows from and the forms that clear it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from adapters.http.pages.links import form_address
from adapters.http.pages.visit import Visit
from adapters.http.reading.trail import events
from adapters.i18n.wording import attention_clears, attention_text, command_title, topic_title
from projections.audit_trail import TrailRow
from workflows.attention.reason import Attention

Link = tuple[str, str]


@dataclass(frozen=True)
class Waiting:
    """A reason for attention as the visitor reads it.

    ``behind``: titles and addresses of the events that it follows from; ``forms``: of the forms that clear it.
    """

    attention: Attention
    text: str
    clears: str
    severity: str
    behind: tuple[Link, ...]
    forms: tuple[Link, ...]
    place: str = ""


def waiting(visit: Visit, found: Iterable[tuple[str, Attention]]) -> list[Waiting]:
    """Return reasons for attention, each with the name of its place, as the visitor reads them."""
    reasons = list(found)
    ids = {event for _, each in reasons for event in each.events}
    known = {row.event_id: row for row in events(visit.reading, sorted(ids))} if ids else {}
    return [
        Waiting(
            each,
            attention_text(each.case, each.params, visit.cat, visit.codes),
            attention_clears(each.case, visit.cat),
            visit.cat.text(f"value.severity.{each.severity}"),
            tuple(_behind(visit, each, known)),
            tuple(_forms(visit, each)),
            place,
        )
        for place, each in reasons
    ]


def _behind(visit: Visit, each: Attention, known: Mapping[str, TrailRow]) -> Iterator[Link]:
    for event_id in each.events:
        if row := known.get(event_id):
            yield f"{topic_title(row.topic, visit.cat)} {visit.cat.date(row.occurred_on)}", f"/events/{event_id}"


def _forms(visit: Visit, each: Attention) -> Iterator[Link]:
    """Yield the forms that clear it, with that which waits chosen in them, where the visitor may do that now."""
    for remedy in each.remedies:
        if visit.offered(each.scb_code, remedy.command, each.step):
            chosen = {remedy.points_by: each.item} if remedy.points_by and each.item else {}
            address = form_address(each.scb_code, remedy.command, step=each.step, **chosen)
            yield command_title(remedy.command.name, visit.cat), address
