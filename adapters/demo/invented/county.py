"""A county of any size with municipalities that there are not, and what happened in each of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from string import ascii_uppercase

from adapters.demo.invented.acting import Acting, People
from adapters.demo.invented.life import Life
from adapters.demo.invented.telling import HOURS_A_DAY, Telling, TellingClock
from domain.decider import Place
from domain.messages import Recorded
from domain.people import Actor
from domain.values import Role
from workflows.world import World

MOST_PLACES = 100_000
_A_COUNTRY = 290  # as many as Sweden has; further ones lie in counties that there are not
_FIRST_INVENTED, _INVENTED = 26, 74
_COORDINATORS = 4
_YEARS = 12
_HOURS = _YEARS * 52 * 5 * HOURS_A_DAY
_LONGEST_HOURS = 150  # between two events, on average


@dataclass(frozen=True)
class Size:
    """How much is to be told; the same size and seed give the same history, byte for byte."""

    places: int
    events: int
    seed: int


def place(number: int, county: str) -> Place:
    """Return an invented municipality, whose code and name show that it is one."""
    code = county if number < _A_COUNTRY else str(_FIRST_INVENTED + number // _A_COUNTRY % _INVENTED)
    return Place(scb_code=f"X{number:05}", name=f"Påhittad {_letters(number)}", county_code=code)


def histories(world: World, county: str, size: Size) -> Iterator[list[Recorded]]:
    """Yield the history of each municipality; together they are as many events as asked for, or a few more."""
    people = Random(f"{size.seed}/people")  # noqa: S311 -- dice for a story
    coordinators = [_person(people, Role.COORDINATOR) for _ in range(_COORDINATORS)]
    administrator = _person(people, Role.ADMINISTRATOR)
    left = size.events
    for number in range(size.places):
        random = Random(f"{size.seed}/{number}")  # noqa: S311 -- same
        others = size.places - number - 1
        length = left if not others else round(left / (others + 1) * random.uniform(0.5, 1.5))
        here = place(number, county)
        contact = _person(random, Role.CONTACT, here.scb_code)
        cast = People(random.choice(coordinators), administrator, contact)
        told = _history(here, world, cast, random, max(1, min(length, left - others)))
        left -= len(told)
        yield told


def _history(here: Place, world: World, people: People, random: Random, length: int) -> list[Recorded]:
    hours = min(_HOURS, length * _LONGEST_HOURS)
    start = random.uniform(0, max(_HOURS - hours, _HOURS / _YEARS))
    telling, clock = Telling(), TellingClock(random, start)
    until = min(start + hours, _HOURS)
    own = replace(world, place=lambda _: here)
    acting = Acting(here.scb_code, own, people, random, telling, clock, length=length, until=until)
    # The shorter a history, the more of it is the five steps.
    Life(acting, beside=1 - max(0.35, min(0.8, 80 / length))).tell()
    return telling.told


def _person(random: Random, role: Role, municipality: str | None = None) -> Actor:
    return Actor(ref=f"p-{random.getrandbits(128):032x}", role=role, municipality=municipality)


def _letters(number: int) -> str:
    """Return a number in letters, since a place's name holds no digits."""
    first, last = divmod(number, len(ascii_uppercase))
    return (_letters(first - 1) if first else "") + ascii_uppercase[last]
