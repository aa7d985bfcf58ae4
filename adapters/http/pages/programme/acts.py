"""What may be done about the county's programme, and why the rest may not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from adapters.http.pages.municipality.acts import ShownAct, as_then, shown_act
from adapters.http.pages.visit import Visit
from domain.correction import CorrectionCommand
from workflows.actions.action import Action


@dataclass(frozen=True)
class Acts:
    """The acts that can be done, and those that cannot; of the past those that could."""

    possible: tuple[ShownAct, ...]
    impossible: tuple[ShownAct, ...]


@dataclass(frozen=True)
class _OfCounty:
    """Whose acts are shown to whom."""

    visit: Visit
    scope_code: str
    names: Mapping[str, str]


def acts_of(visit: Visit, county: str, told: Iterable[Action], names: Mapping[str, str]) -> Acts:
    """Return the acts of a programme; corrections begin at the entry. ``names``: what coordinators are called."""
    of = _OfCounty(visit, county, names)
    offered = [each for each in told if not issubclass(each.command, CorrectionCommand)]
    drawn = [shown_act(of, each, offered) for each in offered]
    shown = [as_then(each) for each in drawn] if visit.moment.is_past else drawn
    return Acts(
        tuple(each for each in shown if not each.why),
        tuple(each for each in shown if each.why),
    )
