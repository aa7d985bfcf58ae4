"""Compiled templates are kept for the next process, and never used for others than they were compiled from."""

import sys
from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader, Environment

from adapters.http.pages.compiled import Compiled
from adapters.http.pages.templates import ENVIRONMENT

PAGE = "<p>\n{% if true %}\n{{ name }}\n{% endif %}\n</p>"


@pytest.fixture(autouse=True)
def bytecode_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what was compiled."""
    found, compile_ = list[str](), Environment.compile

    def recorded(environment: Environment, source: str, name: str | None = None, *args: Any, **kwargs: Any) -> Any:
        found.append(str(name))
        return compile_(environment, source, name, *args, **kwargs)

    monkeypatch.setattr(Environment, "compile", recorded)
    return found


def _told(folder: Path, page: str = PAGE, option: str = "") -> str:
    """Return the page as a process that has just started draws it."""
    environment = Environment(loader=DictLoader({"page.html": page}), bytecode_cache=Compiled(folder))  # noqa: S701 -- of no person's words
    if option:
        setattr(environment, option, True)
    return environment.get_template("page.html").render(name="<Eda>")


def test_what_one_process_has_compiled_the_next_one_reads(tmp_path: Path, compiled: list[str]) -> None:
    folder = tmp_path / "made when it is needed"
    first = _told(folder)
    assert (_told(folder), compiled) == (first, ["page.html"])


def test_what_has_changed_is_compiled_anew(tmp_path: Path, compiled: list[str]) -> None:
    _told(tmp_path)
    assert "<b>" in _told(tmp_path, f"<b>{PAGE}</b>")
    assert len(compiled) == 2


@pytest.mark.parametrize("option", ["autoescape", "trim_blocks", "lstrip_blocks"])
def test_what_is_compiled_in_another_way_is_compiled_anew(tmp_path: Path, compiled: list[str], option: str) -> None:
    _told(tmp_path)
    _told(tmp_path, option=option)
    assert len(compiled) == 2


@pytest.mark.parametrize("left", range(0, 400, 7))
def test_a_file_that_was_cut_short_is_compiled_anew(tmp_path: Path, left: int) -> None:
    first = _told(tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:left])
    assert _told(tmp_path) == first


def test_where_nothing_can_be_written_pages_are_drawn_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert _told(tmp_path / "file") == _told(tmp_path)


def test_nothing_is_written_where_python_was_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    _told(tmp_path)
    assert [*tmp_path.iterdir()] == []


def test_pages_are_kept_beside_the_bytecode_of_modules() -> None:
    assert isinstance(ENVIRONMENT.bytecode_cache, Compiled)
    if not sys.pycache_prefix:
        assert Path(ENVIRONMENT.bytecode_cache.directory).name == "__pycache__"
