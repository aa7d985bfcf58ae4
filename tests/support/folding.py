"""A fold that knows nothing of the engine: rows in plain dictionaries, every event from the first one."""

from __future__ import annotations

from collections.abc import Sequence
from json import dumps
from typing import Any, cast

from domain.correction import EntryCorrection, effective
from domain.messages import Recorded
from projections.engine.projection import Projection
from projections.engine.rows import R, Row, Rows

Dump = dict[str, list[str]]


class PlainRows:
    """The rows as they are, and no more."""

    def __init__(self) -> None:
        self.rows: dict[tuple[type[Row], tuple[Any, ...]], Row] = {}

    def get(self, kind: type[R], *key: object) -> R | None:
        return cast("R | None", self.rows.get((kind, key)))

    def put(self, row: Row) -> None:
        self.rows[type(row), tuple(getattr(row, name) for name in row.key)] = row

    def delete(self, kind: type[R], *key: object) -> None:
        self.rows.pop((kind, key), None)

    def forget(self, scb_code: str) -> None:
        self.rows = {key: row for key, row in self.rows.items() if row.scb_code != scb_code}


def fold(projection: Projection, events: Sequence[Recorded]) -> Dump:
    """Return the rows that these events, from the log's first on, come to."""
    rows = PlainRows()
    for place, each in enumerate(events):
        if projection.refolds and isinstance(each.event, EntryCorrection):
            rows.forget(each.envelope.scope)
            for fact in _facts(events[: place + 1], each.envelope.scope):
                projection.project(cast("Rows", rows), fact)
        else:
            projection.project(cast("Rows", rows), each)
    return dump(projection, list(rows.rows.values()))


def dump(projection: Projection, rows: Sequence[Row]) -> Dump:
    """Return rows as canonical JSON by table, in a fixed order."""
    return {
        kind.table: sorted(dumps(row.model_dump(mode="json"), sort_keys=True) for row in rows if type(row) is kind)
        for kind in projection.kinds
    }


def _facts(events: Sequence[Recorded], scope: str) -> list[Recorded]:
    streams: dict[str, list[Recorded]] = {}
    for each in events:
        if each.envelope.scope == scope and not each.envelope.stream.startswith("audit/"):
            streams.setdefault(each.envelope.stream, []).append(each)
    facts = [fact for stream in streams.values() for fact in effective(stream)]
    return sorted(facts, key=lambda fact: fact.position)
