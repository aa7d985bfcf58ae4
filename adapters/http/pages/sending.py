"""Carrying out the acts of one sending: each by itself, and once however often it is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar
from uuid import UUID, uuid5

from adapters.http.command_request import act_of, body_of, carry_out
from adapters.http.pages.command_form.errors import INPUT_ERRORS
from adapters.http.pages.command_form.values import common_values, own_values
from adapters.http.pages.submission import Form
from adapters.http.problems import Problem
from adapters.http.services import Services
from domain.errors import Rejected
from domain.messages import Command, Recorded
from domain.people import Actor
from domain.scope import Scope
from domain.values import Channel
from workflows.handling.act import Act
from workflows.handling.answer import Done, KeyReused, Stored
from workflows.handling.checks import VersionMismatch
from workflows.handling.handler import UnknownScope
from workflows.ports import OutcomeUnknown, SetAside, Unavailable

T = TypeVar("T")
Failure = Rejected | VersionMismatch | KeyReused | UnknownScope | SetAside | OutcomeUnknown | Unavailable | Problem
FAILURES = (Rejected, VersionMismatch, KeyReused, UnknownScope, SetAside, OutcomeUnknown, Unavailable, Problem)
_CORRELATIONS = UUID("6d0b6a5e-3b0c-5f0e-9f57-0f5f3c1f8a44")
# So often others may record what does not concern an act while it is being sent.
_ROUNDS = 5


@dataclass(frozen=True)
class Part:
    """One act of a form that holds several.

    ``name``: what tells it from the form's others. ``typed``: the command's fields as they were typed. ``version``: of
    its stream, as the form's page saw it; None where it names none. ``concerns``: whether what others recorded since
    is about the same, so that it must be seen first. ``fixed``: what the act is about, which nobody types. ``is_it``:
    whether what was recorded says just what is sent, so that sending it again from an older page adds nothing.
    """

    name: str
    command: type[Command]
    typed: Form
    version: int | None
    concerns: Callable[[Recorded], bool]
    fixed: Mapping[str, str] = field(default_factory=dict)
    is_it: Callable[[Recorded], bool] = lambda _recorded: False


@dataclass(frozen=True)
class Results:
    """What came of the acts of a form, by their names: those that were saved, and why each of the others was not."""

    saved: Mapping[str, Done] = field(default_factory=dict)
    failed: Mapping[str, Exception] = field(default_factory=dict)

    @property
    def position(self) -> int:
        """How far the log has come by it; 0 where nothing was saved."""
        return max((each.position for each in self.saved.values()), default=0)


@dataclass(frozen=True)
class Sender:
    """Whoever sends the form, where, and under which key; all its acts belong to one correlation."""

    core: Services
    actor: Actor
    scope: Scope
    key: str
    correlation: UUID

    def send(self, parts: Iterable[Part]) -> Results:
        """Carry out each act by itself: one that is refused keeps none of the others."""
        return Results(*_each(parts, self._send))

    def check(self, parts: Iterable[Part]) -> Results:
        """Return which of the acts could not even be asked for; nothing is carried out."""
        return Results(failed=_each(parts, self._act)[1])

    def _send(self, part: Part) -> Done:
        """Carry out one act. Raises one of INPUT_ERRORS."""
        act = self._act(part)
        for _ in range(_ROUNDS - 1):
            try:
                return carry_out(self.core, act)
            except VersionMismatch as conflict:
                others = [each for each in conflict.since if each.envelope.correlation_id != self.correlation]
                if done := self._done_before(part, others):
                    return done
                if not conflict.since or any(map(part.concerns, others)):
                    raise VersionMismatch(conflict.stream, conflict.expected, conflict.actual, others) from conflict
                act = replace(act, expected_versions=frozenset({conflict.actual}))
        return carry_out(self.core, act)

    def _done_before(self, part: Part, others: Sequence[Recorded]) -> Done | None:
        """Return what came of an earlier sending of the same, where it is the last that was said of it."""
        last = next((each for each in reversed(others) if part.concerns(each)), None)
        if last is None or last.envelope.actor_ref != self.actor.ref or not part.is_it(last):
            return None
        stored = Stored(str(last.envelope.event_id), last.topic)
        return Done(last.position, last.envelope.stream, last.envelope.version, (stored,))

    def _act(self, part: Part) -> Act:
        """Return the act that was asked for. Raises VersionMismatch where the form has seen no version."""
        if part.version is None:
            raise VersionMismatch("", 0, 0, ())
        values = {**own_values(part.command, part.typed), **part.fixed, **common_values(part.typed)}
        given = {name: value for name, value in values.items() if value is not None}
        body = body_of(part.command).model_validate(given)
        key = f"{self.key[-100:]}.{part.name[:50]}"
        act = act_of(part.command, body, self.scope, self.actor, key, Channel.UI, frozenset({part.version}))
        # The same again is the same act; what was changed since is another.
        return replace(act, key=f"{key}.{act.request_hash[:16]}", correlation_id=self.correlation)


def _each(parts: Iterable[Part], do: Callable[[Part], T]) -> tuple[dict[str, T], dict[str, Exception]]:
    done: dict[str, T] = {}
    failed: dict[str, Exception] = {}
    for each in parts:
        try:
            done[each.name] = do(each)
        except INPUT_ERRORS as error:
            failed[each.name] = error
    return done, failed


def tried(carry_out: Callable[[Act], Done], act: Act) -> Done | Failure:
    """Carry out one act of several, and return what came of it: one that is refused keeps none of the others."""
    try:
        return carry_out(act)
    except FAILURES as failure:
        return failure


def correlation_of(actor: Actor, key: str) -> UUID:
    """Return the correlation of all that someone sends under a key, and of nobody else's."""
    return uuid5(_CORRELATIONS, f"{actor.ref}/{key}")
