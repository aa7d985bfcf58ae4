"""A story told step by step: a failing step says its name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.support.api import Caller


@contextmanager
def step(name: str) -> Iterator[None]:
    """Name a part of a story; printed as it is told, and attached to what goes wrong in it."""
    print(f"  - {name}")
    try:
        yield
    except BaseException as error:
        error.add_note(f"in the step «{name}»")
        raise


def check(
    who: Caller,
    scb_code: str,
    *,
    may: tuple[str, ...] = (),
    may_not: tuple[tuple[str, str], ...] = (),
    cell: tuple[str, str] | None = None,
    waits: tuple[str, ...] = (),
    waits_not: tuple[str, ...] = (),
    sv: str = "",
    en: str = "",
) -> Any:
    """Check what may be done and why the rest may not, the matrix cell, the work queue and the timeline.

    ``may_not``: pairs of action and rule id. ``cell``: step and status.
    """
    actions = who.actions(scb_code)
    for name in may:
        assert actions[name]["verdict"] == "allowed", (name, actions[name])
    for name, rule_id in may_not:
        assert actions[name]["verdict"] != "allowed", name
        assert rule_id in [each["rule_id"] for each in actions[name]["refusals"]], actions[name]["refusals"]
        assert all("⟦" not in each["text"] + each["remedy"] for each in actions[name]["refusals"])
    if cell:
        assert who.cell("17", scb_code, cell[0])["status"] == cell[1]
    reasons = who.reasons(scb_code)
    assert set(waits) <= reasons, reasons
    assert not set(waits_not) & reasons, reasons
    for language, words in (("sv", sv), ("en", en)):
        told = who.told(scb_code, language)
        assert words in told, (words, told)
        assert "⟦" not in told
    return actions
