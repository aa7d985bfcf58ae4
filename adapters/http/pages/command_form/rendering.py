"""The form of a command as a page, the reasons why there is none, and the choice between several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from adapters.http.pages.command_form.correction import shown_target
from adapters.http.pages.command_form.errors import FormErrors
from adapters.http.pages.command_form.fields import FieldBuilder, FormField
from adapters.http.pages.command_form.form import Choice, CommandForm, unanswered
from adapters.http.pages.command_form.widgets import DAY
from adapters.http.pages.entries import can_be_corrected, correction_address
from adapters.http.pages.item_names import names_of, subject_of
from adapters.http.pages.links import action_address, form_address
from adapters.http.pages.submission import Form, author_mark, first
from adapters.http.problems import refusal_json
from adapters.http.reading.details import details
from adapters.http.reading.trail import events
from adapters.http.wording import trail_sentence
from adapters.i18n.refusals import rule_title
from adapters.i18n.wording import command_help, command_title, field_help, field_label, problem_detail, problem_title
from domain.aggregates import RULES
from domain.errors import Refusal

# What the button says where to send the form again is to say something more.
_BUTTONS = {"version-conflict": "ui.act.again", "already-saved": "ui.act.as-new"}


def choose(choice: Choice) -> Response:
    """Return the ways to the forms of a command that can be about several things."""
    visit, location = choice.visit, choice.location
    names = names_of(visit, details(visit.reading, location.scope.code))
    code = location.scope.code
    links = [
        (
            subject_of(visit, each, names),
            action_address(code, each) if each.verdict != "refused" else None,
            each.verdict,
            [refusal_json(refusal, visit.lang, visit.codes) for refusal in each.refusals],
        )
        for each in choice.actions
    ]
    title = command_title(choice.command.name, visit.cat)
    return visit.show("command_form/choose.html", title=title, location=location, links=links)


def choose_entry(form: CommandForm) -> Response:
    """Return the entries that may be corrected, each with the way to its form."""
    visit = form.visit
    links = [
        (
            f"{visit.cat.date(row.occurred_on)}: {trail_sentence(row, visit.cat, visit.codes)}",
            correction_address(row, form.command),
            "allowed",
            (),
        )
        for row in events(visit.reading, form.action.choices.get("target_event_id", ()))
        if can_be_corrected(row)
    ]
    title = command_title(form.command.name, visit.cat)
    return visit.show("command_form/choose.html", title=title, location=form.location, links=links)


def why_not(form: CommandForm, status: int = 200, found: Sequence[Refusal] = ()) -> Response:
    """Return why the command may not be given now."""
    visit = form.visit
    refusals = [refusal_json(each, visit.lang, visit.codes) for each in found or form.action.refusals]
    return visit.show("command_form/why_not.html", status, **_headed(form), refusals=refusals)


def show(form: CommandForm, typed: Form, errors: FormErrors | None = None) -> Response:
    """Return the form as it is typed so far, with what was wrong when it was sent."""
    visit, action = form.visit, form.action
    builder = form.fields(typed, errors.fields if errors else {})
    target = shown_target(form.target, builder, form.obstacles) if form.is_correction else None
    fields = [*([] if target else _own(form, builder)), _reason(form, builder)]
    overrides = _overrides(form, builder)
    shown = [*(target.fields if target else ()), *fields, *(each for _, each in overrides)]
    return visit.show(
        "command_form/act.html",
        errors.status if errors else 200,
        **_headed(form),
        address=action_address(form.location.scope.code, action, target_event_id=target and target.event_id),
        fields=fields,
        correction=target,
        overrides=overrides,
        overridden=typed.get("override", ()),
        unanswered=len(unanswered(visit.core, form.location.scope, visit.actor, form.command)),
        saved=errors is None and visit.done is not None,
        others=_others(form, fields),
        is_about_one=any(each.kind == "fixed" for each in fields),
        errors=errors,
        summary=[(each.name, each.label, text) for each in shown for text in each.errors],
        errors_title=problem_title(errors.code, visit.cat) if errors else "",
        errors_detail=problem_detail(errors.code, visit.cat) if errors else "",
        button=visit.cat.text(_BUTTONS.get(errors.code if errors else "", "ui.button.save")),
        author=author_mark(visit.session.csrf, visit.actor),
        key=first(typed, "key") if errors and errors.keeps_key else visit.core.clock.new_id(),
        version=action.version if errors is None or errors.version is None else errors.version,
    )


def _headed(form: CommandForm) -> dict[str, object]:
    name, cat = form.command.name, form.visit.cat
    return {
        "title": command_title(name, cat),
        "help": command_help(name, cat),
        "subject": form.subject,
        "location": form.location,
    }


def _own(form: CommandForm, builder: FieldBuilder) -> list[FormField]:
    made = [builder.make(name, widget, form.command) for name, widget in form.widgets.items()]
    # Where no visit is planned, none is asked for.
    asked = [each for each in made if each.options or each.name != "visit_id"]
    return [*asked, builder.make("occurred_on", DAY, form.command)]


def _others(form: CommandForm, fields: Sequence[FormField]) -> list[tuple[str, str]]:
    """Return the ways to the form about each thing, where what it is about narrows what it offers."""
    code, words = form.location.scope.code, form.visit.words(form.command, form.names)
    return [
        (words.show(each.name, other), form_address(code, form.command, **{each.name: other}))
        for each in fields
        if any(each.name in narrowed for narrowed in form.action.fits.values())
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
            {**refusal_json(each, visit.lang, visit.codes), "title": rule_title(each.rule_id, visit.cat)},
            builder.coded(f"override.{each.rule_id}", "override-reasons", label, required=True),
        )
        for each in form.action.refusals
    ]
