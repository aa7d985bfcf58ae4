from __future__ import annotations

import json
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from openpyxl import load_workbook

from adapters.postgres.installation import Kind, claim
from adapters.postgres.pool import Pool
from adapters.postgres.server import embedded
from tests.architecture.checkout import ROOT
from tests.support.database import server_folder
from tests.support.site import Site, connections, femsteg, free_port, own_data

SHEET = ROOT / "docs/examples/varmland.csv"
CASES = ROOT / "tests/sheets"
WARM = 12  # connections of a server before its first request; a cold one has eight or nine
BAD_SHEET = "Kommun;Datum;Händelse\nArvika;2024-13-01;Anslöt sig\nSunne;2024-02-01;Anslöt sej\n"


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """Where real data is kept, with the server running for all tests of the module."""
    with own_data() as folder:
        yield folder


@contextmanager
def running(data: Path, *words: str, kind: str) -> Iterator[Site]:
    site = Site(data, words, kind)
    try:
        site.start()
        yield site
        assert site.stop() == 0
    finally:
        site.kill()


def open_connections(site: Site) -> int:
    url = embedded.status(site.data / site.kind).url
    assert url
    return connections(url)


def token(data: Path, role: str, *more: str) -> str:
    return femsteg(data, "token", "create", "--role", role, *more).stdout.strip()


def test_commands_that_serve_nothing_do_not_wait_for_the_web_application() -> None:
    commands = ("db", "parked", "rebuild", "token", "verify")
    asked = f"import sys, {', '.join(f'adapters.cli.{each}' for each in commands)}; print(*sys.modules)"
    found = subprocess.check_output([sys.executable, "-c", asked], cwd=ROOT, text=True).split()

    assert "adapters.main" in found
    assert {"fastapi", "starlette", "uvicorn", "jinja2", "openpyxl"}.isdisjoint(found)


def test_serving_is_refused_until_someone_can_come_in() -> None:
    with server_folder() as folder:
        ended = femsteg(Path(folder), "serve", "--port", str(free_port()))

    assert ended.returncode == 2
    assert "femsteg token create --role" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_token_is_shown_once_listed_without_its_secret_and_revoked(data: Path) -> None:
    secret = token(data, "contact", "--municipality", "1784")
    listed = femsteg(data, "token", "list").stdout
    line = next(line for line in listed.splitlines() if "contact 1784" in line)

    revoked = femsteg(data, "token", "revoke", line.split()[0])
    again = femsteg(data, "token", "revoke", line.split()[0])

    assert secret.startswith("femsteg_")
    assert secret not in listed
    assert (revoked.returncode, again.returncode) == (0, 1)
    assert "revoked" in femsteg(data, "token", "list").stdout


@pytest.mark.parametrize("place", ["1715", "Kils kommun", "1715 Kil"])
def test_a_token_s_municipality_may_be_named_as_it_is_officially(data: Path, place: str) -> None:
    token(data, "contact", "--municipality", place)

    assert "contact 1715" in femsteg(data, "token", "list").stdout


@pytest.mark.parametrize(
    "words",
    [
        ("--role", "contact"),
        ("--role", "manager", "--municipality", "1784"),
        ("--role", "contact", "--municipality", "9999"),
        ("--role", "contact", "--municipality", "0180"),
        ("--role", "manager", "--label", "Anna Andersson"),
    ],
)
def test_a_token_that_makes_no_sense_is_refused(data: Path, words: tuple[str, ...]) -> None:
    assert femsteg(data, "token", "create", *words).returncode == 2


@pytest.mark.slow
def test_the_server_knows_the_whole_county_and_ends_when_told(data: Path) -> None:
    secret = token(data, "manager")

    with running(data, "serve", kind="real") as site:
        at_first = open_connections(site)
        county = site.get("/api/v1/counties/17?min_position=16", Authorization=f"Bearer {secret}")
        taken = femsteg(data, "serve", "--port", str(site.port))

    assert county.status == 200
    assert len(county.content["municipalities"]) == 16
    assert county.content["demo"] is False
    assert at_first >= WARM
    assert (taken.returncode, "is taken" in taken.stderr) == (4, True)


@pytest.mark.slow
def test_a_demonstration_gives_a_token_for_each_role_and_makes_them_anew(data: Path) -> None:
    file = data / "tokens.json"
    words = ("demo", "--history", "none", "--tokens-file", str(file))

    with running(data, *words, kind="demo") as site:
        at_first = open_connections(site)
        first = json.loads(file.read_text())
        county = site.ask("GET", "/api/v1/counties/17", Authorization=f"Bearer {first['auditor']}")
    with running(data, *words, kind="demo") as site:
        late = site.ask("GET", "/api/v1/counties/17", Authorization=f"Bearer {first['auditor']}")

    assert {"coordinator", "contact", "manager", "auditor", "administrator"} <= set(first)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert (county.content["demo"], len(county.content["municipalities"])) == (True, 16)
    assert late.status == 401
    assert at_first >= WARM


def test_emptying_a_demonstration_asks_first(data: Path) -> None:
    (data / "demo").mkdir(exist_ok=True)

    ended = femsteg(data, "demo", "--reset", "--port", str(free_port()), answer="n\n")

    assert ended.returncode == 1
    assert "Aborted" in ended.stderr
    assert (data / "demo").exists()


@pytest.mark.parametrize(("first", "second"), [("demo", "serve"), ("real", "demo")])
def test_invented_and_real_data_never_mix(data: Path, database_url: str, first: Kind, second: str) -> None:
    pool = Pool(database_url, 1)
    claim(pool, first, "17")
    pool.close()

    ended = femsteg(data, second, "--port", str(free_port()), url=database_url)

    assert ended.returncode == 2
    assert "a database of its own" in ended.stderr


def test_a_log_is_served_for_its_own_county_only(data: Path, database_url: str) -> None:
    femsteg(data, "token", "create", "--role", "coordinator", url=database_url, county="17")

    ended = femsteg(data, "serve", "--port", str(free_port()), url=database_url, county="18")

    assert ended.returncode == 2
    assert "set FEMSTEG_COUNTY=17" in ended.stderr


def test_a_contact_person_is_of_the_county(data: Path) -> None:
    ended = femsteg(data, "token", "create", "--role", "contact", "--municipality", "0180")

    assert "0180 does not lie in county 17" in ended.stderr


@pytest.mark.parametrize(("kind", "wrong", "right"), [("real", ("--demo",), ()), ("demo", (), ("--demo",))])
def test_a_backup_is_restored_among_data_of_its_kind_only(
    data: Path, database_url: str, empty_database_url: str, kind: Kind, wrong: tuple[str, ...], right: tuple[str, ...]
) -> None:
    file = data / f"{kind}-kind.dump"
    pool = Pool(database_url, 1)
    claim(pool, kind, "17")
    pool.close()
    femsteg(data, "db", "backup", str(file), url=database_url)

    refused = femsteg(data, "db", *wrong, "restore", str(file), url=empty_database_url)
    restored = femsteg(data, "db", *right, "restore", str(file), url=empty_database_url)

    assert (refused.returncode, f"holds {kind} data" in refused.stderr) == (2, True)
    assert restored.returncode == 0, restored.stderr


def test_a_database_that_is_not_there_ends_in_a_sentence(data: Path) -> None:
    ended = femsteg(data, "token", "list", url="postgresql://nobody:secret@127.0.0.1:1/none")

    assert ended.returncode == 3
    assert ended.stderr.startswith("The database cannot be used: connection")
    assert "secret" not in ended.stderr


@pytest.mark.parametrize("host", ["ö..x", "x" * 300])
def test_an_address_that_is_none_ends_in_a_sentence(data: Path, host: str) -> None:
    ended = femsteg(data, "serve", "--host", host)

    assert (ended.returncode, "cannot be used" in ended.stderr) == (4, True)


@pytest.mark.slow
def test_a_demonstration_kept_elsewhere_is_emptied_there(data: Path) -> None:
    elsewhere = data / "elsewhere"
    embedded.start(elsewhere)
    embedded.stop(elsewhere)
    (elsewhere / "femsteg-postgres").write_text("old")
    with server_folder() as folder:
        (Path(folder) / "demo").symlink_to(elsewhere)
        with running(Path(folder), "demo", "--history", "none", "--reset", "--yes", kind="demo"):
            assert (Path(folder) / "demo").is_symlink()
            assert (elsewhere / "femsteg-postgres").read_text() == ""


def test_a_backup_is_restored_into_an_empty_database_only(data: Path, empty_database_url: str) -> None:
    file = data / "femsteg.dump"
    token(data, "auditor")
    femsteg(data, "import", str(SHEET), "--yes")

    saved = femsteg(data, "db", "backup", str(file))
    restored = femsteg(data, "db", "restore", str(file), url=empty_database_url)
    again = femsteg(data, "db", "restore", str(file), url=empty_database_url)

    assert (saved.returncode, saved.stderr) == (0, "")
    assert (restored.returncode, restored.stdout) == (0, saved.stdout)
    assert (again.returncode, "not empty" in again.stderr) == (1, True)
    assert saved.stdout.strip() in femsteg(data, "db", "status", url=empty_database_url).stdout
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_backup_that_was_changed_is_not_restored(data: Path, empty_database_url: str) -> None:
    file = data / "changed.dump"
    token(data, "auditor")
    femsteg(data, "db", "backup", str(file))
    with file.open("ab") as content:
        content.write(b"\0")

    ended = femsteg(data, "db", "restore", str(file), url=empty_database_url)

    assert (ended.returncode, "checksum" in ended.stderr) == (1, True)


def test_the_status_says_what_is_there(data: Path) -> None:
    token(data, "auditor")

    told = femsteg(data, "db", "status")

    assert told.returncode == 0
    assert "running" in told.stdout
    assert "0001_log" in told.stdout
    assert "real data of county 17" in told.stdout


class TestImport:
    def test_a_dry_run_stores_nothing(self, data: Path) -> None:
        tried = femsteg(data, "import", str(SHEET), "--dry-run", "--language", "en")

        assert tried.returncode == 0, tried.stderr
        assert "Arvika" in tried.stdout

    def test_a_dry_run_tells_which_sheet_was_read_and_which_rows_were_skipped(self, data: Path) -> None:
        book = load_workbook(CASES / "title_case.xlsx")
        book.worksheets[1].insert_rows(4)
        book.worksheets[1].row_dimensions[5].hidden = True
        book.save(data / "hidden.xlsx")

        tried = femsteg(data, "import", str(data / "hidden.xlsx"), "--dry-run", "--language", "en")

        assert "4 rows were read in the sheet “HISTORIK”." in tried.stdout
        assert "One blank row was skipped: row 4." in tried.stdout
        assert "One hidden or filtered row was read, too: row 5." in tried.stdout

    @pytest.mark.parametrize("case", ["both_titles.xlsx", "hidden_first.xlsx"])
    def test_a_workbook_that_leaves_open_what_to_read_is_refused(self, data: Path, case: str) -> None:
        ended = femsteg(data, "import", str(CASES / case), "--dry-run")

        assert ended.returncode == 1
        assert "Flera blad kan vara det som ska läsas in" in ended.stderr

    def test_a_second_import_of_the_same_sheet_adds_nothing(self, data: Path) -> None:
        femsteg(data, "import", str(SHEET), "--yes")

        again = femsteg(data, "import", str(SHEET), "--yes")

        assert (again.returncode, "Ingenting att läsa in" in again.stdout) == (0, True)

    def test_errors_are_said_by_row_and_column(self, data: Path) -> None:
        sheet = data / "bad.csv"
        sheet.write_text(BAD_SHEET)

        ended = femsteg(data, "import", str(sheet), "--yes")

        assert ended.returncode == 1
        assert "Rad 2, Datum" in ended.stderr
        assert "Rad 3, Händelse" in ended.stderr

    def test_nothing_is_stored_unless_one_says_yes(self, data: Path) -> None:
        sheet = data / "sunne.csv"
        sheet.write_text("Kommun;Datum;Händelse\nSunne;2024-02-01;Anslöt sig\n")

        ended = femsteg(data, "import", str(sheet), answer="n\n")

        assert (ended.returncode, "Aborted" in ended.stderr) == (1, True)
        assert "Sunne: 1 nya rader" in femsteg(data, "import", str(sheet), "--dry-run").stdout

    def test_a_template_can_be_had(self, data: Path) -> None:
        assert femsteg(data, "import", "--template", str(data / "mall.xlsx")).returncode == 0
        assert (data / "mall.xlsx").stat().st_size > 1000
