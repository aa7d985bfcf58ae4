"""Making a county's municipalities known to its log, so that the county is whole from the first day."""

from __future__ import annotations

from domain.municipality.commands import RegisterMunicipality
from domain.municipality.rules import MUNICIPALITY
from domain.scope import Scope
from domain.values import Channel
from workflows.handling.act import Act
from workflows.handling.handler import Handling
from workflows.handling.issuing import SYSTEM_ACTOR
from workflows.ports import EventStore, SetAside
from workflows.reference import places


def register_county(handling: Handling, store: EventStore, county: str, channel: Channel = Channel.SYSTEM) -> int:
    """Register those of the county's municipalities that the log does not know; return how many they were.

    Processes that start together meet in the key: each municipality is registered once.
    """
    unknown = [each for each in places.municipalities(county) if not _is_known(store, each.scb_code)]
    for place in unknown:
        key = f"register-{place.scb_code}"
        handling.handle(Act(RegisterMunicipality(), Scope.of(place.scb_code), SYSTEM_ACTOR, key, channel))
    return len(unknown)


def _is_known(store: EventStore, scb_code: str) -> bool:
    """Whether the log knows the municipality, readable or not."""
    try:
        return bool(store.load(MUNICIPALITY.stream(scb_code)))
    except SetAside:
        return True
