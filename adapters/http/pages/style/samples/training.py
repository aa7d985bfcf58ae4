"""The training, made up: groups by stages with a cell in each state, and sessions to come, held and cancelled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from adapters.http.pages.training.grid import SIGNS, ShownCell, ShownGroup
from adapters.http.pages.training.view import ShownSession
from adapters.http.pages.visit import Visit
from adapters.http.reading.training import Reach
from adapters.i18n.wording import command_title
from domain.training.commands import CancelSession, HoldSession

_HERE = "#training"
_STAGES = ("basic", "deep", "exercise")
_REACHES: tuple[tuple[Reach, ...], ...] = (("fresh", "ending", "stale"), ("planned", "past", "never"))
_TO_DO: dict[Reach, str] = {"ending": "plan", "stale": "plan", "past": "note-held", "never": "plan"}
_SESSIONS = (
    ("planned", 20, "clock", "doing"),
    ("past", -5, "amber", "amber"),
    ("held", -90, "achieved", "done"),
    ("cancelled", -40, "not_applicable", ""),
)


@dataclass(frozen=True)
class Training:
    """The grid's stages and rows, and the sessions."""

    stages: tuple[str, ...]
    rows: tuple[ShownGroup, ...]
    sessions: tuple[ShownSession, ...]


def training(visit: Visit) -> Training:
    """Return it."""
    stages = tuple(visit.cat.text(f"value.stage.{each}") for each in _STAGES)
    return Training(stages, tuple(_rows(visit)), tuple(_sessions(visit, stages[0])))


def _names(visit: Visit) -> list[str]:
    codes = visit.codes
    return [codes.label("staff-groups", each, visit.lang) for each in codes.options("staff-groups")[:3]]


def _rows(visit: Visit) -> Iterator[ShownGroup]:
    """Yield groups that meet early signs or are key functions, and one that has no part in the training."""
    text, (early, key, aside) = visit.cat.text, _names(visit)
    tags = (text("ui.training.early"),), (text("ui.training.early"), text("ui.training.key"))
    for name, tag, reaches in zip((early, key), tags, _REACHES, strict=True):
        yield ShownGroup(name, tag, "20\N{EN DASH}49", tuple(_cell(visit, each) for each in reaches), _HERE, _HERE)
    cells = (ShownCell(text("ui.status.not-relevant"), "not_applicable", "done"),) * len(_STAGES)
    yield ShownGroup(aside, (text("ui.training.early.not-relevant"),), "", cells, None, None, is_relevant=False)


def _cell(visit: Visit, reach: Reach) -> ShownCell:
    text, today = visit.cat.text, visit.today
    word, (sign, kind) = text(f"ui.training.reach.{reach}"), SIGNS[reach]
    act = (text(f"ui.training.{_TO_DO[reach]}"), _HERE) if reach in _TO_DO else None
    if reach == "never":
        return ShownCell(word, sign, kind, (), None, act)
    if reach in {"planned", "past"}:
        lines = [text("ui.training.planned", date=today)]
    else:
        last = text("ui.training.lasted" if reach == "stale" else "ui.training.lasts", date=today)
        lines = [text("ui.training.held", date=today - timedelta(700)), last]
    return ShownCell(word, sign, kind, tuple(lines), _HERE, act)


def _sessions(visit: Visit, stage: str) -> Iterator[ShownSession]:
    cat, group, acts = visit.cat, _names(visit)[0], (HoldSession, CancelSession)
    offered = tuple((command_title(each.name, cat), _HERE) for each in acts)
    for name, days, sign, kind in _SESSIONS:
        is_to_come = name in {"planned", "past"}
        yield ShownSession(
            f"training-{name}",
            stage,
            cat.date(visit.today + timedelta(days)),
            group,
            cat.text("value.duration_band.half-day"),
            cat.text("ui.training.not-noted") if name == "past" else "",
            _HERE,
            _HERE,
            None if is_to_come else _HERE,
            sign,
            kind,
            offered if is_to_come else (),
        )
