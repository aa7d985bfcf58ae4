"""The oldest PostgreSQL that is promised keeps what the stores promise, their contract tests say."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from adapters.postgres.suitability import OLDEST
from tests.architecture.checkout import ROOT
from tests.support.debian import PROGRAMS, oldest_server

CONTRACTS = [
    "tests/adapters/test_event_store_contract.py",
    "tests/adapters/test_library_contract.py",
    "tests/adapters/test_postgres_log.py",
    "tests/adapters/test_restore.py",
    "tests/adapters/test_server_role.py",
    "tests/projections/test_projections.py",
]


@pytest.mark.slow
def test_the_contracts_hold() -> None:
    with oldest_server() as server:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        tested = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *CONTRACTS],
            cwd=ROOT,
            env={**environment, "FEMSTEG_TEST_DATABASE_URL": server.url},
            check=False,
            capture_output=True,
            text=True,
        )

    assert tested.returncode == 0, tested.stdout[-5000:]
    assert "skipped" not in tested.stdout.splitlines()[-1]


def test_the_server_is_of_the_oldest_version() -> None:
    assert f"/{OLDEST}/" in str(PROGRAMS)
