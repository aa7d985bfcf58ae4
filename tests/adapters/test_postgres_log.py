"""What PostgreSQL does to a log when something goes wrong, and what the log makes of it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq.abc import PGresult

from adapters.postgres import connections
from adapters.postgres.connections import Dismissed
from adapters.postgres.log.datastore import Datastore
from adapters.postgres.log.event_store import PostgresEventStore
from adapters.postgres.log.pipeline import Question
from adapters.postgres.log.reader import PostgresLog
from adapters.postgres.migrate import SchemaMismatchError, grant, migrate, migrations, status
from adapters.postgres.pool import Pool
from adapters.serialization.mapper import UnknownTopic
from tests.support.database import run
from tests.support.log import fact, insist, receipt
from tests.support.proxy import Lose, LossyProxy
from tests.support.waiting import PATIENCE_SECONDS, in_time, until
from workflows.ports import OutcomeUnknown, Receipt, SetAside, Unavailable
from workflows.streams import stream_id

TAKE_TURNS = "SELECT pg_advisory_xact_lock(1179471175, 1)"


@pytest.fixture
def store(database_url: str) -> Iterator[PostgresEventStore]:
    with PostgresEventStore(database_url) as made:
        yield made


@pytest.fixture
def owner(database_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection


def number(owner: psycopg.Connection, question: bytes) -> int:
    """Return the one number that a query gives."""
    row = owner.execute(question).fetchone()
    assert row is not None
    return int(row[0])


def wait_for(owner: psycopg.Connection, question: bytes) -> None:
    """Wait until a query counts something."""
    until(lambda: number(owner, question) > 0)


class TestLostAnswers:
    @pytest.fixture
    def proxy(self, database_url: str) -> Iterator[LossyProxy]:
        server = Path(str(conninfo_to_dict(database_url)["host"])) / ".s.PGSQL.5432"
        with tempfile.TemporaryDirectory() as folder, LossyProxy(Path(folder), server) as made:
            yield made

    @pytest.fixture
    def far(self, database_url: str, proxy: LossyProxy) -> Iterator[PostgresEventStore]:
        """A store on the other side of the proxy."""
        with PostgresEventStore(make_conninfo(database_url, host=str(proxy.folder))) as made:
            yield made

    @pytest.mark.parametrize("lose", [Lose.QUESTION, Lose.ANSWER])
    def test_the_same_key_converges_on_one_effect(
        self, far: PostgresEventStore, proxy: LossyProxy, store: PostgresEventStore, lose: Lose
    ) -> None:
        stored = 0
        for trial in range(25):
            stream, key = f"journey/{trial:04}", f"k{trial}"
            proxy.lose = lose
            with pytest.raises(OutcomeUnknown):
                far.append([fact(stream, 1)], receipt(key))
            stored += store.receipt("p-1", key) is not None
            insist(far, stream, key)
            assert len(store.load(stream)) == 1
        assert proxy.lost == 25
        assert stored == (25 if lose is Lose.ANSWER else 0)
        assert store.head() == len(store.read(0, 100)) == 25

    def test_a_silent_server_is_not_waited_for_long(
        self, far: PostgresEventStore, proxy: LossyProxy, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(connections, "_SILENCE_SECONDS", 0.3)
        far.head()
        proxy.lose = Lose.SOUND
        with pytest.raises(OutcomeUnknown):
            far.append([fact("journey/0180", 1)], receipt("k"))
        assert insist(far, "journey/0180", "k") == 1
        assert far.head() == 1

    def test_a_standby_that_was_not_waited_for_leaves_the_outcome_unknown(
        self, database_url: str, store: PostgresEventStore
    ) -> None:
        waiting = b"SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
        cancel = b"SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
        with ThreadPoolExecutor(2) as pool, psycopg.connect(database_url, autocommit=True) as owner:
            owner.execute("SET synchronous_commit = local")
            owner.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
            owner.execute("SELECT pg_reload_conf()")
            try:
                appending = pool.submit(store.append, [fact("journey/0180", 1)], receipt("k"))
                wait_for(owner, waiting)
                owner.execute(cancel)
                with pytest.raises(OutcomeUnknown):
                    appending.result(PATIENCE_SECONDS)
                asking: Future[Receipt | None] = pool.submit(store.receipt, "p-1", "k")
                wait_for(owner, waiting)
                assert not asking.done()
            finally:
                owner.execute("ALTER SYSTEM RESET synchronous_standby_names")
                owner.execute("SELECT pg_reload_conf()")
            told = asking.result(PATIENCE_SECONDS)
            assert told is not None
            assert told.position == 1


class TestOutOfReach:
    def test_a_lock_that_is_not_let_go_is_given_up_within_five_seconds(
        self, store: PostgresEventStore, owner: psycopg.Connection
    ) -> None:
        def give_up() -> float:
            began = time.monotonic()
            with pytest.raises(Unavailable):
                store.append([fact("journey/0180", 1)], receipt("k"))
            return time.monotonic() - began

        store.head()
        with owner.transaction():
            owner.execute(TAKE_TURNS.encode())
            in_time(5, give_up)
        assert store.receipt("p-1", "k") is None
        store.append([fact("journey/0180", 1)], receipt("k"))

    def test_killed_connections_heal_by_themselves(self, store: PostgresEventStore, owner: psycopg.Connection) -> None:
        for version in range(1, 4):
            store.append([fact("journey/0180", version)])
            owner.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        assert len(store.load("journey/0180")) == 3

    def test_a_writer_that_is_dismissed_before_it_wrote_writes_again(
        self, store: PostgresEventStore, owner: psycopg.Connection
    ) -> None:
        """Sabotage: let ``Dismissed`` be an answer lost like any other, and the outcome is unknown."""
        held = b"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        with ThreadPoolExecutor(1) as pool:
            with owner.transaction():
                owner.execute(TAKE_TURNS.encode())
                appending = pool.submit(store.append, [fact("journey/0180", 1)])
                wait_for(owner, held)
                owner.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted")
            assert [each.position for each in appending.result(PATIENCE_SECONDS)] == [1]
        assert len(store.load("journey/0180")) == 1

    @pytest.mark.parametrize("events", [1, 3])
    def test_a_writer_that_is_dismissed_after_it_wrote_does_not_write_again(
        self, store: PostgresEventStore, monkeypatch: pytest.MonkeyPatch, events: int
    ) -> None:
        """Sabotage: let ``_find`` find nothing, and the save is refused as if another had come first."""
        answer = Question.answer
        dismissed: list[str] = []

        def dismiss(question: Question, until: float) -> PGresult:
            answered = answer(question, until)
            if not dismissed:
                dismissed.append("once")
                raise Dismissed("connection")
            return answered

        store.append([fact("support/0180", 1)])
        monkeypatch.setattr(Question, "answer", dismiss)
        placed = store.append([fact("journey/0180", version) for version in range(1, events + 1)], receipt("k"))
        assert [each.position for each in placed] == list(range(2, events + 2))
        assert len(dismissed) == 1
        assert store.head() == events + 1

    def test_a_server_that_is_not_there_is_unavailable(self, tmp_path: Path) -> None:
        nowhere = f"postgresql:///femsteg?host={tmp_path}"
        with PostgresEventStore(nowhere) as store, pytest.raises(Unavailable):
            store.append([fact("journey/0180", 1)])


class TestOrder:
    def test_a_writer_waits_for_the_one_before(self, store: PostgresEventStore, owner: psycopg.Connection) -> None:
        with ThreadPoolExecutor(1) as pool:
            with owner.transaction():
                owner.execute(
                    "INSERT INTO log.events (originator_id, originator_version, topic, state)"
                    " VALUES (gen_random_uuid(), 1, 'slow', '')"
                )
                second = pool.submit(store.append, [fact("journey/0180", 1)])
                time.sleep(0.2)
                assert not second.done()
                assert store.head() == 0
            assert [each.position for each in second.result(PATIENCE_SECONDS)] == [2]

    def test_a_reader_never_sees_a_smaller_position_later(self, store: PostgresEventStore) -> None:
        def write(writer: int) -> None:
            for version in range(1, 121):
                events = [fact(f"journey/{writer:04}", version), fact(f"support/{writer:04}", version)]
                store.append(events[: 1 + version % 2])

        seen: list[int] = []
        caught_up_while_writing = 0
        with ThreadPoolExecutor(4) as pool:
            writing = [pool.submit(write, writer) for writer in range(4)]
            while not all(each.done() for each in writing):
                new = [each.position for each in store.read(seen[-1] if seen else 0, 100)]
                seen += new
                caught_up_while_writing += 0 < len(new) < 100
        seen += [each.position for each in store.read(seen[-1], 1000)]
        assert seen == [each.position for each in store.read(0, 1000)]
        assert len(seen) == 720
        assert caught_up_while_writing >= 20


class TestOnlyAddedTo:
    @pytest.mark.parametrize(
        "change",
        [
            b"UPDATE log.events SET topic = 'other'",
            b"UPDATE log.events SET topic = 'other' WHERE false",
            b"DELETE FROM log.events",
            b"TRUNCATE log.events",
            b"INSERT INTO log.events TABLE log.events ON CONFLICT DO NOTHING",
            b"UPDATE log.receipts SET status = 500",
            b"DELETE FROM log.receipts",
            b"TRUNCATE log.receipts",
            b"INSERT INTO log.receipts TABLE log.receipts ON CONFLICT (actor, key) DO UPDATE SET status = 1",
        ],
    )
    @pytest.mark.parametrize("role", [b"origin", b"replica"])
    def test_the_owner_is_refused(
        self, store: PostgresEventStore, owner: psycopg.Connection, change: bytes, role: bytes
    ) -> None:
        store.append([fact("journey/0180", 1)], receipt("k"))
        owner.execute(b"SET session_replication_role = " + role)
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.GeneratedAlways)):
            owner.execute(change)
        assert [each.topic for each in store.read(0, 10)] == ["audit.command-refused.v1"]
        assert store.receipt("p-1", "k") is not None

    def test_a_role_that_may_only_insert_and_read_can_append(self, database_url: str) -> None:
        grant(database_url)
        grant(database_url)
        with PostgresEventStore(f"{database_url}&options=-crole%3Dfemsteg_api") as store:
            store.append([fact("journey/0180", 1)], receipt("k"), {"support/0180": 0})
            assert store.receipt("p-1", "k") is not None
            assert store.streams("0180") == ["journey/0180"]

    @pytest.mark.parametrize("role", ["femsteg_api", "femsteg_audit"])
    def test_no_role_of_the_application_may_change_the_log(
        self, database_url: str, owner: psycopg.Connection, role: str
    ) -> None:
        grant(database_url)
        for table in ("log.events", "log.receipts"):
            for right in ("UPDATE", "DELETE", "TRUNCATE", "TRIGGER"):
                row = owner.execute("SELECT has_table_privilege(%s, %s, %s)", [role, table, right]).fetchone()
                assert row == (False,)


class TestRowsThatLie:
    def test_a_topic_is_never_imported(self, store: PostgresEventStore, owner: psycopg.Connection) -> None:
        owner.execute(
            "INSERT INTO log.events (originator_id, originator_version, topic, state)"
            " VALUES (%s, 1, 'antigravity:fly', '{}')",
            [stream_id("journey/0180")],
        )
        with pytest.raises(SetAside, match="journey/0180"):
            store.load("journey/0180")
        with pytest.raises(UnknownTopic):
            store.read(0, 10)
        assert "antigravity" not in sys.modules

    def test_the_library_s_database_functions_stay_off(
        self, monkeypatch: pytest.MonkeyPatch, database_url: str, owner: psycopg.Connection
    ) -> None:
        monkeypatch.setenv("POSTGRES_ENABLE_DB_FUNCTIONS", "yes")
        datastore = Datastore(database_url)
        assert datastore.enable_db_functions is False
        assert number(owner, b"SELECT count(*) FROM pg_proc WHERE proname LIKE 'es_insert_events%'") == 0


class TestMigrations:
    def test_eight_processes_start_on_an_empty_database(self, empty_database_url: str) -> None:
        code = "import sys; from adapters.postgres.migrate import migrate; print(len(migrate(sys.argv[1])))"
        started = [
            subprocess.Popen([sys.executable, "-c", code, empty_database_url], stdout=subprocess.PIPE, text=True)
            for _ in range(8)
        ]
        taken = sorted(int(each.communicate(timeout=PATIENCE_SECONDS)[0]) for each in started)
        assert taken == [0] * 7 + [len(migrations())]
        assert [each.returncode for each in started] == [0] * 8

    def test_a_second_run_finds_nothing_to_do(self, database_url: str) -> None:
        assert migrate(database_url) == []
        assert all(each.applied_at for each in status(database_url))

    def test_an_empty_database_has_everything_to_come(self, empty_database_url: str) -> None:
        assert not any(each.applied_at for each in status(empty_database_url))

    def test_an_edited_step_is_noticed(self, database_url: str) -> None:
        run(database_url, "UPDATE log.schema_migrations SET sha256 = 'other' WHERE number = 1")
        for ask in (migrate, status):
            with pytest.raises(SchemaMismatchError, match="0001_log"):
                ask(database_url)

    def test_a_newer_schema_is_left_alone(self, database_url: str) -> None:
        run(database_url, "INSERT INTO log.schema_migrations VALUES (9999, 'later', 'x')")
        with pytest.raises(SchemaMismatchError, match="newer"):
            migrate(database_url)

    def test_a_step_that_fails_leaves_nothing_behind(self, empty_database_url: str, tmp_path: Path) -> None:
        (tmp_path / "0001_half.sql").write_text("CREATE SCHEMA log; SELECT 1 / 0")
        with pytest.raises(psycopg.errors.DivisionByZero):
            migrate(empty_database_url, tmp_path)
        (tmp_path / "0001_half.sql").write_text("CREATE SCHEMA log")
        assert migrate(empty_database_url, tmp_path) == ["0001_half"]


def test_when_a_position_was_recorded_is_looked_up_without_reading_the_log(
    owner: psycopg.Connection, database_url: str
) -> None:
    owner.execute(
        "INSERT INTO log.events (originator_id, originator_version, topic, state, recorded_at)"
        " SELECT gen_random_uuid(), 1, 'some.thing.v1', sha512('x') || sha512('y'),"
        " '2020-01-01'::timestamptz + number * interval '1 hour'"
        " FROM generate_series(1, 20000) AS number"
    )
    owner.execute("VACUUM ANALYZE log.events")
    # What this connection has scanned so far is counted now, not at any time while others are looked at.
    owner.execute("SELECT pg_stat_force_next_flush()")
    before, looked_up = number(owner, _SCANNED), number(owner, _LOOKED_UP)
    # As dear as they seem where a log is long.
    pool = Pool(make_conninfo(database_url, options="-c random_page_cost=400"), 1)
    log = PostgresLog(pool)
    found = [log.recorded_at(position) for position in (4_000, 5_000, 6_000, 10_000)]
    pool.close()  # what a connection has counted is told at its end
    until(lambda: number(owner, _LOOKED_UP) > looked_up)

    assert [each and each.year for each in found] == [2020, 2020, 2020, 2021]
    assert number(owner, _SCANNED) == before


_SCANNED = b"SELECT seq_scan FROM pg_stat_user_tables WHERE relid = 'log.events'::regclass"
_LOOKED_UP = _SCANNED.replace(b"seq_scan", b"idx_scan")
