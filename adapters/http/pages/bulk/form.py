"""The form of one act for several municipalities: its fields once, and what stands in the way where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pydantic import ValidationError

from adapters.http.command_request import ActBody, body_of
from adapters.http.pages.bulk.choice import Choice
from adapters.http.pages.command_form.fields import FieldBuilder, FormField
from adapters.http.pages.command_form.missing import asked_for
from adapters.http.pages.command_form.values import common_values, own_values
from adapters.http.pages.command_form.widgets import DAY, Widget, widgets_of
from adapters.http.pages.links import form_address
from adapters.http.pages.submission import Form
from adapters.http.pages.visit import Visit
from adapters.http.problems import refusal_json
from adapters.i18n.wording import command_title, field_help, field_label, validation_text
from domain.aggregates import RULES
from domain.messages import Command
from projections.municipality.detail import Details
from workflows.actions.action import Action
from workflows.actions.actions import Wanted

_TYPED = {"date", "text", "number", "prose", "lines"}


@dataclass(frozen=True)
class Obstacle:
    """A municipality where the act is not possible for all alike, why, and where it is possible by itself."""

    name: str
    refusals: Sequence[Mapping[str, object]]
    form: str


@dataclass(frozen=True)
class ActForm:
    """One act for the chosen municipalities, with what was typed into its fields and what was wrong with them."""

    visit: Visit
    chosen: Choice
    command: type[Command]
    typed: Form
    errors: dict[str, list[str]] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What the act is called, with the step that it is about."""
        title = command_title(self.command.name, self.visit.cat)
        step = self.chosen.step if self.chosen.fixed else None
        return f"{title} \N{EN DASH} {self.visit.words().show('step', step.value)}" if step else title

    @property
    def widgets(self) -> dict[str, Widget]:
        """The fields that are asked for, once."""
        return {name: each for name, each in widgets_of(self.command).items() if name not in self.chosen.fixed}

    @cached_property
    def actions(self) -> Mapping[str, Action]:
        """The act as it stands in each municipality."""
        step = self.chosen.step if self.chosen.fixed else None
        wanted = {code: Wanted(code, self.command, step) for code in self.chosen.codes}
        told = self.visit.core.actions.each_of(wanted.values(), self.visit.actor)
        return {code: told[want] for code, want in wanted.items() if want in told}

    @property
    def versions(self) -> dict[str, int]:
        """The versions of the streams that the act is for, where it is possible."""
        return {code: each.version for code, each in self.actions.items() if each.verdict == "allowed"}

    def obstacles(self) -> list[Obstacle]:
        """Return the municipalities where the act cannot be carried out for all alike."""
        found = [(place, self.actions.get(place.scb_code)) for place in self.chosen.places]
        return [self._obstacle(place.name, each) for place, each in found if each and each.verdict != "allowed"]

    def _obstacle(self, name: str, action: Action) -> Obstacle:
        told = [refusal_json(each, self.visit.cat, self.visit.codes) for each in action.refusals]
        code = action.stream.split("/")[1]
        form = form_address(code, self.command, **action.fixed) if action.verdict == "overridable" else ""
        return Obstacle(name, told, form)

    def fields(self) -> list[FormField]:
        """Return the fields, the day and the reason."""
        builder, cat = self.builder, self.visit.cat
        own = [builder.make(name, widget, self.command) for name, widget in self.widgets.items()]
        asked = [each for each in own if each.options or each.name != "visit_id"]
        day = builder.make("occurred_on", DAY, self.command)
        rules = RULES[self.command]
        label, told = field_label("reason", cat), field_help("reason", cat)
        reason = builder.coded("reason", rules.reason or "entry-reasons", label, told, required=bool(rules.reason))
        return [*asked, day, reason]

    @property
    def builder(self) -> FieldBuilder:
        """What makes the fields."""
        demanded = {name for each in self.actions.values() for name in each.demanded}
        words = self.visit.words(self.command)
        return FieldBuilder(
            self.visit, words, Details(), {}, self.typed, self.errors, self.command.name, demanded=demanded
        )

    def body(self) -> ActBody | None:
        """Return what the form asks for; None where its fields do not say that, which is told beside them."""
        values = {**own_values(self.command, self.typed), **self.chosen.fixed, **common_values(self.typed)}
        given = {name: each for name, each in values.items() if each is not None}
        try:
            return body_of(self.command).model_validate(given)
        except ValidationError as error:
            for each in error.errors():
                name = str(each["loc"][0]) if each["loc"] else ""
                self.errors.setdefault(name, []).append(self._wrong(name, each["type"], each.get("ctx")))
            return None

    def _wrong(self, name: str, kind: str, context: Mapping[str, object] | None) -> str:
        cat = self.visit.cat
        if kind != "missing":
            return validation_text(kind, cat, context)
        widget = self.widgets.get(name)
        is_typed = name == "occurred_on" or (widget is not None and widget.kind in _TYPED)
        return asked_for(cat, field_label(name, cat, self.command.name), is_typed=is_typed)


def initially(visit: Visit, chosen: Choice, command: type[Command]) -> Form:
    """Return what the form holds at first: the day, and what the address chooses of what may be chosen."""
    query = visit.request.query_params
    builder = ActForm(visit, chosen, command, {}).builder
    given = {
        name: builder.chosen(name, widget, command, query.getlist(name))
        for name, widget in widgets_of(command).items()
        if name in query
    }
    return {"occurred_on": (visit.today.isoformat(),), **{name: each for name, each in given.items() if each}}
