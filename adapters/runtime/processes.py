"""Consumers that issue commands: policies, by events, and timers, by the day. Each command is issued once.

What makes it once is its key, kept in its receipt beside the events that came of it. A position only saves work: it
moves when the commands were handled, and whatever is handled again after a kill meets its own receipt.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic
from typing import Protocol, cast

from adapters.runtime import diagnostics
from adapters.runtime.consumers import Pages
from domain.correction import effective
from domain.messages import Recorded
from domain.scope import Scope
from projections.engine.projection import Earlier, Entry, Log, Parked, Query, ReadableViews, Subscription, Unreadable
from projections.engine.running import place
from projections.work_queue import WORK_QUEUE, OpenItemRow
from workflows.facts import Looking
from workflows.policies.policy import Issued, Policy, Timer
from workflows.ports import Calendar, EventStore, StoreError
from workflows.reference.reference import Reference
from workflows.working import Working

_LOOK_SECONDS = 1.0
_MOST_AT_ONCE = 500

Issue = Callable[[Issued], bool]


class Tracking(Protocol):
    """Where positions of processes are kept, and what they have set aside."""

    def check(self, of: Subscription) -> None:
        """Make sure that the position is one of this log. Raises WrongLog."""

    def position(self, of: Subscription) -> int:
        """Return how far it has come."""

    def move(self, of: Subscription, to: int, event_id: str | None = None) -> None:
        """Keep how far it has come, and the id of the last event that it handled itself."""

    def park(self, of: Subscription, event: Parked) -> None:
        """Set an event aside."""

    def parked(self, of: Subscription) -> list[Parked]:
        """Return what is set aside."""


def _issued(name: str, issue: Issue, command: Issued) -> None:
    accepted = issue(command)
    event = "command_issued" if accepted else "command_refused"
    diagnostics.logger().info(event, consumer=name, command=command.command.name)


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
        """Make sure that the position is one of this log. Raises WrongLog."""
        self._tracking.check(self)

    def advance(self, after: int, pages: Pages) -> bool:  # noqa: ARG002 -- what is due is read from the view
        """Look what is due, once a second at most: a due date is a day."""
        if monotonic() >= self._look_at:
            self._look(after)
            self._look_at = monotonic() + _LOOK_SECONDS
        return True

    def catch_up(self) -> None:
        """Look what is due now."""
        self._look(self._tracking.position(self))

    def _look(self, after: int) -> None:
        reached, today = self._views.positions([WORK_QUEUE])[WORK_QUEUE.name], self._calendar.today()
        if (reached, today) != self._done:
            query = Query(
                OpenItemRow,
                equals=(("kind", self._timer.kind),),
                at_most=(("due_on", self._timer.last_due(today)),),
                order="due_on",
                limit=_MOST_AT_ONCE,
            )
            rows = cast("Sequence[OpenItemRow]", self._views.select(WORK_QUEUE, query))
            self._fire(self._timer.due([row.item for row in rows], today))
            if len(rows) < _MOST_AT_ONCE:
                self._done = reached, today
        if reached > after:
            self._tracking.move(self, reached)

    def _fire(self, due: Sequence[Issued]) -> None:
        parked = {each.event_id for each in self._tracking.parked(self)} if due else set()
        for each in due:
            if str(each.cause) in parked:
                continue
            try:
                _issued(self.name, self._issue, each)
            except StoreError:
                raise
            except Exception as error:  # noqa: BLE001 -- whatever is wrong with one, the others are due
                diagnostics.logger().error("event_parked", consumer=self.name, where=diagnostics.where(error))
                cause = self._log.history(each.scb_code, each.cause)[0]
                self._tracking.park(self, Parked(*place(cause), cause.position, type(error).__name__))


class PolicyConsumer:
    """Issues the commands that events lead to; an event that it cannot handle is parked, and its stream with it."""

    version = 1

    def __init__(
        self, policy: Policy, store: EventStore, reference: Reference, log: Log, tracking: Tracking, issue: Issue
    ) -> None:
        self.name = policy.name
        self.topics = tuple(each.topic for each in policy.on)
        self._reference = reference
        self._policy = policy
        self._store = store
        self._log = log
        self._tracking = tracking
        self._issue = issue

    def check(self) -> None:
        """Make sure that the position is one of this log. Raises WrongLog."""
        self._tracking.check(self)

    def advance(self, after: int, pages: Pages) -> bool:
        """Handle a page; return whether it was the last."""
        page = pages.after(after)
        if page:
            parked = {each.stream for each in self._tracking.parked(self)}
            for each in page:
                self._handle(each, parked)
            self._tracking.move(self, page[-1].position, place(page[-1])[1])
        return pages.is_last(page)

    def catch_up(self) -> None:
        """Handle everything up to the end of the log."""
        while not self.advance(self._tracking.position(self), Pages(self._log)):
            pass

    def _handle(self, entry: Entry, parked: set[str]) -> None:
        stream, event_id = place(entry)
        if isinstance(entry, Recorded) and not isinstance(entry.event, self._policy.on):
            return
        error = "Parked" if stream in parked else self._error_of(entry)
        if error:
            parked.add(stream)
            self._tracking.park(self, Parked(stream, event_id, entry.position, error))

    def _error_of(self, entry: Entry) -> str | None:
        if isinstance(entry, Unreadable):
            return entry.error
        try:
            for each in self._decided(entry):
                _issued(self.name, self._issue, each)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 -- whatever an event does to a policy, other streams go on
            diagnostics.logger().error("event_parked", consumer=self.name, where=diagnostics.where(error))
            return type(error).__name__
        return None

    def _decided(self, recorded: Recorded) -> Sequence[Issued]:
        """Return what the event leads to as it stands today; nothing where it was voided."""
        envelope = recorded.envelope
        standing = effective(self._store.load(envelope.stream))
        found = [each for each in standing if each.envelope.event_id == envelope.event_id]
        looking = Looking(Scope.of(envelope.scope), self._reference, Working(self._store))
        return [issued for each in found for issued in self._policy.issued(each, looking)]
