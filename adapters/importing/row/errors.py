"""What may be wrong with a row of a sheet."""

from __future__ import annotations

from dataclasses import dataclass, field

from adapters.importing.sheet.raw_cells import Params
from domain.errors import Refusal


@dataclass(frozen=True)
class RowError:
    """What is wrong with a row, and in which column; ``refusal`` where it is a rule that says no."""

    row: int
    column: str
    code: str
    params: Params = field(default_factory=dict)
    refusal: Refusal | None = None
    municipality: str = ""


class CellError(Exception):
    """What is wrong with a cell, raised where its column is not known."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params: Params = params
