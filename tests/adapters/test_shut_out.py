"""For the embedded server every parameter of a connection is Femsteg's own: the environment's lead nowhere."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.pq import Conninfo

from adapters.postgres.server import embedded
from tests.support.database import server_folder
from tests.support.other_server import OtherServer, other_server
from tests.support.site import femsteg, own_data

# Each would make a connection fail, or mean something else by what it is told.
UNFIT = {
    "PGCHANNELBINDING": "require",
    "PGCLIENTENCODING": "LATIN1",
    "PGCONNECT_TIMEOUT": "soon",
    "PGDATESTYLE": "German",
    "PGGSSENCMODE": "require",
    "PGLOADBALANCEHOSTS": "never",
    "PGMINPROTOCOLVERSION": "9.9",
    "PGOPTIONS": "-c default_transaction_read_only=on",
    "PGPASSWORD": "wrong",
    "PGREQUIREAUTH": "scram-sha-256",
    "PGREQUIREPEER": "nobody-at-all",
    "PGSERVICE": "nowhere",
    "PGSSLMODE": "verify-full",
    "PGSSLNEGOTIATION": "direct",
    "PGTARGETSESSIONATTRS": "standby",
    "PGTZ": "Pacific/Auckland",
}


@pytest.fixture(scope="module")
def other() -> Iterator[OtherServer]:
    with (
        server_folder() as folder,
        other_server(Path(folder) / "other") as server,
    ):
        yield server


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    with own_data() as folder:
        yield folder


def elsewhere(other: OtherServer, folder: Path) -> dict[str, str]:
    """Return an environment that leads every client of PostgreSQL to the other server."""
    (folder / "services.conf").write_text(f"[other]\nhost=127.0.0.1\nport={other.port}\nhostaddr=127.0.0.1\n")
    return {
        "PGDATABASE": "postgres",
        "PGHOST": "127.0.0.1",
        "PGHOSTADDR": "127.0.0.1",
        "PGPORT": str(other.port),
        "PGSERVICE": "other",
        "PGSERVICEFILE": str(folder / "services.conf"),
        "PGUSER": "postgres",
    }


def all_commands(data: Path, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> dict[str, str]:
    """Run what starts, uses, saves and fills an embedded database, each in this environment; return what failed."""
    file = data / f"{len(environment)}.dump"
    fresh = data / f"fresh-{len(environment)}"
    failed = {}
    for folder, words in [
        (data, "db stop"),
        (data, "db start"),
        (data, "db migrate"),
        (data, "token create --role auditor"),
        (data, "import --yes docs/examples/varmland.csv"),
        (data, f"db backup {file}"),
        (data, "db status"),
        (data, "verify decisions"),
        (fresh, f"db restore {file}"),
        (fresh, "db start"),
        (fresh, "db stop"),
    ]:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        ended = femsteg(folder, *words.split())
        if ended.returncode:
            failed[words] = ended.stderr
    return failed


def test_another_server_that_the_environment_names_is_left_alone(
    data: Path, other: OtherServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = other.callers()

    failed = all_commands(data, monkeypatch, elsewhere(other, data))

    assert failed == {}
    assert other.callers() == before


def test_what_the_environment_asks_of_a_connection_is_asked_of_others(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert all_commands(data, monkeypatch, UNFIT) == {}


def test_the_address_that_is_printed_leads_to_the_server_wherever_it_is_used(
    data: Path, other: OtherServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = femsteg(data, "db", "start").stdout.strip()
    for name, value in elsewhere(other, data).items():
        if name != "PGSERVICE":  # nothing in a URL goes over it
            monkeypatch.setenv(name, value)
    with psycopg.connect(url) as connection:
        assert (connection.info.dbname, connection.info.port) == ("femsteg", 5432)


def test_another_folder_for_temporary_files_leads_to_the_same_server(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = data / ("d" * 90)
    try:
        url = embedded.start(far)
        monkeypatch.setattr(tempfile, "tempdir", str(data))
        assert embedded.status(far).url == url
        assert embedded.start(far) == url
    finally:
        embedded.stop(far)


def test_every_variable_that_libpq_knows_is_told_by_its_name() -> None:
    known = [each.envvar for each in Conninfo.get_defaults() if each.envvar]
    assert {name[:2] for name in known} == {b"PG"}
