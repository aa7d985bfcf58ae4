"""What the web application depends on, given by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from adapters.http.guesses import Guesses
from adapters.http.reading.reading import Reading
from adapters.runtime.metrics import Measures
from domain.people import Actor
from projections.engine.moments import Times
from workflows.actions import Actions
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

    def session(self, secret: str, now: datetime) -> SignedIn | None:
        """Return the session, unless it has ended."""

    def set_language(self, secret: str, language: str) -> None:
        """Keep the language that the person chose."""

    def sign_out(self, secret: str) -> None:
        """End the session."""


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

    ``appended``: called after each append, so that views follow at once. ``head``: the log's last position. ``log``:
    when its events were recorded. ``state``: how the consumers stand to it. ``written``: in how many transactions
    how many saves were stored.
    ``people``: whom the demonstration's sign-in page offers, empty for real data. ``secure``: whether the server is
    for HTTPS alone. ``proxies``: addresses of those whose ``X-Forwarded-`` headers are believed. ``prefix``: what
    addresses begin with outside, where a proxy does not say.
    """

    handling: Handling
    actions: Actions
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
    people: tuple[Person, ...] = ()
    secure: bool = False
    proxies: str = ""
    prefix: str = ""
    concurrency: int = 12
    # Nobody guesses a token: the limits keep trying cheap. Many sessions end in a night, all of one address.
    tokens_tried: Guesses = field(default_factory=lambda: Guesses(30))
    sessions_tried: Guesses = field(default_factory=lambda: Guesses(300))

    @property
    def is_demo(self) -> bool:
        """Whether everything shown is invented."""
        return bool(self.people)
