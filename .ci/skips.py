"""Fail when a test was skipped, or expected to fail, for a reason that is not on the list."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from xml.etree import ElementTree as ET


def skips(report: Path) -> list[tuple[str, str]]:
    """Each skipped test of a JUnit report, as its name and the reason given."""
    return [
        (f"{case.get('classname')}::{case.get('name')}", reason(skipped))
        for case in ET.parse(report).getroot().iter("testcase")  # noqa: S314 - pytest wrote it a moment ago
        for skipped in case.iter("skipped")
    ]


def reason(skipped: ET.Element) -> str:
    """Why the test was skipped; for a whole module pytest hides it in a tuple of path, line and reason."""
    message = skipped.get("message", "").strip()
    if message != "collection skipped":
        return message
    *_, why = ast.literal_eval(skipped.text or "('',)")
    return str(why).removeprefix("Skipped: ").strip()


def allowed(listed: Path) -> frozenset[str]:
    """The reasons on the list, without its comments and empty lines."""
    lines = (line.strip() for line in listed.read_text(encoding="utf-8").splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))


def main(report: Path, listed: Path) -> int:
    """Name each skip that is not allowed; the exit code says whether there was one."""
    reasons = allowed(listed)
    unexpected = [(test, why) for test, why in skips(report) if why not in reasons]
    for test, why in unexpected:
        print(f"Skipped without leave: {test}: {why or '(no reason given)'}")
    return 1 if unexpected else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
