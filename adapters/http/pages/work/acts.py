"""The one act of a row: of those that clear what waits, the first that the guards allow now."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from adapters.http.pages.at_once import needs_the_day_alone
from adapters.http.pages.links import form_address, why_address
from adapters.http.pages.municipality.work import PAGES
from adapters.http.pages.visit import Visit
from adapters.http.scopes import may_be_given, scope_path
from adapters.i18n.refusals import refusal_text, remedy_text
from adapters.i18n.wording import command_title
from domain.aggregates import RULES
from domain.messages import Command
from domain.people import Actor
from domain.scope import Scope
from domain.support.commands import HoldVisit, LogContact, PlanVisit
from workflows.actions.action import Action
from workflows.actions.actions import Wanted
from workflows.attention.reason import Attention, Remedy

_VISIT_GAP = ("visit-gap-amber", "visit-gap-red")


@dataclass(frozen=True)
class RowAct:
    """The act that clears a row: where its form is, or, where the rules need the day alone, what is sent there.

    ``fields``: what is sent ``at_once`` beside the day. ``explained``: where it is told why it could be done, of the
    past, where it has no ``address``.
    """

    title: str
    address: str
    fields: Mapping[str, str] = field(default_factory=dict)
    version: int = 0
    at_once: bool = False
    explained: str = ""

    def leading_back(self, address: str) -> str:
        """Return the address, from where one comes back to a page, encoded, once it is done; a page leads nowhere."""
        if "/act/" not in self.address:
            return self.address
        return f"{self.address}{'&' if '?' in self.address else '?'}back={address}"


@dataclass(frozen=True)
class Choosing:
    """Chooses the act of each row; ``planned``: by municipality, the id of a visit that is still to come.

    ``actor``: whose acts they are, None for nobody's.
    """

    visit: Visit
    planned: Mapping[str, str]
    actor: Actor | None
    told: Mapping[Wanted, Action] = field(default_factory=dict)

    def wanted(self, each: Attention) -> list[tuple[Wanted, Remedy]]:
        """Return the commands that clear a reason and that the visitor may give, the most natural first."""
        found = ((_wanted(each, remedy), remedy) for remedy in self._remedies(each))
        return [(want, by) for want, by in found if self._may_give(want.scope_code, want.command)]

    def asked_of(self, wanted: Collection[Wanted]) -> Mapping[Wanted, Action]:
        """Return how these stand at the moment that is shown."""
        if not wanted or self.actor is None:
            return {}
        return self.visit.actions.each_of(wanted, self.actor)

    def _may_give(self, code: str, command: type[Command]) -> bool:
        return self.actor is not None and may_be_given(self.visit.core, self.actor, code, command)

    def _remedies(self, each: Attention) -> Sequence[Remedy]:
        """Return what clears a reason; a visit is planned before it is made."""
        if each.reason not in _VISIT_GAP:
            return each.remedies
        if self._is_hidden(each):
            return ()
        if each.scb_code in self.planned:
            return (Remedy(HoldVisit, "visit_id"),)
        return (Remedy(PlanVisit), Remedy(HoldVisit))

    def _is_hidden(self, each: Attention) -> bool:
        """Whether the act depends on a planned visit, of which a visitor who is told a coordinator's may not know."""
        return each.reason in _VISIT_GAP and self.visit.moment.is_past and not self.visit.visibility.reads_protected

    def act(self, each: Attention) -> RowAct | None:
        """Return the act, None where none may be done now."""
        is_past = self.visit.moment.is_past
        if each.reason == "step-idle" and each.step and self._may_give(each.scb_code, LogContact):
            # Whatever is done in the step clears it.
            title = self.visit.cat.text("ui.work.note-done")
            return RowAct(title, "" if is_past else f"{scope_path(Scope.of(each.scb_code))}/{PAGES[each.step]}")
        possible = [(action, by) for action, by in self._asked(each) if self._fits(action, by, each)]
        allowed = [pair for pair in possible if pair[0].verdict == "allowed"]
        chosen = next(iter(allowed or possible), None)
        return self._shown(*chosen, each) if chosen else None

    def waits(self, each: Attention) -> str:
        """Return why there is no act: it is another's to do, or a rule is in its way."""
        asked = self._asked(each)
        if not asked:
            return "" if self._is_hidden(each) else self.visit.cat.text("ui.work.others-do")
        refusal = next((first for action, _ in asked for first in action.refusals), None)
        if refusal is None:
            return ""
        cat, codes = self.visit.cat, self.visit.codes
        return f"{refusal_text(refusal, cat, codes)} {remedy_text(refusal, cat, codes)}"

    def _asked(self, each: Attention) -> list[tuple[Action, Remedy]]:
        return [(self.told[want], by) for want, by in self.wanted(each) if want in self.told]

    def _item(self, each: Attention) -> str:
        return each.item or self.planned.get(each.scb_code, "")

    def _fits(self, action: Action, by: Remedy, each: Attention) -> bool:
        """Whether the form opens, with that which waits to be chosen in it."""
        if action.verdict == "refused":
            return False
        choices = action.choices.get(by.points_by or "")
        return choices is None or self._item(each) in choices

    def _shown(self, action: Action, by: Remedy, each: Attention) -> RowAct:
        chosen = by.chosen(self._item(each))
        title = command_title(action.command.name, self.visit.cat)
        if self.visit.moment.is_past:
            return RowAct(title, "", explained=why_address(each.scb_code, action))
        address = form_address(each.scb_code, action.command, **action.fixed)
        if needs_the_day_alone(action, chosen):
            return RowAct(title, address, chosen, action.version, at_once=True)
        return RowAct(title, form_address(each.scb_code, action.command, **action.fixed, **chosen))


def _wanted(each: Attention, remedy: Remedy) -> Wanted:
    step = each.step if RULES[remedy.command].subject else None
    return Wanted(each.scb_code, remedy.command, step)
