"""One table a bench module: printed when it is done, and added to ``bench.json``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.runtime import diagnostics
from adapters.runtime.tuning import collect_seldom
from tests.benchmarks.measuring import Table


@pytest.fixture(scope="module")
def table() -> Iterator[Table]:
    """The figures of a module; log lines under 50 (critical) are left out, for they would be measured too."""
    diagnostics.configure(level=50)
    collect_seldom()
    made = Table()
    yield made
    print("\n\n" + "\n".join(made.lines()))
    made.write(Path("bench.json"))
