"""Rows as a sheet (CSV), for those who read in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response

from adapters.http.moment import POSITION_HEADER, Moment

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def wants_sheet(request: Request, fmt: str | None) -> bool:
    """Whether the caller asked for a sheet, by parameter or by Accept."""
    return fmt == "csv" or (fmt is None and request.headers.get("Accept", "").startswith("text/csv"))


def sheet(
    name: str,
    columns: Sequence[str],
    rows: Iterable[Mapping[str, object]],
    moment: Moment,
    following: str | None = None,
) -> Response:
    """Return rows as CSV with a byte-order mark, semicolons as Swedish spreadsheets expect, and no formulas.

    The line with the columns is there even where no row is. Its name has the day when it shows the past.
    ``following``: address of the next sheet, where there is more.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, delimiter=";")
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    file_name = f"{name}-{moment.day}" if moment.is_past else name
    headers = {"Content-Disposition": f'attachment; filename="{file_name}.csv"'}
    headers[POSITION_HEADER] = str(moment.position)
    if following:
        headers["Link"] = f'<{following}>; rel="next"'
    return Response("\ufeff" + out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) and not text.lstrip("-").isdigit() else text
