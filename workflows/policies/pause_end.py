"""A pause that should have ended is reminded of, on the day after."""

from __future__ import annotations

from domain.journey.commands import RemindOfPauseEnd
from workflows.policies.policy import Timer

PAUSE_END = Timer("pause-end", "pause", lambda _item: RemindOfPauseEnd())
