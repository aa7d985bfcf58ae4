"""Verifying beside the requests: a process of its own, which nobody waits for."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from threading import Thread
from typing import Protocol
from uuid import UUID

from adapters.runtime import diagnostics
from adapters.runtime.verification import KINDS, Kind, Verification
from domain.people import Actor
from workflows.ports import Unavailable

_FOUND = {0, 1}  # that all is so, or that something is not


class Kept(Protocol):
    """What came of verifications."""

    def all(self) -> Sequence[Verification]:
        """Return what came of the verifications, the latest first."""

    def is_known(self, run_id: UUID) -> bool:
        """Whether a run was asked for."""

    def ask(self, run_id: UUID, kinds: Sequence[Kind], actor: Actor | None, version: str) -> None:
        """Note what is to be verified, and forget the oldest."""


class Verifying:
    """Starts verifications by a command of ``words``, in its environment; ``turn``: raises UnderWay where it is taken.

    The process that verifies ends with the one that started it, and with it the turn, however either of them ends.
    """

    def __init__(
        self,
        kept: Kept,
        turn: Callable[[], AbstractContextManager[None]],
        words: Sequence[str],
        environment: Mapping[str, str],
    ) -> None:
        self._kept = kept
        self._turn = turn
        self._words = words
        self._environment = environment

    def all(self) -> Sequence[Verification]:
        """Return what came of the verifications, the latest first."""
        return self._kept.all()

    def start(self, run_id: UUID, actor: Actor, version: str) -> None:
        """Verify everything in the background; a run that was asked for before is not started again.

        Raises UnderWay where another run is, and Unavailable.
        """
        if self._kept.is_known(run_id):
            return
        with ExitStack() as held:
            held.enter_context(self._turn())
            self._kept.ask(run_id, KINDS, actor, version)
            child = self._begun(run_id)
            Thread(target=_wait, args=(child, held.pop_all()), name="verifying", daemon=True).start()

    def _begun(self, run_id: UUID) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(  # noqa: S603 -- ourselves, no shell
                [sys.executable, *self._words, f"--run={run_id}"],
                env={**os.environ, **self._environment},
                stdin=subprocess.PIPE,  # its end tells the process that this one is gone
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise Unavailable(type(error).__name__) from error


def _wait(child: subprocess.Popen[bytes], held: ExitStack) -> None:
    with held, child:
        code = child.wait()
    if code not in _FOUND:
        diagnostics.logger().warning("verification_did_not_end", status=code)
