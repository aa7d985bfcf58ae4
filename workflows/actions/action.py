"""A command as it stands for one person now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from domain.errors import Refusal
from domain.messages import Command

Verdict = Literal["allowed", "overridable", "refused"]
# For a field, by which other field's values it is narrowed, and to what.
Fits = Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]]


@dataclass(frozen=True)
class Action:
    """One command as it stands for one person now.

    ``fixed``: the fields that this action is about (a step, an assignment). ``choices``: what fields that point at
    something may point at. ``taken``: values that cannot be given again. ``demanded``: fields that must be given now,
    though not always. ``fits``: for a field, by which other field's values it is narrowed, and to what. ``needs``:
    rules that depend on what is filled in. Someone who may not know how the work stands is told that the command is
    not theirs, and a ``version`` of 0.
    """

    command: type[Command]
    verdict: Verdict
    stream: str
    version: int
    refusals: tuple[Refusal, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    taken: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    demanded: tuple[str, ...] = ()
    fits: Fits = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    reasons: str = "entry-reasons"
