"""The form of a command as a page, the reasons why there is none, and the choice between several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from starlette.responses import Response

from adapters.http.pages.command_form.applying import applied, is_relevant
from adapters.http.pages.command_form.asked_again import is_asked_again
from adapters.http.pages.command_form.correction import ShownTarget, shown_target
from adapters.http.pages.command_form.errors import FormErrors, shown_for
from adapters.http.pages.command_form.fields import FieldBuilder, FormField
from adapters.http.pages.command_form.form import Choice, CommandForm, unanswered
from adapters.http.pages.command_form.sessions import with_groups
from adapters.http.pages.command_form.widgets import DAY
from adapters.http.pages.entries import can_be_corrected, correction_address
from adapters.http.pages.item_names import names_of, subject_of
from adapters.http.pages.links import action_address, back_address, form_address, why_address
from adapters.http.pages.submission import Form, first
from adapters.http.pages.visit import Visit
from adapters.http.problems import refusal_json
from adapters.http.reading.details import details
from adapters.http.reading.trail import events
from adapters.http.scopes import Location
from adapters.http.wording import trail_sentence
from adapters.i18n.catalogue import Catalogue
from adapters.i18n.refusals import rule_title
from adapters.i18n.wording import command_help, command_title, field_help, field_label, problem_detail, problem_title
from domain.aggregates import RULES
from domain.errors import Refusal
from domain.messages import Command
from domain.training.commands import HoldSession

# What a form may be about: what it is called, where its form is if there is one, its verdict and what refuses it.
_Way = tuple[str, str | None, str, Sequence[Mapping[str, Any]]]
# So many entries are offered to be corrected; earlier ones are found in the timeline.
MOST_ENTRIES = 50
# What the button says where to send the form again is to say something more.
_BUTTONS = {"version-conflict": "ui.act.again", "already-saved": "ui.act.as-new"}


def choose(choice: Choice, errors: FormErrors | None = None) -> Response:
    """Return the ways to the forms of a command that can be about several things, and what was wrong with one sent."""
    visit, location = choice.visit, choice.location
    code, back = location.scope.code, visit.request.query_params.get("back")
    links = [
        (
            subject_of(visit, each, choice.names),
            action_address(code, each, back=back) if each.verdict != "refused" else None,
            each.verdict,
            [refusal_json(refusal, visit.cat, visit.codes) for refusal in each.refusals],
        )
        for each in choice.actions
    ]
    return _choices(visit, location, choice.command, links, errors)


def choose_entry(form: CommandForm) -> Response:
    """Return the latest entries that may be corrected, each with the way to its form."""
    visit, found = form.visit, form.action.choices.get("target_event_id", ())
    links = [
        (
            f"{visit.cat.date(row.occurred_on)}: {trail_sentence(row, visit.cat, visit.codes)}",
            correction_address(row, form.command),
            "allowed",
            (),
        )
        for row in events(visit.reading, found[-MOST_ENTRIES:])
        if can_be_corrected(row)
    ]
    latest = MOST_ENTRIES if len(found) > MOST_ENTRIES else None
    return _choices(visit, form.location, form.command, links, latest=latest)


def choose_session(form: CommandForm) -> Response:
    """Return the sessions that may be held, each with the way to its form."""
    visit, refs = form.visit, form.action.choices["session_id"]
    links = [(_called(form, "session_id", ref), _about(form, "session_id", ref), "allowed", ()) for ref in refs]
    return _choices(visit, form.location, form.command, links)


def _choices(
    visit: Visit,
    location: Location,
    command: type[Command],
    links: Sequence[_Way],
    errors: FormErrors | None = None,
    *,
    latest: int | None = None,
) -> Response:
    """Return what may be chosen; ``latest``: how many of the entries it is, where it is not all."""
    status, title = errors.status if errors else 200, command_title(command.name, visit.cat)
    told = _told(errors, visit.cat)
    return visit.show(
        "command_form/choose.html", status, title=title, location=location, links=links, latest=latest, **told
    )


def _called(form: CommandForm, name: str, value: str) -> str:
    shown = form.visit.words(form.command, form.names).show(name, value)
    return with_groups(form.visit, form.details, value, shown) if form.command is HoldSession else shown


def _about(form: CommandForm, name: str, value: str) -> str:
    """Return where the form is about one thing; it leads back to where this one would."""
    back = form.visit.request.query_params.get("back")
    return form_address(form.location.scope.code, form.command, **{name: value}, back=back)


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
        **_told(errors, visit.cat, shown),
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


def _told(errors: FormErrors | None, cat: Catalogue, fields: Sequence[FormField] = ()) -> dict[str, object]:
    """Return what was wrong with a form, as its page says it."""
    if errors is None:
        return {"errors": None}
    return {
        "errors": errors,
        "told": (problem_title(errors.code, cat), problem_detail(errors.code, cat)),
        "summary": [(each.name, each.label, text) for each in fields for text in each.errors],
    }


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
        (_called(form, each.name, other), _about(form, each.name, other))
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
