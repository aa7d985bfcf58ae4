"""My work, made up: rows of each kind before and after their act, and the ways to other rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from adapters.http.pages.style.samples.entries import CODE, Entries
from adapters.http.pages.style.samples.quick import Quick, quick
from adapters.http.pages.visit import Visit
from adapters.http.pages.work.acts import RowAct
from adapters.http.pages.work.ahead import Ahead
from adapters.http.pages.work.choices import Choice, Choices
from adapters.http.pages.work.filters import GROUPINGS, WorkFilter
from adapters.http.pages.work.groups import PlacedRow
from adapters.http.pages.work.kinds import KINDS
from adapters.http.pages.work.page import Receipt
from adapters.http.pages.work.rows import RowId, WorkRow, worded
from adapters.http.pages.work.saved_views import SavedView
from adapters.i18n.wording import command_title
from domain.action_plan.commands import ReviewPlan
from domain.situation_picture.commands import ReviewPictureUnchanged
from domain.support.commands import PlanVisit
from workflows.attention.reason import Attention, Limit, Severity

_HERE = "#queue"


@dataclass(frozen=True)
class Queue:
    """What the parts of "my work" are drawn from; ``at_once`` to ``past``: a row by the act that it has.

    ``narrowed``, ``everywhere``: the ways from rows of all municipalities that are narrowed already.
    """

    at_once: PlacedRow
    by_form: PlacedRow
    of_others: PlacedRow
    past: PlacedRow
    receipts: tuple[Receipt, ...]
    choices: Choices
    wanted: WorkFilter
    views: tuple[SavedView, ...]
    ahead: tuple[Ahead, ...]
    quick: Quick
    narrowed: Choices
    everywhere: WorkFilter


def queue(visit: Visit, entries: Entries) -> Queue:
    """Return it; the receipts are of an act, of its being taken back, and of what does not show yet."""
    cat, wanted, key = visit.cat, WorkFilter(), visit.core.clock.new_id()
    of_one_kind = wanted.of_kind(KINDS[0])
    acts = (ReviewPictureUnchanged, PlanVisit, ReviewPlan)
    fields, choices = {"what": "unchanged"}, _choices(visit, wanted)
    (review, visiting, planning), row = (command_title(each.name, cat) for each in acts), partial(_row, visit)
    done = (("done", entries.made), ("taken-back", entries.correction), ("untold", None))
    return Queue(
        PlacedRow(
            row("picture-past-review", "red", 740, 730, RowAct(review, _HERE, fields, at_once=True)), 0, _HERE, key
        ),
        PlacedRow(row("visit-gap-amber", "amber", 250, 240, RowAct(visiting, _HERE), behind=("one", "two")), 1, _HERE),
        PlacedRow(row("guidance-waiting", "amber", 3, 7, waits=cat.text("ui.work.others-do"), behind=()), 2, ""),
        PlacedRow(row("plan-review-due", "info", 330, 365, RowAct(planning, "", explained="/")), 3, ""),
        tuple(Receipt(each, RowId(CODE, "need-open", name), 0, is_swapped=name == "done") for name, each in done),
        choices,
        wanted,
        (SavedView(cat.text("ui.work.kind.all"), wanted), SavedView(cat.text(f"ui.work.kind.{KINDS[0]}"), of_one_kind)),
        tuple(_ahead(visit)),
        quick(visit),
        replace(choices, hidden={"by": "municipality", "whose": "all"}),
        replace(wanted, everywhere=True),
    )


def _row(
    visit: Visit,
    reason: str,
    severity: Severity,
    days: int,
    limit: int,
    act: RowAct | None = None,
    waits: str = "",
    behind: tuple[str, ...] = ("one",),
) -> WorkRow:
    """Return a row that has waited so long; ``limit``: for how many days it may last."""
    since = visit.today - timedelta(days)
    last_day = since + timedelta(limit)
    params = {"days": days, "date": last_day.isoformat(), **Limit(limit, "days").params}
    found = Attention(CODE, reason, severity, since, params, events=behind, last_day=last_day)
    return worded(visit, visit.cat.text("ui.style.place"), found, act, waits)


def _choices(visit: Visit, wanted: WorkFilter) -> Choices:
    text = visit.cat.text
    return Choices(
        [Choice(text(f"ui.work.by.{each}"), _HERE, each == wanted.grouping) for each in GROUPINGS],
        [
            Choice(text("ui.work.kind.all"), _HERE, is_current=True, count=4),
            *(Choice(text(f"ui.work.kind.{each}"), _HERE, is_current=False, count=1) for each in KINDS[:4]),
        ],
        [Choice(text(f"ui.work.whose.{each}"), _HERE, each == "mine") for each in ("mine", "all")],
        [(CODE, text("ui.style.place"))],
        {},
    )


def _ahead(visit: Visit) -> Iterator[Ahead]:
    for days, what, event in ((4, "visit", "/"), (18, "picture-review-due", "")):
        text = visit.cat.text(f"ui.work.ahead.{what}", about="")
        yield Ahead(visit.today + timedelta(days), CODE, visit.cat.text("ui.style.place"), text, event)
