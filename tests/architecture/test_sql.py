"""Statements are in files: each named once, described, used, and written nowhere twice."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.postgres.sql import FOLDER, QUERIES, Misnamed, read
from tests.architecture.checkout import ROOT

HEADING = re.compile(r"^-- ([a-z_]+) --$", re.MULTILINE)
STATEMENT = re.compile(
    r"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|COPY|SET|RESET|DROP|ALTER|LISTEN|NOTIFY|ANALYZE|WITH|GRANT)\b"
)
FILES = sorted(FOLDER.glob("*.sql"))
MODULES = sorted((ROOT / "adapters").rglob("*.py"))


def nodes(path: Path) -> Iterator[ast.AST]:
    yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def words(node: ast.AST) -> set[str]:
    return {each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)}


def asked_for(path: Path) -> set[str]:
    """Return the names of statements that a module asks for."""
    found: set[str] = set()
    for node in nodes(path):
        match node:
            case ast.Subscript(value=ast.Name(id="QUERIES")):
                found |= words(node.slice)
            case ast.Call(func=ast.Name(id="statement_on"), args=[name, *_]):
                found |= words(name)
            case _:
                pass
    return found


def in_code(path: Path) -> list[str]:
    return [
        " ".join(node.value.split())
        for node in nodes(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and STATEMENT.match(node.value)
    ]


class TestStatements:
    def test_are_all_read(self) -> None:
        headings = [name for file in FILES for name in HEADING.findall(file.read_text())]

        assert sorted(headings) == sorted(QUERIES)

    @pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
    def test_have_a_name_and_a_description_and_nothing_else_beside(self, file: Path) -> None:
        blocks = re.split(r"\n\n(?=-- )", file.read_text(encoding="utf-8").strip())
        lines = [each.splitlines() for each in blocks]

        assert [each[0] for each in lines if not HEADING.fullmatch(each[0])] == []
        assert [each[0] for each in lines if not re.fullmatch(r"-- [A-Z].{10,}\.", each[1])] == []
        assert [each[0] for each in lines if any("--" in line for line in each[2:])] == []

    def test_are_all_used_and_all_that_are_asked_for_exist(self) -> None:
        assert set().union(*map(asked_for, MODULES)) == set(QUERIES)

    def test_stand_nowhere_twice(self) -> None:
        told = [" ".join(each.split()) for each in QUERIES.values()]
        told += [each for path in MODULES for each in in_code(path)]

        assert sorted({each for each in told if told.count(each) > 1}) == []

    @pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
    def test_stand_in_no_code(self, path: Path) -> None:
        assert in_code(path) == []

    def test_named_twice_are_refused(self, tmp_path: Path) -> None:
        for name in ("one", "two"):
            (tmp_path / f"{name}.sql").write_text("-- same --\n-- A statement.\nSELECT 1\n")

        with pytest.raises(Misnamed):
            read(tmp_path)
