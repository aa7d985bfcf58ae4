"""What needs attention in words, with the events that it follows from and the forms that clear it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from adapters.http.pages.links import form_address
from adapters.http.pages.visit import Visit
from adapters.http.reading.needed import name_of
from adapters.http.reading.trail import events, events_in
from adapters.i18n.wording import attention_clears, attention_text, command_title, topic_title
from domain.aggregates import RULES
from domain.messages import Command
from domain.scope import Scope
from projections.audit_trail import TrailRow
from workflows.actions.action import Action
from workflows.attention.reason import Attention

Link = tuple[str, str]
# Codes of scopes, commands, and the step for those that are about one.
Possible = frozenset[tuple[str, type[Command], str | None]]


@dataclass(frozen=True)
class Waiting:
    """A reason for attention as the visitor reads it.

    ``behind``: titles and addresses of the events that it follows from; ``forms``: of the forms that clear it; ``why``:
    where it is told in full.
    """

    attention: Attention
    text: str
    clears: str
    severity: str
    behind: tuple[Link, ...]
    forms: tuple[Link, ...]
    place: str = ""
    why: str = ""


def waiting(
    visit: Visit, found: Iterable[tuple[str, Attention]], told: Sequence[Action] | None = None
) -> list[Waiting]:
    """Return reasons for attention, each with the name of its place, as the visitor reads them.

    ``told``: what the visitor may do where they all are, where that is known already.
    """
    reasons = list(found)
    known = _events(visit, [each for _, each in reasons])
    asked = _asked(visit, [each for _, each in reasons])
    possible = _possible(visit, asked) if told is None else _possible_of(asked, told)
    return [
        Waiting(
            each,
            attention_text(each.case, each.params, visit.cat, visit.codes),
            attention_clears(each.case, visit.cat),
            visit.cat.text(f"value.severity.{each.severity}"),
            tuple(_behind(visit, each, known)),
            tuple(_forms(visit, each, possible)),
            place,
            f"/municipalities/{each.scb_code}/why#{name_of(each)}",
        )
        for place, each in reasons
    ]


def _events(visit: Visit, reasons: Sequence[Attention]) -> Mapping[str, TrailRow]:
    """Return the events that reasons follow from, those of one municipality as they were last read."""
    ids = sorted({event for each in reasons for event in each.events})
    if not ids:
        return {}
    scopes = {each.scb_code for each in reasons}
    found = events_in(visit.reading, scopes.pop(), ids) if len(scopes) == 1 else events(visit.reading, ids)
    return {row.event_id: row for row in found}


def _behind(visit: Visit, each: Attention, known: Mapping[str, TrailRow]) -> Iterator[Link]:
    for event_id in each.events:
        if row := known.get(event_id):
            yield f"{topic_title(row.topic, visit.cat)} {visit.cat.date(row.standing_day)}", f"/events/{event_id}"


def _asked(visit: Visit, reasons: Sequence[Attention]) -> dict[Scope, set[type[Command]]]:
    """Return the commands that clear these and that the visitor is led to, by where."""
    asked: dict[Scope, set[type[Command]]] = {}
    for each in reasons:
        given = (remedy.command for remedy in each.remedies if visit.may_give(each.scb_code, remedy.command))
        asked.setdefault(Scope.of(each.scb_code), set()).update(given)
    return asked


def _possible(visit: Visit, asked: Mapping[Scope, set[type[Command]]]) -> Possible:
    """Return which of the commands the visitor could give now, where, and for which step."""
    told = visit.core.actions.told_in(asked, visit.actor)
    return frozenset(chain.from_iterable(_possible_of({scope: asked[scope]}, told[scope].actions) for scope in told))


def _possible_of(asked: Mapping[Scope, set[type[Command]]], told: Iterable[Action]) -> Possible:
    """Return the same of one scope, of what is told there."""
    return frozenset(
        (scope.code, each.command, each.fixed.get("step"))
        for scope, commands in asked.items()
        for each in told
        if each.verdict != "refused" and each.command in commands
    )


def _forms(visit: Visit, each: Attention, possible: Possible) -> Iterator[Link]:
    """Yield the forms that clear it, with that which waits chosen in them, where the visitor may do that now."""
    for remedy in each.remedies:
        step = each.step.value if each.step and RULES[remedy.command].subject else None
        if (each.scb_code, remedy.command, step) in possible:
            address = form_address(each.scb_code, remedy.command, step=each.step, **remedy.chosen(each.item))
            yield command_title(remedy.command.name, visit.cat), address
