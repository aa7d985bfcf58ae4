"""The quick log: a contact, a visit or a need of any municipality, by the commands and the guards of all forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from pydantic import ValidationError

from adapters.http.command_request import ActBody, act_of, body_of
from adapters.http.pages.command_form.errors import INPUT_ERRORS, FormErrors, errors_of
from adapters.http.pages.command_form.form import CommandForm
from adapters.http.pages.command_form.values import common_values, own_values, sent_key
from adapters.http.pages.planned_visit import PlannedVisits, carried_out
from adapters.http.pages.submission import Form, first
from adapters.http.pages.visit import Visit
from adapters.http.scopes import Location
from adapters.i18n.wording import field_label
from domain.aggregates import RULES
from domain.messages import Command
from domain.people import Actor
from domain.scope import Scope
from domain.standing import OpenItem
from domain.support.commands import HoldVisit, LogContact, NoteNeed
from domain.values import Channel
from workflows.actions.action import Action
from workflows.handling.answer import Done

What = Literal["contact", "visit", "need"]
COMMANDS: Mapping[What, type[Command]] = {"contact": LogContact, "visit": HoldVisit, "need": NoteNeed}
FIELDS: Mapping[What, tuple[str, ...]] = {
    "contact": ("direction",),
    "visit": ("functions_met", "needs"),
    "need": ("need_code",),
}


class LeftOut(Exception):
    """It is not said where or what; ``more``: what else is wrong."""

    def __init__(self, names: Sequence[str], more: ValidationError | None) -> None:
        super().__init__(*names)
        self.names = tuple(names)
        self.more = more


ERRORS = (*INPUT_ERRORS, LeftOut)


def may_log(actor: Actor) -> bool:
    """Whether a person logs anything at all."""
    return any(actor.role in RULES[each].roles for each in COMMANDS.values())


def asked_what(form: Form) -> What | None:
    """Return what is to be logged, None where that is not said."""
    return next((each for each in get_args(What) if each == first(form, "what")), None)


def asked_where(form: Form, places: Mapping[str, str]) -> str | None:
    """Return the municipality that is chosen, None for none of those that may be."""
    code = first(form, "municipality")
    return code if code in places else None


def log(visit: Visit, places: Mapping[str, str], form: Form, items: Sequence[OpenItem]) -> Done:
    """Carry out what the form asks for, once however often it is sent. Raises one of the ERRORS."""
    code, what = asked_where(form, places), asked_what(form)
    wrong: ValidationError | None = None
    body: ActBody | None = None
    if what:
        try:
            body = _body(what, form)
        except ValidationError as error:
            wrong = error
    if code is None or what is None:
        raise LeftOut([name for name, each in (("municipality", code), ("what", what)) if each is None], wrong)
    if body is None:
        raise wrong or ValueError(what)
    key = sent_key(form) or str(visit.core.clock.new_id())
    if COMMANDS[what] is HoldVisit:
        body = PlannedVisits(items).made(code, body, visit.today)
    act = act_of(COMMANDS[what], body, Scope.of(code), visit.actor, key, Channel.UI, None)
    return carried_out(visit, visit.core, act)


def _body(what: What, form: Form) -> ActBody:
    """Return what is asked, of the fields that belong to it. Raises ValidationError."""
    command = COMMANDS[what]
    asked = {name: form.get(name, ()) for name in (*FIELDS[what], "occurred_on", "reason")}
    values = own_values(command, asked) | common_values(asked)
    return body_of(command).model_validate({name: each for name, each in values.items() if each is not None})


def errors(visit: Visit, places: Mapping[str, str], form: Form, error: Exception) -> FormErrors:
    """Return what was wrong with the form, beside its fields."""
    code, what = asked_where(form, places), asked_what(form)
    location = Location(Scope.of(code or visit.core.county), places.get(code or "", ""))
    asked = CommandForm(visit, location, Action(COMMANDS[what or "contact"], "allowed", "", 0))
    if not isinstance(error, LeftOut):
        return errors_of(asked, form, error)
    found = errors_of(asked, form, error.more) if error.more else FormErrors(422, "validation")
    for name in error.names:
        label = field_label("municipality", visit.cat).lower() if name == "municipality" else None
        text = visit.cat.text("ui.form.choose-it", label=label) if label else visit.cat.text("ui.work.choose-what")
        found.add(name, text, error.names)
    return found
