"""How the success factors stand in each municipality, and which are of the same size (G8, G9)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from adapters.http.reading.county import overview
from adapters.http.reading.details import details_everywhere
from adapters.http.reading.reading import Reading
from adapters.http.reading.standing import MatrixRow
from projections.municipality.action_plan import Plan
from projections.municipality.detail import Details
from projections.municipality.membership import Decision
from projections.municipality.structure_review import Channel, Responsibility
from projections.municipality.support import Guidance
from workflows.success_factors import Evidence, Factor, Facts, Judgement, Level, Part, profile

# From the smallest; a municipality whose size nobody has entered stands by itself.
SIZES: tuple[str | None, ...] = ("under-10000", "10000-29999", "30000-99999", "100000-plus", None)
_KINDS = (Decision, Plan, Channel, Responsibility, Guidance)


@dataclass(frozen=True)
class Profile:
    """One municipality's factors; none where the version of the process that it follows is not known here."""

    row: MatrixRow
    factors: tuple[Judgement, ...]

    def level(self, factor: Factor) -> Level:
        """Return how a factor stands."""
        return next((each.level for each in self.factors if each.factor == factor), "unknown")


@dataclass(frozen=True)
class SizeBand:
    """Municipalities of one size, alphabetically (R14); ``size`` is None where nobody has entered it."""

    size: str | None
    profiles: tuple[Profile, ...]


def profiles(reading: Reading, county: str, day: date) -> list[SizeBand]:
    """Return the county's municipalities by size, with how their success factors stand on a day."""
    rows = [each for each in overview(reading, county, day).rows if not each.anonymous]
    parts = details_everywhere(reading, *_KINDS)
    found = [_profile(reading, row, parts.get(row.standing.scb_code, Details()), day) for row in rows]
    bands = (SizeBand(size, tuple(each for each in found if _size(each) == size)) for size in SIZES)
    return [each for each in bands if each.profiles]


def _size(found: Profile) -> str | None:
    size = found.row.standing.size_band
    return size if size in SIZES else None


def _profile(reading: Reading, row: MatrixRow, parts: Details, day: date) -> Profile:
    if not row.is_judged:
        return Profile(row, ())
    is_late = any(each.reason == "guidance-overdue" for each in row.attention)
    definition = reading.definition(row.standing.definition)
    return Profile(row, profile(row.standing, facts(parts, is_late=is_late), definition, day))


def facts(parts: Details, *, is_late: bool) -> Facts:
    """Return what the parts of a municipality's work tell of the factors."""
    decided = _decided(parts.of(Decision))
    bodies = [each.body for each in parts.of(Plan) if each.status == "adopted" and each.body]
    answered = (each for each in parts.of(Guidance) if each.status == "answered")
    return Facts(
        political=[Evidence(each.on, each.event_id) for each in decided if each.trigger == "political"],
        formalised=[Evidence(each.on, each.event_id) for each in decided],
        adopted_by=bodies[-1] if bodies else "",
        parts=dict(_parts(parts.of(Channel), parts.of(Responsibility))),
        guided=[Evidence(each.latest, each.event_id) for each in answered],
        is_late=is_late,
    )


def _decided(found: Sequence[Decision]) -> list[Decision]:
    """Return the decisions to formalise the work that hold: leaving ends what was decided before it."""
    left_on = max((each.on for each in found if each.what == "municipality-left"), default=date.min)
    return [each for each in found if each.what == "formalisation-decided" and each.on >= left_on]


def _parts(channels: Sequence[Channel], orders: Sequence[Responsibility]) -> Iterator[tuple[Part, Evidence]]:
    for channel in channels:
        yield channel.direction, Evidence(channel.on, channel.event_id)
    for order in orders:
        yield "order", Evidence(order.on, order.event_id)


def counted(bands: Sequence[SizeBand], factor: Factor) -> Mapping[Level, int]:
    """Return in how many municipalities a factor stands how."""
    levels = [each.level(factor) for band in bands for each in band.profiles]
    return {level: levels.count(level) for level in dict.fromkeys(levels)}
