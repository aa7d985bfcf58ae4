"""One act of an invented history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from domain.messages import Command
from domain.people import Actor
from workflows.handling.act import Override


@dataclass(frozen=True)
class Entry:
    """An act: when it is entered, by whom, and its command, made once the acts before it are done."""

    entered_on: date
    scb_code: str
    key: str
    actor: Actor
    command: Callable[[], Command]
    happened_on: date | None = None
    reason: str | None = None
    overrides: tuple[Override, ...] = ()
    refused: bool = False
