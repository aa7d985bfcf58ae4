"""Audit cases: what they open for whom, and that whatever is read by it is on record first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from domain.audit.events import CaseRead
from domain.audit_case.rules import AUDIT_CASE
from domain.audit_case.state import AuditCase
from domain.messages import Envelope, Recorded
from domain.people import Actor
from domain.values import Channel, Role
from workflows.ports import Clock, EventStore, Unavailable, VersionConflict
from workflows.stamps import stamp
from workflows.states import States
from workflows.streams import companion
from workflows.visibility import Opening
from workflows.working import Working

# Many windows of one auditor at once: each round lets one through.
_TRIES = 40


@dataclass(frozen=True)
class OpenCase:
    """A case that is open, as its stream has it."""

    stream: str
    version: int
    opening: Opening


class AuditCases:
    """Tells what cases open, by the log itself: a case that was closed opens nothing from the same moment on."""

    def __init__(self, store: EventStore, clock: Clock, county: str, process_version: str, channel: Channel) -> None:
        self._store = store
        self._clock = clock
        self._county = county
        self._process_version = process_version
        self._channel = channel
        self._states = States()

    def opened(self, actor: Actor, read: CaseRead) -> Sequence[Opening]:
        """Return what the person's cases open to what they are about to read, once that is on record in each.

        Raises Unavailable where it cannot be recorded, and what the store raises: then nothing is to be read.
        """
        if actor.role is not Role.AUDITOR:
            return ()
        for _ in range(_TRIES):
            working = Working(self._store, self._states)
            cases = [each for each in self._open(working, actor) if self._concerns(each, read)]
            if not cases:
                return ()
            for each in cases:
                working.add(self._recorded(working, each, actor, read))
            try:
                self._store.append(working.added, None, {each.stream: each.version for each in cases})
            except VersionConflict:
                continue  # another window of theirs was first, or a case has been closed
            return [self._opened_by(read, each.opening) for each in cases]
        raise Unavailable("audit-case")

    def _opened_by(self, read: CaseRead, opening: Opening) -> Opening:
        """Return what a reading opens: of one municipality nothing of another's, which would be on no record of its."""
        if read.read_scope == self._county:
            return opening
        return replace(opening, scopes=opening.scopes & {read.read_scope})

    def _open(self, working: Working, actor: Actor) -> list[OpenCase]:
        today = self._clock.today()
        names = [each for each in working.streams(self._county) if each.startswith(f"{AUDIT_CASE.name}/")]
        working.load(names)
        found = (self._case(working, each, actor, today) for each in names)
        return [each for each in found if each]

    @staticmethod
    def _case(working: Working, stream: str, actor: Actor, today: date) -> OpenCase | None:
        history = working.history(stream)
        state = cast("AuditCase", working.state(stream))
        if history[0].envelope.actor_ref != actor.ref or not state.is_open(today) or state.scope is None:
            return None
        scope = state.scope
        opening = Opening(
            frozenset(scope.municipalities), frozenset(scope.audited_parts), scope.period_from, scope.period_until
        )
        return OpenCase(stream, working.version(stream), opening)

    def _concerns(self, case: OpenCase, read: CaseRead) -> bool:
        return read.read_scope == self._county or read.read_scope in case.opening.scopes

    def _recorded(self, working: Working, case: OpenCase, actor: Actor, read: CaseRead) -> Recorded:
        stream, event_id = companion(case.stream), self._clock.new_id()
        working.load([stream])
        return Recorded(
            Envelope(
                event_id=event_id,
                stream=stream,
                version=working.version(stream) + 1,
                recorded_at=stamp(self._clock.now(), working.last_recorded()),
                occurred_on=self._clock.today(),
                actor_ref=actor.ref,
                actor_role=actor.role,
                on_behalf_of=actor.on_behalf_of,
                command_id=str(event_id),
                correlation_id=event_id,
                rests_on={case.stream: case.version},
                process_version=self._process_version,
                channel=self._channel,
                scope=self._county,
                classification=read.classification,
            ),
            read,
        )
