"""By which rule one of the county's numbers counts: in words, with the limits that judge those who are counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from adapters.http.pages.entries import process_of
from adapters.http.pages.visit import Visit
from adapters.http.reading.county import Overview
from domain.process import ProcessDefinition
from domain.values import Step

# What counts by limits that the process sets.
_BY_PROCESS = frozenset({"picture", "attention", "reasons", "red", "amber", "overdue"})


@dataclass(frozen=True)
class Counting:
    """The rule in one sentence or two; ``versions``: of the process whose limits it has, by title and address."""

    said: str
    versions: tuple[tuple[str, str], ...]


def counting(visit: Visit, seen: Overview, behind: str, since: date, step: Step) -> Counting:
    """Return how a number of the county is counted, from the day ``since`` where it counts what has happened."""
    judged = (each.standing.definition for each in seen.everywhere if each.is_judged and not each.anonymous)
    names = sorted({each for each in judged if each})
    known = [visit.reading.definition(each) for each in names]
    said = visit.cat.text(
        f"ui.behind.{behind}.rule",
        since=since,
        until=visit.today,
        step=visit.cat.text(f"ui.path.{step}"),
        months=sorted({each.thresholds.picture_review_months for each in known}),
        targets=list(_targets(visit, known)),
    )
    by = names if behind in _BY_PROCESS else []
    return Counting(said, tuple(process_of(visit, each) for each in by))


def _targets(visit: Visit, known: Sequence[ProcessDefinition]) -> Iterator[str]:
    """Yield by step how many days it is to take, in any of the versions."""
    for step in Step:
        days = sorted({each for one in known if (each := one.step(step).target_days)})
        if days:
            yield visit.cat.text("ui.behind.target", step=visit.cat.text(f"ui.path.{step}"), days=days)
