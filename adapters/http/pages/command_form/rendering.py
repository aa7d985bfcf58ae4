"""The form of a command as a page, or the reasons why there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from starlette.responses import Response

from adapters.http.pages.command_form.applying import applied, is_relevant
from adapters.http.pages.command_form.asked_again import is_asked_again
from adapters.http.pages.command_form.choosing import about, called
from adapters.http.pages.command_form.correction import ShownTarget, shown_target
from adapters.http.pages.command_form.errors import FormErrors, shown_for, told
from adapters.http.pages.command_form.fields import FieldBuilder, FormField
from adapters.http.pages.command_form.form import CommandForm, unanswered
from adapters.http.pages.command_form.widgets import DAY
from adapters.http.pages.item_names import names_of, subject_of
from adapters.http.pages.links import action_address, back_address, why_address
from adapters.http.pages.submission import Form, first
from adapters.http.pages.visit import Visit
from adapters.http.problems import refusal_json
from adapters.http.reading.details import details
from adapters.http.scopes import Location
from adapters.i18n.refusals import rule_title
from adapters.i18n.wording import command_help, command_title, field_help, field_label
from domain.aggregates import RULES
from domain.errors import Refusal
from domain.messages import Command
from domain.training.commands import HoldSession

# What the button says where to send the form again is to say something more.
_BUTTONS = {"version-conflict": "ui.act.again", "already-saved": "ui.act.as-new"}


def why_not(form: CommandForm, status: int = 200, found: Sequence[Refusal] = ()) -> Response:
    """Return why the command may not be given now."""
    visit = form.visit
    refusals = [refusal_json(each, visit.cat, visit.codes) for each in found or form.action.refusals]
    explained = why_address(form.location.scope.code, form.action) if visit.visibility.reads_work else None
    return visit.show("command_form/why_not.html", status, **headed(form), refusals=refusals, explained=explained)


def as_it_was(visit: Visit, location: Location, command: type[Command]) -> Response:
    """Return whether the command might be given at a moment of the past, by the rules of then; it cannot be now."""
    names = names_of(visit, details(visit.reading, location.scope.code))
    offered = visit.actions.offered(location.scope, visit.actor, [command])
    query = visit.request.query_params
    asked = [each for each in offered if all(query.get(key) == value for key, value in each.fixed.items())]
    return visit.show_view(
        "command_form/then.html",
        title=command_title(command.name, visit.cat),
        help=command_help(command.name, visit.cat),
        location=location,
        verdicts=[
            (
                subject_of(visit, each, names),
                each.verdict,
                [refusal_json(refusal, visit.cat, visit.codes) for refusal in each.refusals],
            )
            for each in asked or offered
        ],
    )


def show(form: CommandForm, typed: Form, errors: FormErrors | None = None, *, again: bool = False) -> Response:
    """Return the form as it is typed so far, with what was wrong when it was sent.

    ``again``: it is the same form as before, and whatever has changed since is told when it is sent.
    """
    visit = form.visit
    builder = form.fields(typed, errors.fields if errors else {})
    target = shown_target(form.target, builder, form.obstacles) if form.is_correction else None
    fields = [*([] if target else _own(form, builder)), _reason(form, builder)]
    overrides = _overrides(form, builder)
    shown = [*(target.fields if target else ()), *fields, *(each for _, each in overrides)]
    return visit.show(
        "command_form/act.html",
        errors.status if errors else 200,
        **headed(form),
        address=address_of_form(form, target),
        typed_form="act",
        late_before=_late_before(form),
        is_asked_again=is_asked_again(form.command),
        fields=fields,
        correction=target,
        overrides=overrides,
        overridden=typed.get("override", ()),
        unanswered=len(unanswered(visit.core, form.location.scope, visit.actor, form.command)),
        saved=errors is None and visit.done is not None,
        others=_others(form, fields),
        another=visit.cat.text("ui.form.another-session" if form.command is HoldSession else "ui.form.another"),
        is_about_one=any(each.kind == "fixed" for each in fields),
        **told(errors, visit.cat, shown),
        button=visit.cat.text(_BUTTONS.get(errors.code if errors else "", _button(form))),
        key=first(typed, "key") if again or (errors and errors.keeps_key) else visit.core.clock.new_id(),
        version=shown_for(form.action.version, typed, errors),
    )


def address_of_form(form: CommandForm, target: ShownTarget | None = None) -> str:
    """Return where the form is sent."""
    return action_address(
        form.location.scope.code,
        form.action,
        target_event_id=target and target.event_id,
        back=form.visit.request.query_params.get("back"),
    )


def shown_fields(form: CommandForm, builder: FieldBuilder) -> list[FormField]:
    """Return the form's fields in order: its own, the reason, and why rules are overridden."""
    return [*_own(form, builder), _reason(form, builder), *(each for _, each in _overrides(form, builder))]


def _button(form: CommandForm) -> str:
    return "ui.button.check" if is_asked_again(form.command) else "ui.button.save"


def _late_before(form: CommandForm) -> date:
    """Return the day before which an entry needs a reason for being late."""
    days = form.visit.core.reference.definition().thresholds.backdating_days
    return form.visit.today - timedelta(days=days)


def headed(form: CommandForm) -> dict[str, object]:
    """Return what stands at the head of each page of a form."""
    name, cat = form.command.name, form.visit.cat
    return {
        "title": command_title(name, cat),
        "help": command_help(name, cat),
        "subject": form.subject,
        "location": form.location,
        "leads_back": back_address(form.visit.request, form.location.page),
    }


def _own(form: CommandForm, builder: FieldBuilder) -> list[FormField]:
    words = form.visit.words(form.command, form.names)
    made = {name: builder.make(name, widget, form.command) for name, widget in form.widgets.items()}
    asked = (applied(each, name, form.command, form.visit, words) for name, each in made.items() if is_relevant(each))
    return [*asked, builder.make("occurred_on", DAY, form.command)]


def _others(form: CommandForm, fields: Sequence[FormField]) -> list[tuple[str, str]]:
    """Return the ways to the form about each thing, where what it is about narrows what it offers."""
    return [
        (called(form, each.name, other), about(form, each.name, other))
        for each in fields
        if each.kind == "fixed" or any(each.name in narrowed for narrowed in form.action.fits.values())
        for other in form.action.choices.get(each.name, ())
        if other != each.value
    ]


def _reason(form: CommandForm, builder: FieldBuilder) -> FormField:
    label, told = field_label("reason", form.visit.cat), field_help("reason", form.visit.cat)
    return builder.coded("reason", form.action.reasons, label, told, required=bool(RULES[form.command].reason))


def _overrides(form: CommandForm, builder: FieldBuilder) -> list[tuple[Mapping[str, Any], FormField]]:
    """Return the refusals that may be overridden, each with the choice of a reason."""
    visit, label = form.visit, form.visit.cat.text("ui.override.reason")
    if form.action.verdict != "overridable":
        return []
    return [
        (
            {**refusal_json(each, visit.cat, visit.codes), "title": rule_title(each.rule_id, visit.cat)},
            builder.coded(f"override.{each.rule_id}", "override-reasons", label, required=True),
        )
        for each in form.action.refusals
    ]
