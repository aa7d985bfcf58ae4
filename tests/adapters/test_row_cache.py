"""Rows that say the same are made once; one that was changed is another."""

from __future__ import annotations

from adapters.postgres.views.store import PostgresViews
from projections.county import COUNTY, StandingRow
from projections.engine.running import follow
from projections.engine.views import Query
from tests.support.views import history, open_desk

_SOME = 200


def test_a_row_is_made_once_until_it_says_something_else(database_url: str) -> None:
    with open_desk(database_url, events=_SOME) as desk:
        follow(COUNTY, desk.log, desk.views)
        asked = Query(StandingRow)
        before = {each.scb_code: each for each in desk.views.select(COUNTY, asked)}
        again = {each.scb_code: each for each in PostgresViews(desk.pool).select(COUNTY, asked)}
        assert all(again[code] is row for code, row in before.items())

        desk.store.append(history()[_SOME : 2 * _SOME])
        follow(COUNTY, desk.log, desk.views)
        after = {each.scb_code: each for each in desk.views.select(COUNTY, asked)}
        changed = {code for code, row in before.items() if after[code] is not row}
        assert changed
        assert all(after[code] != before[code] for code in changed)
        assert list(desk.views.select(COUNTY, asked, as_of=_SOME)) == [*before.values()]
