"""Only the server's own processes are ever signalled, whatever stands in its files and wherever others work."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from adapters.postgres.server import embedded
from adapters.postgres.server.programs import EmbeddedServerError, binary
from tests.architecture.checkout import ROOT
from tests.support.database import server_folder
from tests.support.waiting import until

TELLS = """
import sys
from pathlib import Path
from adapters.postgres.server import embedded
print(embedded.status(Path(sys.argv[1])).pid)
embedded.start(Path(sys.argv[1]), keep=True)
print(embedded.status(Path(sys.argv[1])).pid)
"""


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    with server_folder() as made:
        folder = Path(made) / "data"
        embedded.start(folder, keep=True)
        yield folder
        embedded.stop(folder)


@pytest.fixture
def stopped(data: Path) -> Path:
    """A folder with a cluster whose server has been stopped."""
    embedded.stop(data)
    return data


def as_owner(data: Path, *words: str | Path) -> subprocess.Popen[bytes]:
    """Start a program in the cluster's folder, as the account that it belongs to."""
    cluster = data / "cluster"
    owner = cluster.stat() if os.geteuid() == 0 else None
    return subprocess.Popen(
        words,
        cwd=cluster,
        user=owner and owner.st_uid,
        group=owner and owner.st_gid,
        extra_groups=[] if owner else None,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )


@contextmanager
def bystander(data: Path, program: str | Path = "sleep") -> Iterator[subprocess.Popen[bytes]]:
    """Give somebody else's process, of the server's own account, that works in the cluster's folder."""
    with as_owner(data, program, "600") as other:
        try:
            yield other
            assert other.poll() is None
        finally:
            other.kill()


def kill_server(data: Path) -> int:
    """Kill the server's first process, and return which it was."""
    pid = embedded.status(data).pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    until(lambda: not embedded.status(data).running)
    return pid


def left_by_a_kill(data: Path, pid: int) -> None:
    """Leave the files of a server that was killed, whose process number has become this one."""
    embedded.start(data, keep=True)
    file = data / "cluster" / "postmaster.pid"
    first = str(kill_server(data))
    for each in (file, data / ".s.PGSQL.5432.lock"):
        each.write_text(each.read_text().replace(first, str(pid), 1))


def test_who_works_in_the_cluster_s_folder_is_left_alone(stopped: Path) -> None:
    with bystander(stopped):
        embedded.start(stopped, keep=True)
        kill_server(stopped)
        embedded.start(stopped, keep=True)
        embedded.stop(stopped)


def test_so_is_a_program_of_the_same_name(stopped: Path) -> None:
    program = stopped.parent / "postgres"
    shutil.copy(shutil.which("sleep") or "", program)
    with bystander(stopped, program):
        embedded.start(stopped, keep=True)
        kill_server(stopped)
        embedded.start(stopped, keep=True)


def test_a_bystander_whom_the_server_s_files_name_is_no_server(stopped: Path) -> None:
    with bystander(stopped) as other:
        left_by_a_kill(stopped, other.pid)
        assert not embedded.status(stopped).running
        assert not embedded.stop(stopped)
        embedded.start(stopped, keep=True)
        assert embedded.status(stopped).pid not in {None, other.pid}


def test_what_a_killed_server_left_at_work_is_ended(stopped: Path) -> None:
    with closing(psycopg.connect(embedded.start(stopped, keep=True))) as busy:
        left = busy.info.backend_pid
        busy.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 1000000000)")
        kill_server(stopped)
        os.kill(left, 0)
        embedded.start(stopped, keep=True)
        until(lambda: not Path(f"/proc/{left}/exe").exists())


def test_one_who_works_in_it_without_a_server_is_left_alone_and_told_of(stopped: Path) -> None:
    cluster = stopped / "cluster"
    note = cluster / "postmaster.pid"
    with as_owner(stopped, binary("postgres"), "--single", "-D", cluster, "postgres") as alone:
        until(lambda: note.exists() and str(alone.pid) in note.read_text())
        with pytest.raises(EmbeddedServerError, match=str(alone.pid)):
            embedded.start(stopped)
        alone.communicate()
    assert alone.returncode == 0


@pytest.mark.parametrize("program", [[], ["setpriv", "--bounding-set=-sys_ptrace"]] if os.geteuid() == 0 else [[]])
def test_another_process_sees_the_server_also_where_root_may_not_look_into_others(
    stopped: Path, program: list[str]
) -> None:
    embedded.start(stopped, keep=True)
    pid = embedded.status(stopped).pid
    told = subprocess.check_output([*program, sys.executable, "-c", TELLS, stopped], cwd=ROOT, text=True)
    assert told.split() == [str(pid), str(pid)]
    kill_server(stopped)
    before, after = subprocess.check_output(
        [*program, sys.executable, "-c", TELLS, stopped], cwd=ROOT, text=True
    ).split()
    assert before == "None"
    assert after not in {"None", str(pid)}
