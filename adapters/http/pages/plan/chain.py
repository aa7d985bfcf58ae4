"""Findings, the measures that answer them and what came of these, as one picture (C23)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from adapters.http.pages.municipality.work import Work
from adapters.http.pages.noted import Noted, Ways
from adapters.http.reading.plan import Tie, ties
from adapters.i18n.wording import command_title
from domain.action_plan.commands import AddMeasure, DropMeasure, RecordMeasureResult
from domain.action_plan.events import MeasureAdded, MeasureDropped, MeasureResultRecorded
from projections.municipality.action_plan import Measure
from projections.municipality.situation_picture import Finding

# Of each effect of a measure: its symbol and its colour.
SIGNS: Mapping[str, tuple[str, str]] = {
    "yes": ("achieved", "done"),
    "partly": ("in_progress", "doing"),
    "no": ("not_applicable", ""),
    "too_early": ("clock", ""),
}
Link = tuple[str, str]


@dataclass(frozen=True)
class ShownMeasure:
    """A measure in the picture; ``row``: its place on the page, to which ``again`` leads where it stands there already.

    ``acts``: what may be done with it, each with its form.
    """

    row: str
    title: str
    owner: str
    due: str
    result: Noted
    event: str
    change: str | None
    acts: tuple[Link, ...]
    again: bool = False


@dataclass(frozen=True)
class ShownTie:
    """A finding with its measures; without ``event`` a heading for measures without one.

    ``kind``: finding, unanswered, hidden or without; ``answer``: where a measure that answers it can be added.
    """

    title: str
    note: str
    measures: tuple[ShownMeasure, ...]
    kind: str
    event: str | None = None
    answer: str | None = None


@dataclass(frozen=True)
class Chain:
    """The picture, and what it comes to in one sentence."""

    ties: tuple[ShownTie, ...]
    sentence: str
    dropped: tuple[Noted, ...]


class ChainMaker:
    """Makes the picture of one municipality's plan; a measure is shown whole under its first finding alone."""

    def __init__(self, work: Work, ways: Ways, *, is_at_work: bool) -> None:
        self._work = work
        self._cat = work.visit.cat
        self._ways = ways
        self._is_at_work = is_at_work
        self._words = work.visit.words(Measure, work.names)
        self._shown: set[str] = set()

    def chain(self) -> Chain:
        """Return the picture."""
        found = ties(self._work.details)
        return Chain(tuple(self._tie(each) for each in found), self._sentence(found), tuple(self._dropped()))

    def _sentence(self, found: Sequence[Tie]) -> str:
        still_open = [each for each in found if each.finding and each.finding.status == "open"]
        measures = {measure.ref: measure for each in found for measure in each.measures}
        return self._cat.text(
            "ui.plan.chain.say",
            findings=self._cat.text("ui.plan.findings", count=len(still_open)),
            answered=sum(bool(each.measures) for each in still_open),
            measures=self._cat.text("ui.plan.measures", count=len(measures)),
            followed=sum(each.status == "followed-up" for each in measures.values()),
        )

    def _tie(self, tie: Tie) -> ShownTie:
        measures = tuple(self._measure(each) for each in tie.measures)
        if tie.finding is None:
            kind = "hidden" if tie.is_hidden else "without"
            return ShownTie(self._cat.text(f"ui.plan.{kind}"), "", measures, kind)
        words = self._work.visit.words(Finding)
        closed = self._cat.text("ui.plan.finding.closed") if tie.finding.status == "closed" else ""
        said = [words.show("kind", tie.finding.kind), words.show("level", tie.finding.level).lower(), closed]
        answer = self._ways.act(AddMeasure, "chain", addresses_findings=tie.finding.ref) if self._is_at_work else None
        return ShownTie(
            words.show("dimension", tie.finding.dimension),
            ", ".join(each for each in said if each),
            measures,
            "finding" if measures else "unanswered",
            f"/events/{tie.finding.event_id}",
            answer if tie.finding.status == "open" else None,
        )

    def _measure(self, measure: Measure) -> ShownMeasure:
        row, again = f"measure-{measure.ref}", measure.ref in self._shown
        self._shown.add(measure.ref)
        return ShownMeasure(
            row,
            self._words.show("code", measure.code),
            self._words.show("owner_function", measure.owner_function),
            self._cat.date(measure.due_on),
            self._result(measure, row),
            f"/events/{measure.first_event_id}",
            self._ways.correction(MeasureAdded, measure.first_event_id, row),
            tuple(self._acts(measure, row)),
            again,
        )

    def _result(self, measure: Measure, row: str) -> Noted:
        is_late = measure.status == "open" and measure.due_on < self._work.visit.today
        if measure.effect:
            return Noted(
                self._cat.text("ui.plan.result.late-still" if is_late else f"ui.plan.result.{measure.effect}"),
                self._cat.date(measure.latest),
                f"/events/{measure.event_id}",
                self._ways.correction(MeasureResultRecorded, measure.event_id, row),
                "",
                *(("amber", "amber") if is_late else SIGNS[measure.effect]),
            )
        if is_late:
            return Noted(self._cat.text("ui.plan.result.late"), sign="amber", kind="amber")
        return Noted(self._cat.text("ui.plan.result.open"), sign="not_started")

    def _acts(self, measure: Measure, row: str) -> Iterator[Link]:
        if self._work.standing.membership != "joined" or measure.effect in {"yes", "no"}:
            return
        for command in (RecordMeasureResult, DropMeasure):
            if address := self._ways.act(command, row, measure_id=measure.ref):
                yield command_title(command.name, self._cat), address

    def _dropped(self) -> Iterator[Noted]:
        for each in self._work.details.of(Measure):
            if each.status == "dropped":
                change = self._ways.correction(MeasureDropped, each.event_id, "dropped")
                told = self._words.show("code", each.code)
                yield Noted(told, self._cat.date(each.latest), f"/events/{each.event_id}", change)
