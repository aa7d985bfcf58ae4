"""The county matrix and the work queue as sheets: words in the asked language, each code beside its word."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from starlette.responses import Response

from adapters.http.moment import Moment
from adapters.http.reading.standing import MatrixRow
from adapters.http.sheets.writer import Cell, Columns, SheetFormat, sheet
from adapters.i18n.catalogue import Catalogue
from adapters.i18n.wording import attention_clears, attention_text
from domain.standing import Standing
from domain.values import Step
from workflows.attention.clocks import days_in_step
from workflows.attention.reason import Attention
from workflows.reference.codes import Codes

Waiting = tuple[Standing, Attention]


def matrix_sheet(fmt: SheetFormat, rows: Iterable[MatrixRow], moment: Moment, words: Catalogue) -> Response:
    """Return municipalities by the five steps."""
    return sheet(fmt, "county", _matrix(moment.day, words), rows, moment)


def _matrix(day: date, words: Catalogue) -> Columns[MatrixRow]:
    def word(name: str, value: object) -> Cell:
        return words.text(f"value.{name}.{value}") if value is not None else None

    def name(row: MatrixRow) -> str:
        return words.text("ui.county.peer") if row.anonymous else row.standing.name

    steps = [column for step in Step for column in _step(step, day, words)]
    return [
        ("scb_code", lambda row: row.standing.scb_code),
        (words.text("ui.table.municipality"), name),
        (words.text("ui.filter.part"), lambda row: row.labour_market_region),
        (words.text("ui.table.membership"), lambda row: word("membership", row.standing.membership)),
        ("membership", lambda row: row.standing.membership),
        (words.text("field.cycle"), lambda row: row.standing.cycle),
        (words.text("ui.mark.paused"), lambda row: words.show(row.standing.is_paused)),
        ("paused", lambda row: str(row.standing.is_paused).lower()),
        *steps,
        (words.text("ui.table.health"), lambda row: word("health", row.health)),
        ("health", lambda row: row.health),
        (words.text("ui.table.to-do"), lambda row: len(row.attention)),
    ]


def _step(step: Step, day: date, words: Catalogue) -> Columns[MatrixRow]:
    name = words.text(f"value.step.{step}")

    def status(row: MatrixRow) -> str:
        return row.standing.cell(step).status

    return [
        (name, lambda row: words.text(f"value.status.{status(row)}")),
        (f"{step}_status", status),
        (words.text("ui.table.step-days", step=name), lambda row: days_in_step(row.standing, step, day)),
    ]


def queue_sheet(
    fmt: SheetFormat, waiting: Iterable[Waiting], moment: Moment, words: Catalogue, codes: Codes
) -> Response:
    """Return what needs attention, what clears it, and the events behind it."""
    return sheet(fmt, "work-queue", _queue(words, codes), waiting, moment)


def _queue(words: Catalogue, codes: Codes) -> Columns[Waiting]:
    def of(value: Callable[[Attention], Cell]) -> Callable[[Waiting], Cell]:
        return lambda pair: value(pair[1])

    return [
        ("scb_code", lambda pair: pair[0].scb_code),
        (words.text("ui.table.municipality"), lambda pair: pair[0].name),
        (words.text("ui.table.severity"), of(lambda each: words.text(f"value.severity.{each.severity}"))),
        ("severity", of(lambda each: each.severity)),
        (words.text("ui.table.why"), of(lambda each: attention_text(each.case, each.params, words, codes))),
        ("reason", of(lambda each: each.reason)),
        (words.text("ui.table.clears"), of(lambda each: attention_clears(each.case, words))),
        (words.text("ui.table.step"), of(lambda each: words.text(f"value.step.{each.step}") if each.step else None)),
        ("step", of(lambda each: each.step)),
        (words.text("ui.table.since"), of(lambda each: each.since)),
        (words.text("ui.table.last-day"), of(lambda each: each.last_day)),
        ("events", of(lambda each: " ".join(each.events))),
    ]
