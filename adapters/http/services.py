"""What the web application depends on, given by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from adapters.http.guesses import Guesses
from adapters.http.reading.counterfactual import Outcome, ScopeLog
from adapters.http.reading.reading import Reading
from adapters.http.runs import Runs
from adapters.i18n.vocabulary import Vocabularies
from adapters.runtime.metrics import Measures
from adapters.runtime.verification import Verification
from domain.people import Actor
from projections.engine.moments import Times
from workflows.actions.actions import Actions
from workflows.audit_cases import AuditCases
from workflows.handling.handler import Handling
from workflows.ports import Clock
from workflows.reference.reference import Reference


class SignedIn(Protocol):
    """A session."""

    @property
    def actor(self) -> Actor:
        """Who is signed in."""

    @property
    def language(self) -> str:
        """The language that they chose."""

    @property
    def csrf(self) -> str:
        """The value that their forms must carry."""

    @property
    def ends_at(self) -> datetime:
        """When it ends, unless it is used before."""

    @property
    def expires_at(self) -> datetime:
        """When it ends, however much it is used."""


class Access(Protocol):
    """Who may come in."""

    def holder(self, secret: str) -> tuple[Actor, UUID] | None:
        """Return whom a token's secret stands for, and the token's id."""

    def coordinators(self) -> Sequence[str]:
        """Return the pseudonyms of those who may come in as coordinators."""

    def sign_in(
        self, actor: Actor, token_id: UUID | None, language: str, now: datetime, earlier: str | None = None
    ) -> str:
        """Open a session in place of an earlier one of the same browser, and return its secret."""

    def session(self, secret: str, now: datetime, *, is_use: bool = True) -> SignedIn | None:
        """Return the session, unless it has ended; ``is_use``: whether somebody is there, so that it lasts on."""

    def set_language(self, secret: str, language: str) -> None:
        """Keep the language that the person chose."""

    def sign_out(self, secret: str) -> None:
        """End the session."""


class Contents(Protocol):
    """Bytes that are known by their hash, and never change."""

    def keep(self, content: bytes, media_type: Literal["text/html", "text/css"]) -> str:
        """Keep the bytes, and return their SHA-256 in hexadecimal digits."""

    def content(self, digest: str, media_type: Literal["text/html", "text/css"]) -> bytes | None:
        """Return the bytes that have this SHA-256, None where none are kept."""


class Verifying(Protocol):
    """Verifications, in the background of this process or anywhere else."""

    def all(self) -> Sequence[Verification]:
        """Return what came of the verifications, the latest first."""

    def start(self, run_id: UUID, actor: Actor, version: str) -> None:
        """Verify everything in the background; a run that was asked for before is not started again.

        Raises UnderWay where another run is, and Unavailable.
        """


class ConsumerState(Protocol):
    """How a consumer stands to the log."""

    @property
    def name(self) -> str:
        """The consumer's name."""

    @property
    def position(self) -> int:
        """How far it has read."""

    @property
    def lag(self) -> int:
        """How many events that concern it are still to be read, 10,000 at most."""

    @property
    def lag_seconds(self) -> float:
        """How long ago the first of these was recorded, 0 where there is none."""

    @property
    def parked(self) -> int:
        """How many events it has set aside."""

    @property
    def parked_streams(self) -> int:
        """To how many streams these belong."""

    @property
    def rebuilt(self) -> int | None:
        """How far a rebuild beside it has read, None where there is none."""

    @property
    def stopped(self) -> bool:
        """Whether a bug has stopped it in this process."""


class Lost(Protocol):
    """Entries that consumers have read and that the log does not hold."""

    @property
    def entries(self) -> int:
        """How many there are."""

    @property
    def first(self) -> int:
        """The position of the first."""


@dataclass(frozen=True)
class LogState:
    """The log's last position, how each consumer stands to it, and what they have read that it does not hold.

    ``ahead``: how many events were recorded at a time that the clock has not reached, and by how many seconds at most.
    """

    head: int
    consumers: Sequence[ConsumerState]
    lost: Lost | None = None
    ahead: tuple[int, float] = (0, 0.0)


@dataclass(frozen=True)
class Person:
    """An invented person whom one may sign in as, in a demonstration only; worded as ``demo.person.KEY``."""

    actor: Actor
    key: str


@dataclass(frozen=True)
class Services:
    """What the web application depends on.

    ``trial``: makes a path for commands that leaves the log as it is. ``appended``: called after each append, so that
    views follow at once. ``head``: the log's last position. ``log``: when its events were recorded. ``state``: how the
    consumers stand to it. ``written``: in how many transactions how many saves were stored. ``scope_log``: all
    events of a scope up to a position; ``verifying``: that all is what the log says; ``runs``: of histories under
    other rules. ``vocabularies``: how the work was and is worded.
    ``people``: whom the demonstration's sign-in page offers, empty for real data. ``secure``: whether the server is
    for HTTPS alone. ``proxies``: addresses of those whose ``X-Forwarded-`` headers are believed. ``prefix``: what
    addresses begin with outside, where a proxy does not say. ``contact``: where people report faults in accessibility.
    """

    handling: Handling
    trial: Callable[[], Handling]
    actions: Actions
    cases: AuditCases
    contents: Contents
    reading: Reading
    access: Access
    clock: Clock
    reference: Reference
    county: str
    appended: Callable[[], None]
    head: Callable[[], int]
    log: Times
    state: Callable[[], LogState]
    written: Callable[[], tuple[int, int]]
    measures: Measures
    scope_log: ScopeLog
    verifying: Verifying
    vocabularies: Vocabularies
    people: tuple[Person, ...] = ()
    secure: bool = False
    proxies: str = ""
    prefix: str = ""
    contact: str = ""
    concurrency: int = 12
    # Nobody guesses a token: the limits keep trying cheap. Many sessions end in a night, all of one address.
    tokens_tried: Guesses = field(default_factory=lambda: Guesses(30))
    sessions_tried: Guesses = field(default_factory=lambda: Guesses(300))
    runs: Runs[Outcome] = field(default_factory=Runs)

    @property
    def is_demo(self) -> bool:
        """Whether everything shown is invented."""
        return bool(self.people)
