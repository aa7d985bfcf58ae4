"""Files that are named on the command line: any name will do, and one that cannot be used is told, with its name."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.checkout import ROOT
from tests.support.site import femsteg, own_data

SHEET = ROOT / "docs/examples/varmland.csv"
NAMES = [
    "./-x.dump",
    "./--dbname=other.dump",
    "./--help",
    "new\nline.dump",
    "'single' and \"double\".dump",
    "$(touch run-by-a-shell).dump",
    "å, ä; ö.dump",
    "~",
    "postgresql://nobody@nowhere",
    "dbname=none host=nowhere",
]
COMMANDS = [
    ("import",),
    ("import", "--template"),
    ("db", "backup"),
    ("db", "backup", "--force"),
    ("db", "restore"),
]


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    with own_data() as folder:
        femsteg(folder, "token", "create", "--role", "auditor")
        yield folder


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_backup_of_any_name_is_restored(data: Path, here: Path, name: str, empty_database_url: str) -> None:
    (here / "postgresql:").mkdir()
    saved = femsteg(data, "db", "backup", "--", name)
    restored = femsteg(data, "db", "restore", "--", name, url=empty_database_url)
    assert (saved.returncode, saved.stderr) == (0, "")
    assert (restored.returncode, restored.stdout) == (0, saved.stdout), restored.stderr
    assert not (here / "run-by-a-shell").exists()


@pytest.mark.parametrize("name", ["./-x.csv", "./--yes.csv", "new\nline.csv", "'å' \"ä\".csv"], ids=ascii)
def test_a_sheet_of_any_name_is_imported(data: Path, here: Path, name: str) -> None:
    shutil.copy(SHEET, here / name)
    assert femsteg(data, "import", "--dry-run", "--", name).returncode == 0
    (here / name).unlink()
    assert femsteg(data, "import", f"--template={name}").returncode == 0
    assert (here / name).exists()


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("name", ["nowhere/a.xlsx", "folder", "folder/file/a.xlsx", "n" * 300, "", ".", "/"])
def test_what_cannot_be_read_or_written_is_told(data: Path, here: Path, words: tuple[str, ...], name: str) -> None:
    (here / "folder").mkdir()
    (here / "folder" / "file").touch()
    ended = femsteg(data, *words, name)
    assert ended.returncode in {1, 2}
    assert ended.stderr
    assert sorted(each.name for each in here.rglob("*")) == ["file", "folder"]


@pytest.mark.parametrize("words", [("import", "--template"), ("db", "backup", "--force")], ids=" ".join)
def test_nothing_but_a_file_is_written_over(data: Path, here: Path, words: tuple[str, ...]) -> None:
    os.mkfifo(here / "pipe")
    (here / "link").symlink_to("file")
    (here / "file").touch()
    refused = femsteg(data, *words, "pipe")
    written = femsteg(data, *words, "link")
    assert (refused.returncode, "pipe is no file" in refused.stderr) == (2, True)
    assert (here / "pipe").is_fifo()
    assert written.returncode == 0
    assert (here / "link").is_symlink()
    assert (here / "file").stat().st_size > 1000


def test_a_file_that_may_not_be_read_is_told(data: Path, here: Path) -> None:
    (here / "a.csv").symlink_to("a.csv")
    for words in (("import", "a.csv"), ("db", "restore", "a.csv")):
        ended = femsteg(data, *words)
        assert (ended.returncode, "a.csv" in ended.stderr) == (1, True)


def test_a_sheet_without_an_end_is_too_large(here: Path) -> None:
    (here / "endless.csv").symlink_to("/dev/zero")
    command = [sys.executable, "-m", "adapters.cli", "import", "endless.csv", "--language", "en"]
    within = ["prlimit", "--as=4000000000", *command]
    ended = subprocess.run(within, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False)
    assert (ended.returncode, b"20 MB" in ended.stderr) == (1, True)


def test_a_name_that_is_no_text_can_be_told(data: Path, here: Path) -> None:
    name = os.fsdecode(b"\xff.xlsx")
    assert femsteg(data, "import", f"--template={name}").returncode == 0
    assert (here / name).exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("needs.toml", b"x = ["),
        ("needs.toml", b"x = 1"),
        ("needs.toml", b"\xff"),
        ("nods.toml", b"version = 1"),
        (None, b""),
    ],
)
def test_codes_of_the_county_that_cannot_be_used_are_told(
    data: Path, here: Path, name: str | None, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name:
        (here / "codes").mkdir()
        (here / "codes" / name).write_bytes(content)
    monkeypatch.setenv("FEMSTEG_CODES", "codes")
    ended = femsteg(data, "token", "list")
    assert (ended.returncode, "FEMSTEG_CODES" in ended.stderr) == (2, True)
