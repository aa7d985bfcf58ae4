"""What comes of a verification is kept, and how far it has come meanwhile; one at a time."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from threading import Thread
from time import monotonic
from typing import TypeVar
from uuid import UUID

import click

from adapters.cli.viewing import shown
from adapters.main import System
from adapters.postgres.verifications import PostgresVerifications, turn
from adapters.runtime.tuning import behind_others
from adapters.runtime.verification import Kind, Outcome, UnderWay

T = TypeVar("T")

_NOTED_EVERY = 1.0
_WAITS = "Waits until another verification has ended. Ctrl-C gives up."
_ABANDONED = 3


class Recording:
    """One verification: shows how far it has come, and notes it now and then; ``shares``: of each of its parts."""

    def __init__(self, kept: PostgresVerifications, run_id: UUID, kind: Kind) -> None:
        self._kept, self._run_id, self._kind = kept, run_id, kind
        self._shares: dict[str, float] = {}
        self._before, self._noted_at = 0.0, monotonic()
        kept.begin(run_id, kind)

    def of(self, **shares: float) -> None:
        """Say how much of the whole each part is, by its label."""
        self._shares = shares

    @contextmanager
    def watch(self, items: Iterable[T], length: int, label: str) -> Iterator[Iterable[T]]:
        """Return the same things, shown as one goes through them."""
        with shown(items, length, label) as bar:
            yield self._noted(bar, length, self._shares.get(label, 1.0))
        self._before += self._shares.get(label, 1.0)

    def end(self, outcome: Outcome) -> None:
        """Note what came of it."""
        self._kept.end(self._run_id, self._kind, outcome)

    def _noted(self, items: Iterable[T], length: int, share: float) -> Iterator[T]:
        for number, each in enumerate(items):
            yield each
            if monotonic() - self._noted_at >= _NOTED_EVERY:
                done = self._before + share * min(1.0, (number + 1) / max(length, 1))
                self._kept.progress(self._run_id, self._kind, min(99, int(done * 100)))
                self._noted_at = monotonic()


@contextmanager
def recording(system: System, kind: Kind, run_id: UUID | None) -> Iterator[Recording]:
    """Keep what comes of a verification; ``run_id``: of one that a server has asked for, whose turn it is."""
    kept = PostgresVerifications(system.pool)
    if run_id:
        yield Recording(kept, run_id, kind)
        return
    with _own_turn(system.pool.url):
        run_id = system.clock.new_id()
        kept.ask(run_id, [kind], None, version("femsteg"))
        yield Recording(kept, run_id, kind)


@contextmanager
def _own_turn(url: str) -> Iterator[None]:
    """Be the only one who verifies; wait, and say so, while somebody does."""
    with ExitStack() as held:
        if not _taken(held, url):
            click.echo(_WAITS)
            while not _taken(held, url):
                pass  # it has waited for a second
        yield


def _taken(held: ExitStack, url: str) -> bool:
    try:
        held.enter_context(turn(url))
    except UnderWay:
        return False
    return True


def behind_a_server() -> None:
    """Work for a server: after all else that this machine has to do, and no longer than the server is there."""
    behind_others()
    Thread(target=_end_with_the_server, name="server", daemon=True).start()


def _end_with_the_server() -> None:
    os.read(0, 1)  # nothing is ever sent
    os._exit(_ABANDONED)
