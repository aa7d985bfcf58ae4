"""A database of one's own that Femsteg cannot use is refused in words, before anything is changed in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import psycopg
import pytest

from adapters.postgres.access import PostgresAccess
from adapters.postgres.migrate import migrate, status
from adapters.postgres.pool import Pool
from tests.support.api import open_office
from tests.support.database import Databases, run, socket_of
from tests.support.debian import Server, oldest_server, pooler
from tests.support.proxy import LossyProxy
from tests.support.site import femsteg

HERE = "1715"
NO_DATABASE = 3
SOON_SECONDS = 15
TOKEN = ("token", "create", "--role", "coordinator")
CHANGING = [TOKEN, ("db", "migrate"), ("serve", "--port", "0"), ("work",), ("import", "docs/examples/varmland.csv")]


@pytest.fixture(scope="module")
def oldest() -> Iterator[Server]:
    with oldest_server() as server:
        yield server


def schemas(url: str) -> set[str]:
    with psycopg.connect(url, client_encoding="UTF8") as connection:
        rows = connection.execute("SELECT nspname::text FROM pg_namespace WHERE nspname !~ '^pg_'").fetchall()
    return {name for (name,) in rows} - {"information_schema"}


def refused(url: str, folder: Path, *words: str) -> str:
    """Let a command be refused, and return what it says."""
    ended = femsteg(folder, *words, url=url)
    assert ended.returncode == NO_DATABASE, ended
    return ended.stderr


class TestAnotherEncoding:
    @pytest.fixture(params=["SQL_ASCII", "LATIN1", "EUC_JP"])
    def url(self, request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
        name = f"femsteg_{request.param.lower()}_{os.getpid()}"
        kind = f"ENCODING '{request.param}' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0"
        run(databases.url("postgres"), f"CREATE DATABASE {name} {kind}")
        yield databases.url(name)
        databases.drop(databases.url(name))

    def test_is_refused(self, url: str, tmp_path: Path) -> None:
        for words in CHANGING:
            assert "ENCODING 'UTF8'" in refused(url, tmp_path, *words)
        assert schemas(url) == {"public"}

    def test_can_be_left(self, url: str, empty_database_url: str, tmp_path: Path) -> None:
        migrate(url)
        run(url, "INSERT INTO log.installation (kind, county_code) VALUES ('real', '17')")

        saved = femsteg(tmp_path, "db", "backup", str(tmp_path / "a.dump"), url=url)
        restored = femsteg(tmp_path, "db", "restore", str(tmp_path / "a.dump"), url=empty_database_url)

        assert (saved.returncode, restored.returncode) == (0, 0), (saved, restored)


class TestOnlyReading:
    def test_by_the_database_s_settings_is_refused(self, empty_database_url: str, tmp_path: Path) -> None:
        name = empty_database_url.rpartition("/")[2].partition("?")[0]
        run(empty_database_url, f"ALTER DATABASE {name} SET default_transaction_read_only = on")

        for words in CHANGING:
            assert "read-only" in refused(empty_database_url, tmp_path, *words)
        assert schemas(empty_database_url) == {"public"}

    def test_by_the_environment_is_refused(
        self, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PGOPTIONS", "-c default_transaction_read_only=on")

        assert "read-only" in refused(database_url, tmp_path, *TOKEN)

    def test_of_a_standby_is_refused_but_it_can_be_backed_up(self, oldest: Server, tmp_path: Path) -> None:
        run(oldest.url, "CREATE DATABASE followed")
        url = oldest.url.replace("/postgres?", "/followed?")
        assert femsteg(tmp_path, *TOKEN, url=url).returncode == 0
        oldest.become_standby()

        assert "standby" in refused(url, tmp_path, "serve", "--port", "0")
        assert "standby" in refused(url, tmp_path, "db", "migrate")
        for words in (("db", "status"), ("db", "backup", str(tmp_path / "standby.dump"))):
            assert femsteg(tmp_path, *words, url=url).returncode == 0


class TestAPooler:
    @pytest.mark.parametrize("mode", ["transaction", "statement"])
    @pytest.mark.parametrize("settings", [{}, {"server_round_robin": 1}], ids=["last used first", "in turn"])
    def test_that_lends_connections_is_refused_soon(
        self, empty_database_url: str, mode: str, settings: dict[str, object], tmp_path: Path
    ) -> None:
        with pooler(empty_database_url, mode, **settings) as url, busy(url):
            started = monotonic()
            for words in CHANGING[:3]:
                assert "pool mode to session" in refused(url, tmp_path, *words)

            assert monotonic() - started < SOON_SECONDS
        assert schemas(empty_database_url) == {"public"}

    def test_for_sessions_serves(self, empty_database_url: str) -> None:
        with pooler(empty_database_url, "session", default_pool_size=60) as url, open_office(url, HERE) as office:
            office.coordinator.does(HERE, "municipality/join-municipality")
            office.coordinator.does(HERE, "support/log-contact", direction="out")

            assert office.coordinator.get("work-queue")
        assert all(each.applied_at for each in status(empty_database_url))

    def test_that_has_one_connection_is_refused_soon(self, empty_database_url: str, tmp_path: Path) -> None:
        with pooler(empty_database_url, "session", default_pool_size=1) as url:
            started = monotonic()
            assert "no second connection" in refused(url, tmp_path, *TOKEN)

            assert monotonic() - started < SOON_SECONDS


@contextmanager
def busy(url: str) -> Iterator[None]:
    """Let others use the pooler meanwhile, so that it has more than one connection to lend."""
    others = [psycopg.connect(url, autocommit=True) for _ in range(3)]
    with psycopg.connect(url, autocommit=True) as one:
        try:
            one.execute("SELECT 1")
            yield
        finally:
            for each in others:
                each.close()


class TestAnOlderServer:
    def test_is_refused_and_left_as_it_is(self, empty_database_url: str, tmp_path: Path) -> None:
        with LossyProxy(tmp_path, socket_of(empty_database_url)) as between:
            name = b"server_version\0"
            between.claims = (name + b"18", name + b"14")
            url = empty_database_url.partition("?")[0] + f"?host={tmp_path}"
            for words in (*CHANGING, ("db", "status"), ("db", "backup", str(tmp_path / "old.dump"))):
                assert "PostgreSQL 14" in refused(url, tmp_path, *words)
        assert schemas(empty_database_url) == {"public"}


class TestStrangers:
    """Others may have things of the same names beside us."""

    THEIRS = (
        "CREATE TABLE public.schema_migrations (version text PRIMARY KEY)",
        "INSERT INTO public.schema_migrations VALUES ('20240101')",
        *(f"CREATE TABLE public.{name} (theirs int)" for name in ("events", "tokens", "sessions", "tracking", "told")),
        "CREATE SCHEMA theirs",
        "CREATE FUNCTION theirs.count(bigint) RETURNS bigint LANGUAGE sql AS 'SELECT 0::bigint'",
        "CREATE FUNCTION theirs.gen_random_uuid() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'",
        "CREATE FUNCTION theirs.pg_try_advisory_lock(int, int) RETURNS bool LANGUAGE sql AS 'SELECT false'",
    )

    def test_keep_what_is_theirs_and_we_ours(
        self, empty_database_url: str, tmp_path: Path, databases: Databases
    ) -> None:
        run(empty_database_url, *self.THEIRS)
        name = empty_database_url.rpartition("/")[2].partition("?")[0]
        run(empty_database_url, f"ALTER DATABASE {name} SET search_path = theirs, public, pg_catalog")

        with open_office(empty_database_url, HERE) as office:
            office.coordinator.does(HERE, "municipality/join-municipality")
            assert office.coordinator.get("work-queue")
        saved = femsteg(tmp_path, "db", "backup", str(tmp_path / "a.dump"), url=empty_database_url)
        with databases.lent(migrated=False) as other:
            run(other, *self.THEIRS)
            restored = femsteg(tmp_path, "db", "restore", str(tmp_path / "a.dump"), url=other)
            assert schemas(other) == {"access", "log", "public", "theirs"}

        assert (saved.returncode, restored.returncode) == (0, 0), (saved, restored)
        with psycopg.connect(empty_database_url) as connection:
            assert connection.execute("SELECT * FROM public.schema_migrations").fetchall() == [("20240101",)]

    @pytest.mark.parametrize("theirs", ["log", "access", "views"])
    def test_with_a_schema_of_our_name_have_it_to_themselves(
        self, empty_database_url: str, theirs: str, tmp_path: Path
    ) -> None:
        run(empty_database_url, f"CREATE SCHEMA {theirs}", f"CREATE TABLE {theirs}.events (theirs int)")

        for words in CHANGING:
            assert f"not Femsteg's ({theirs})" in refused(empty_database_url, tmp_path, *words)
        assert schemas(empty_database_url) == {"public", theirs}

    def test_may_keep_us_out_of_the_public_schema(self, empty_database_url: str, tmp_path: Path) -> None:
        name = empty_database_url.rpartition("/")[2].partition("?")[0]
        login = f"femsteg_guest_{os.getpid()}"
        run(empty_database_url, f"CREATE ROLE {login} LOGIN", f"GRANT CREATE ON DATABASE {name} TO {login}")
        run(empty_database_url, "REVOKE ALL ON SCHEMA public FROM PUBLIC")
        url = empty_database_url.replace("postgres@", f"{login}@")
        try:
            ended = femsteg(tmp_path, *TOKEN, url=url)
            assert ended.returncode == 0, ended.stderr
        finally:
            run(empty_database_url, f"DROP OWNED BY {login}", f"DROP ROLE {login}")


class TestADatabaseOfAnEarlierVersion:
    @pytest.fixture
    def url(self, database_url: str) -> str:
        run(database_url, "ALTER TABLE log.schema_migrations SET SCHEMA public")
        return database_url

    def test_goes_on_working_and_has_its_steps_with_the_log(self, url: str) -> None:
        assert all(each.applied_at for each in status(url))
        with open_office(url, HERE) as office:
            office.coordinator.does(HERE, "municipality/join-municipality")

        assert all(each.applied_at for each in status(url))
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT to_regclass('public.schema_migrations')").fetchone() == (None,)

    def test_is_served_by_a_role_that_may_move_nothing(self, url: str) -> None:
        run(url, "CREATE ROLE femsteg_early LOGIN", "GRANT USAGE ON SCHEMA log TO femsteg_early")
        run(url, "GRANT SELECT ON public.schema_migrations TO femsteg_early")
        try:
            assert migrate(url.replace("postgres@", "femsteg_early@")) == []
        finally:
            run(url, "DROP OWNED BY femsteg_early", "DROP ROLE femsteg_early")

    def test_can_be_backed_up_and_restored(self, url: str, empty_database_url: str, tmp_path: Path) -> None:
        pool = Pool(url, 1)
        assert PostgresAccess(pool).tokens() == []
        pool.close()
        run(url, "INSERT INTO log.installation (kind, county_code) VALUES ('real', '17')")

        assert femsteg(tmp_path, "db", "backup", str(tmp_path / "early.dump"), url=url).returncode == 0
        restored = femsteg(tmp_path, "db", "restore", str(tmp_path / "early.dump"), url=empty_database_url)

        assert restored.returncode == 0, restored.stderr
        assert all(each.applied_at for each in status(empty_database_url))
