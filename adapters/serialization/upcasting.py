"""What was recorded under a retired topic, as it would be recorded today.

The domain knows only the newest meaning of an event; the log keeps every byte as it was written. Between them stand
these functions: pure, from the fields of one version of an event to those of the next, applied whenever a row is read.
An entry is never changed once it is released, nor taken away: a later meaning is one more entry, and the chain grows.
How a meaning is changed, step by step: docs/decisions/0012-schema-evolution.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from domain.bands import attendance_band
from domain.periods import first_day, last_day

Fields = Mapping[str, Any]


class Upcaster(NamedTuple):
    """The topic that followed a retired one, and how an event's fields changed on the way."""

    topic: str
    change: Callable[[Fields], Fields]


Upcasters = Mapping[str, Upcaster]


def period_in_days(fields: Fields) -> Fields:
    """Split a period (``2024``, ``2023-11/2024-03``) into its first and its last day; none stays none."""
    period = fields["observed_period"]
    start, _, end = (period or "").partition("/")
    days = {
        "observed_from": first_day(start).isoformat() if period else None,
        "observed_until": last_day(end or start).isoformat() if period else None,
    }
    return {name: each for name, each in fields.items() if name != "observed_period"} | days


def heads_in_bands(fields: Fields) -> Fields:
    """Put the band in the place of each group's exact number of people."""
    heads: Mapping[str, int] = fields["headcount_by_group"]
    return {**fields, "headcount_by_group": {group: attendance_band(count) for group, count in heads.items()}}


def digest_of_python(fields: Fields) -> Fields:
    """Say that the digest is over Python's representation, which no other language can make."""
    return {**fields, "digest_form": "python-repr"}


def correcting(name: str, change: Callable[[Fields], Fields]) -> Callable[[Fields], Fields]:
    """Let a correction of a field say what the field's events say now."""

    def changed(fields: Fields) -> Fields:
        correction: Fields = fields["correction"]
        return {**fields, "correction": change(correction)} if name in correction else fields

    return changed


UPCASTERS: Upcasters = {
    "situation-picture.question-answered.v1": Upcaster("situation-picture.question-answered.v2", period_in_days),
    "situation-picture.finding-recorded.v1": Upcaster("situation-picture.finding-recorded.v2", period_in_days),
    "situation-picture.finding-revised.v1": Upcaster("situation-picture.finding-revised.v2", period_in_days),
    "situation-picture.entry-corrected.v1": Upcaster(
        "situation-picture.entry-corrected.v2", correcting("observed_period", period_in_days)
    ),
    "situation-picture.picture-version-published.v1": Upcaster(
        "situation-picture.picture-version-published.v2", digest_of_python
    ),
    "training.session-held.v1": Upcaster("training.session-held.v2", heads_in_bands),
    "training.entry-corrected.v1": Upcaster(
        "training.entry-corrected.v2", correcting("headcount_by_group", heads_in_bands)
    ),
}


def chain(topic: str, upcasters: Upcasters = UPCASTERS) -> list[Upcaster]:
    """Return the upcasters that lead from a topic to the one in use, in order; none for one in use."""
    found: list[Upcaster] = []
    while upcaster := upcasters.get(found[-1].topic if found else topic):
        found.append(upcaster)
    return found


def current(topic: str) -> str:
    """Return the topic under which such events are recorded today."""
    return [topic, *(each.topic for each in chain(topic))][-1]
