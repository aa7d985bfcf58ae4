"""What every answer says of the moment that it shows."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from adapters.http.moment import Moment


class MomentAnswer(BaseModel):
    """The moment in the past that is shown: how far the log had come, and the day for which all was derived."""

    position: int
    day: date
    happened_by: date | None


class ShownAnswer(BaseModel):
    """``as_of`` is null for the present; ``demo``: everything is invented."""

    as_of: MomentAnswer | None
    demo: bool


def moment_answer(moment: Moment) -> MomentAnswer | None:
    """Return the moment in the past that is shown, None for the present."""
    if not moment.is_past:
        return None
    return MomentAnswer(position=moment.position, day=moment.day, happened_by=moment.happened_by)
