"""What may be done about the county's programme, and why the rest may not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from adapters.http.pages.item_names import subject_of
from adapters.http.pages.links import action_address, why_address
from adapters.http.pages.municipality.actions import first_of
from adapters.http.pages.municipality.step import ShownAct
from adapters.http.pages.visit import Visit
from adapters.i18n.refusals import refusal_text, remedy_text
from adapters.i18n.wording import command_title
from domain.correction import CorrectionCommand
from workflows.actions.action import Action


@dataclass(frozen=True)
class Acts:
    """The acts that can be done, and those that cannot."""

    possible: tuple[ShownAct, ...] = ()
    impossible: tuple[ShownAct, ...] = ()


def acts_of(visit: Visit, county: str, told: Iterable[Action], names: Mapping[str, str]) -> Acts:
    """Return the acts of a programme; corrections begin at the entry. ``names``: what coordinators are called."""
    offered = [each for each in told if not issubclass(each.command, CorrectionCommand)]
    shown = [(each.verdict == "refused", _shown(visit, county, each, offered, names)) for each in offered]
    return Acts(
        tuple(each for is_refused, each in shown if not is_refused),
        tuple(each for is_refused, each in shown if is_refused),
    )


def _shown(visit: Visit, county: str, act: Action, among: list[Action], names: Mapping[str, str]) -> ShownAct:
    title, about = command_title(act.command.name, visit.cat), subject_of(visit, act, names)
    refusal = next(iter(act.refusals), None) if act.verdict == "refused" else None
    return ShownAct(
        f"{title} \N{EN DASH} {about}" if about else title,
        action_address(county, act, **first_of(act, among)),
        act.verdict == "overridable",
        why=refusal_text(refusal, visit.cat, visit.codes) if refusal else "",
        remedy=remedy_text(refusal, visit.cat, visit.codes) if refusal else "",
        explained=why_address(county, act),
    )
