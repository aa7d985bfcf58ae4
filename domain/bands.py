"""Bands of numbers, so that no exact number of people is kept."""

from __future__ import annotations

import re
from typing import Literal, get_args

HeadcountBand = Literal["1-4", "5-19", "20-49", "50-199", "200+"]
# None at all is a band of its own; from one to four are never told apart (P12).
AttendanceBand = Literal["0", HeadcountBand]
WorkplacesBand = Literal["1-4", "5-19", "20+"]


def attendance_band(heads: int) -> AttendanceBand:
    """Return the band that a number of people falls in: the last whose first number it reaches."""
    bands: tuple[AttendanceBand, ...] = get_args(AttendanceBand)
    return next(band for band in reversed(bands) if heads >= int(re.split(r"\D", band)[0]))
