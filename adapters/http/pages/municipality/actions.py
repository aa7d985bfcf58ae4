"""What may be done in a municipality or the county, and why the rest may not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from adapters.http.pages.item_names import subject_of
from adapters.http.pages.links import action_address
from adapters.http.pages.visit import Visit
from adapters.http.problems import refusal_json
from adapters.i18n.wording import command_title
from domain.aggregates import AGGREGATES
from domain.correction import CorrectionCommand
from workflows.actions import Action


@dataclass(frozen=True)
class Offer:
    """An action as a link, or with the reasons why it may not be taken."""

    title: str
    about: str
    href: str
    override: bool
    refusals: list[dict[str, Any]]


@dataclass
class Group:
    """The actions of one aggregate: those that may be taken, and those that may not."""

    title: str
    allowed: list[Offer] = field(default_factory=list)
    refused: list[Offer] = field(default_factory=list)


def action_groups(visit: Visit, scope_code: str, actions: Iterable[Action], names: Mapping[str, str]) -> list[Group]:
    """Return what may be done now, and why the rest may not (C3)."""
    groups = {name: Group(visit.cat.text(f"aggregate.{name}")) for name in AGGREGATES}
    for each in actions:
        if issubclass(each.command, CorrectionCommand) and not visit.visibility.reads_work:
            continue  # what they cannot read they cannot choose
        offer = Offer(
            command_title(each.command.name, visit.cat),
            subject_of(visit, each, names),
            action_address(scope_code, each),
            each.verdict == "overridable",
            [refusal_json(refusal, visit.lang, visit.codes) for refusal in each.refusals],
        )
        group = groups[each.command.aggregate]
        (group.refused if each.verdict == "refused" else group.allowed).append(offer)
    return list(groups.values())
