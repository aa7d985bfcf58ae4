"""The proof by replay: what is kept equals the log, and one changed field is found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adapters.memory.views import empty_views
from projections.county import COUNTY
from projections.digest import digest, prove
from projections.projection import Projection
from projections.registry import PROJECTIONS
from projections.running import follow
from tests.support.database import run
from tests.support.views import Desk, open_desk


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    with open_desk(database_url) as made:
        yield made


@pytest.mark.parametrize("projection", PROJECTIONS, ids=[each.name for each in PROJECTIONS])
def test_views_kept_in_batches_prove_equal_to_a_replay(desk: Desk, projection: Projection) -> None:
    follow(projection, desk.log, desk.views, batch=41)
    proof = prove(projection, desk.log, desk.views, empty_views)
    assert proof.holds
    assert proof.kept.count > 0


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (
            "SET standing = (standing::jsonb || '{\"cycle\": 7}')::json WHERE valid_to IS NULL AND scb_code = '1784'",
            "rows",
        ),
        ("SET county_code = '18' WHERE valid_to IS NOT NULL AND scb_code = '1784'", "versions"),
    ],
)
def test_a_row_that_someone_changed_is_found(desk: Desk, change: str, what: str) -> None:
    follow(COUNTY, desk.log, desk.views)
    run(desk.url, f"UPDATE views.{COUNTY.table(COUNTY.kinds[0])} {change}")
    proof = prove(COUNTY, desk.log, desk.views, empty_views)
    assert not proof.holds
    assert getattr(proof.kept, what) != getattr(proof.replayed, what)


def test_the_digest_is_of_the_rows_alone(desk: Desk) -> None:
    follow(COUNTY, desk.log, desk.views, batch=10)
    memory = empty_views()
    follow(COUNTY, desk.log, memory, batch=300)
    assert digest(COUNTY, desk.views) == digest(COUNTY, memory)
