"""An act's verdict as a visitor reads it: rules in words, the events that they need, what would change it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from adapters.http.pages.entries import process_of, shown_entry
from adapters.http.pages.item_names import subject_of
from adapters.http.pages.links import action_address
from adapters.http.pages.visit import Visit
from adapters.http.pages.why_not.asked import Question
from adapters.http.reading.reading import Reading
from adapters.http.reading.trail import events
from adapters.i18n.refusals import refusal_text, remedy_text, rule_title
from adapters.i18n.wording import command_title
from domain.aggregates import aggregate_of
from domain.errors import Refusal
from domain.messages import Recorded
from projections.audit_trail import TrailRow
from workflows.actions.action import Action
from workflows.explaining import MOST_TRIED, Because, Explanation, Later, explained, first_allowed

# What each verdict looks like: symbol of the sprite.
SYMBOLS = {"allowed": "achieved", "overridable": "amber", "refused": "blocked"}
# Of the events behind one verdict the first are told, of the rest how many they are.
MANY = 40


@dataclass(frozen=True)
class Behind:
    """An event behind a verdict: what it says, when it happened, and where it is."""

    text: str
    row: TrailRow
    href: str
    by: str = ""


@dataclass(frozen=True)
class Reason:
    """A rule that refuses, in words.

    ``needs``: the events without which it would not, and how many ``more`` there are. ``since``: what it came with;
    ``is_older``: that is before all events that were tried.
    """

    rule_id: str
    title: str
    text: str
    remedy: str
    is_overridable: bool
    needs: tuple[Behind, ...]
    since: Behind | None
    is_older: bool
    more: int


@dataclass(frozen=True)
class LookedAt:
    """A stream that the rules look at, at its version, and the event that made it that."""

    label: str
    version: int
    last: Behind | None


@dataclass(frozen=True)
class Verdict:
    """How an act stands at one moment."""

    verdict: str
    symbol: str
    word: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """All that a page says of one act; ``now``: how it stands today, where something else is shown.

    ``process``: the version of the process that judges, and where it is explained. ``is_whole``: whether every event
    was tried, ``is_later_whole``: every later one; ``tried``: how many are, where not all are. ``more``: how many
    events more hold it up.
    """

    title: str
    about: str
    verdict: Verdict
    reasons: tuple[Reason, ...]
    held_up: tuple[Behind, ...]
    more: int
    looked_at: tuple[LookedAt, ...]
    process: tuple[str, str]
    is_whole: bool
    now: Verdict | None
    later: Behind | None
    is_later_whole: bool
    form: str
    tried: int = MOST_TRIED


def shown(visit: Visit, asked: Question, names: Mapping[str, str]) -> Shown:
    """Return an act and why it stands as it does. Raises SetAside."""
    one = asked.asked
    found = explained(asked.actions, one)
    is_then, is_refused = visit.moment.is_past or asked.is_past, found.action.verdict == "refused"
    today = visit.core.actions.at_once() if is_then else None
    now = today.judged(today.looking(one.scope), one.actor, one.command, one.fixed) if today else None
    later = first_allowed(today, one, asked.position) if today and is_refused else Later(None, is_whole=True)
    rows = _rows(visit.reading, _named(found))
    since = _rows(visit.core.reading.seen_by(visit.actor), [later.event] if later.event else [])
    held_up = _holding(found)
    is_offered = not is_then and not is_refused and one.actor == visit.actor
    return Shown(
        command_title(one.command.name, visit.cat),
        subject_of(visit, found.action, names),
        verdict_of(visit, found.action, is_then=is_then, is_of_event=asked.row is not None and not asked.row.refusal),
        tuple(_reason(visit, each, rows, names) for each in found.refused),
        tuple(_held_up(visit, held_up[:MANY], rows, names)),
        max(len(held_up) - MANY, 0),
        tuple(_looked_at(visit, stream, last, rows, names) for stream, last in found.looked_at.items()),
        process_of(visit, found.definition),
        found.is_whole,
        verdict_of(visit, now, is_then=False) if now else None,
        _behind(visit, later.event, since, names),
        later.is_whole,
        action_address(one.scope.code, found.action) if is_offered else "",
    )


def behind_of(visit: Visit, found: Iterable[Recorded], names: Mapping[str, str]) -> tuple[Behind, ...]:
    """Return events as a visitor reads them, as far as they may."""
    events_found = list(found)
    rows = _rows(visit.reading, events_found)
    return tuple(each for event in events_found if (each := _behind(visit, event, rows, names)))


def verdict_of(visit: Visit, action: Action, *, is_then: bool, is_of_event: bool = False) -> Verdict:
    """Return how an act stands, in words; ``is_then``: at a moment that is past, ``is_of_event``: when it was done."""
    key = f"ui.verdict.{action.verdict}{'.event' if is_of_event else '.then' if is_then else ''}"
    texts = tuple(refusal_text(each, visit.cat, visit.codes) for each in action.refusals)
    return Verdict(action.verdict, SYMBOLS[action.verdict], visit.cat.text(key), texts)


def _named(found: Explanation) -> Iterable[Recorded]:
    for each in found.refused:
        yield from each.needs[:MANY]
        if each.since:
            yield each.since
    yield from (each for each, _ in _holding(found)[:MANY])
    yield from filter(None, found.looked_at.values())


def _rows(reading: Reading, found: Iterable[Recorded]) -> Mapping[str, TrailRow]:
    """Return the entries of the trail for these events, as far as the visitor may read them, now and then."""
    ids = sorted({str(each.envelope.event_id) for each in found})
    return {row.event_id: row for row in events(reading, ids)} if ids else {}


def _behind(
    visit: Visit, event: Recorded | None, rows: Mapping[str, TrailRow], names: Mapping[str, str], by: str = ""
) -> Behind | None:
    row = rows.get(str(event.envelope.event_id)) if event else None
    return Behind(shown_entry(visit, row, names).text, row, f"/events/{row.event_id}", by) if row else None


def _holding(found: Explanation) -> list[tuple[Recorded, Refusal]]:
    """Return the events without which rules would refuse that do not yet."""
    refused = {each.refusal.rule_id for each in found.refused}
    return [(each, by) for each, by in found.held_up if by.rule_id not in refused]


def _held_up(
    visit: Visit,
    found: Iterable[tuple[Recorded, Refusal]],
    rows: Mapping[str, TrailRow],
    names: Mapping[str, str],
) -> Iterator[Behind]:
    for each, by in found:
        if behind := _behind(visit, each, rows, names, refusal_text(by, visit.cat, visit.codes)):
            yield behind


def _reason(visit: Visit, each: Because, rows: Mapping[str, TrailRow], names: Mapping[str, str]) -> Reason:
    refusal, cat = each.refusal, visit.cat
    found = (_behind(visit, one, rows, names) for one in each.needs[:MANY])
    return Reason(
        refusal.rule_id,
        rule_title(refusal.rule_id, cat),
        refusal_text(refusal, cat, visit.codes),
        remedy_text(refusal, cat, visit.codes),
        refusal.overridable,
        tuple(one for one in found if one),
        _behind(visit, each.since, rows, names),
        each.is_older,
        max(len(each.needs) - MANY, 0),
    )


def _looked_at(
    visit: Visit, stream: str, last: Recorded | None, rows: Mapping[str, TrailRow], names: Mapping[str, str]
) -> LookedAt:
    aggregate = aggregate_of(stream)
    label, instance = visit.cat.text(f"aggregate.{aggregate.name}"), aggregate.key_of(stream)
    called = names.get(next(iter(instance.values()), ""), "")
    version = last.envelope.version if last else 0
    return LookedAt(f"{label}, {called}" if called else label, version, _behind(visit, last, rows, names))
