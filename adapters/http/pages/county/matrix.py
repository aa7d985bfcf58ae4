"""The county matrix (G1): municipalities by the five steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from adapters.http.pages.county.boxes import Box, boxes_of
from adapters.http.pages.county.short import word
from adapters.http.pages.county.step_pages import why_page
from adapters.http.reading.standing import MatrixRow
from adapters.i18n.catalogue import Catalogue
from domain.standing import Standing
from domain.values import Step
from workflows.attention.reason import Severity
from workflows.reference.codes import Codes


@dataclass(frozen=True, slots=True)
class Gravest:
    """How much waits at a municipality, by the gravest of it."""

    kind: Severity
    count: int
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Line:
    """One municipality; ``outside`` tells in a sentence how one stands that takes no part."""

    name: str
    href: str | None
    notes: tuple[str, ...]
    boxes: tuple[Box, ...]
    outside: str
    gravest: Gravest | None
    is_judged: bool = True
    anonymous: bool = False

    @property
    def scb_code(self) -> str:
        """The municipality's code; nothing for a peer."""
        return self.href.rpartition("/")[2] if self.href else ""


def line(row: MatrixRow, day: date, cat: Catalogue, codes: Codes) -> Line:
    """Return a municipality as it stands on a day."""
    standing = row.standing
    if row.anonymous:
        boxes = tuple(_plain(row, cat))
        return Line(cat.text("ui.county.peer"), None, (), boxes, "", None, row.is_judged, anonymous=True)
    outside = "" if standing.membership == "joined" else _outside(standing, cat)
    return Line(
        standing.name,
        f"/municipalities/{standing.scb_code}",
        tuple(_notes(standing, cat)),
        () if outside else tuple(boxes_of(row, day, cat, codes)),
        outside,
        _gravest(row, cat),
        row.is_judged,
    )


def _plain(row: MatrixRow, cat: Catalogue) -> Iterator[Box]:
    for step in Step:
        status = row.standing.cell(step).status
        yield Box(step, status, word(f"value.status.{status}", cat), "", None)


def _notes(standing: Standing, cat: Catalogue) -> Iterator[str]:
    if standing.membership != "joined":
        yield word(f"value.membership.{standing.membership}", cat)
    if standing.cycle > 1:
        yield cat.text("ui.county.cycle", number=standing.cycle)
    if standing.is_paused:
        yield word("ui.mark.paused", cat)


def _outside(standing: Standing, cat: Catalogue) -> str:
    """Return what is known of a municipality that takes no part."""
    if standing.membership == "left":
        return cat.text("ui.matrix.left", date=standing.left_on)
    if standing.formalised_on:
        return cat.text("ui.matrix.formalised", date=standing.formalised_on)
    if standing.outreach_on:
        return cat.text("ui.matrix.outreach", date=standing.outreach_on)
    return cat.text("ui.matrix.outside")


def _gravest(row: MatrixRow, cat: Catalogue) -> Gravest | None:
    if not row.attention:
        return None
    kind = row.attention[0].severity
    count = sum(each.severity == kind for each in row.attention)
    label = cat.text(f"ui.matrix.waiting.{kind}", count=count)
    return Gravest(kind, count, label, why_page(row.standing.scb_code))
