"""Handling a command: load, decide, append; the one path that every change takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from json import dumps, loads
from uuid import UUID

from domain.aggregates import RULES
from domain.audit.events import CommandRefused
from domain.correction import CorrectionCommand
from domain.decider import AnyRules, Facts, Place, decide
from domain.errors import Refusal, Rejected
from domain.journey.events import GuardOverridden
from domain.journey.state import Journey
from domain.messages import Envelope, Event, Recorded
from domain.values import Channel, Role
from workflows.authority import not_yours
from workflows.handling.act import Act, Override
from workflows.handling.correcting import check_correction
from workflows.policies.policy import Reaction
from workflows.policies.registry import follow_ups
from workflows.ports import Clock, EventStore, KeyTaken, Receipt, Unavailable, VersionConflict
from workflows.reference.codes import unknown_codes
from workflows.reference.reference import Reference
from workflows.streams import companion, stream_name
from workflows.working import States, Working

# Many at once on one stream: each round lets one through.
_TRIES = 40
_RECORDED_REFUSAL = 409


@dataclass(frozen=True)
class Stored:
    """What an event became: its id and topic."""

    event_id: str
    topic: str


@dataclass(frozen=True)
class Done:
    """The answer to an accepted command: the log's position, and the stream's new version."""

    position: int
    stream: str
    version: int
    events: tuple[Stored, ...]


class UnknownPlace(Exception):
    """No municipality has this code."""


class KeyReused(Exception):
    """The key belongs to another request."""


class VersionMismatch(Exception):
    """The stream is not at the version that the caller had seen; ``since`` holds what came after."""

    def __init__(self, stream: str, expected: int, actual: int, since: Sequence[Recorded]) -> None:
        super().__init__(f"{stream}: expected {expected}, is {actual}")
        self.stream = stream
        self.expected = expected
        self.actual = actual
        self.since = since


class Handling:
    """Decides commands and appends what comes of them."""

    def __init__(self, store: EventStore, clock: Clock, reference: Reference) -> None:
        self._store = store
        self._clock = clock
        self._states = States()
        self.reference = reference

    def handle(self, act: Act) -> Done:
        """Carry out one act: all of it or nothing, once however often it is sent.

        Raises Rejected, UnknownPlace, VersionMismatch, KeyReused, OutcomeUnknown or Unavailable.
        """
        place = self.reference.place(act.scb_code)
        if place is None:
            raise UnknownPlace(act.scb_code)
        for _ in range(_TRIES):
            try:
                return _Attempt(act, place, self._look(act), self._clock, self.reference).run()
            except (Rejected, VersionMismatch, KeyTaken) as refusal:
                # A repeated request meets its own effect; what it got the first time is still the answer.
                if receipt := self._store.receipt(act.actor.ref, act.key):
                    return _answer(receipt, act)
                if isinstance(refusal, Rejected) and _is_recorded(refusal):
                    try:
                        self._record(act, refusal)
                    except (KeyTaken, VersionConflict):
                        continue
                if not isinstance(refusal, KeyTaken):
                    raise
            except VersionConflict:
                continue
        raise Unavailable(act.stream)

    def _look(self, act: Act) -> Working:
        return Working(self._store, act.scb_code, self._states)

    def _record(self, act: Act, refusal: Rejected) -> None:
        stream = companion(act.stream)
        working = self._look(act)
        ids = tuple(dict.fromkeys(each.rule_id for each in refusal.refusals))
        attempt = _Attempt(act, None, working, self._clock, self.reference)
        recorded = attempt.enveloped(
            CommandRefused(command=act.command.name, rule_ids=ids), stream, working.version(stream) + 1
        )
        refusals = [[each.rule_id, dict(each.params), each.field, each.overridable] for each in refusal.refusals]
        receipt = Receipt(act.actor.ref, act.key, act.request_hash, _RECORDED_REFUSAL, dumps({"refusals": refusals}))
        self._store.append([recorded], receipt)


def _is_recorded(refusal: Rejected) -> bool:
    """Whether someone will ask about it later: a rule that could have been overridden, or L8."""
    return any(each.overridable or each.rule_id == "L8" for each in refusal.refusals)


def _answer(receipt: Receipt, act: Act) -> Done:
    if receipt.request_hash != act.request_hash:
        raise KeyReused(act.key)
    told = loads(receipt.response)
    if "refusals" in told:
        raise Rejected(*(Refusal(*each) for each in told["refusals"]))
    events = tuple(Stored(*each) for each in told["events"])
    return Done(receipt.position, told["stream"], told["version"], events)


class _Attempt:
    """One try at one act, over one look at the streams."""

    def __init__(self, act: Act, place: Place | None, working: Working, clock: Clock, reference: Reference) -> None:
        self._act = act
        self._place = place
        self._working = working
        self._clock = clock
        self._reference = reference
        self._now: datetime = clock.now()
        self._correlation = act.correlation_id or clock.new_id()

    @property
    def _on(self) -> date:
        return self._act.occurred_on or self._clock.today()

    def run(self) -> Done:
        act, stream = self._act, self._act.stream
        rules = RULES[type(act.command)]
        self._authorise(rules)
        self._check_version(stream)
        self._check_codes(rules)
        if isinstance(act.command, CorrectionCommand):
            check_correction(act.command, stream, self._working, self._reference, self._known_place, act.actor)
        overridden = frozenset(each.rule_id for each in act.overrides)
        main = self._decide(rules, stream, overridden, act.reason)
        for each in list(main):
            for follow_up in follow_ups(each, self._working):
                self._follow(follow_up, each)
        return self._append(stream)

    @property
    def _known_place(self) -> Place:
        if self._place is None:
            raise UnknownPlace(self._act.scb_code)
        return self._place

    def _authorise(self, rules: AnyRules) -> None:
        if refusal := not_yours(rules, self._act.actor, self._act.scb_code):
            raise Rejected(refusal)
        if self._act.overrides and self._act.actor.role is not Role.COORDINATOR:
            raise Rejected(Refusal("L8", {"why": "override", "role": self._act.actor.role}))

    def _check_version(self, stream: str) -> None:
        expected, actual = self._act.expected_version, self._working.version(stream)
        if expected is not None and expected != actual:
            since = [each for each in self._working.history(stream) if each.envelope.version > expected]
            raise VersionMismatch(stream, expected, actual, since)

    def _check_codes(self, rules: AnyRules) -> None:
        codes = self._reference.codes
        unknown = [
            Refusal("L4", {"what": field, "value": code}, field)
            for field, _list, code in unknown_codes(self._act.command, codes)
        ]
        if self._act.reason and not codes.has(rules.reason or "entry-reasons", self._act.reason):
            unknown.append(Refusal("L4", {"what": "reason", "value": self._act.reason}, "reason"))
        unknown += [
            Refusal("L4", {"what": "reason", "value": each.reason}, "override")
            for each in self._act.overrides
            if not codes.has("override-reasons", each.reason)
        ]
        if unknown:
            raise Rejected(*unknown)

    def _decide(self, rules: AnyRules, stream: str, overridden: frozenset[str], reason: str | None) -> list[Recorded]:
        act = self._act
        facts = self._facts(rules, reason, act.channel)
        struck: list[str] = []
        state = self._working.state(stream)
        events = decide(rules, state, act.command, facts, overridden, struck)
        rests_on = self._working.rests_on(rules, act.command)
        added = [self._add(event, stream, reason, rests_on, tuple(struck), act.causation_id) for event in events]
        self._record_overrides(added[-1], [each for each in act.overrides if each.rule_id in struck])
        return added

    def _facts(self, rules: AnyRules, reason: str | None, channel: Channel | None = None) -> Facts:
        today = self._clock.today()
        return self._reference.facts(
            self._known_place, today, self._on, rules, self._working, reason=reason, channel=channel
        )

    def _record_overrides(self, cause: Recorded, overrides: Sequence[Override]) -> None:
        journey = self._working.stream_of(Journey)
        for each in overrides:
            event = GuardOverridden(rule_id=each.rule_id, command=self._act.command.name)
            self._add(event, journey, each.reason, {}, (), cause.envelope.event_id)

    def _follow(self, follow_up: Reaction, cause: Recorded) -> None:
        rules = RULES[type(follow_up.command)]
        stream = stream_name(follow_up.command.aggregate, self._act.scb_code)
        facts = self._facts(rules, follow_up.reason)
        for event in decide(rules, self._working.state(stream), follow_up.command, facts):
            rests_on = self._working.versions(rules.reads)
            self._add(event, stream, follow_up.reason, rests_on, (), cause.envelope.event_id)

    def _add(
        self,
        event: Event,
        stream: str,
        reason: str | None,
        rests_on: dict[str, int],
        overrides: tuple[str, ...],
        cause: UUID | None = None,
    ) -> Recorded:
        version = self._working.version(stream) + 1
        recorded = self.enveloped(event, stream, version, reason, rests_on, overrides, cause)
        self._working.add(recorded)
        return recorded

    def enveloped(
        self,
        event: Event,
        stream: str,
        version: int,
        reason: str | None = None,
        rests_on: dict[str, int] | None = None,
        overrides: tuple[str, ...] = (),
        cause: UUID | None = None,
    ) -> Recorded:
        """Return the event within its envelope, not yet placed in the log."""
        act = self._act
        return Recorded(
            Envelope(
                event_id=self._clock.new_id(),
                stream=stream,
                version=version,
                recorded_at=self._now,
                occurred_on=self._on,
                actor_ref=act.actor.ref,
                actor_role=act.actor.role,
                on_behalf_of=act.actor.on_behalf_of,
                command_id=act.key,
                correlation_id=self._correlation,
                causation_id=cause,
                reason=reason,
                rests_on=rests_on or {},
                overrides=overrides,
                process_version=self._reference.definition.name,
                rule_versions={"question-set": max(self._reference.question_sets)},
                channel=act.channel,
                scope=act.scb_code,
                classification=event.classification,
            ),
            event,
        )

    def _append(self, stream: str) -> Done:
        act = self._act
        added = self._working.added
        events = [[str(each.envelope.event_id), each.topic] for each in added]
        version = self._working.version(stream)
        response = dumps({"stream": stream, "version": version, "events": events})
        receipt = Receipt(act.actor.ref, act.key, act.request_hash, 200, response)
        placed = self._working.append(receipt)
        return Done(placed[-1].position, stream, version, tuple(Stored(*each) for each in events))
