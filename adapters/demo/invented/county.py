"""A county of any size with municipalities that there are not, and what happened in each of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from string import ascii_uppercase

from adapters.demo.invented.acting import Acting, People
from adapters.demo.invented.lifecycle import Lifecycle
from adapters.demo.invented.recorder import HOURS_A_DAY, HistoryRecorder, WorkingHoursClock
from domain.messages import Recorded
from domain.people import Actor
from domain.places import Place
from domain.values import Role
from workflows.reference.reference import Reference

MOST_PLACES = 100_000
_A_COUNTRY = 290  # as many as Sweden has; further ones lie in counties that there are not
_FIRST_INVENTED, _INVENTED = 26, 74
_COORDINATORS = 4
_YEARS = 12
_HOURS = _YEARS * 52 * 5 * HOURS_A_DAY
_LONGEST_HOURS = 150  # between two events, on average


@dataclass(frozen=True)
class Size:
    """How long the history is; the same size and seed give the same history, byte for byte."""

    places: int
    events: int
    seed: int


@dataclass(frozen=True)
class Part:
    """One municipality's part: its number, and how many events it has."""

    seed: int
    number: int
    length: int


def parts(size: Size) -> Iterator[Part]:
    """Yield each municipality's part; some have half as much as others, some half as much again."""
    random = Random(f"{size.seed}/parts")  # noqa: S311 -- no secret depends on it
    left = size.events
    for number in range(size.places):
        others = size.places - number - 1
        length = round(left / (others + 1) * random.uniform(0.5, 1.5)) if others else left
        length = max(1, min(length, left - others))
        left -= length
        yield Part(size.seed, number, length)


def place(number: int, county: str) -> Place:
    """Return an invented municipality, whose code and name show that it is one."""
    code = county if number < _A_COUNTRY else str(_FIRST_INVENTED + number // _A_COUNTRY % _INVENTED)
    return Place(scb_code=_code(number), name=f"Påhittad {_letters(number)}", county_code=code)


def _code(number: int) -> str:
    return f"X{number:05}"


def history(reference: Reference, county: str, part: Part) -> list[Recorded]:
    """Return what happened in a municipality: as many events as its part says, or what one act has more."""
    random = Random(f"{part.seed}/{part.number}")  # noqa: S311 -- same
    hours = min(_HOURS, part.length * _LONGEST_HOURS)
    start = random.uniform(0, max(_HOURS - hours, _HOURS / _YEARS))
    here, recorder, clock = place(part.number, county), HistoryRecorder(), WorkingHoursClock(random, start)
    acting = Acting(
        here.scb_code,
        replace(reference, place=lambda _: here),
        _people(part, random),
        random,
        recorder,
        clock,
        length=part.length,
        until=min(start + hours, _HOURS),
    )
    # The shorter a history, the more of it is the five steps.
    Lifecycle(acting, beside=1 - max(0.35, min(0.8, 80 / part.length))).run()
    return recorder.events


def _people(part: Part, random: Random) -> People:
    shared = Random(f"{part.seed}/people")  # noqa: S311 -- same
    coordinators = [_person(shared, Role.COORDINATOR) for _ in range(_COORDINATORS)]
    administrator = _person(shared, Role.ADMINISTRATOR)
    contact = _person(random, Role.CONTACT, _code(part.number))
    return People(random.choice(coordinators), administrator, contact)


def _person(random: Random, role: Role, municipality: str | None = None) -> Actor:
    return Actor(ref=f"p-{random.getrandbits(128):032x}", role=role, municipality=municipality)


def _letters(number: int) -> str:
    """Return a number in letters, since a place's name holds no digits."""
    first, last = divmod(number, len(ascii_uppercase))
    return (_letters(first - 1) if first else "") + ascii_uppercase[last]
