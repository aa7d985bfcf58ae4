"""The cells of a file as its format gives them, and their plain text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime


class Formula:
    """A cell that would be computed."""


# The number of a row in its file, and its cells.
RawRow = tuple[int, Sequence[object]]


def cell_text(cell: object) -> str:
    """Return a cell as text, days as ``2024-03-01``; nothing for a formula."""
    match cell:
        case None | Formula():
            return ""
        case bool():
            return str(cell).lower()
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case float() if cell.is_integer():
            return str(int(cell))
        case _:  # text, and numbers that are not whole
            return str(cell).strip()
