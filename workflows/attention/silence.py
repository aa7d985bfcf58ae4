"""How long it is since a contact or a visit, and until when that is in order (C17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from workflows.attention.reason import Severity


@dataclass(frozen=True)
class Silence:
    """The days since something last happened; ``last_day``: the last one before the silence counts as graver."""

    since: date
    days: int
    limit: int
    last_day: date
    severity: Severity | None

    @property
    def days_left(self) -> int:
        """The days until the last day, without the day itself."""
        return max(self.limit - self.days, 0)


def silence(since: date, amber: int, red: int, day: date) -> Silence:
    """Return how a silence since that day stands, against the limit that was passed last or is the next."""
    days = (day - since).days
    severity: Severity | None = "red" if days > red else "amber" if days > amber else None
    limit = red if severity == "red" else amber
    return Silence(since, days, limit, since + timedelta(days=limit), severity)
