"""A restore is right or it has not happened, and whoever was locked out since the backup is not let in unseen."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pytest

from adapters.postgres.access import PostgresAccess
from adapters.postgres.backup.companion import beside
from adapters.postgres.pool import Pool
from adapters.postgres.server.programs import binary
from domain.people import Actor
from domain.values import Role
from tests.support.api import open_office
from tests.support.database import Databases, run, socket_of
from tests.support.proxy import LossyProxy
from tests.support.site import Ended, femsteg

HERE = "1715"
FOUND_ERRORS, NO_DATABASE = 1, 3


@pytest.fixture(scope="module")
def original(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The backup of a log with an entry, and of a coordinator's token and session."""
    folder = tmp_path_factory.mktemp("original")
    with databases.lent() as url:
        with open_office(url, HERE) as office:
            office.coordinator.does(HERE, "municipality/join-municipality")
            coordinator = Actor(ref="p-" + "0" * 32, role=Role.COORDINATOR)
            office.system.access.sign_in(coordinator, None, "sv", office.system.clock.now())
        saved = femsteg(folder, "db", "backup", str(folder / "a.dump"), url=url)
        assert saved.returncode == 0, saved.stderr
        yield folder / "a.dump"


@pytest.fixture
def file(original: Path, tmp_path: Path) -> Path:
    """A copy, to be spoilt."""
    copied = tmp_path / "a.dump"
    for each in (original, beside(original)):
        shutil.copy(each, tmp_path)
    return copied


def told(file: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(beside(file).read_text())
    return content


def tell(file: Path, **changes: object) -> None:
    """Change what the companion says; its checksum is made to fit."""
    said = {**told(file), "sha256": sha256(file.read_bytes()).hexdigest(), **changes}
    beside(file).write_text(json.dumps(said))


def restore(file: Path, url: str, *more: str) -> Ended:
    return femsteg(file.parent, "db", "restore", *more, str(file), url=url)


def is_empty(url: str) -> bool:
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT count(*) FROM pg_namespace WHERE nspname IN ('log', 'access')").fetchone()
    return found == (0,)


class TestACompanionThatTellsOfAnotherBackup:
    @pytest.mark.parametrize(
        "change",
        [{"events": 1}, {"head": 99}, {"receipts": 0}, {"tokens": 0}, {"county": "18"}, {"epoch": "another"}],
        ids=str,
    )
    def test_leaves_the_database_as_it_was(
        self, file: Path, empty_database_url: str, change: dict[str, object]
    ) -> None:
        right = told(file)
        tell(file, **change)

        refused = restore(file, empty_database_url)

        assert (refused.returncode, "nothing was restored" in refused.stderr) == (FOUND_ERRORS, True), refused
        assert is_empty(empty_database_url)
        tell(file, **right)
        assert restore(file, empty_database_url).returncode == 0


class TestAFileThatIsNone:
    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"{",
            b"[]",
            b"null",
            b"\xff\xfe{}",
            b"\xef\xbb\xbf{}",
            b'{"kind": "real"}',
            b"[" * 100_000,
            b'{"events": 1e999}',
        ],
        ids=lambda content: repr(content[:9]),
    )
    def test_beside_a_dump_is_said(self, file: Path, empty_database_url: str, content: bytes) -> None:
        beside(file).write_bytes(content)

        refused = restore(file, empty_database_url)

        assert refused.returncode == FOUND_ERRORS
        assert "a.dump.json is not what a backup has beside it" in refused.stderr
        assert is_empty(empty_database_url)

    @pytest.mark.parametrize(
        "change",
        [
            {"events": "3"},
            {"events": None},
            {"events": True},
            {"kind": "both"},
            {"county": 17},
            {"sha256": 5},
            {"more": 1},
            {"kind": ["real"]},
        ],
        ids=str,
    )
    def test_beside_a_dump_is_said_by_field(
        self, file: Path, empty_database_url: str, change: dict[str, object]
    ) -> None:
        tell(file, **change)

        refused = restore(file, empty_database_url)

        assert refused.returncode == FOUND_ERRORS
        assert f"has beside it: {next(iter(change))} " in refused.stderr
        assert is_empty(empty_database_url)

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda _: b"",
            lambda _: b"CREATE TABLE log.events ();",
            lambda content: content[: len(content) // 2],
            lambda content: content[:-3000],
            lambda _: b"PGDMP" + b"\xff" * 100,
            lambda content: content[:5] + b"\x09\x09" + content[7:],
            lambda content: content[: len(content) // 2] + b"\0" * 900 + content[len(content) // 2 + 900 :],
        ],
        ids=["empty", "text", "half", "cut short", "nonsense", "newer", "with a hole"],
    )
    def test_of_pg_dump_s_is_said(self, file: Path, empty_database_url: str, spoil: Callable[[bytes], bytes]) -> None:
        file.write_bytes(spoil(file.read_bytes()))
        tell(file)

        refused = restore(file, empty_database_url)

        assert (refused.returncode, "a.dump cannot be" in refused.stderr) == (FOUND_ERRORS, True), refused
        assert is_empty(empty_database_url)

    def test_of_another_program_is_said(self, file: Path, empty_database_url: str, databases: Databases) -> None:
        with databases.lent(migrated=False) as other:
            run(other, "CREATE TABLE letters (text text)", "INSERT INTO letters VALUES ('mine')")
            subprocess.run([binary("pg_dump"), "--format=custom", f"--file={file}", other], check=True)
        tell(file)

        refused = restore(file, empty_database_url)

        assert (refused.returncode, "cannot be restored" in refused.stderr) == (FOUND_ERRORS, True), refused
        with psycopg.connect(empty_database_url) as connection:
            assert connection.execute("SELECT to_regclass('public.letters')").fetchone() == (None,)


def test_the_backup_of_a_newer_version_leaves_the_database_as_it_was(
    database_url: str, empty_database_url: str, tmp_path: Path
) -> None:
    run(
        database_url,
        "INSERT INTO log.installation (kind, county_code) VALUES ('real', '17')",
        "INSERT INTO log.schema_migrations VALUES (9999, 'later', 'x')",
    )
    assert femsteg(tmp_path, "db", "backup", str(tmp_path / "later.dump"), url=database_url).returncode == 0

    refused = restore(tmp_path / "later.dump", empty_database_url)

    assert (refused.returncode, "newer version" in refused.stderr) == (NO_DATABASE, True), refused
    assert is_empty(empty_database_url)


def test_a_connection_that_breaks_leaves_the_database_as_it_was(
    file: Path, empty_database_url: str, tmp_path: Path
) -> None:
    # What is asked at the very end is never answered.
    with LossyProxy(tmp_path, socket_of(empty_database_url)) as between:
        between.breaks_at = b"DELETE FROM access.sessions"
        broken = restore(file, empty_database_url.partition("?")[0] + f"?host={tmp_path}")

    assert broken.returncode == NO_DATABASE
    assert is_empty(empty_database_url)
    assert restore(file, empty_database_url).returncode == 0


class TestWhoMayComeIn:
    def test_is_told(self, file: Path, empty_database_url: str) -> None:
        restored = restore(file, empty_database_url)

        assert restored.returncode == 0, restored.stderr
        lines = restored.stderr.splitlines()
        assert "femsteg token revoke" in restored.stderr
        assert len([line for line in lines if "  valid  " in line]) == told(file)["tokens"] > 0

    def test_is_nobody_where_one_says_so(self, file: Path, empty_database_url: str) -> None:
        restored = restore(file, empty_database_url, "--revoke-tokens")

        assert (restored.returncode, restored.stderr) == (0, "")
        assert "0 valid tokens" in restored.stdout
        assert "valid  " not in femsteg(file.parent, "token", "list", url=empty_database_url).stdout

    def test_is_nobody_by_a_session_of_before(self, file: Path, empty_database_url: str) -> None:
        assert restore(file, empty_database_url).returncode == 0

        with psycopg.connect(empty_database_url) as connection:
            assert connection.execute("SELECT count(*) FROM access.sessions").fetchone() == (0,)

    def test_is_nobody_by_a_session_in_an_older_backup(
        self, database_url: str, empty_database_url: str, tmp_path: Path
    ) -> None:
        pool = Pool(database_url, 1)
        run(database_url, "INSERT INTO log.installation (kind, county_code) VALUES ('real', '17')")
        coordinator = Actor(ref="p-" + "0" * 32, role=Role.COORDINATOR)
        PostgresAccess(pool).sign_in(coordinator, None, "sv", datetime(2024, 1, 15, 9, tzinfo=UTC))
        pool.close()
        file = tmp_path / "a.dump"
        femsteg(tmp_path, "db", "backup", str(file), url=database_url)
        subprocess.run([binary("pg_dump"), "--format=custom", f"--file={file}", database_url], check=True)
        tell(file)

        assert restore(file, empty_database_url).returncode == 0

        with psycopg.connect(empty_database_url) as connection:
            assert connection.execute("SELECT count(*) FROM access.sessions").fetchone() == (0,)
