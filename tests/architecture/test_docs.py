import re
import tomllib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from tests.architecture.checkout import ROOT, committed_or_about_to_be
from tests.architecture.rules_page import PAGE, rules_page
from tests.faults.sabotage import TEETH

# Ids in parentheses, also beside those of rules: ``(C3)``, ``(R5, P12)``.
CITED = re.compile(r"\(((?:[ACEGILMOPRX][0-9]{1,2}(?:, )?)+)\)")
LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
DOCUMENTS = [path for path in committed_or_about_to_be() if path.suffix == ".md"]


def broken_links(document: Path) -> Iterator[str]:
    for link in LINK.finditer(document.read_text()):
        target = link["target"].partition("#")[0]
        if "://" in target or target.startswith("mailto:") or not target:
            continue
        if not (document.parent / target).exists():
            yield f"{document.relative_to(ROOT)}: {link['target']}"


def direct_dependencies() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = (line for group in project["dependency-groups"].values() for line in group)
    lines = [*project["project"]["dependencies"], *(line for line in groups if isinstance(line, str))]
    return {re.split(r"[\[<>=~! ]", line)[0] for line in lines}


def test_links_between_documents_lead_somewhere() -> None:
    assert [link for document in DOCUMENTS for link in broken_links(document)] == []


def test_each_direct_dependency_has_its_line_and_no_other_has() -> None:
    text = (ROOT / "docs/dependencies.md").read_text()
    described = set(re.findall(r"^\| `([a-z0-9-]+)", text, re.MULTILINE))

    assert described == direct_dependencies()


def test_each_file_of_others_is_listed_and_is_the_one_that_was_released() -> None:
    text = (ROOT / "docs/dependencies.md").read_text()
    listed = set(re.findall(r"\(\.\./([^)]*/vendor/[^)]*)\).*`([0-9a-f]{64})`", text))
    kept = [path for path in committed_or_about_to_be() if "vendor" in path.parts]

    assert listed == {(path.relative_to(ROOT).as_posix(), sha256(path.read_bytes()).hexdigest()) for path in kept}


def test_the_page_of_rules_says_what_the_code_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == rules_page(), "write it anew: make rules"


def test_each_feature_that_code_names_is_explained_and_no_other_is() -> None:
    sources = [path for path in committed_or_about_to_be() if path.suffix in {".py", ".html", ".sql"}]
    named = {
        each
        for path in sources
        for found in CITED.findall(path.read_text(encoding="utf-8"))
        for each in re.findall(r"[ACGIMOPX][0-9]{1,2}", found)
    }
    explained = re.findall(r"^\| ([A-Z][0-9]{1,2}) \|", (ROOT / "docs/features.md").read_text(), re.MULTILINE)

    assert sorted(explained) == sorted(named)


def test_each_decision_is_in_the_list() -> None:
    decisions = ROOT / "docs/decisions"
    listed = set(LINK.findall((decisions / "README.md").read_text()))

    assert {path.name for path in decisions.glob("0*.md")} <= listed


def test_each_sabotage_is_in_the_table_of_faults_and_its_test_knows_it() -> None:
    text = (ROOT / "docs/faults.md").read_text()
    cells = [line.split("|")[3] for line in text.splitlines() if line.startswith("| ")]

    assert {name for cell in cells for name in re.findall(r"`([a-z-]+)`", cell)} == set(TEETH)
    for name, test in TEETH.items():
        assert f'"{name}"' in (ROOT / test.partition("::")[0]).read_text()
