"""The one type of a day, and periods whose ends people give as a day, a month or a year."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, TypeAdapter, ValidationInfo, WithJsonSchema

from domain.values import Closed

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH_OR_DAY = r"(?:19|20)[0-9]{2}(?:-(?:0[1-9]|1[0-2])(?:-[0-9]{2})?)?"


# Corrections that were recorded before days were held to ISO text must be read as they were then.
AS_RECORDED = "as-recorded"


def _written_as_a_day(written: object, info: ValidationInfo) -> object:
    """Let through dates and ISO text alone: pydantic would take numbers and times for days, too."""
    if type(written) is date or (isinstance(written, str) and _ISO_DAY.fullmatch(written)):
        return written
    if (info.context or {}).get(AS_RECORDED):
        return written
    raise ValueError("not-an-iso-day")


def _in_range(day: date) -> date:
    if not date(1900, 1, 1) <= day <= date(2200, 12, 31):
        raise ValueError("date-out-of-range")
    return day


Day = Annotated[date, BeforeValidator(_written_as_a_day), AfterValidator(_in_range)]
_DAY = TypeAdapter[date](Day)


def iso_day(text: str) -> date:
    """Return the day that is written as ``2024-03-01``. Raises ValueError for any other text, and before 1900."""
    return _DAY.validate_python(text)


def is_iso_day(text: str) -> bool:
    """Whether the text is a day that ``iso_day`` takes."""
    try:
        iso_day(text)
    except ValueError:
        return False
    return True


def first_day(written: object) -> date:
    """Return the first day of a year or month, and a day as itself; ValueError for anything else."""
    if type(written) is date:
        return written
    if not isinstance(written, str) or not re.fullmatch(_MONTH_OR_DAY, written):
        raise ValueError("neither-year-month-nor-day")
    year, month, day = (*(int(part) for part in written.split("-")), 1, 1)[:3]
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ValueError("neither-year-month-nor-day") from error


def last_day(written: date | str) -> date:
    """Return the last day of a year or month, and a day as itself; ValueError for anything else."""
    first = first_day(written)
    if not isinstance(written, str) or written.count("-") == 2:  # noqa: PLR2004 -- year, month and day are there
        return first
    month = first.month if "-" in written else 12
    return date(first.year, month, monthrange(first.year, month)[1])


# People know a period by its months or years as often as by its days.
_SCHEMA = WithJsonSchema({"type": "string", "pattern": f"^{_MONTH_OR_DAY}$"})
FirstDay = Annotated[date, BeforeValidator(first_day), _SCHEMA, Closed("first-day")]
LastDay = Annotated[date, BeforeValidator(last_day), _SCHEMA, Closed("last-day")]
