"""The server of our own: durable, alone in its folder, and hard to kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from adapters.postgres.log.event_store import PostgresEventStore
from adapters.postgres.migrate import migrate
from adapters.postgres.server import embedded
from adapters.postgres.server.programs import EmbeddedServerError, binary
from tests.support.database import server_folder
from tests.support.log import fact
from tests.support.waiting import PATIENCE_SECONDS

HOLDS = """
import os, sys
from pathlib import Path
from urllib.parse import unquote
from adapters.postgres.server import embedded
if len(sys.argv) > 3:
    os.setgroups([])
    os.setgid(int(sys.argv[3]))
    os.setuid(int(sys.argv[3]))
print(embedded.start(Path(sys.argv[1]), keep=sys.argv[2] == "keep"), flush=True)
print(embedded.status(Path(sys.argv[1])).pid, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    with server_folder() as parent:
        data = Path(parent) / "data"
        yield data
        embedded.stop(data)


def holder(folder: Path, word: str = "", user: int | None = None) -> subprocess.Popen[str]:
    """Start a process that starts the server, as that user, and uses it until its input is closed."""
    words = [word, *([str(user)] if user else [])]
    return subprocess.Popen(
        [sys.executable, "-c", HOLDS, folder, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def told(process: subprocess.Popen[str]) -> tuple[str, int]:
    """Return the URL and the server's process that a holder tells."""
    assert process.stdout is not None
    return process.stdout.readline().strip(), int(process.stdout.readline())


def end(process: subprocess.Popen[str]) -> None:
    """Let a holder end in good order."""
    process.communicate("", timeout=PATIENCE_SECONDS)
    assert process.returncode == 0


def ask(url: str, question: str) -> object:
    """Return the one value that a query gives."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row[0]


def test_it_is_durable_and_listens_on_no_network(folder: Path) -> None:
    url = embedded.start(folder)
    settings = {
        "data_checksums": "on",
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "server_encoding": "UTF8",
        "lc_messages": "C",
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
        "listen_addresses": "",
    }
    assert {name: ask(url, f"SELECT current_setting('{name}')") for name in settings} == settings
    assert ask(url, "SELECT upper('åäö')") == "ÅÄÖ"
    assert folder.stat().st_mode & 0o777 == 0o700


def test_it_keeps_its_data(folder: Path) -> None:
    with psycopg.connect(embedded.start(folder)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    assert embedded.stop(folder)
    assert not embedded.status(folder).running
    assert not embedded.stop(folder)
    assert ask(embedded.start(folder), "SELECT answer FROM kept") == 42


def test_a_killed_server_recovers_and_the_store_finds_it_again(folder: Path) -> None:
    url = embedded.start(folder)
    migrate(url)
    with PostgresEventStore(url) as store, closing(psycopg.connect(url)) as busy:
        store.append([fact("journey/0180", 1)])
        busy.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 1000000000)")
        pid = embedded.status(folder).pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        assert embedded.start(folder) == url
        assert embedded.status(folder).pid != pid
        store.append([fact("journey/0180", 2)])
        assert [each.envelope.version for each in store.load("journey/0180")] == [1, 2]


def test_starts_at_once_give_one_server_and_the_last_to_leave_stops_it(folder: Path) -> None:
    holders = [holder(folder) for _ in range(3)]
    assert len({told(each) for each in holders}) == 1
    for each in holders[:2]:
        end(each)
    assert embedded.status(folder).running
    end(holders[2])
    assert not embedded.status(folder).running


def test_a_killed_user_leaves_a_server_that_the_next_one_takes_over(folder: Path) -> None:
    killed = holder(folder)
    _, pid = told(killed)
    killed.kill()
    killed.communicate()
    assert embedded.status(folder).pid == pid
    successor = holder(folder)
    assert told(successor)[1] == pid
    end(successor)
    assert not embedded.status(folder).running


def test_a_server_to_be_kept_outlives_its_users(folder: Path) -> None:
    for word in ("keep", ""):
        user = holder(folder, word)
        told(user)
        end(user)
        assert embedded.status(folder).running
    assert embedded.stop(folder)


def test_a_folder_with_other_things_is_left_alone(folder: Path) -> None:
    folder.mkdir(mode=0o750)
    (folder / "letter.txt").write_text("mine")
    with pytest.raises(EmbeddedServerError, match="neither empty nor"):
        embedded.start(folder)
    assert [each.name for each in folder.iterdir()] == ["letter.txt"]
    assert folder.stat().st_mode & 0o777 == 0o750


def test_a_start_that_was_cut_short_is_made_good(folder: Path) -> None:
    starting = holder(folder)
    until = time.monotonic() + 10
    while not list(folder.glob("making-*/PG_VERSION")) and time.monotonic() < until:
        time.sleep(0.005)
    starting.kill()
    starting.communicate()
    assert not (folder / "cluster").exists()
    assert ask(embedded.start(folder), "SELECT 1") == 1


def test_a_pid_that_has_become_another_process_is_no_obstacle(folder: Path) -> None:
    embedded.start(folder)
    left = (folder / "cluster" / "postmaster.pid").read_text()
    embedded.stop(folder)
    with subprocess.Popen(["sleep", "60"]) as other:
        (folder / "cluster" / "postmaster.pid").write_text(left.replace(left.split("\n", 1)[0], str(other.pid), 1))
        assert not embedded.status(folder).running
        assert ask(embedded.start(folder), "SELECT 1") == 1
        assert other.poll() is None
        other.kill()


def test_a_long_path_gets_a_short_socket(folder: Path) -> None:
    deep = folder / ("d" * 60) / ("e" * 60)
    url = embedded.start(deep)
    try:
        assert ask(url, "SELECT 1") == 1
        assert str(folder) not in url
    finally:
        embedded.stop(deep)
    assert not Path(str(conninfo_to_dict(url)["host"])).exists()


@pytest.mark.parametrize("user", [None, 65534] if os.geteuid() == 0 else [None])
def test_it_runs_for_root_and_for_a_user(folder: Path, user: int | None) -> None:
    if user:
        folder.parent.chmod(0o755)
        folder.mkdir()
        os.chown(folder, user, user)
    process = holder(folder, user=user)
    _, pid = told(process)
    expected = user or folder.stat().st_uid
    assert Path(f"/proc/{pid}").stat().st_uid == expected
    assert expected != 0
    end(process)


def test_root_s_server_opens_folders_above_it_for_passing_through_alone(folder: Path) -> None:
    folder.parent.chmod(0o700)
    embedded.start(folder)
    assert folder.parent.stat().st_mode & 0o777 == (0o701 if os.geteuid() == 0 else 0o700)


@pytest.mark.parametrize("name", ["psql", "pg_dump", "pg_restore", "pgbench"])
def test_its_programs_are_at_hand(name: str) -> None:
    assert "18" in subprocess.check_output([binary(name), "--version"], text=True)


def test_a_program_that_is_not_there_is_told(folder: Path) -> None:
    assert not embedded.stop(folder)
    with pytest.raises(EmbeddedServerError, match="no pg_sing"):
        binary("pg_sing")
    with suppress(FileNotFoundError):
        folder.rmdir()
