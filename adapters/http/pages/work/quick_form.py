"""The quick log as a form: what is asked, what was typed, and what was wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from adapters.http.pages.command_form.errors import FormErrors
from adapters.http.pages.command_form.fields import FieldBuilder, FormField
from adapters.http.pages.command_form.widgets import widgets_of
from adapters.http.pages.submission import Form, first
from adapters.http.pages.visit import Visit
from adapters.http.pages.work.quick_log import COMMANDS, FIELDS, What, asked_what
from adapters.i18n.wording import field_help, field_label, problem_detail, problem_title
from domain.messages import Command
from projections.municipality.detail import Details


@dataclass(frozen=True)
class Part:
    """What is asked of one of the things that can be logged; ``chosen``: whether it is that which is logged."""

    what: What
    label: str
    chosen: bool
    fields: tuple[FormField, ...]


@dataclass(frozen=True)
class QuickLog:
    """The form as the template shows it; ``what``: what its choice is called, ``told``: title and detail of an error.

    ``place``: the own municipality of those who have one.
    """

    municipality: FormField
    what: str
    parts: tuple[Part, ...]
    day: FormField
    reason: FormField | None
    what_errors: tuple[str, ...]
    place: str
    address: str
    key: UUID | str
    errors: FormErrors | None = None
    told: tuple[str, str] = ("", "")

    @property
    def whats(self) -> list[tuple[str, str]]:
        """What can be logged, with what each is called."""
        return [(each.what, each.label) for each in self.parts]

    @property
    def chosen(self) -> str:
        """Which of them is logged, empty for none."""
        return next((each.what for each in self.parts if each.chosen), "")

    @property
    def summary(self) -> list[tuple[str, str, str]]:
        """What was wrong: the field, its label and the sentence."""
        shown = [self.municipality, *(each for part in self.parts for each in part.fields), self.day]
        found = [
            (each.name, each.label, text) for each in (*shown, *filter(None, [self.reason])) for text in each.errors
        ]
        return [*found[:1], *(("what", self.what, text) for text in self.what_errors), *found[1:]]


@dataclass(frozen=True)
class Asking:
    """Makes the form; ``places``: the municipalities that may be chosen."""

    visit: Visit
    places: Sequence[tuple[str, str]]
    typed: Form = field(default_factory=dict)
    errors: FormErrors | None = None

    def shown(self, address: str) -> QuickLog | None:
        """Return the form, None for those who log nothing."""
        whats = [each for each, command in COMMANDS.items() if self._may(command)]
        return self.form(whats, address) if whats and self.places else None

    def form(self, whats: Sequence[What], address: str) -> QuickLog:
        """Return the form of these things to log."""
        visit, errors = self.visit, self.errors
        own = self.places[0][1] if visit.actor.municipality else ""
        return QuickLog(
            self._municipality(),
            visit.cat.text("ui.work.what"),
            tuple(self._part(each) for each in whats),
            self._day(),
            self._reason(),
            tuple(errors.fields.get("what", ())) if errors else (),
            own,
            address,
            first(self.typed, "key") if errors and errors.keeps_key else visit.core.clock.new_id(),
            errors,
            (problem_title(errors.code, visit.cat), problem_detail(errors.code, visit.cat)) if errors else ("", ""),
        )

    def _may(self, command: type[Command]) -> bool:
        return any(self.visit.may_give(code, command) for code, _ in self.places)

    def _errors(self, name: str) -> tuple[str, ...]:
        return tuple(self.errors.fields.get(name, ())) if self.errors else ()

    def _municipality(self) -> FormField:
        label, chosen = self.visit.cat.text("field.municipality"), self.typed.get("municipality", ())
        if self.visit.actor.municipality:
            chosen = (self.places[0][0],)
        return FormField(
            "municipality",
            "one",
            label,
            "",
            required=True,
            options=tuple(self.places),
            values=tuple(chosen),
            errors=self._errors("municipality"),
        )

    def _part(self, what: What) -> Part:
        command, visit = COMMANDS[what], self.visit
        errors = self.errors.fields if self.errors else {}
        builder = FieldBuilder(visit, visit.words(command), Details(), {}, self.typed, errors, command.name)
        widgets = widgets_of(command)
        made = tuple(builder.make(name, widgets[name], command) for name in FIELDS[what])
        return Part(what, visit.cat.text(f"ui.work.what.{what}"), asked_what(self.typed) == what, made)

    def _day(self) -> FormField:
        values = tuple(self.typed.get("occurred_on", ())) or (self.visit.today.isoformat(),)
        label = field_label("occurred_on", self.visit.cat)
        return FormField(
            "occurred_on", "date", label, "", required=True, values=values, errors=self._errors("occurred_on")
        )

    def _reason(self) -> FormField | None:
        """Return the choice of a reason, once a rule has asked for one."""
        if not self._errors("reason") and not any(self.typed.get("reason", ())):
            return None
        visit, given = self.visit, {"reason": self._errors("reason")}
        builder = FieldBuilder(visit, visit.words(), Details(), {}, self.typed, given)
        label, told = field_label("reason", visit.cat), field_help("reason", visit.cat)
        return builder.coded("reason", "entry-reasons", label, told, required=True)
