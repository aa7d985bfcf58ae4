"""The days of decisions, as moments that one often looks back to."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.http.moment import Moment
from adapters.http.pages.changes import Preset
from adapters.http.pages.links import with_query
from adapters.http.pages.visit import Visit
from adapters.http.reading.decisions import decisions, latest_decisions
from adapters.i18n.wording import topic_title

# Of a county there are hundreds.
_MOST_OF_A_COUNTY = 12


def of_decisions(visit: Visit, moment: Moment, scb_code: str, path: str, **kept: object) -> list[Preset]:
    """Return the days of a municipality's decisions before a moment, the latest first."""
    found = {each.day: each for each in reversed(decisions(moment.reading, scb_code)) if each.day < moment.day}
    return [
        Preset(
            visit.cat.text("ui.compare.preset.decision", what=topic_title(each.topic, visit.cat), day=day),
            day,
            with_query(path, **{"from": day}, **kept),
        )
        for day, each in sorted(found.items(), reverse=True)
    ]


def of_decisions_in(visit: Visit, moment: Moment, names: Mapping[str, str], path: str, **kept: object) -> list[Preset]:
    """Return the days of the latest decisions of some municipalities, whose names are given by their codes."""
    known = latest_decisions(moment.reading.as_known(), names, moment.day, _MOST_OF_A_COUNTY)
    found = {(each.day, each.scb_code): each for each in reversed(known)}
    return [
        Preset(
            visit.cat.text(
                "ui.compare.preset.decision-in", place=names[code], what=topic_title(each.topic, visit.cat), day=day
            ),
            day,
            with_query(path, **{"from": day}, **kept),
        )
        for (day, code), each in sorted(found.items(), reverse=True)
    ]
