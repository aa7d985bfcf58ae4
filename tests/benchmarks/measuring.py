"""Ratios against limits measured in the same run: rounds of both sides in turn, the median and the spread."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter

Round = Callable[[], int]
_ROUND = 1000  # from here on decimals tell nothing


@dataclass(frozen=True)
class Figure:
    """One line of the table: what was measured of ours and of the limit, and ours as a part of the limit."""

    key: str
    what: str
    ours: float
    limit: float
    ratios: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios."""
        return median(self.ratios)


@dataclass
class Table:
    """The figures of one run."""

    figures: list[Figure] = field(default_factory=list)

    def measure(
        self,
        key: str,
        what: str,
        ours: Round,
        limit: Round,
        rounds: int = 5,
        *,
        between: Callable[[], object] = lambda: None,
    ) -> Figure:
        """Run both sides in turn; each round returns how many things it did.

        ``between`` undoes outside the clock what ours did.
        """
        pairs = []
        for _ in range(rounds + 1):
            pairs.append((_rate(ours), _rate(limit)))
            between()
        return self.compare(key, what, pairs[1:])  # the first one warms up

    def compare(self, key: str, what: str, pairs: Sequence[tuple[float, float]]) -> Figure:
        """Enter what rounds of both sides have given."""
        mine, theirs = zip(*pairs, strict=True)
        ratios = tuple(sorted(a / b for a, b in pairs))
        figure = Figure(key, what, median(mine), median(theirs), ratios)
        self.figures.append(figure)
        return figure

    def lines(self) -> Iterator[str]:
        """Return the table as text."""
        yield f"{'':20} {'ours':>10} {'limit':>10} {'ratio':>6}  spread"
        for each in self.figures:
            spread = f"{each.ratios[0]:.2f} to {each.ratios[-1]:.2f}"
            ours, limit = (f"{value:10.{0 if value > _ROUND else 2}f}" for value in (each.ours, each.limit))
            yield f"{each.key:20} {ours} {limit} {each.ratio:6.2f}  {spread}  {each.what}"

    def write(self, path: Path) -> None:
        """Write the figures as JSON, one object a key, beside those of other runs."""
        told = {each.key: {"ratio": each.ratio, "ours": each.ours, "limit": each.limit} for each in self.figures}
        before = json.loads(path.read_text()) if path.exists() else {}
        path.write_text(json.dumps(before | told, indent=2) + "\n")


def _rate(work: Round) -> float:
    started = perf_counter()
    done = work()
    return done / (perf_counter() - started)
