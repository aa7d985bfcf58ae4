"""What had happened by a day equals a fresh fold of just that, as it was known then and as it is known now.

Sabotage, each named in FEMSTEG_SABOTAGE, and each turns this red: `uncorrected` forgets the corrections of what had
happened; `knows-the-future` takes all that is known now for known then; `by-the-day-of-entry` asks when an entry was
made and not when it happened.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

import pytest

from adapters.memory.views import MemoryViews
from domain.correction import EntryCorrection
from domain.messages import Recorded
from projections.audit_case import AUDIT_CASE
from projections.engine.moments import position_after_day
from projections.engine.projection import Projection
from projections.engine.valid_time import fold_happened
from projections.engine.views import Query
from projections.registry import PROJECTIONS
from projections.report import REPORT
from tests.support.naive import Excerpt, Shown, Teller, by_key
from tests.support.wandering import WANDERED, wandered

MOMENTS = 500
WHOLE = 8  # of these the whole log is folded, not some municipalities' part of it
SABOTAGE = os.environ.get("FEMSTEG_SABOTAGE", "")


@dataclass(frozen=True)
class Moment:
    """A day, and where the log stood when it was over and when one asks."""

    day: date
    then: int
    asked: int
    scopes: tuple[str, ...]


def moments(dice: Random) -> list[Moment]:
    """Return days, many of them soon after something happened, each with a day of asking: its own, a later one, now."""
    entries = wandered()
    log, head = Excerpt(entries), len(entries)
    made = []
    for number in range(MOMENTS):
        of = dice.choice(entries)
        day = of.envelope.occurred_on + timedelta(days=dice.choice([0, 0, 1, 5, 30, 300]))
        then = position_after_day(log, head, day)
        asked = (then, head, dice.randint(then, head))[number % 3]
        scopes = tuple({of.envelope.scope, dice.choice(WANDERED)})
        made.append(Moment(day, then, asked, scopes))
    return made


def shown(projection: Projection, moment: Moment, entries: list[Recorded], scopes: tuple[str, ...] | None) -> Shown:
    if SABOTAGE == "uncorrected":
        projection = replace(projection, refolds=False)
    if SABOTAGE == "by-the-day-of-entry":
        entries = [entered(each) for each in entries]
    known_at = len(entries) if SABOTAGE == "knows-the-future" else moment.asked
    views = MemoryViews()
    views.prepare([projection])
    fold_happened(projection, Excerpt(entries, scopes), views, moment.day, known_at)
    return by_key(row for kind in projection.kinds for row in views.select(projection, Query(kind, limit=10**6)))


def entered(each: Recorded) -> Recorded:
    return replace(each, envelope=each.envelope.model_copy(update={"occurred_on": each.envelope.recorded_on}))


@pytest.mark.slow
@pytest.mark.parametrize("projection", PROJECTIONS, ids=[each.name for each in PROJECTIONS])
def test_what_had_happened_is_told_as_it_was_known(projection: Projection) -> None:
    entries, dice = list(wandered()), Random(projection.name)  # noqa: S311 -- dice for a test
    teller = Teller(projection, entries)
    all_moments = moments(dice)
    apart = late = corrected = 0
    for number, each in enumerate(all_moments):
        expected = teller.happened(each.scopes, each.day, each.asked)
        assert expected == shown(projection, each, entries, each.scopes), each
        if number < WHOLE:
            assert teller.happened(teller.scopes, each.day, each.asked) == shown(projection, each, entries, None), each
        news = [at for scope in each.scopes for at in teller.entries(scope, each.asked) if at.position > each.then]
        late += any(at.envelope.occurred_on <= each.day for at in news)
        corrected += any(isinstance(at.event, EntryCorrection) for at in news)
        if number % 3 == 1:  # asked now
            apart += expected != teller.happened(each.scopes, each.day, each.then)
    print(f"{late} before a late entry, {corrected} before a correction, {apart} were told otherwise later")
    assert late >= MOMENTS / 10, "void: too few days between happening and entering"
    assert corrected >= MOMENTS / 10, "void: too few days before a correction"
    # What is done in a case, or pinned, is never entered late: only the whole county's rows tell of it.
    assert projection in (AUDIT_CASE, REPORT) or apart >= MOMENTS / 50, (
        "void: too few days that were told otherwise later"
    )
