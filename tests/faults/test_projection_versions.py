"""A new version of a projection: filled before anyone reads it, while the one before goes on being read.

Sabotage, named in FEMSTEG_SABOTAGE: `not-filled` leaves the filling out of the start, and turns these red.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

import pytest

from adapters.postgres.views.new_versions import fill_new
from projections.county import COUNTY
from projections.engine.running import follow
from tests.support.database import run
from tests.support.folding import fold
from tests.support.views import Desk, history, open_desk

NEWER = replace(COUNTY, version=COUNTY.version + 1)


@pytest.fixture(autouse=True)
def _sabotage(monkeypatch: pytest.MonkeyPatch) -> None:
    if os.environ.get("FEMSTEG_SABOTAGE") == "not-filled":
        monkeypatch.setitem(globals(), "fill_new", lambda *_: None)


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    with open_desk(database_url) as made:
        yield made


def tables(desk: Desk) -> set[str]:
    with desk.pool.connection() as connection:
        found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'views'").fetchall()
    return {name for (name,) in found if name.startswith("county")}


def test_is_filled_at_the_start_and_the_older_one_is_dropped_at_the_next(desk: Desk) -> None:
    follow(COUNTY, desk.log, desk.views)
    desk.views.prepare([NEWER])
    assert desk.views.position(NEWER) == 0, "void: the new version was filled already"
    fill_new(desk.pool, desk.log, [NEWER])
    assert fold(NEWER, list(history())) == desk.shown(NEWER) == desk.shown(COUNTY)
    fill_new(desk.pool, desk.log, [NEWER])
    assert tables(desk) == {NEWER.table(kind) for kind in NEWER.kinds}


def test_what_a_killed_rebuild_left_is_in_nobodys_way(desk: Desk) -> None:
    run(
        desk.url,
        f"CREATE TABLE views.{NEWER.table(NEWER.kinds[0])}_beside (left_over text)",
        f"INSERT INTO views.tracking VALUES ('county_beside', {NEWER.version}, 77)",  # noqa: S608 -- ours
    )
    desk.views.prepare([NEWER])
    fill_new(desk.pool, desk.log, [NEWER])
    assert fold(NEWER, list(history())) == desk.shown(NEWER)
