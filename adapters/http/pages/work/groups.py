"""Rows in groups: by how urgent they are, by municipality, or by the act that clears them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import assert_never
from uuid import UUID

from adapters.http.pages.visit import Visit
from adapters.http.pages.work.filters import Grouping, WorkFilter
from adapters.http.pages.work.rows import WorkRow
from adapters.i18n.catalogue import Catalogue
from workflows.attention.reason import SEVERITIES
from workflows.reference import places


@dataclass(frozen=True)
class PlacedRow:
    """A row in its place; ``number``: which of all it is; ``href``: where its act is, from where one comes back.

    ``key``: under which what is done at once is sent, None where a page is to be opened.
    """

    row: WorkRow
    number: int
    href: str
    key: UUID | None = None


@dataclass(frozen=True)
class Group:
    """Rows under one heading; ``sign``: its symbol, where it has one; ``href``: where the heading leads."""

    key: str
    title: str
    rows: Sequence[PlacedRow]
    sign: str = ""
    href: str = ""


def placed(visit: Visit, rows: Sequence[WorkRow], wanted: WorkFilter) -> list[Group]:
    """Return the rows in groups, each in its place."""
    numbers = count()
    return [
        Group(key, title, [_placed(visit, row, next(numbers), wanted) for row in found], sign, href)
        for key, title, found, sign, href in _grouped(rows, wanted.grouping, visit.cat)
    ]


def _placed(visit: Visit, row: WorkRow, number: int, wanted: WorkFilter) -> PlacedRow:
    if row.act is None:
        return PlacedRow(row, number, "")
    key = visit.core.clock.new_id() if row.act.at_once else None
    return PlacedRow(row, number, row.act.leading_back(wanted.back(row.id, number)), key)


# A group's key, title, rows, symbol and address.
_Rows = tuple[str, str, Sequence[WorkRow], str, str]


def _grouped(rows: Sequence[WorkRow], by: Grouping, cat: Catalogue) -> list[_Rows]:
    """Return the rows in groups, each in the order in which the rows came."""
    match by:
        case "urgency":
            return [
                (each, cat.text(f"value.severity.{each}"), found, each, "")
                for each in SEVERITIES
                if (found := [row for row in rows if row.attention.severity == each])
            ]
        case "municipality":
            ordered = sorted(rows, key=lambda row: (places.swedish_key(row.place), row.attention.scb_code))
            return [
                (code, found[0].place, found, "", f"/municipalities/{code}")
                for code, found in _by(ordered, [row.attention.scb_code for row in ordered])
            ]
        case "act":
            titles = [row.act.title if row.act else cat.text("ui.work.no-act") for row in rows]
            acts = sorted(_by(rows, titles), key=lambda pair: (-len(pair[1]), places.swedish_key(pair[0])))
            return [(f"act-{number}", title, each, "", "") for number, (title, each) in enumerate(acts)]
        case _:
            assert_never(by)


def _by(rows: Iterable[WorkRow], keys: Iterable[str]) -> list[tuple[str, list[WorkRow]]]:
    found: dict[str, list[WorkRow]] = {}
    for row, key in zip(rows, keys, strict=True):
        found.setdefault(key, []).append(row)
    return list(found.items())
