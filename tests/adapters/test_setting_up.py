"""Femsteg is set up where nothing but the system's certificates will do: behind a proxy that inspects TLS."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.checkout import ROOT
from tests.support.inspecting_proxy import Inspecting, Package, inspecting_proxy

STORES = [Path("/etc/ssl/certs/ca-certificates.crt"), Path("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem")]
# A mount that is this process's own: to it alone the proxy's authority is one of the system's.
TRUSTING = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
TRUSTING += ["sh", "-c", 'mount --bind "$1" "$2" && shift 2 && exec "$@"', "sh"]

UV = Package("uv", {"uv-1.0.data/scripts/uv": f'#!/bin/sh\nexec {shutil.which("uv", path=ROOT / ".venv/bin")} "$@"\n'})
PROGRAM = Package(
    "program",
    {"program-1.0.data/scripts/femsteg": "#!/bin/sh\necho it runs\n", "pytest.py": "print('it is tested')\n"},
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout with this Makefile and little else."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    shutil.copy(ROOT / "Makefile", folder)
    (folder / "pyproject.toml").touch()
    (folder / "requirements-build.txt").write_text(UV.pinned)
    for name in ("requirements.txt", "requirements-dev.txt"):
        (folder / name).write_text(PROGRAM.pinned)
    return folder


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[Inspecting]:
    with inspecting_proxy(tmp_path, UV, PROGRAM) as made:
        yield made


def make(project: Path, proxy: Inspecting, target: str, *within: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a target with no settings but the proxy's address."""
    environment = {
        "HOME": str(project.parent),
        "HTTPS_PROXY": proxy.url,
        "PATH": os.defpath,
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_RETRIES": "0",
        "UV_HTTP_RETRIES": "0",
    }
    # There is no Femsteg here that could be installed.
    words = ["make", target, f"PYTHON={sys.executable}", "INSTALL_SELF=true"]
    return subprocess.run([*within, *words], cwd=project, env=environment, capture_output=True, text=True, check=False)


def test_both_commands_work_with_the_system_s_certificates_alone(project: Path, proxy: Inspecting) -> None:
    store = next(each for each in STORES if each.is_file())
    trusting: list[str | Path] = [*TRUSTING, proxy.authority, store]

    distrusted = make(project, proxy, "run")
    run = make(project, proxy, "run", *trusting)
    tested = make(project, proxy, "test", *trusting)

    assert (distrusted.returncode, "it runs" in distrusted.stdout) == (2, False)
    assert run.stdout.endswith("it runs\n"), run.stderr
    assert tested.stdout.endswith("it is tested\n"), tested.stderr
