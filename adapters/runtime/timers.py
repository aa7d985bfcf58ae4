"""The consumer that issues commands by the day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from time import monotonic
from typing import cast

from adapters.runtime import diagnostics
from adapters.runtime.consumers import Pages
from adapters.runtime.issuing import Issue, Tracking, issue_and_log
from projections.engine.log import Earlier
from projections.engine.rows import Parked
from projections.engine.running import place
from projections.engine.views import Query, ReadableViews
from projections.work_queue import WORK_QUEUE, OpenItemRow
from workflows.policies.policy import Issued, Timer
from workflows.ports import Calendar, StoreError

_LOOK_SECONDS = 1.0
_MOST_AT_ONCE = 500


class TimerConsumer:
    """Issues the commands whose day has come, by what the work queue says is open; it follows that view's position."""

    version = 1
    topics = WORK_QUEUE.topics

    def __init__(
        self, timer: Timer, views: ReadableViews, log: Earlier, tracking: Tracking, issue: Issue, calendar: Calendar
    ) -> None:
        self.name = timer.name
        self._timer = timer
        self._views = views
        self._log = log
        self._tracking = tracking
        self._issue = issue
        self._calendar = calendar
        self._look_at = 0.0
        self._done: object = None

    def check(self) -> None:
        """Make sure that the position is one of this log, and look anew at what is due in it. Raises WrongLog."""
        self._done = None
        self._tracking.check(self)

    def advance(self, after: int, pages: Pages) -> bool:  # noqa: ARG002 -- what is due is read from the view
        """Look whether anything is due, once a second at most: a due date is a day."""
        if monotonic() < self._look_at:
            return True
        self._look_at = monotonic() + _LOOK_SECONDS
        reached, today = self._now()
        if (reached, today) != self._done and self._due(today):
            return False
        self._come_to(reached, today, after)
        return True

    def catch_up(self) -> None:
        """Issue what is due."""
        reached, today = self._now()
        due = self._due(today)
        self._fire(due)
        if len(due) < _MOST_AT_ONCE:
            self._come_to(reached, today, self._tracking.position(self))

    def _now(self) -> tuple[int, date]:
        return self._views.positions([WORK_QUEUE])[WORK_QUEUE.name], self._calendar.today()

    def _due(self, today: date) -> Sequence[Issued]:
        query = Query(
            OpenItemRow,
            equals=(("kind", self._timer.kind),),
            at_most=(("due_on", self._timer.last_due(today)),),
            order=("due_on",),
            limit=_MOST_AT_ONCE,
        )
        rows = cast("Sequence[OpenItemRow]", self._views.select(WORK_QUEUE, query))
        return self._timer.due([row.item for row in rows], today)

    def _come_to(self, reached: int, today: date, after: int) -> None:
        """Remember that all was issued that was due on a day, by what the view had read."""
        self._done = reached, today
        if reached > after:
            self._tracking.move(self, reached)

    def _fire(self, due: Sequence[Issued]) -> None:
        parked = {each.event_id for each in self._tracking.parked(self)} if due else set()
        for each in due:
            if str(each.cause) in parked:
                continue
            try:
                issue_and_log(self.name, self._issue, each)
            except StoreError:
                raise
            except Exception as error:  # noqa: BLE001 -- whatever is wrong with one, the others are due
                diagnostics.logger().error("event_parked", consumer=self.name, where=diagnostics.where(error))
                cause = self._log.history(each.scb_code, each.cause)[0]
                self._tracking.park(self, Parked(*place(cause), cause.position, type(error).__name__))
