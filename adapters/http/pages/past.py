"""The banner of a page that shows the past."""

from __future__ import annotations

from datetime import date, datetime

from adapters.http.moment import Moment
from adapters.i18n.catalogue import Catalogue


def banner(moment: Moment, cat: Catalogue) -> str:
    """Return which moment a page of the past shows; nothing on one of now."""
    match moment.point:
        case None:
            return cat.text("ui.past.happened.now", day=moment.happened_by) if moment.happened_by else ""
        case datetime() as time:
            known = cat.text("ui.past.known.time", time=time)
        case date() as day:
            known = cat.text("ui.past.known.day", day=day)
        case position:
            known = cat.text("ui.past.known.position", position=position, day=moment.day)
    if moment.happened_by:
        return cat.text("ui.past.happened.then", day=moment.happened_by, known=known)
    return cat.text("ui.past.looked", known=known)
