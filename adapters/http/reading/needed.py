"""Which events a municipality's verdicts need: colours, states, activity, marks (docs/decisions/0038-why.md)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from adapters.http.reading.plan import last_touched, locality
from domain.messages import Recorded
from domain.process import ProcessDefinition
from domain.standing import OpenItem, Standing
from domain.values import Step
from projections.county import COUNTY, StandingRow
from projections.engine.leaving_out import Folded, folded, without_each
from projections.municipality import MUNICIPALITY
from projections.municipality.detail import DetailRow, Details
from projections.work_queue import WORK_QUEUE, OpenItemRow
from workflows.attention.attention import attention
from workflows.attention.clocks import health
from workflows.attention.reason import Attention
from workflows.attention.shelf import shelf_mark
from workflows.explaining import falling
from workflows.freshness import chain
from workflows.reference.reference import UnknownVersion

# Of a longer history the latest events are tried: each one's absence is folded up to the end.
MOST_TRIED = 200
_STANDING = (COUNTY, WORK_QUEUE)
# What looks at the parts of the work as well, which are many more rows.
_OF_DETAILS = frozenset({"shelf", "locality"})

# By name, whatever is judged: two that are equal say the same.
Verdicts = Mapping[str, object]


@dataclass(frozen=True)
class Judge:
    """What a municipality is judged by: versions of the process, and the day."""

    scb_code: str
    definition: Callable[[str | None], ProcessDefinition]
    day: date

    def verdicts(self, rows: Folded) -> Verdicts:
        """Return everything that is judged of these rows."""
        found = rows.get((StandingRow, self.scb_code))
        standing = (
            found.standing
            if isinstance(found, StandingRow)
            else Standing(scb_code=self.scb_code, name="", county_code=self.scb_code[:2])
        )
        try:
            definition = self.definition(standing.definition)
        except UnknownVersion:
            return {}
        items = [each.item for each in rows.values() if isinstance(each, OpenItemRow)]
        details = Details(each.detail for each in rows.values() if isinstance(each, DetailRow))
        return verdicts(standing, items, details, definition, self.day)


def verdicts(
    standing: Standing, items: Sequence[OpenItem], details: Details, definition: ProcessDefinition, day: date
) -> Verdicts:
    """Return everything that is judged of a municipality on a day."""
    steps = {f"step-{each}": _state(standing, each) for each in Step}
    links = {f"fresh-{each.name}": (each.since, each.until) for each in chain(standing, definition)}
    reasons = {name_of(each): _said(each) for each in attention(standing, items, definition, day)}
    plan = {"shelf": shelf_mark(standing, last_touched(details), day), "locality": locality(details)}
    return {**steps, **links, **plan, "activity": health(standing, definition, day), **reasons}


def name_of(reason: Attention) -> str:
    """Return by what a reason is told from others: what it is, and the step or the thing that it is about."""
    return "-".join(filter(None, (reason.reason, reason.step, reason.item)))


def needed(history: Sequence[Recorded], judge: Judge, name: str) -> list[Recorded]:
    """Return the events that a verdict needs, in the order of the log."""
    asked = (*_STANDING, MUNICIPALITY) if name in _OF_DETAILS else _STANDING
    now = judge.verdicts(folded(asked, history)).get(name)
    found = [
        each
        for each, rows in without_each(asked, history, falling, MOST_TRIED)
        if judge.verdicts(rows).get(name) != now
    ]
    return sorted(found, key=lambda each: each.position)


def _state(standing: Standing, step: Step) -> object:
    cell = standing.cell(step)
    return cell.status, cell.since, cell.ended_on, cell.blocked_by, cell.due_on


def _said(reason: Attention) -> object:
    """Return all that a reason says: how grave it is, from when it counts, how long it may last, and its wording."""
    return reason.case, reason.severity, reason.since, reason.limit, reason.last_day, dict(reason.params)
