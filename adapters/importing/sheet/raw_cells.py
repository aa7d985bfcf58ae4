"""The cells of a file as its format gives them, and their plain text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from domain.values import visible

Params = Mapping[str, str | int]

_SPACES = re.compile(r"[^\S\t\n\v\f\r\x1c-\x1f\x85]+")


@dataclass(frozen=True)
class Unusable:
    """A cell whose value cannot be taken, with the code of the reason."""

    code: str
    params: Params = field(default_factory=dict)


# The number of a row in its file, and its cells.
RawRow = tuple[int, Sequence[object]]


def cell_text(cell: object) -> str:
    """Return a cell as text, days as ``2024-03-01``; nothing for one that cannot be used."""
    match cell:
        case None | Unusable():
            return ""
        case bool():
            return str(cell).lower()
        case datetime() if cell.time() == time.min:
            return cell.date().isoformat()
        case datetime():
            return cell.isoformat(" ")
        case date():
            return cell.isoformat()
        case float() if cell.is_integer():
            return str(int(cell))
        case _:  # text, and numbers that are not whole
            return str(cell).strip()


def plain(text: str) -> str:
    """Return the text with single ordinary spaces and without invisible characters, as spreadsheets leave both."""
    return unicodedata.normalize("NFC", _SPACES.sub(" ", visible(text)).strip())
