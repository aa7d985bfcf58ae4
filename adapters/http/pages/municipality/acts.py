"""Acts of a municipality or of the county as pages show them: as a link, or with why they may not be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from adapters.http.pages.at_once import at_once
from adapters.http.pages.item_names import subject_of
from adapters.http.pages.links import action_address, why_address
from adapters.http.pages.municipality.actions import first_of
from adapters.http.pages.submission import Form
from adapters.http.pages.visit import Visit
from adapters.i18n.refusals import refusal_text, remedy_text
from adapters.i18n.wording import command_title
from workflows.actions.action import Action
from workflows.conditions import Chosen

Link = tuple[str, str]


class Acting(Protocol):
    """Whose acts are shown to whom; ``names``: what ids in them are called."""

    @property
    def visit(self) -> Visit:
        """The visit."""

    @property
    def scope_code(self) -> str:
        """The municipality or the county."""

    @property
    def names(self) -> Mapping[str, str]:
        """The names."""


@dataclass(frozen=True)
class ShownAct:
    """An act as a link, or with why it may not be done and what clears that; ``override``: it needs a reason.

    ``sent``: the form itself, where the act needs nothing but its day. ``explained``: where it is told in full why it
    may be done or not. In the past it has no ``href``: nothing can be done there.
    """

    title: str
    href: str
    override: bool = False
    is_first: bool = False
    why: str = ""
    remedy: str = ""
    sent: Form = field(default_factory=dict)
    explained: str = ""


def as_then(act: ShownAct) -> ShownAct:
    """Return an act as it is told of the past: as it stood, and not to be done."""
    return replace(act, href="", is_first=False)


def shown_act(
    of: Acting,
    action: Action,
    among: Sequence[Action],
    first: Link | None = None,
    back: str | None = None,
    chosen: Chosen | None = None,
) -> ShownAct:
    """Return an act with its form's address; where it is refused, with the first rule's sentence and its remedy.

    ``back``: the page that the form leads back to, where that is not the scope's own. ``chosen``: what it is to
    be about.
    """
    visit, cat, code = of.visit, of.visit.cat, of.scope_code
    about = "" if "step" in action.fixed else subject_of(visit, action, of.names)
    title = command_title(action.command.name, cat)
    about_first = {**first_of(action, among), **(chosen or {})}
    href = action_address(code, action, **about_first, back=back)
    named = f"{title} \N{EN DASH} {about}" if about else title
    explained = why_address(code, action)
    if action.verdict != "refused":
        is_first = first is not None and first[1] == href
        sent = {} if visit.moment.is_past else at_once(visit, action)
        return ShownAct(named, href, action.verdict == "overridable", is_first, sent=sent, explained=explained)
    refusal = action.refusals[0]
    why, remedy = (each(refusal, cat, visit.codes) for each in (refusal_text, remedy_text))
    return ShownAct(named, href, why=why, remedy=remedy, explained=explained)
