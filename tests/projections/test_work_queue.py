"""What waits for someone, in whatever order it was entered (C1)."""

from datetime import date, timedelta
from typing import cast

import pytest

from domain.messages import Event
from domain.support.events import ContactHad
from projections.engine.rows import Rows
from projections.work_queue import WORK_QUEUE, OpenItemRow
from tests.support.folding import PlainRows
from tests.support.given import Dated, recorded

OUT, REPLY = ContactHad(direction="out"), ContactHad(direction="in")
DAY = date(2026, 5, 10)


def awaited_since(*events: tuple[Event, int]) -> date | None:
    """Return since when a reply is awaited after events, each so many days from the day."""
    rows = PlainRows()
    for each in recorded([Dated(event, DAY + timedelta(days=days)) for event, days in events]):
        WORK_QUEUE.project(cast("Rows", rows), each)
    return next((each.item.since for each in rows.rows.values() if isinstance(each, OpenItemRow)), None)


@pytest.mark.parametrize(
    ("events", "since"),
    [
        ([(OUT, 0), (OUT, 5)], 0),
        ([(OUT, 5), (OUT, 0)], 0),
        ([(OUT, 0), (REPLY, 1)], None),
        ([(OUT, 0), (REPLY, 0)], None),
        ([(REPLY, 0), (OUT, 0)], 0),
        ([(OUT, 0), (REPLY, -8)], 0),
        ([(REPLY, 0), (OUT, -8)], None),
        ([(REPLY, 0), (REPLY, -9), (OUT, -8)], None),
    ],
)
def test_a_reply_is_awaited_since_the_first_attempt_after_the_last_reply(
    events: list[tuple[Event, int]], since: int | None
) -> None:
    assert awaited_since(*events) == (None if since is None else DAY + timedelta(days=since))
