"""Handling a command: load, decide, append; the one path that every change takes."""

from __future__ import annotations

from typing import assert_never

from domain.aggregate import Aggregate
from domain.audit.recording import is_kept
from domain.errors import Rejected
from domain.scope import Scope
from domain.values import Channel, Role
from workflows.handling.act import Act
from workflows.handling.answer import Done, answer_again
from workflows.handling.attempt import Attempt
from workflows.handling.checks import VersionMismatch
from workflows.ports import Clock, EventStore, KeyTaken, Unavailable, VersionConflict
from workflows.reference.reference import Reference
from workflows.states import States
from workflows.working import Working

# Many at once on one stream: each round lets one through.
_TRIES = 40


class UnknownScope(Exception):
    """No municipality or county that such commands belong to has this code."""


class Handling:
    """Decides commands and appends what comes of them."""

    def __init__(self, store: EventStore, clock: Clock, reference: Reference) -> None:
        self._store = store
        self._clock = clock
        self._states = States()
        self.reference = reference

    def handle(self, act: Act) -> Done:
        """Carry out one act: all of it or nothing, once however often it is sent.

        Raises Rejected, UnknownScope, VersionMismatch, KeyReused, OutcomeUnknown or Unavailable.
        """
        if not self._knows(act.scope, act.aggregate):
            raise UnknownScope(act.scope.code)
        for _ in range(_TRIES):
            try:
                return self._try(act)
            except VersionConflict:
                continue  # what was looked at has changed: decide anew
            except KeyTaken:
                if receipt := self._store.receipt(act.actor.ref, act.key):
                    return answer_again(receipt, act)
        raise Unavailable(act.stream)

    def _try(self, act: Act) -> Done:
        attempt = Attempt(act, self._look, self._clock, self.reference)
        try:
            return attempt.run()
        except (Rejected, VersionMismatch) as refusal:
            # A repeated request meets its own effect; what it got the first time is still the answer.
            if receipt := self._store.receipt(act.actor.ref, act.key):
                return answer_again(receipt, act)
            if isinstance(refusal, Rejected) and _is_kept(act, refusal):
                attempt.record(refusal)
            raise

    def _knows(self, scope: Scope, aggregate: Aggregate) -> bool:
        parts = scope.parts if scope.kind is aggregate.belongs_to else ()
        return bool(parts) and all(map(self.reference.register, parts))

    def _look(self) -> Working:
        return Working(self._store, self._states)


def _is_kept(act: Act, refused: Rejected) -> bool:
    """Whether the refusal is kept on record: one that a person met, and not only a row of their sheet."""
    match act.channel:
        case Channel.UI | Channel.API | Channel.DEMO:
            return is_kept(refused.refusals, may_override=act.actor.role is Role.COORDINATOR)
        case Channel.IMPORT:  # the sheet's report tells each row's refusals, and the sheet is mended
            return any(each.rule_id == "L8" for each in refused.refusals)
        case Channel.SYSTEM:  # a consumer asks whether its command is still called for
            return False
        case _:
            assert_never(act.channel)
