"""The proof by replay: what is kept equals the log, and whatever was changed is found and named, in little memory."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from adapters.memory.views import empty_views
from projections.audit_trail import AUDIT_TRAIL
from projections.county import COUNTY
from projections.engine import digest as proving
from projections.engine import facts
from projections.engine.digest import Proof, digest, first_difference, prove
from projections.engine.facts import Balance
from projections.engine.log import Entry
from projections.engine.projection import Projection
from projections.engine.rows import Row
from projections.engine.running import advance, follow, spoilt
from projections.engine.views import Version
from projections.municipality import MUNICIPALITY
from projections.registry import PROJECTIONS
from projections.report import REPORT
from tests.support.database import run
from tests.support.views import Desk, history, open_desk

HERE, ELSEWHERE = "1784", "1715"
STANDING = f"views.{COUNTY.table(COUNTY.kinds[0])}"
DETAIL = f"views.{MUNICIPALITY.table(MUNICIPALITY.kinds[0])}"
TRAIL = f"views.{AUDIT_TRAIL.table(AUDIT_TRAIL.kinds[0])}"
OFF, ON = (f"ALTER TABLE log.events {word} TRIGGER refuse" for word in ("DISABLE", "ENABLE ALWAYS"))


def one(of: str, table: str) -> str:
    """Return what holds for one row of the municipality: the last that holds this, too."""
    return f"ctid = (SELECT max(ctid) FROM {table} WHERE scb_code = '{HERE}' AND {of})"  # noqa: S608 -- ours


CLOSED, LIVE = one("valid_to IS NOT NULL", STANDING), one("valid_to IS NULL", STANDING)
DETAILED, TOLD = one("valid_to IS NULL", DETAIL), one("true", TRAIL)


def update(table: str, to: str, where: str) -> str:
    return f"UPDATE {table} SET {to} WHERE {where}"  # noqa: S608 -- ours


def delete(table: str, where: str) -> str:
    return f"DELETE FROM {table} WHERE {where}"  # noqa: S608 -- ours


def double(table: str, where: str) -> str:
    return f"INSERT INTO {table} SELECT * FROM {table} WHERE {where}"  # noqa: S608 -- ours


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    with open_desk(database_url) as made:
        yield made


def proof_of(projection: Projection, desk: Desk) -> Proof:
    (proof,) = prove([projection], desk.log, desk.views)
    return proof


def how(projection: Projection, desk: Desk, scb_code: str = HERE) -> tuple[str, str]:
    """Return where the municipality first differs, and how."""
    found = first_difference(projection, scb_code, desk.log, desk.views)
    assert found
    return found.place.table, found.how


@pytest.mark.parametrize("projection", PROJECTIONS, ids=[each.name for each in PROJECTIONS])
def test_views_kept_in_batches_prove_equal_to_a_replay(desk: Desk, projection: Projection) -> None:
    follow(projection, desk.log, desk.views, batch=41)
    proof = proof_of(projection, desk)
    assert proof.holds
    assert proof.kept.count > 0 or projection is REPORT  # nobody pins one here: test_reports.py
    assert first_difference(projection, HERE, desk.log, desk.views) is None


def test_each_view_is_proven_at_its_own_position(desk: Desk) -> None:
    for number, projection in enumerate(PROJECTIONS):
        assert advance(projection, 0, desk.log.read(0, 300 + 50 * number), desk.log, desk.views)
    proofs = prove(PROJECTIONS, desk.log, desk.views)
    assert all(each.holds for each in proofs)
    assert [each.kept.position for each in proofs] == sorted({each.kept.position for each in proofs})


@pytest.mark.parametrize(
    ("projection", "change", "told"),
    [
        (COUNTY, update(STANDING, "standing = (standing::jsonb || '{\"cycle\": 7}')::json", CLOSED), "changed"),
        (COUNTY, update(STANDING, "standing = '[]'", CLOSED), "changed"),
        (COUNTY, update(STANDING, "county_code = NULL", LIVE), "changed"),
        (COUNTY, update(STANDING, "valid_to = valid_to + 1", CLOSED), "changed"),
        (COUNTY, update(STANDING, "valid_to = valid_from + 1", LIVE), "changed"),
        (COUNTY, delete(STANDING, CLOSED), "missing"),
        (COUNTY, delete(STANDING, LIVE), "missing"),
        (COUNTY, double(STANDING, CLOSED), "more than once"),
        (COUNTY, "; ".join([double(STANDING, CLOSED)] * 2), "more than once"),
        (COUNTY, update(STANDING, "valid_from = valid_from - 1", CLOSED), "not in the log"),
        (MUNICIPALITY, update(DETAIL, "ref = ref || 'x'", DETAILED), None),
        (MUNICIPALITY, delete(DETAIL, DETAILED), "missing"),
        (AUDIT_TRAIL, delete(TRAIL, TOLD), "missing"),
        (AUDIT_TRAIL, update(TRAIL, "event_id = event_id || 'x'", TOLD), None),
    ],
)
def test_what_someone_changed_is_found_and_named(
    desk: Desk, projection: Projection, change: str, told: str | None
) -> None:
    follow(projection, desk.log, desk.views)
    run(desk.url, change)
    proof = proof_of(projection, desk)
    assert not proof.holds
    assert proof.differing == [HERE]
    table, said = how(projection, desk)
    assert table == projection.table(projection.kinds[0])
    assert said == (told or said)


def test_a_row_that_went_to_another_municipality_is_missing_here_and_too_much_there(desk: Desk) -> None:
    follow(COUNTY, desk.log, desk.views)
    run(desk.url, update(STANDING, f"scb_code = '{ELSEWHERE}'", CLOSED))
    assert proof_of(COUNTY, desk).differing == [ELSEWHERE, HERE]
    assert [how(COUNTY, desk)[1], how(COUNTY, desk, ELSEWHERE)[1]] == ["missing", "not in the log"]


def test_rows_of_a_municipality_of_which_the_log_knows_nothing_are_found(desk: Desk) -> None:
    follow(COUNTY, desk.log, desk.views)
    run(desk.url, update(STANDING, "scb_code = '0000'", CLOSED))
    assert proof_of(COUNTY, desk).differing == ["0000", HERE]
    assert how(COUNTY, desk, "0000")[1] == "not in the log"


def test_what_was_set_aside_and_is_no_longer_known_to_be_is_found(desk: Desk) -> None:
    broken = next(each for each in history() if each.envelope.scope == HERE and each.topic.startswith("support."))
    run(desk.url, OFF, update("log.events", "topic = 'x'", f"notification_id = {broken.position}"), ON)
    follow(COUNTY, desk.log, desk.views, batch=100)
    aside = proof_of(COUNTY, desk)
    assert (aside.differing, aside.holds) == ([], False)
    assert aside.kept.parked > 1
    run(desk.url, delete("views.parked", f"position = {broken.position}"))
    assert proof_of(COUNTY, desk).differing == [HERE]
    assert how(COUNTY, desk) == ("parked", "missing")


def test_what_the_database_did_not_take_is_set_aside_and_no_difference(desk: Desk) -> None:
    entries: list[Entry] = desk.log.read(0, 300)
    entries[150] = spoilt(entries[150])
    assert advance(COUNTY, 0, entries, desk.log, desk.views)
    proof = proof_of(COUNTY, desk)
    assert (proof.differing, proof.holds) == ([], False)
    assert proof.kept.parked


def test_the_digest_is_of_the_rows_alone(desk: Desk) -> None:
    follow(COUNTY, desk.log, desk.views, batch=10)
    memory = empty_views()
    follow(COUNTY, desk.log, memory, batch=300)
    assert digest(COUNTY, desk.views) == digest(COUNTY, memory)


def test_a_fact_twice_too_often_does_not_cancel_out() -> None:
    balance: Balance[str] = Balance()
    for times in (1, 1, 1, -1):
        balance.add(HERE, 5, times)
    assert balance.left() == [HERE]
    for _ in range(2):
        balance.add(HERE, 5, -1)
    assert balance.left() == []


def rows_held() -> int:
    return sum(isinstance(each, Row) for each in gc.get_objects())


def test_a_proof_holds_few_versions_at_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the municipalities at hand, and one of what is kept."""
    for each in PROJECTIONS:
        follow(each, desk.log, desk.views)
    monkeypatch.setattr(proving, "_PART", 50)
    before, held = rows_held(), [0]
    seen = 0
    canonical = facts.canonical

    def counting(projection: Projection, version: Version) -> str:
        nonlocal seen
        seen += 1
        if seen % 500 == 0:
            held.append(rows_held())
        return canonical(projection, version)

    monkeypatch.setattr(facts, "canonical", counting)
    assert all(each.holds for each in prove(PROJECTIONS, desk.log, desk.views))
    assert 0 < max(held) - before < seen / 20
