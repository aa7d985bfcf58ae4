"""The rows of "my work": what waits, why, and the one act that clears it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from adapters.http.pages.visit import Visit
from adapters.http.pages.why_not.asked import acting
from adapters.http.pages.work.acts import Choosing, RowAct
from adapters.http.pages.work.kinds import KIND_OF
from adapters.i18n.wording import attention_text
from domain.scope_codes import INVENTED_CODE
from workflows.attention.reason import Attention

_ID = re.compile(rf"([0-9]{{4}}|{INVENTED_CODE})\.([a-z-]{{1,60}})(?:\.([A-Za-z0-9_-]{{1,60}}))?")


@dataclass(frozen=True)
class RowId:
    """What a row is known by: the municipality, why it waits, and the step or thing that it is about, if one."""

    scb_code: str
    reason: str
    subject: str = ""

    @classmethod
    def of(cls, attention: Attention) -> RowId:
        """Return what a reason's row is known by."""
        return cls(attention.scb_code, attention.reason, attention.step.value if attention.step else attention.item)

    @classmethod
    def parsed(cls, given: str) -> RowId | None:
        """Return what a form or an address names; None for what no row can be known by."""
        match = _ID.fullmatch(given)
        return cls(match[1], match[2], match[3] or "") if match and match[2] in KIND_OF else None

    def __str__(self) -> str:
        return ".".join(filter(None, (self.scb_code, self.reason, self.subject)))


@dataclass(frozen=True)
class WorkRow:
    """One thing that waits, as the visitor reads it.

    ``text`` says why, ``limit`` how long it may last where that is not the same sentence. ``act``: what clears it;
    ``waits``: why there is none, for those who act at all.
    """

    id: RowId
    place: str
    attention: Attention
    text: str
    limit: str
    since: str
    act: RowAct | None
    waits: str

    @property
    def behind(self) -> list[str]:
        """Where the events are that it follows from."""
        return [f"/events/{each}" for each in self.attention.events]


def work_rows(visit: Visit, found: Iterable[tuple[str, Attention]], planned: Mapping[str, str]) -> list[WorkRow]:
    """Return a row for each reason, which is given with the name of its place.

    ``planned``: by municipality, the id of a visit that is still to come.
    """
    reasons = list(found)
    choosing = Choosing(visit, planned, acting(visit, visit.core.county))
    wanted = {want for _, each in reasons for want, _ in choosing.wanted(each)}
    choosing = replace(choosing, told=choosing.asked_of(wanted))
    return [_row(choosing, place, each) for place, each in reasons]


def _row(choosing: Choosing, place: str, each: Attention) -> WorkRow:
    act = choosing.act(each) if choosing.actor else None
    waits = choosing.waits(each) if choosing.actor and act is None else ""
    return worded(choosing.visit, place, each, act, waits)


def worded(visit: Visit, place: str, each: Attention, act: RowAct | None = None, waits: str = "") -> WorkRow:
    """Return a row in words: why it waits, how long it may, and since when it does."""
    text, _, limit = attention_text(each.case, each.params, visit.cat, visit.codes).partition(". ")
    since = visit.cat.text("ui.work.since", date=visit.cat.short_date(_waiting_since(each, visit.today)))
    return WorkRow(RowId.of(each), place, each, text if not limit else f"{text}.", limit, since, act, waits)


def _waiting_since(each: Attention, day: date) -> date:
    """Return from when something is late where it is, otherwise the day that it is counted from."""
    return each.last_day if each.last_day and each.last_day < day else each.since
