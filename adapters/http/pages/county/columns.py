"""The five columns of the county: a bar of units for each step, sorted by state, and what it adds up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from adapters.http.pages.county.short import word
from adapters.http.pages.linked import Sentence, linked, plain
from adapters.http.reading.standing import MatrixRow
from adapters.i18n.catalogue import Catalogue
from domain.values import Step


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of a unit bar: one municipality, or all of a state where they are too many to be told apart."""

    state: str
    x: float
    width: float
    pattern: str


@dataclass(frozen=True, slots=True)
class Head:
    """One step over the county: a unit bar sorted by state, and what it adds up to in words."""

    step: Step
    number: int
    title: str
    told: Sentence
    units: tuple[Unit, ...]

    @property
    def text(self) -> str:
        """What it adds up to, without its links."""
        return plain(self.told)


# The states in the order of a unit bar, with the pattern of those that are not plain.
_UNITS: Mapping[str, str] = {
    "achieved": "",
    "declined": "alternative",
    "not_applicable": "alternative",
    "in_progress": "doing",
    "not_started": "",
    "outside": "",
}
_CLOSED = frozenset({"achieved", "declined", "not_applicable"})
BAR_WIDTH = 132
Behind = Callable[[str, Step], str]
_MOST_UNITS, _GAP = 40, 0.2


def heads(rows: Iterable[MatrixRow], cat: Catalogue, behind: Behind) -> tuple[Head, ...]:
    """Return the heads of the five columns; ``behind``: where the events behind a step's numbers are."""
    named = [each for each in rows if not each.anonymous]
    return tuple(_head(step, number, named, cat, behind) for number, step in enumerate(Step, 1))


def _head(step: Step, number: int, rows: Sequence[MatrixRow], cat: Catalogue, behind: Behind) -> Head:
    counts = Counter(_unit(each, step) for each in rows)
    done, doing = sum(counts[each] for each in _CLOSED), counts["in_progress"]
    key = "ui.matrix.told.support" if step is Step.ONGOING_SUPPORT else "ui.matrix.told"
    told = cat.text(key, count=done, all=len(rows), doing=str(doing) if doing else None)
    ways = {"done": behind("done", step) if done else None, "doing": behind("doing", step) if doing else None}
    return Head(step, number, word(f"ui.matrix.step.{step}", cat), linked(told, ways), unit_bar(counts))


def _unit(row: MatrixRow, step: Step) -> str:
    """Return the state that a municipality is counted under at a step."""
    return row.standing.cell(step).status if row.standing.membership == "joined" else "outside"


def unit_bar(counts: Mapping[str, int]) -> tuple[Unit, ...]:
    """Return the units of a bar from left to right; where they are many, those of a state are drawn as one."""
    total = sum(counts.values())
    is_each = total <= _MOST_UNITS
    found, x = [], 0.0
    for state, pattern in _UNITS.items():
        number = counts.get(state, 0)
        for width in [1] * number if is_each else [number] * bool(number):
            full = BAR_WIDTH * width / total
            found.append(Unit(state, round(x, 2), round(full * (1 - _GAP) if is_each else full - 1, 2), pattern))
            x += full
    return tuple(found)
