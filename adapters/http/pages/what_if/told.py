"""What would have differed, in words: marks, cells and acts, each with the way to its events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from adapters.http.pages.county.boxes import step_of_name
from adapters.http.pages.cut import cut
from adapters.http.pages.links import with_query
from adapters.http.reading.counterfactual import Outcome
from adapters.http.sheets.counterfactual import Line
from adapters.i18n.catalogue import Catalogue
from adapters.i18n.refusals import rule_title
from domain.values import Step
from workflows.attention.reason import Severity
from workflows.counterfactual.acts import ActDifference
from workflows.counterfactual.days import CellPeriod, Period, Verdict
from workflows.reference.places import swedish_key

# So many lines of one municipality are on the page; the sheet has all.
MOST_SHOWN = 12


@dataclass(frozen=True)
class Colour:
    """How a cell is shown, in a word and a symbol."""

    severity: Severity | None
    word: str


@dataclass(frozen=True)
class CellRow:
    """One cell that would have had another colour: first so from a day on, on so many days, and as of the last day."""

    place: str
    scb_code: str
    about: str
    since: date
    days: int
    lasts: bool
    was: Colour
    would_be: Colour
    day_at: str


@dataclass(frozen=True)
class Group:
    """One municipality's lines; ``more``: how many are in the sheet alone."""

    scb_code: str
    place: str
    lines: tuple[Line, ...]
    more: int


@dataclass(frozen=True)
class Teller:
    """Words for an outcome."""

    cat: Catalogue
    names: Mapping[str, str]
    county: str

    def cells(self, outcome: Outcome) -> list[CellRow]:
        """Return one row for each cell that differs on some day, in the order of the county."""
        found: dict[tuple[str, Step | None], list[CellPeriod]] = {}
        for each in outcome.cells:
            found.setdefault((each.scb_code, each.step), []).append(each)
        order = list(Step)
        keys = sorted(found, key=lambda key: (self._order(key[0]), order.index(key[1]) if key[1] else len(order)))
        return [self._cell(found[key]) for key in keys]

    def groups(self, outcome: Outcome) -> list[Group]:
        """Return all lines by municipality, in alphabetical order (R14)."""
        lines = sorted(self.lines(outcome), key=lambda each: (self._order(each.scb_code), each.since))
        by_code: dict[str, list[Line]] = {}
        for each in lines:
            by_code.setdefault(each.scb_code, []).append(each)
        return [Group(code, found[0].place, *cut(found, MOST_SHOWN)) for code, found in by_code.items()]

    def lines(self, outcome: Outcome) -> Iterator[Line]:
        """Yield every difference as a line: marks, then acts."""
        yield from map(self._mark, outcome.marks)
        yield from map(self._act, outcome.acts)

    def colour(self, severity: Severity | None) -> Colour:
        """Return a cell's colour in words."""
        return Colour(severity, self.cat.text(f"value.severity.{severity}" if severity else "ui.what-if.in-order"))

    def _order(self, code: str) -> object:
        return swedish_key(self._place(code))

    def _place(self, code: str) -> str:
        return self.names.get(code, code)

    def _step(self, step: Step | None) -> str:
        return self.cat.text(f"value.step.{step}") if step else self.cat.text("ui.what-if.beside")

    def _cell(self, periods: Sequence[CellPeriod]) -> CellRow:
        first, last = periods[0], periods[-1]
        return CellRow(
            self._place(first.scb_code),
            first.scb_code,
            self._step(first.step),
            first.since,
            sum((each.until - each.since).days + 1 for each in periods),
            last.lasts,
            self.colour(last.was),
            self.colour(last.would_be),
            with_query(f"/counties/{self.county}", as_of=first.since),
        )

    def _mark(self, each: Period) -> Line:
        was, would_be = self._verdict(each.was), self._verdict(each.would_be)
        how = "changed" if was and would_be else "added" if would_be else "removed"
        days = self._days(each.since, None if each.lasts else each.until)
        text = self.cat.text(f"ui.what-if.told.{how}", was=was, would_be=would_be, days=days)
        events = dict.fromkeys(event for one in (each.would_be, each.was) if one for event in one.events)
        return Line(
            each.scb_code,
            self._place(each.scb_code),
            self.cat.text("ui.what-if.kind.mark"),
            self._step(self._about(each)),
            was or self.cat.text("ui.what-if.in-order"),
            would_be or self.cat.text("ui.what-if.in-order"),
            each.since,
            None if each.lasts else each.until,
            text,
            tuple(events),
            with_query(f"/municipalities/{each.scb_code}/why", as_of=each.since),
        )

    @staticmethod
    def _about(each: Period) -> Step | None:
        verdict = each.would_be or each.was
        return each.step or (step_of_name(verdict.name) if verdict else None)

    def _verdict(self, verdict: Verdict | None) -> str:
        if verdict is None:
            return ""
        key = self.cat.first(f"ui.what-if.mark.{verdict.name}", f"ui.matrix.mark.{verdict.name}")
        return self.cat.text("ui.what-if.verdict", mark=self.cat.text(key), severity=self._severity(verdict.severity))

    def _severity(self, severity: Severity) -> str:
        return self.cat.text(f"value.severity.{severity}").lower()

    def _days(self, since: date, until: date | None) -> str:
        if until is None:
            return self.cat.text("ui.what-if.days.on", since=since)
        return self.cat.text("ui.what-if.days.day" if since == until else "ui.what-if.days", since=since, until=until)

    def _act(self, each: ActDifference) -> Line:
        rules = self.cat.listed(f"{rule} ({rule_title(rule, self.cat)})" for rule in each.rules)
        step = f" ({self._step(each.step)})" if each.step else ""
        act = f"{self.cat.text(f'command.{each.command}')}{step}"
        text = self.cat.text(
            f"ui.what-if.act.{each.kind}", act=act, day=each.on, rules=rules, was=each.was, would_be=each.would_be
        )
        return Line(
            each.scb_code,
            self._place(each.scb_code),
            self.cat.text(f"ui.what-if.kind.{each.kind}"),
            act,
            self.cat.show(each.was)
            or self.cat.text("ui.what-if.was." + ("refused" if each.kind == "taken" else "taken")),
            self.cat.show(each.would_be) or self.cat.text(f"ui.what-if.kind.{each.kind}"),
            each.on,
            None,
            text,
            (each.event_id,),
            rules=each.rules,
        )


def numbers(outcome: Outcome) -> Mapping[str, int]:
    """Return how much would have differed: cells, municipalities, acts of each kind."""
    cells = {(each.scb_code, each.step) for each in outcome.cells}
    red = {(each.scb_code, each.step) for each in outcome.cells if each.lasts and each.would_be == "red"}
    return {
        "cells": len(cells),
        "places": len({each.scb_code for each in _all(outcome)}),
        "red": len(red),
        "marks": len(outcome.marks),
        "refused": sum(each.kind in {"refused", "needs-exception"} for each in outcome.acts),
        "taken": sum(each.kind in {"taken", "needs-none"} for each in outcome.acts),
        "moved": sum(each.kind == "moved" for each in outcome.acts),
    }


def first_day(outcome: Outcome) -> date | None:
    """Return the first day on which a cell or mark would have differed."""
    return min([*(each.since for each in outcome.cells), *(each.since for each in outcome.marks)], default=None)


def _all(outcome: Outcome) -> Iterable[CellPeriod | Period | ActDifference]:
    return (*outcome.cells, *outcome.marks, *outcome.acts)
