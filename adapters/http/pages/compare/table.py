"""How it stood then and how it stands now, side by side: a municipality's steps, or the county's by their numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from adapters.http.pages.county.boxes import Box, boxes_of
from adapters.http.pages.county.short import word
from adapters.http.pages.visit import Visit
from adapters.http.reading.changes import Changes
from adapters.http.reading.sentences import Sentence
from adapters.http.reading.standing import MatrixRow
from adapters.i18n.words import capital
from domain.standing import Standing, StepStatus
from domain.values import Step
from workflows.attention.reason import SEVERITIES
from workflows.reference import places

_ENDED: tuple[StepStatus, ...] = ("achieved", "declined", "not_applicable")
_TOLD: tuple[StepStatus, ...] = ("achieved", "declined", "not_applicable", "in_progress", "not_started")
Days = tuple[date, date]
# No Swedish county has more municipalities; where one day all are looked at together, the rest is on further pages.
MOST_PLACES = 49


@dataclass(frozen=True)
class Side:
    """One of the two moments in a line: its words, the name of the state where it has one, and what is beside it."""

    text: str
    state: str = ""
    beside: str = ""


@dataclass(frozen=True)
class Line:
    """What is compared, then and now, and what is other; ``place``: the municipality, where there are several."""

    name: str
    then: Side
    now: Side
    difference: str = ""
    href: str | None = None
    place: str = ""

    @property
    def is_other(self) -> bool:
        """Whether the two moments differ in it."""
        return bool(self.difference) or self.then != self.now


def of_municipality(visit: Visit, found: Changes, scb_code: str, days: Days) -> list[Line]:
    """Return a municipality's membership, five steps, cycle, picture, plan and how much waits."""
    rows = (found.before.get(scb_code), found.after.get(scb_code))
    then, now = (row.standing if row else Standing(scb_code=scb_code, name="", county_code="") for row in rows)
    return [
        _plain(visit, "membership", *(word(f"value.membership.{each.membership}", visit.cat) for each in (then, now))),
        *_steps(visit, found, scb_code, days, _differences(visit, found)),
        _plain(visit, "cycle", *(str(each.cycle or "") for each in (then, now))),
        _plain(visit, "picture", *(_picture(visit, each) for each in (then, now))),
        _plain(visit, "plan", *(_plan(visit, each) for each in (then, now))),
        _plain(visit, "waits", *(_waits(visit, each) for each in rows)),
    ]


def of_county(visit: Visit, found: Changes, county: str) -> list[Line]:
    """Return how many municipalities were members, and at each step how many of them stood where."""
    members = [
        [
            each.standing
            for each in rows.values()
            if each.standing.county_code == county and each.standing.membership == "joined"
        ]
        for rows in (found.before, found.after)
    ]
    return [
        _joined(visit, *(len(each) for each in members)),
        *(
            _counts(visit, step, *(Counter(each.cell(step).status for each in some) for some in members))
            for step in Step
        ),
    ]


@dataclass(frozen=True)
class Moved:
    """The steps that are other than they were, of some municipalities; ``next``: the first of those that follow."""

    lines: Sequence[Line]
    next: str | None = None


def moved(visit: Visit, found: Changes, days: Days, first: str | None) -> Moved:
    """Return the steps that are other than they were, municipality by municipality in their order (R14).

    ``first``: the municipality to begin with, by its code.
    """
    rows, differences = {**found.before, **found.after}, _differences(visit, found)
    codes = sorted(rows, key=lambda code: places.swedish_key(rows[code].standing.name))
    told: dict[str, list[Line]] = {}
    for code in codes[codes.index(first) if first in rows else 0 :]:
        if lines := [each for each in _steps(visit, found, code, days, differences) if each.is_other]:
            if len(told) == MOST_PLACES:
                return Moved([*chain.from_iterable(told.values())], code)
            told[code] = lines
    return Moved([*chain.from_iterable(told.values())])


def _plain(visit: Visit, name: str, then: str, now: str) -> Line:
    none = word(visit.cat.first(f"ui.compare.none.{name}", "ui.compare.none"), visit.cat)
    difference = word("ui.compare.other", visit.cat) if then != now else ""
    return Line(word(f"ui.compare.row.{name}", visit.cat), Side(then or none), Side(now or none), difference)


def _waits(visit: Visit, row: MatrixRow | None) -> str:
    """Return how much waits of each gravity, as the matrix of the county counts it."""
    counts = Counter(each.severity for each in row.attention) if row else Counter()
    return ", ".join(
        visit.cat.text(f"ui.matrix.waiting.{each}", count=counts[each]) for each in SEVERITIES if counts[each]
    )


def _steps(
    visit: Visit, found: Changes, scb_code: str, days: Days, differences: Mapping[tuple[str, Step], list[str]]
) -> Iterator[Line]:
    rows = (found.before.get(scb_code), found.after.get(scb_code))
    boxes = [_boxes(visit, row, day) for row, day in zip(rows, days, strict=True)]
    name = next((row.standing.name for row in reversed(rows) if row), "")
    for step in Step:
        then, now = (_side(visit, row, each.get(step)) for row, each in zip(rows, boxes, strict=True))
        told = [*differences.get((scb_code, step), ())]
        if step.is_renewed and _cycle(rows[1]) > _cycle(rows[0]) > 0:
            told.append(word("ui.compare.difference.cycle-opened", visit.cat))
        if (scb_code, step) in found.closed and now.state not in _ENDED:
            told.append(word("ui.compare.difference.closed-between", visit.cat))
        difference = capital(visit.cat.listed(dict.fromkeys(told)))
        difference = difference or (word("ui.compare.other", visit.cat) if then != now else "")
        yield Line(_name(visit, step), then, now, difference, f"/municipalities/{scb_code}/timeline?step={step}", name)


def _cycle(row: MatrixRow | None) -> int:
    return row.standing.cycle if row else 0


def _boxes(visit: Visit, row: MatrixRow | None, day: date) -> Mapping[Step, Box]:
    return {each.step: each for each in boxes_of(row, day, visit.cat, visit.codes)} if row else {}


def _side(visit: Visit, row: MatrixRow | None, box: Box | None) -> Side:
    """Return a step at a moment: its state, since when, and what is wrong with it."""
    if row is None or box is None:
        return Side(word("value.status.not_started", visit.cat), "not_started")
    cell = row.standing.cell(box.step)
    day = cell.ended_on or cell.since
    beside = [visit.cat.short_date(day) if day else "", *(each.word for each in box.marks if each.kind != "info")]
    return Side(box.word, box.state, ", ".join(filter(None, beside)))


def _differences(visit: Visit, found: Changes) -> Mapping[tuple[str, Step], list[str]]:
    """Return in words what is other at each step of each municipality."""
    told: dict[tuple[str, Step], list[str]] = {}
    for each in found.sentences:
        if each.step:
            difference = _difference(visit, each)
            for part in each.parts:
                told.setdefault((part.scb_code, each.step), []).append(difference)
    return told


def _difference(visit: Visit, sentence: Sentence) -> str:
    cat = visit.cat
    return cat.text(cat.first(f"ui.compare.difference.{sentence.reason}", f"ui.compare.difference.{sentence.kind}"))


def _counts(visit: Visit, step: Step, then: Counter[StepStatus], now: Counter[StepStatus]) -> Line:
    counted: tuple[StepStatus, ...] = ("in_progress",) if step is Step.ONGOING_SUPPORT else _ENDED
    more = sum(now[each] - then[each] for each in counted)
    key = f"ui.compare.{'more' if more > 0 else 'fewer'}.{counted[0]}"
    difference = visit.cat.text(key, count=abs(more)) if more else ""
    return Line(_name(visit, step), Side(_counted(visit, then)), Side(_counted(visit, now)), difference)


def _joined(visit: Visit, then: int, now: int) -> Line:
    sides = [visit.cat.text("ui.count.municipalities", count=each) for each in (then, now)]
    more = (
        visit.cat.text(f"ui.compare.{'more' if now > then else 'fewer'}", count=abs(now - then)) if now != then else ""
    )
    return Line(word("ui.compare.row.joined", visit.cat), Side(sides[0]), Side(sides[1]), more)


def _counted(visit: Visit, counts: Counter[StepStatus]) -> str:
    told = (visit.cat.text(f"ui.compare.count.{each}", count=counts[each]) for each in _TOLD if counts[each])
    return ", ".join(told) or word("ui.compare.none", visit.cat)


def _name(visit: Visit, step: Step) -> str:
    return f"{list(Step).index(step) + 1} {word(f'ui.path.{step}', visit.cat)}"


def _picture(visit: Visit, standing: Standing) -> str:
    version, day = standing.picture_version, standing.picture_published_on
    return (
        visit.cat.text("ui.compare.picture", version=version, day=visit.cat.short_date(day)) if version and day else ""
    )


def _plan(visit: Visit, standing: Standing) -> str:
    settled, day = standing.plan_settled, standing.plan_settled_on
    return f"{word(f'value.settled.{settled}', visit.cat)} {visit.cat.short_date(day)}" if settled and day else ""
