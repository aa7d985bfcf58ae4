"""Municipalities and counties as the register of Statistics Sweden names them."""

from __future__ import annotations

from domain.messages import Message
from domain.scope_codes import CountyCode, ScbCode
from domain.values import PlaceName


class Place(Message):
    """A municipality as Statistics Sweden names it."""

    scb_code: ScbCode
    name: PlaceName
    county_code: CountyCode


class County(Message):
    """A county as Statistics Sweden names it, with the codes of its municipalities."""

    code: CountyCode
    name: PlaceName
    municipalities: tuple[ScbCode, ...] = ()


def scope_code(of: Place | County) -> str:
    """Return the code of the scope that a municipality or county is."""
    return of.scb_code if isinstance(of, Place) else of.code
