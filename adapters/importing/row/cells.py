"""What the text of a cell means: a day, a number, a Ref, a word of a list, several of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar

from adapters.importing.row.errors import CellError
from adapters.importing.words import band_meanings, folded
from domain.bands import attendance_band
from domain.periods import iso_day

T = TypeVar("T")

# Letters and a number: enough for a key of one's own, too little for a name.
_REF = re.compile(r"[a-zåäö]{1,12}[ -]?[0-9]{1,5}", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,9}")


def parts(text: str) -> Sequence[str]:
    """Return the entries of a cell that may hold several."""
    return [part for each in text.split(";") if (part := each.strip())]


def day(text: str) -> date | None:
    """Return the day that is written as ``2024-03-01``, from 1900 on, or None."""
    try:
        return iso_day(text)
    except ValueError:
        return None


def is_number(text: str) -> bool:
    """Whether the text is a whole number."""
    return _NUMBER.fullmatch(text) is not None


def ref(text: str) -> str:
    """Return a Ref. Raises CellError for what is none."""
    if not _REF.fullmatch(text):
        raise CellError("wrong-ref", value=text)
    return text


def meaning(words: Mapping[str, T], text: str) -> T:
    """Return what a word stands for. Raises CellError for an unknown one."""
    if folded(text) not in words:
        raise CellError("unknown-word", value=text.strip())
    return words[folded(text)]


def group_and_number(text: str) -> tuple[str, str]:
    """Return the two sides of ``group: number``. Raises CellError without a colon."""
    word, colon, number = text.rpartition(":")
    if not colon:
        raise CellError("wrong-count", value=text)
    return word, number.strip()


def band(text: str) -> str:
    """Return the band that a cell names, or in which its number falls. Raises CellError."""
    if is_number(text):
        return attendance_band(int(text))
    word = folded(text).replace("\N{EN DASH}", "-")
    if word not in band_meanings():
        raise CellError("wrong-count", value=text)
    return band_meanings()[word]
