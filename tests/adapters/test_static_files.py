"""What browsers are served beside pages: the script, the font, their size, their origin."""

import gzip
import re
import tomllib
from hashlib import sha256

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from adapters.http.bundles import BUNDLES, SCRIPT, STATIC
from adapters.http.static_files import static_files
from tests.architecture.checkout import ROOT

LISTED = tomllib.loads((ROOT / ".ci/vendor.toml").read_text())["package"]
FOREIGN = re.compile(rb"""(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?//""")
KB = 1024


@pytest.fixture
def browser() -> TestClient:
    app = Starlette()
    app.mount("/static", static_files())
    return TestClient(app)


class TestFilesOfOthers:
    def test_are_those_that_the_list_names_each_with_its_licence(self) -> None:
        listed = {
            (f"{package['folder']}/{path.rpartition('/')[2]}", checksum)
            for package in LISTED
            for path, checksum in package["files"].items()
        }
        kept = [path for path in (STATIC / "vendor").rglob("*") if path.is_file()]

        assert listed == {
            (path.relative_to(STATIC / "vendor").as_posix(), sha256(path.read_bytes()).hexdigest()) for path in kept
        }
        assert all("LICENSE" in package["files"] for package in LISTED)

    def test_lie_in_folders_named_by_their_release_since_browsers_keep_them(self) -> None:
        assert all(package["folder"].endswith(f"-{package['version']}") for package in LISTED)

    def test_are_described_with_release_and_licence(self) -> None:
        described = (ROOT / "docs/dependencies.md").read_text()

        assert all(f"| {each['licence']} | {each['name']} {each['version']} |" in described for each in LISTED)


class TestSizes:
    def test_of_all_scripts_together_is_25_kb_packed_at_most(self) -> None:
        assert len(SCRIPT.packed) <= 25 * KB

    def test_of_the_font_is_50_kb_at_most(self) -> None:
        fonts = list(STATIC.rglob("*.woff2"))

        assert len(fonts) == 1
        assert fonts[0].stat().st_size <= 50 * KB


class TestTheScript:
    def test_is_kept_for_ever_at_an_address_that_changes_with_it(self, browser: TestClient) -> None:
        answer = browser.get(SCRIPT.address)

        assert SCRIPT.address.endswith(sha256(SCRIPT.content).hexdigest()[:12])
        assert (answer.status_code, answer.content) == (200, SCRIPT.content)
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Type"].startswith("text/javascript")

    def test_is_packed_for_those_who_can_unpack_it(self, browser: TestClient) -> None:
        packed = browser.get(SCRIPT.address, headers={"Accept-Encoding": "gzip"})
        plain = browser.get(SCRIPT.address, headers={"Accept-Encoding": "identity"})

        assert packed.headers["Content-Encoding"] == "gzip"
        assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
        assert "Content-Encoding" not in plain.headers
        assert gzip.decompress(SCRIPT.packed) == plain.content == packed.content

    def test_can_only_be_read(self, browser: TestClient) -> None:
        assert browser.post("/static/femsteg.js").status_code == 405

    def test_keeps_nothing_evaluates_nothing_and_asks_no_other_host(self) -> None:
        own = b"\n".join(path.read_bytes() for path in sorted((STATIC / "scripts").glob("*.js")))

        assert all(
            setting in own
            for setting in (b"allowEval: false", b"historyCacheSize: 0", b"includeIndicatorStyles: false")
        )
        assert re.findall(rb"\beval\(|new Function|\.innerHTML|\.style\b|https?://", own) == []
        assert [name for name, each in BUNDLES.items() if FOREIGN.search(each.content)] == []
