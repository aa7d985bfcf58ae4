"""One try at one act, over one look at the streams: decide, put into envelopes, append."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import reduce
from typing import cast
from uuid import UUID

from domain.aggregate import Aggregate
from domain.aggregates import AGGREGATES, RULES
from domain.audit.events import CommandRefused
from domain.audit_case.commands import RaiseAuditFinding
from domain.audit_case.state import AuditCase
from domain.correction import CorrectionCommand
from domain.decider import Decision, decide
from domain.errors import Rejected
from domain.facts import State
from domain.journey.events import GuardOverridden
from domain.journey.state import Journey
from domain.messages import Command, Event, Recorded
from domain.scope import Scope
from domain.values import Channel
from workflows.audit_findings import check_entries
from workflows.correction.check import check_correction
from workflows.facts import Looking
from workflows.handling.act import Act
from workflows.handling.answer import Done, Stored, receipt_of, refusal_receipt
from workflows.handling.checks import check_authority, check_belonging, check_codes, check_version
from workflows.handling.envelopes import Basis, Envelopes
from workflows.policies.registry import follow_ups
from workflows.ports import Clock
from workflows.reference.reference import Reference
from workflows.stamps import stamp
from workflows.streams import companion
from workflows.working import Working


class Attempt:
    """One try at one act; what it looked at is what its events rest on."""

    def __init__(self, act: Act, look: Callable[[], Working], clock: Clock, reference: Reference) -> None:
        self._act = act
        self._look = look
        self._working = look()
        self._clock = clock
        self._reference = reference
        self._today = clock.today()
        self._on: date = act.occurred_on or self._today
        self._envelopes = Envelopes(act, clock.now(), self._on, act.correlation_id or clock.new_id())
        self._rests_on: dict[str, int] = {}

    def run(self) -> Done:
        """Decide the act in each scope that it is recorded in, and append what comes of it, all or nothing."""
        act = self._act
        check_authority(act)
        self._load()
        recorded_at = stamp(self._envelopes.recorded_at, self._working.last_recorded())
        self._envelopes = replace(self._envelopes, recorded_at=recorded_at)
        check_belonging(act, self._working)
        check_version(act, self._working)
        check_codes(act, self._reference.codes)
        overrides = frozenset(each.rule_id for each in act.overrides)
        for part in act.scope.parts:
            looking = self._looking(part)
            main = self._decide(looking, act.command, act.reason, act.causation_id, overrides)
            self._record_overrides(looking, main[-1])
            for cause in main:
                self._follow(looking, cause)
        added = list(self._working.added)
        version = self._working.version(act.stream)
        placed = self._working.append(receipt_of(act, version, added), self._rests_on)
        stored = tuple(Stored(str(each.envelope.event_id), each.topic) for each in added)
        return Done(placed[-1].position, act.stream, version, stored)

    def record(self, refused: Rejected) -> None:
        """Append the refusal to the stream's audit companion, resting on what the decision looked at."""
        act, part, working = self._act, self._act.scope.parts[0], self._look()
        stream = companion(act.stream)
        # Who may not give the command at all is refused before anything is looked at.
        looked_at = self._rests_on and self._rests_on | self._working.versions_before([act.stream])
        judge = self._looking(part).definition().name if looked_at else self._reference.current
        ids = tuple(dict.fromkeys(each.rule_id for each in refused.refusals))
        step = getattr(act.command, act.rules.subject) if act.rules.subject else None
        event = CommandRefused(command=act.command.name, rule_ids=ids, step=step)
        basis = Basis(judge, rests_on=looked_at)
        working.add(self._around(event, stream, working.version(stream) + 1, part, basis))
        working.append(refusal_receipt(act, refused), looked_at)

    def _load(self) -> None:
        """Load in one round trip what the decision looks at, its own stream included."""
        aggregate, rules = self._act.aggregate, self._act.rules
        for part in self._act.scope.parts:
            own = aggregate.stream_of(self._act.command, part.code)
            self._working.load([own, *self._looking(part).streams(aggregate, rules)])

    def _decide(
        self,
        looking: Looking,
        command: Command,
        reason: str | None,
        cause: UUID | None,
        overrides: frozenset[str] = frozenset(),
    ) -> list[Recorded]:
        """Decide a command in a scope, and add what it leads to."""
        aggregate, rules = AGGREGATES[command.aggregate], RULES[type(command)]
        stream = aggregate.stream_of(command, looking.scope.code)
        looked_at = self._look_at(looking.streams(aggregate, rules), but=stream)
        past = self._act.channel is Channel.IMPORT
        facts = looking.facts(aggregate, rules, self._today, self._on, reason=reason, past=past)
        before = self._working.state(stream)
        checked = None
        if isinstance(command, CorrectionCommand):
            checked = check_correction(command, stream, looking, self._act.actor)
            command = checked.command
            looked_at |= self._look_at(checked.others, but=stream)
        decision = decide(rules, before, command, facts, overrides)
        if isinstance(command, RaiseAuditFinding):
            check_entries(command, cast("AuditCase", before), self._working)
        basis = Basis(
            process_version=facts.definition.name,
            rule_versions=aggregate.judged_by(before) or aggregate.judged_by(self._after(aggregate, before, decision)),
            rests_on=looked_at,
            overrides=decision.overridden,
            reason=reason,
            cause=cause,
            classification=checked.classification if checked else None,
        )
        return [self._add(event, stream, looking.scope, basis) for event in decision.events]

    def _record_overrides(self, looking: Looking, cause: Recorded) -> None:
        envelope = cause.envelope
        for each in self._act.overrides:
            if each.rule_id in envelope.overrides:
                event = GuardOverridden(rule_id=each.rule_id, command=self._act.command.name)
                basis = Basis(envelope.process_version, reason=each.reason, cause=envelope.event_id)
                self._add(event, looking.stream(Journey), looking.scope, basis)

    def _follow(self, looking: Looking, cause: Recorded) -> None:
        for each in follow_ups(cause, looking):
            self._decide(looking, each.command, each.reason, cause.envelope.event_id)

    def _after(self, aggregate: Aggregate, state: State, decision: Decision) -> State:
        return reduce(lambda folded, event: aggregate.evolve(folded, event, self._on), decision.events, state)

    def _looking(self, part: Scope) -> Looking:
        return Looking(part, self._reference, self._working)

    def _look_at(self, streams: Iterable[str], *, but: str) -> dict[str, int]:
        """Return the versions that the streams had before the act, and remember that the act rests on them."""
        versions = self._working.versions_before(each for each in streams if each != but)
        self._rests_on |= versions
        return versions

    def _add(self, event: Event, stream: str, part: Scope, basis: Basis) -> Recorded:
        recorded = self._around(event, stream, self._working.version(stream) + 1, part, basis)
        self._working.add(recorded)
        return recorded

    def _around(self, event: Event, stream: str, version: int, part: Scope, basis: Basis) -> Recorded:
        return self._envelopes.around(event, self._clock.new_id(), stream, version, part.code, basis)
