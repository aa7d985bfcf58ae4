"""The support, made up: questions that wait, how long it has been silent, visits, and needs met or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from adapters.http.pages.noted import Noted
from adapters.http.pages.support.guidance import Waiting
from adapters.http.pages.support.view import Gap, ShownNeed, ShownVisit
from adapters.http.pages.visit import Visit
from adapters.i18n.wording import command_title
from domain.support.commands import HoldVisit

_HERE = "#support"
_GAPS = (("done", "achieved", 60, 30), ("amber", "amber", 10, 90), ("red", "red", -20, 100))
_LIMIT = 90


@dataclass(frozen=True)
class Support:
    """What the parts of the support are drawn from."""

    requests: tuple[Waiting, ...]
    gaps: tuple[Gap, ...]
    visits: tuple[ShownVisit, ...]
    needs: tuple[ShownNeed, ...]


def support(visit: Visit) -> Support:
    """Return it."""
    return Support(tuple(_requests(visit)), tuple(_gaps(visit)), tuple(_visits(visit)), tuple(_needs(visit)))


def _requests(visit: Visit) -> Iterator[Waiting]:
    """Yield a question that is acute and late, and one that has time."""
    cat, today = visit.cat, visit.today
    limit = cat.text("ui.count.working-days", count=2)
    over = cat.text("ui.support.clock.over", due=today - timedelta(1), late=None, limit=limit)
    left = cat.text("ui.support.clock.left", due=today + timedelta(2), left=limit, limit=limit)
    asked, unit = cat.date(today - timedelta(3)), cat.text("value.unit_kind.school_team")
    for name, is_acute, clock in (("acute", True, over), ("normal", False, left)):
        yield Waiting(
            f"support-{name}",
            unit,
            cat.text(f"value.urgency.{name}"),
            is_acute=is_acute,
            asked=asked,
            clock=clock,
            sign="red" if is_acute else "clock",
            kind="red" if is_acute else "amber",
            event=_HERE,
            change=_HERE if is_acute else None,
            answer=_HERE,
        )


def _gaps(visit: Visit) -> Iterator[Gap]:
    """Yield contacts that are recent, soon too long ago and too long ago, and visits of which there are none."""
    text, today = visit.cat.text, visit.today
    limit = text("ui.count.days", count=_LIMIT)
    for kind, sign, left, share in _GAPS:
        days, day = text("ui.count.days", count=abs(left)), today + timedelta(left)
        last = text("ui.support.gap.contact.last", date=day - timedelta(_LIMIT))
        told = text("ui.support.gap.lasts" if left > 0 else "ui.support.gap.passed", limit=limit, date=day)
        word = text("ui.support.gap.left" if left > 0 else "ui.support.gap.over", days=days)
        yield Gap(text("ui.support.gap.contact"), word, f"{last} {told}", share, sign, kind, _HERE)
    yield Gap(text("ui.support.gap.visit"), "", text("ui.support.gap.visit.none"), 0, "", "", None)


def _visits(visit: Visit) -> Iterator[ShownVisit]:
    """Yield a visit to come, one whose day has passed, and one that was held."""
    cat, codes, today = visit.cat, visit.codes, visit.today
    function = codes.label("functions", codes.options("functions")[0], visit.lang)
    need, acts = _need(visit, 0), ((command_title(HoldVisit.name, cat), _HERE),)
    coming, past, held = (cat.date(today + timedelta(days)) for days in (14, -3, -60))
    late = cat.text("ui.training.not-noted")
    yield ShownVisit("support-coming", coming, "", "", "", _HERE, _HERE, acts)
    yield ShownVisit("support-past", past, "", "", late, _HERE, _HERE, acts)
    yield ShownVisit("support-held", held, function, need, "", _HERE, _HERE)


def _need(visit: Visit, number: int) -> str:
    return visit.codes.label("needs", visit.codes.options("needs")[number], visit.lang)


def _needs(visit: Visit) -> Iterator[ShownNeed]:
    """Yield a need that is not met, and one that is."""
    cat, today = visit.cat, visit.today
    since = cat.text("ui.support.need.since", date=today)
    met = cat.text("ui.support.need.met", noted=today - timedelta(90), date=today)
    yield ShownNeed("support-open", Noted(_need(visit, 0), "", _HERE, _HERE, since, "not_started", "open"), _HERE)
    yield ShownNeed("support-met", Noted(_need(visit, 1), "", _HERE, None, met, "achieved", "done"), None)
