"""The findings of a published version of the situation picture, as they were in it."""

from __future__ import annotations

from collections.abc import Sequence

from projections.municipality.detail import Details
from projections.municipality.situation_picture import EarlierFinding, Finding


def findings_in(details: Details, version: int) -> Sequence[Finding]:
    """Return the findings that were open in a published version, as they were in it."""
    earlier = (each for each in details.of(EarlierFinding) if each.since_version <= version <= each.until_version)
    lasting = (each for each in details.of(Finding) if each.since_version <= version)
    return sorted((each for each in (*earlier, *lasting) if each.status == "open"), key=lambda each: each.on)


def has_changed_since(details: Details, version: int) -> bool:
    """Whether the findings are others now than in a published version that had any."""
    now = [each for each in details.of(Finding) if each.status == "open"]
    then = findings_in(details, version)
    return bool(then) and list(then) != now
