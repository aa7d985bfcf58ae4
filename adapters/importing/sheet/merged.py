"""Cells that were made one: a spreadsheet shows the value of the first for all of them, and keeps it in that one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from adapters.importing.sheet.raw_cells import RawRow, Unusable, cell_text

_MERGED = Unusable("merged")


@dataclass(frozen=True)
class Merged:
    """A range of cells, by the numbers of its columns and rows."""

    left: int
    top: int
    right: int
    bottom: int


def without_merged(rows: Iterable[RawRow], merged: Iterable[Merged]) -> Iterator[RawRow]:
    """Yield the rows; a cell that is one with an earlier one that has a value cannot be used."""
    coming = sorted(merged, key=lambda each: each.top, reverse=True)
    active: list[Merged] = []
    for number, cells in rows:
        while coming and coming[-1].top <= number:
            begun = coming.pop()
            if begun.top == number and _has_value(cells, begun.left):
                active.append(begun)
        active = [each for each in active if each.bottom >= number]
        yield number, _marked(number, cells, active) if active else cells


def _has_value(cells: Sequence[object], column: int) -> bool:
    return column <= len(cells) and (isinstance(cells[column - 1], Unusable) or bool(cell_text(cells[column - 1])))


def _marked(number: int, cells: Sequence[object], active: Sequence[Merged]) -> Sequence[object]:
    width = max(len(cells), *(each.right for each in active))
    marked = [*cells, *[None] * (width - len(cells))]
    for each in active:
        for column in range(each.left + (each.top == number), each.right + 1):
            marked[column - 1] = _MERGED
    return marked
