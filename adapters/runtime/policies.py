"""The consumer that issues commands by events."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.runtime import diagnostics
from adapters.runtime.consumers import Pages
from adapters.runtime.issuing import Issue, Tracking, issue_and_log
from domain.correction import effective
from domain.messages import Recorded
from domain.scope import Scope
from projections.engine.log import Entry, Log, Unreadable
from projections.engine.rows import Parked
from projections.engine.running import place
from workflows.facts import Looking
from workflows.policies.policy import Issued, Policy
from workflows.ports import EventStore, StoreError
from workflows.reference.reference import Reference
from workflows.working import Working


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
        """Pass over a page that does not concern the policy; return whether that was all there is."""
        page = pages.after(after)
        if any(self._concerns(each) for each in page):
            return False
        self._move_past(page)
        return pages.is_last(page)

    def catch_up(self) -> None:
        """Handle everything up to the end of the log."""
        pages = Pages(self._log)
        while page := pages.after(self._tracking.position(self)):
            parked = {each.stream for each in self._tracking.parked(self)}
            for each in filter(self._concerns, page):
                self._handle(each, parked)
            self._move_past(page)

    def _move_past(self, page: Sequence[Entry]) -> None:
        if page:
            self._tracking.move(self, page[-1].position, place(page[-1])[1])

    def _concerns(self, entry: Entry) -> bool:
        return isinstance(entry, Unreadable) or isinstance(entry.event, self._policy.on)

    def _handle(self, entry: Entry, parked: set[str]) -> None:
        stream, event_id = place(entry)
        error = "Parked" if stream in parked else self._error_of(entry)
        if error:
            parked.add(stream)
            self._tracking.park(self, Parked(stream, event_id, entry.position, error))

    def _error_of(self, entry: Entry) -> str | None:
        if isinstance(entry, Unreadable):
            return entry.error
        try:
            for each in self._decided(entry):
                issue_and_log(self.name, self._issue, each)
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
