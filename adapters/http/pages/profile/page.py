"""How the success factors stand, municipality by municipality, each among those of its size (G8, G9)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from adapters.http.pages.dependencies import Reader
from adapters.http.pages.links import with_query
from adapters.http.pages.visit import Visit
from adapters.http.reading.profile import SIZES, Profile, SizeBand, counted, profiles
from adapters.http.scopes import county_of
from adapters.i18n.words import Words
from domain.standing import StepStatus
from domain.values import Step
from workflows.success_factors import FACTORS, GUIDANCE_MONTHS, LEVELS, Factor, Judgement, Level

_SYMBOLS: Mapping[Level, str] = {
    "held": "achieved",
    "partly": "in_progress",
    "lacking": "not_started",
    "unknown": "outside",
}
_TOLD: tuple[StepStatus, ...] = ("achieved", "declined", "not_applicable", "in_progress")

Size = Annotated[
    Literal["under-10000", "10000-29999", "30000-99999", "100000-plus", "unknown", ""] | None, Query(alias="size")
]

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class ShownFactor:
    """One cell: a word, what it rests on, and the event behind it."""

    factor: Factor
    level: Level
    symbol: str
    said: str
    href: str | None


@dataclass(frozen=True)
class ShownProfile:
    """One municipality's row."""

    name: str
    href: str
    factors: tuple[ShownFactor, ...]


@dataclass(frozen=True)
class ShownBand:
    """Municipalities of one size; ``steps``: how many of them stand where, by step."""

    key: str
    name: str
    count: int
    profiles: tuple[ShownProfile, ...]
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """A factor, the rule by which it is derived, and in how many municipalities it stands how."""

    factor: Factor
    counts: tuple[tuple[str, str], ...]


@router.get("/counties/{code}/profile")
def success_factors(code: str, visit: Reader, size: Size = None) -> Response:
    """Return the profile of each municipality, of one size where that is asked for."""
    name = county_of(visit.core, code).name
    bands = profiles(visit.reading, code, visit.today)
    chosen = [each for each in bands if not size or _key(each.size) == size]
    path = f"/counties/{code}/profile"
    return visit.show_view(
        "profile/profile.html",
        name=name,
        code=code,
        factors=FACTORS,
        steps=tuple(Step),
        months=GUIDANCE_MONTHS,
        sizes=[(_key(each.size), _size(visit, each.size), with_query(path, size=_key(each.size))) for each in bands],
        size=size or "",
        everything=path,
        bands=[_band(visit, each) for each in chosen],
        rules=[Rule(each, tuple(_counts(visit, chosen, each))) for each in FACTORS],
        levels=[(each, _SYMBOLS[each]) for each in LEVELS],
    )


def _key(size: str | None) -> str:
    return size or "unknown"


def _size(visit: Visit, size: str | None) -> str:
    return visit.cat.text(f"value.size_band.{size}") if size in SIZES and size else visit.cat.text("ui.profile.no-size")


def _counts(visit: Visit, bands: Sequence[SizeBand], factor: Factor) -> Iterator[tuple[str, str]]:
    found = counted(bands, factor)
    for level in LEVELS:
        if number := found.get(level, 0):
            yield _SYMBOLS[level], visit.cat.text(f"ui.profile.count.{level}", count=number)


def _band(visit: Visit, band: SizeBand) -> ShownBand:
    shown = tuple(_profile(visit, each) for each in band.profiles)
    steps = tuple(_peers(visit, band, step) for step in Step)
    return ShownBand(_key(band.size), _size(visit, band.size), len(shown), shown, steps)


def _peers(visit: Visit, band: SizeBand, step: Step) -> str:
    """Return how many of one size stand where in a step."""
    members = [each.row.standing for each in band.profiles if each.row.standing.membership == "joined"]
    statuses = [each.cell(step).status for each in members]
    told = [(each, statuses.count(each)) for each in _TOLD]
    if not step.is_renewed:
        return visit.cat.text("ui.profile.supported", count=statuses.count("in_progress"))
    texts = [visit.cat.text(f"ui.profile.step.{each}", count=number) for each, number in told if number]
    return ", ".join(texts) or visit.cat.text("ui.profile.step.nobody")


def _profile(visit: Visit, found: Profile) -> ShownProfile:
    standing = found.row.standing
    factors = found.factors or tuple(Judgement(each, "unknown", "unjudged") for each in FACTORS)
    return ShownProfile(
        standing.name,
        f"/municipalities/{standing.scb_code}",
        tuple(_factor(visit, each) for each in factors),
    )


def _factor(visit: Visit, found: Judgement) -> ShownFactor:
    words = Words(visit.cat, visit.codes, {"body": ("decision-bodies",)})
    lacking = [visit.cat.text(f"ui.profile.part.{each}") for each in found.lacking]
    key = f"ui.profile.{found.factor}.{found.case}"
    said = visit.cat.text(
        visit.cat.first(key, f"ui.profile.{found.case}"),
        on=found.on,
        body=words.show("body", found.code) if found.code else "",
        lacking=visit.cat.listed(lacking),
    )
    href = f"/events/{found.events[-1]}" if found.events else None
    return ShownFactor(found.factor, found.level, _SYMBOLS[found.level], said, href)
