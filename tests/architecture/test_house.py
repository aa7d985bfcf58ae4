import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.architecture.checkout import ROOT, committed_or_about_to_be

OUR_PACKAGES = ("domain", "workflows", "projections", "adapters")
FOLDERS = {*OUR_PACKAGES, "tests", "docs", ".ci"}
LOCKS = sorted(path.name for path in ROOT.glob("requirements*.txt"))


class TestOurPackageNames:
    @pytest.mark.parametrize("package", [*OUR_PACKAGES, "tests"])
    def test_belong_to_no_other_distribution(self, package: str) -> None:
        owners = set(packages_distributions().get(package, []))

        assert owners <= {"femsteg"}

    @pytest.mark.parametrize("package", OUR_PACKAGES)
    def test_resolve_to_this_checkout_from_anywhere(self, package: str, tmp_path: Path) -> None:
        find = f"import importlib.util as u; print(u.find_spec({package!r}).origin)"
        found = subprocess.run(
            [sys.executable, "-I", "-c", find], cwd=tmp_path, check=True, capture_output=True, text=True
        )

        assert Path(found.stdout.strip()) == ROOT / package / "__init__.py"


class TestImports:
    def test_keep_to_the_contracts(self) -> None:
        linter = Path(sys.executable).with_name("lint-imports")
        linted = subprocess.run(
            [linter, "--no-logo", "--no-cache"], cwd=ROOT, check=False, capture_output=True, text=True
        )

        assert linted.returncode == 0, linted.stdout + linted.stderr


class TestRequirements:
    @pytest.mark.parametrize("lock", LOCKS)
    def test_name_no_download_address(self, lock: str) -> None:
        address = re.compile(r"://| @ |^\s*-(?:i|f|e)\b|^\s*--(?!hash=)", re.MULTILINE)

        assert address.findall((ROOT / lock).read_text()) == []

    @pytest.mark.parametrize("lock", LOCKS)
    def test_pin_each_release_by_hash(self, lock: str) -> None:
        text = (ROOT / lock).read_text().replace("\\\n", " ")
        unpinned = [line for line in text.splitlines() if "==" not in line or "--hash=sha256:" not in line]

        assert unpinned == []

    def test_for_tests_hold_the_very_releases_that_run(self) -> None:
        pins = re.compile(r"^[a-z0-9.-]+==\S+", re.MULTILINE)
        running, testing = (
            set(pins.findall((ROOT / lock).read_text())) for lock in ("requirements.txt", "requirements-dev.txt")
        )

        assert running <= testing


class TestFolders:
    def test_at_the_top_are_the_agreed_ones(self) -> None:
        folders = {path.relative_to(ROOT).parts[0] for path in committed_or_about_to_be() if path.parent != ROOT}

        assert folders <= FOLDERS

    def test_of_tests_are_no_packages(self) -> None:
        assert list((ROOT / "tests").rglob("__init__.py")) == []


class TestMakefile:
    makefile = (ROOT / "Makefile").read_text()

    def test_explains_every_target(self) -> None:
        declared = set(" ".join(re.findall(r"^\.PHONY:(.*)$", self.makefile, re.MULTILINE)).split())
        explained = set(re.findall(r"^([a-z-]+):.*## \S", self.makefile, re.MULTILINE))
        written = set(re.findall(r"^([a-z-]+):(?!=)", self.makefile, re.MULTILINE))

        assert declared == written == explained

    def test_shows_its_targets_when_asked_for_nothing(self) -> None:
        shown = subprocess.run(["make"], cwd=ROOT, check=True, capture_output=True, text=True).stdout

        assert "  run " in shown
        assert "  check " in shown


class TestMatches:
    # mypy holds a match without a last resort to all cases (exhaustive-match).
    @pytest.mark.parametrize("package", OUR_PACKAGES)
    def test_with_a_last_resort_say_what_it_is_for(self, package: str) -> None:
        lines = {
            f"{path.relative_to(ROOT)}:{number}": line
            for path in sorted((ROOT / package).rglob("*.py"))
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
            if re.match(r"\s+case _:", line)
        }
        bare = [where for where, line in lines.items() if not re.search(r"case _:\s+# \w", line)]
        never = [where for where in bare if not _is_never(where)]

        assert never == []


def _is_never(where: str) -> bool:
    name, number = where.rsplit(":", 1)
    return "assert_never" in (ROOT / name).read_text(encoding="utf-8").splitlines()[int(number)]
