"""Audit cases, what was found and read in them, and the entries that their samples draw."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import cast

from adapters.http.reading.protection import readable_entries
from adapters.http.reading.reading import Reading, one_of
from domain.audit_case.belonging import is_alone_about
from domain.audit_case.events import SampleMethod
from domain.calendar import SWEDEN
from domain.canonical import canonical_json
from projections.audit_case import AUDIT_CASE, CaseRow, FindingRow, ReadRow, SampleRow
from projections.audit_trail import AUDIT_TRAIL, TrailRow
from projections.engine.rows import R
from projections.engine.views import EVERY_ROW, Query
from workflows.sampling import Candidate, drawn

# Entered later than that after it happened, an entry needs a reason of its own; version 1 of the weights.
_BACK_DATED = timedelta(days=30)


@dataclass(frozen=True)
class Drawn:
    """An entry that a sample drew, as it stood then, and what makes it worth a look."""

    row: TrailRow
    risks: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """An audit case with all that came of it; ``reads``: the latest first."""

    itself: CaseRow
    findings: Sequence[FindingRow]
    samples: Sequence[SampleRow]
    reads: Sequence[ReadRow]

    def digest(self, samples: Mapping[str, Sequence[Drawn]]) -> str:
        """Return SHA-256 over the canonical JSON of all that the case holds, samples with the ids of their entries."""
        told = {
            "case": self.itself.model_dump(mode="json"),
            "findings": [each.model_dump(mode="json") for each in self.findings],
            "samples": [
                each.model_dump(mode="json") | {"events": [one.row.event_id for one in samples[each.sample_id]]}
                for each in self.samples
            ],
            "reads": [each.model_dump(mode="json") for each in self.reads],
        }
        return sha256(canonical_json(told).encode()).hexdigest()


def may_read_cases(reading: Reading) -> bool:
    """Whether audit cases may be read: as far as they are about what the person sees of the work."""
    return reading.visibility.reads_work


def may_read_reports_of_cases(reading: Reading) -> bool:
    """Whether all that cases hold may be read: by those who see the whole county's work."""
    return reading.visibility.reads_all_work


def cases(reading: Reading, county: str) -> list[CaseRow]:
    """Return a county's audit cases, the latest first, and of each no municipality that the person does not reach."""
    found = [_reached(reading, each) for each in _rows(reading, CaseRow, county)]
    return sorted(
        (each for each in found if each.municipalities), key=lambda row: (row.opened_on, row.case_id), reverse=True
    )


def findings(reading: Reading, county: str) -> list[FindingRow]:
    """Return the findings of all of a county's cases."""
    return _theirs(reading, county, _rows(reading, FindingRow, county))


def case(reading: Reading, county: str, case_id: str) -> Case | None:
    """Return one case, None where there is none that the person may read."""
    itself = next((each for each in cases(reading, county) if each.case_id == case_id), None)
    if itself is None:
        return None
    own, sees_all = ("case_id", case_id), reading.visibility.scopes is None
    return Case(
        itself,
        sorted(
            _theirs(reading, county, _rows(reading, FindingRow, county, own)), key=lambda row: (row.on, row.event_id)
        ),
        # A sample is drawn from all municipalities of the case.
        sorted(_rows(reading, SampleRow, county, own) if sees_all else [], key=lambda row: row.position),
        sorted(_reads(reading, county, own), key=lambda row: row.position, reverse=True),
    )


def sampled(reading: Reading, of: CaseRow, sample: SampleRow) -> list[Drawn]:
    """Return the entries that a sample draws, as they stood when it was drawn, as far as the person may see them."""
    then = reading.now().as_of(sample.position)
    rows = {row.event_id: row for row in _population(then, of) if row.position < sample.position}
    candidates = [Candidate(each, tuple(_risks(row))) for each, row in rows.items()]
    method = cast("SampleMethod", sample.sample_method)
    chosen = drawn(candidates, method, sample.sample_size, sample.seed, sample.weights)
    seen = readable_entries(then, [rows[each.event_id] for each in chosen])
    return [Drawn(row, each.risks) for row, each in zip(seen, chosen, strict=True)]


def _population(reading: Reading, of: CaseRow) -> Iterator[TrailRow]:
    """Yield all entries of the case's scope."""
    asked = Query(
        TrailRow,
        at_least=(("occurred_on", of.period_from),),
        at_most=(("occurred_on", of.period_until),),
        order=("position",),
        limit=EVERY_ROW,
    )
    for row in reading.select(AUDIT_TRAIL, one_of(asked, "scb_code", of.municipalities), TrailRow):
        if row.stream.removeprefix("audit/").partition("/")[0] in of.audited_parts:
            yield row


def _risks(row: TrailRow) -> Iterator[str]:
    held = {
        "overridden": bool(row.overrides),
        "refused": row.refusal,
        "corrected": bool(row.corrections) or row.corrects is not None,
        "back-dated": row.recorded_on - row.occurred_on > _BACK_DATED,
        "late": row.late,
        "imported": row.channel == "import",
    }
    return (name for name, holds in held.items() if holds)


def _reached(reading: Reading, row: CaseRow) -> CaseRow:
    reached = tuple(each for each in row.municipalities if reading.visibility.reaches(each))
    return row.model_copy(update={"municipalities": reached})


def _reads(reading: Reading, county: str, of: tuple[str, object]) -> list[ReadRow]:
    """Return what was read in a case: of the person's municipality, and of the whole county, which holds it.

    It happened as it was recorded and is never corrected, beside the streams that are folded for what had happened.
    """
    day, scopes = reading.then[1] if reading.then else None, reading.visibility.scopes
    rows = _rows(reading.as_known(), ReadRow, county, of)
    read = [each for each in rows if day is None or each.recorded_at.astimezone(SWEDEN).date() <= day]
    if scopes is None:
        return read
    # An event that was read as one of the county's may be another municipality's.
    whole = (each.model_copy(update={"entry": None}) for each in read if each.read_scope == county)
    return [*whole, *(each for each in read if each.read_scope in scopes)]


def _theirs(reading: Reading, county: str, rows: list[FindingRow]) -> list[FindingRow]:
    """Return the findings that are about what the person sees alone, which are those that they may answer."""
    scopes = reading.visibility.scopes
    if scopes is None:
        return rows
    named = tuple({each for row in rows for each in row.about_events})
    asked = one_of(Query(TrailRow, among=(("event_id", named),), limit=EVERY_ROW), "scb_code", sorted(scopes))
    own = {each.event_id for each in reading.select(AUDIT_TRAIL, asked, TrailRow)}
    looked_into = {each.case_id: each.municipalities for each in _rows(reading, CaseRow, county)}
    return [
        row
        for row in rows
        if row.case_id in looked_into and is_alone_about(scopes, looked_into[row.case_id], row.about_events, own)
    ]


def _rows(reading: Reading, kind: type[R], county: str, *where: tuple[str, object]) -> list[R]:
    """Return the rows of a county: of one scope, what had happened by a day is told of a log of any length."""
    if not may_read_cases(reading):
        return []
    return reading.select(AUDIT_CASE, Query(kind, equals=(("scb_code", county), *where), limit=EVERY_ROW), kind)
