"""Rules and versions, made up: what was judged by one, in what two differ, how one was worded, and other limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from adapters.http.pages.rules.shown import ShownDifference, ShownUse
from adapters.http.pages.rules.worded import Wording
from adapters.http.pages.style.samples.entries import Entries
from adapters.http.pages.visit import Visit
from adapters.http.pages.what_if.asked import Field
from adapters.http.pages.what_if.told import Colour
from workflows.attention.reason import SEVERITIES, Severity

_HERE = "#rules"


@dataclass(frozen=True)
class Rules:
    """What the parts of the rules' pages are drawn from; ``others``: the versions to compare with, the first of them.

    ``coded``: wordings of what is named by codes. ``limits`` and ``colours``: of the rules that might have applied.
    """

    digest: str
    uses: tuple[ShownUse, ...]
    against: str
    others: tuple[tuple[str, str], ...]
    differences: tuple[ShownDifference, ...]
    wordings: tuple[Wording, ...]
    coded: tuple[Wording, ...]
    limits: tuple[Field, ...]
    colours: tuple[Colour, ...]


def rules(visit: Visit, entries: Entries) -> Rules:
    """Return it."""
    first, second = (visit.cat.text("ui.rules.version", version=each) for each in (1, 2))
    return Rules(
        "0123456789abcdef",
        tuple(_uses(visit, entries)),
        first,
        ((first, _HERE), (second, _HERE)),
        tuple(_differences(visit)),
        tuple(_wordings(visit, "name", "asks")),
        tuple(_wordings(visit, *visit.codes.options("needs")[:2])),
        tuple(_limits(visit)),
        tuple(_colour(visit, each) for each in (*SEVERITIES, None)),
    )


def _uses(visit: Visit, entries: Entries) -> Iterator[ShownUse]:
    """Yield entries with the way to more, and none."""
    count, since = visit.cat.text("ui.count.events", count=2), visit.cat.date(visit.today)
    yield ShownUse("judged", count, since, (entries.made, entries.corrected), _HERE)
    yield ShownUse("override", "", "", (), None)


def _differences(visit: Visit) -> Iterator[ShownDifference]:
    text = visit.cat.text
    days = [text("ui.rules.days", count=each) for each in (120, 180)]
    yield ShownDifference(text("ui.what-if.limit.contact_silence_red_days"), *days)
    yield ShownDifference(text("ui.style.help"), "", text("ui.rules.differs.asked"))


def _wordings(visit: Visit, reworded: str, new: str) -> Iterator[Wording]:
    """Yield a wording as it was, where one thing was worded otherwise and one not at all, and that of the page."""
    text, day = visit.cat.text, visit.today
    lines = ((reworded, text("ui.style.notice.amber")), (new, ""))
    yield Wording(text("ui.rules.worded.period", since=None, until=day), "0.1", is_shown=False, lines=lines)
    yield Wording(text("ui.rules.worded.period", since=day, until=None), "0.2", is_shown=True, lines=())


def _limits(visit: Visit) -> Iterator[Field]:
    """Yield a limit as it holds, and one with something wrong."""
    wrong = visit.cat.text("ui.what-if.wrong.figure", least=1, most=120)
    yield Field("contact_silence_red_days", "days", 1, 999, (90, 120))
    yield Field("picture_review_months", "months", 1, 120, (24,), "1000", wrong)


def _colour(visit: Visit, severity: Severity | None) -> Colour:
    return Colour(severity, visit.cat.text(f"value.severity.{severity}" if severity else "ui.what-if.in-order"))
