"""What needs attention in words, with the form that clears it."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.http.pages.links import form_address
from adapters.http.pages.visit import Visit
from adapters.i18n.wording import attention_clears, attention_text, command_title
from workflows.attention.reason import OTHERWISE, REMEDIES, Attention, Remedy


@dataclass(frozen=True)
class Waiting:
    """A reason for attention as the visitor reads it; ``form``: title and address of the form that clears it."""

    attention: Attention
    text: str
    clears: str
    severity: str
    form: tuple[str, str] | None
    place: str = ""


def waiting(visit: Visit, each: Attention, place: str = "") -> Waiting:
    """Return a reason for attention as the visitor reads it."""
    return Waiting(
        each,
        attention_text(each.reason, each.params, visit.cat, visit.codes),
        attention_clears(each.reason, visit.cat),
        visit.cat.text(f"value.severity.{each.severity}"),
        _form(visit, each),
        place,
    )


def _form(visit: Visit, each: Attention) -> tuple[str, str] | None:
    """Return the form that clears it, with that which waits chosen in it, where the visitor may do that now."""
    remedy = REMEDIES.get(each.reason)
    if remedy is None:
        return None
    ways = (remedy, *map(Remedy, OTHERWISE.get(each.reason, ())))
    way = next((way for way in ways if visit.offered(each.scb_code, way.command, each.step)), None)
    if way is None:
        return None
    chosen = {way.points_by: each.item} if way.points_by and each.item else {}
    address = form_address(each.scb_code, way.command, step=each.step, **chosen)
    return command_title(way.command.name, visit.cat), address
