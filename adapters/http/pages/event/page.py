"""One event: what it says, who and why, what it rested on, what led to it and what it led to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from adapters.http.pages.dependencies import Reader
from adapters.http.pages.entries import ShownEntry, process_of, shown_entry
from adapters.http.pages.event.tree import Tree, tree_of
from adapters.http.pages.item_names import few_names
from adapters.http.pages.links import with_query
from adapters.http.pages.visit import Visit
from adapters.http.pages.why_not.asked import command_of, of_event
from adapters.http.pages.why_not.view import Shown, shown
from adapters.http.problems import Problem
from adapters.http.reading import trail
from adapters.http.scopes import scope_path
from adapters.http.wording import told_changes
from adapters.i18n.refusals import rule_title
from adapters.i18n.wording import field_label, topic_title
from domain.aggregates import aggregate_of
from domain.canonical import canonical_json
from domain.messages import TOPICS
from domain.scope import Scope
from projections.audit_trail import TrailRow
from workflows.ports import SetAside

# What one act wrote is listed so far; of more it is told how many.
_OF_ACT = 300

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Basis:
    """A stream that the event rested on: its version then, and the event that had made it that; None for one unseen."""

    label: str
    version: int
    made_by: ShownEntry | None


@dataclass(frozen=True)
class Step:
    """An event of the tree, in words: its number and how it is related."""

    number: int
    relation: str
    entry: ShownEntry


@router.get("/events/{event_id}", response_model=None)
def event(
    event_id: UUID, visit: Reader, fmt: Annotated[Literal["json"] | None, Query(alias="format")] = None
) -> Response:
    """Return one event with all that was recorded around it, as a page or, with ``format=json``, as data."""
    row = trail.event(visit.reading, str(event_id))
    if row is None:
        raise Problem(404, "not-found")
    if fmt:
        return Response(canonical_json(row.model_dump(mode="json")), media_type="application/json")
    names, cat = few_names(visit, row.scb_code), visit.cat
    others = trail.of_act(visit.reading, row, _OF_ACT)
    tree = tree_of(visit.reading, row, others)
    return visit.show_view(
        "event/event.html",
        event=shown_entry(visit, row, names),
        title=topic_title(row.topic, cat),
        fields=_fields(visit, row, names),
        changes=told_changes(row, cat, visit.codes, names),
        corrections=_entries(visit, trail.events(visit.reading, row.corrections) if row.corrections else [], names),
        rests_on=_bases(visit, row, names),
        process=process_of(visit, row.process_version),
        overrides=[(rule, rule_title(rule, cat)) for rule in row.overrides],
        tree=tree,
        steps=_steps(visit, tree, names),
        act=_entries(visit, others[:_OF_ACT], names),
        is_cut=len(others) > _OF_ACT,
        of=visit.moment.position,
        refused=_refused(visit, row, names),
        allowed=_why(row),
        data=with_query(f"/events/{event_id}", format="json"),
    )


def _entries(visit: Visit, rows: Sequence[TrailRow], names: Mapping[str, str]) -> list[ShownEntry]:
    return [shown_entry(visit, each, names) for each in rows]


def _fields(visit: Visit, row: TrailRow, names: Mapping[str, str]) -> list[tuple[str, str]]:
    words = visit.words(TOPICS.get(row.topic), names)
    return [
        (field_label(name, visit.cat), shown)
        for name, value in row.fields.items()
        if value not in (None, [], {}) and (shown := words.show(name, value))
    ]


def _bases(visit: Visit, row: TrailRow, names: Mapping[str, str]) -> list[Basis]:
    """Return the streams that the event rested on, as they were: each with the event that made that version."""
    made = trail.at_versions(visit.reading, row)
    return [
        Basis(
            visit.cat.text(f"aggregate.{aggregate_of(stream).name}"),
            version,
            shown_entry(visit, made[stream], names) if stream in made else None,
        )
        for stream, version in row.rests_on.items()
    ]


def _steps(visit: Visit, tree: Tree | None, names: Mapping[str, str]) -> list[Step]:
    found: Iterator[tuple[int, str, TrailRow]] = (
        (point.number, visit.cat.text(f"ui.event.tree.{node.relation}"), node.row)
        for node, point in (zip(tree.nodes, tree.points, strict=True) if tree else ())
    )
    return [Step(number, relation, shown_entry(visit, row, names)) for number, relation, row in found]


def _why(row: TrailRow) -> str:
    """Return where it is told whether the act behind an event was allowed; nothing where none is behind it."""
    if row.refusal or command_of(row) is None:
        return ""
    return f"{scope_path(Scope.of(row.scb_code))}/why-not?event={row.event_id}"


def _refused(visit: Visit, row: TrailRow, names: Mapping[str, str]) -> Shown | None:
    """Return why a command on record was refused, by the rules of that day; None for any other event."""
    if not row.refusal:
        return None
    try:
        asked = of_event(visit, row)
        return shown(visit, asked, names) if asked else None
    except SetAside:
        return None
