"""What may be done in a municipality or the county, and why the rest may not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from adapters.http.pages.item_names import subject_of
from adapters.http.pages.links import action_address, why_address
from adapters.http.pages.visit import Visit
from adapters.http.problems import refusal_json
from adapters.i18n.wording import command_title
from domain.aggregates import AGGREGATES
from domain.correction import CorrectionCommand
from domain.situation_picture.guards import questions_left
from domain.values import Role
from workflows.actions.action import Action


@dataclass(frozen=True)
class Offer:
    """An action as a link, or with the reasons why it may not be taken; ``why``: where that is explained."""

    title: str
    about: str
    href: str
    override: bool
    refusals: list[dict[str, Any]]
    why: str = ""


@dataclass
class Group:
    """The actions of one aggregate: those that may be taken, and those that may not."""

    title: str
    allowed: list[Offer] = field(default_factory=list)
    refused: list[Offer] = field(default_factory=list)


def action_groups(
    visit: Visit, scope_code: str, actions: Iterable[Action], names: Mapping[str, str], role: Role | None = None
) -> list[Group]:
    """Return what may be done now, and why the rest may not (C3); ``role``: whose they are, if not the visitor's."""
    groups = {name: Group(visit.cat.text(f"aggregate.{name}")) for name in AGGREGATES}
    offered = list(actions)
    for each in offered:
        if issubclass(each.command, CorrectionCommand) and not visit.visibility.reads_work:
            continue  # what they cannot read they cannot choose
        offer = Offer(
            command_title(each.command.name, visit.cat),
            subject_of(visit, each, names),
            action_address(scope_code, each, **first_of(each, offered)),
            each.verdict == "overridable",
            [refusal_json(refusal, visit.cat, visit.codes) for refusal in each.refusals],
            why_address(scope_code, each, role),
        )
        group = groups[each.command.aggregate]
        (group.refused if each.verdict == "refused" else group.allowed).append(offer)
    return list(groups.values())


def first_of(action: Action, offered: Iterable[Action]) -> dict[str, str]:
    """Return what a form is to be about whose choices are narrowed by that: the first that another act waits for."""
    waited_for = questions_left(refusal for each in offered for refusal in each.refusals)
    found = {by: action.choices.get(by, ()) for narrowed in action.fits.values() for by in narrowed}
    return {by: next((each for each in waited_for if each in of), of[0]) for by, of in found.items() if of}
