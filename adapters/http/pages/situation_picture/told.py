"""The picture's versions in words: which holds, since when, and by when it is to be looked over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from adapters.http.pages.municipality.work import Work
from adapters.http.pages.situation_picture.versions import Picture
from adapters.http.pages.visit import Visit
from domain.values import Step
from projections.municipality.situation_picture import PictureVersion
from workflows.attention.clocks import due_on


@dataclass(frozen=True)
class ShownVersion:
    """A version: its number, how it stands, in sentences, and where it is read beside the one before."""

    number: int
    status: str
    told: str
    compare: str
    before: int | None


def shown_version(work: Work, picture: Picture, version: PictureVersion) -> ShownVersion:
    """Return a version as the page tells it."""
    before = picture.before(version)
    address = f"{work.page(Step.SITUATION_PICTURE)}?compare={version.version}#compared"
    return ShownVersion(
        version.version, version.status, _told(work, version), address, before.version if before else None
    )


def _told(work: Work, version: PictureVersion) -> str:
    cat = work.visit.cat
    match version.status:
        case "at-work":
            days = cat.text("ui.count.days", count=(work.visit.today - version.on).days)
            return cat.text("ui.picture.version.at-work", date=version.on, days=days, due=_step_due(work))
        case "published":
            reviewed, due = version.changed_on if version.next_due_on else None, version.review_due_on
            return cat.text("ui.picture.version.published", date=version.on, reviewed=reviewed, due=due)
        case "superseded":
            return cat.text("ui.picture.version.superseded", date=version.on, until=version.changed_on)


def _step_due(work: Work) -> date | None:
    if work.definition is None:
        return None
    return due_on(work.standing, Step.SITUATION_PICTURE, work.definition, work.visit.today)


def standing_of(visit: Visit, holds: PictureVersion) -> str:
    """Return which version holds, and by when it is or was to be looked over."""
    due = holds.review_due_on
    key = "ui.picture.lead.past" if due and due < visit.today else "ui.picture.lead.holds"
    return visit.cat.text(key, version=holds.version, date=due)
