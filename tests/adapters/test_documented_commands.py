"""The documents' examples are run: each line of a ``console`` block that begins with ``$``."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.postgres.server import embedded
from tests.architecture.checkout import ROOT
from tests.support.database import server_folder
from tests.support.site import Site, femsteg

BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


def commands(document: str) -> list[str]:
    blocks = BLOCK.findall((ROOT / document).read_text())
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines() if line.startswith("$ ")]


@pytest.fixture
def folder() -> Iterator[Path]:
    with server_folder() as made:
        yield Path(made)
        for server in (*Path(made).glob("*/real"), *Path(made).glob("*/demo"), Path(made) / "demo"):
            embedded.stop(server)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_the_examples_of_the_api_run(folder: Path) -> None:
    site = Site(folder, ("demo", "--tokens-file", str(folder / "tokens.json")), "demo")
    try:
        site.start()
        script = "set -e\n" + "\n".join(commands("docs/api.md"))
        ran = subprocess.run(
            ["bash", "-c", script.replace("127.0.0.1:8000", f"127.0.0.1:{site.port}")],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        site.kill()

    assert ran.returncode == 0, ran.stdout[-500:] + ran.stderr
    assert len(commands("docs/api.md")) > 8


def test_the_examples_of_operating_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)

    for command in commands("docs/operating.md"):
        words = shlex.split(command)
        data = folder / "data"
        if words[0].startswith("FEMSTEG_DATA="):
            data = folder / words.pop(0).partition("=")[2]
        assert words.pop(0) == "femsteg"
        ended = femsteg(data, *words)
        assert ended.returncode == 0, f"{command}: {ended.stderr}"
