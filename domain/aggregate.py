"""An aggregate: what it belongs to, how its streams are named, its fold and its rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain.decider import AnyRules
from domain.facts import State
from domain.messages import Command, Recorded
from domain.scope import ScopeKind

_NEW = "new"


def _no_versions(_state: State) -> Mapping[str, int]:
    return {}


@dataclass(frozen=True)
class Aggregate:
    """An aggregate's name, what it belongs to, its state before the first event, its fold and its rules.

    Its streams are named ``name/scope``, with a last part where a scope has several of them: ``part`` is the same for
    all (a plan's regime), ``keyed_by`` the field of its commands whose value tells them apart (an assignment).
    ``judged_by``: the versions of reference data, by kind, that decisions on a state look at.
    """

    name: str
    belongs_to: ScopeKind
    initial: State
    evolve: Callable[[Any, Any, Any], State]
    rules: Mapping[type[Command], AnyRules]
    part: str | None = None
    keyed_by: str | None = None
    judged_by: Callable[[Any], Mapping[str, int]] = _no_versions

    @property
    def path(self) -> str:
        """The aggregate's part of an address."""
        return f"{self.name}/{self.part}" if self.part else self.name

    def stream(self, scope_code: str, instance: str | None = None) -> str:
        """Return the name of a stream; ``instance`` tells it from others of the scope where there are several."""
        last = self.part or (instance or _NEW if self.keyed_by else None)
        return "/".join(filter(None, (self.name, scope_code, last)))

    def stream_of(self, command: Command, scope_code: str) -> str:
        """Return the stream that a command speaks to."""
        return self.stream(scope_code, str(getattr(command, self.keyed_by)) if self.keyed_by else None)

    def key_of(self, stream: str) -> Mapping[str, str]:
        """Return the command fields that a stream's name tells: none where a scope has one stream."""
        return {self.keyed_by: self.instance_of(stream)} if self.keyed_by else {}

    @staticmethod
    def instance_of(stream: str) -> str:
        """Return the last part of a stream's name: what tells it from others where a scope has several."""
        return stream.rsplit("/", 1)[1]

    def begins(self, command: type[Command]) -> bool:
        """Whether the command begins a stream of its own."""
        return self.keyed_by is not None and self.keyed_by in self.rules[command].makes

    def fold(self, history: Sequence[Recorded], state: State | None = None) -> State:
        """Return the state after the events, each taken as it stands (corrections already applied)."""
        folded = self.initial if state is None else state
        for each in history:
            folded = self.evolve(folded, each.event, each.envelope.occurred_on)
        return replace(folded, entries=folded.entries + len(history))
