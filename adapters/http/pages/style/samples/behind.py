"""Events beside another, made up, and what is told of those that decide a verdict."""

from __future__ import annotations

from dataclasses import dataclass, replace

from adapters.http.pages.entries import ShownEntry
from adapters.http.pages.style.samples.entries import Entries
from adapters.http.pages.style.samples.why import behind
from adapters.http.pages.visit import Visit
from adapters.http.pages.why.decided import Decided
from adapters.http.scopes import Location

_TRIED = 40


@dataclass(frozen=True)
class Around:
    """Events as they are told beside ``entries.made``; ``decided``: what decides, in each way that it may be known."""

    told: tuple[ShownEntry, ...]
    decided: tuple[Decided | None, ...]


def around(visit: Visit, entries: Entries) -> Around:
    """Return them."""
    elsewhere = replace(
        entries.corrected, location=Location(entries.corrected.location.scope, visit.cat.text("ui.nav.county"))
    )
    events = (behind(entries.made), behind(entries.corrected))
    return Around(
        (entries.made, entries.corrected, entries.void, elsewhere),
        (Decided(events, None), Decided(events, _TRIED), Decided((), None), Decided((), _TRIED), None),
    )
