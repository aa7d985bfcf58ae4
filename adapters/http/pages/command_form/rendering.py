"""The form of a command as a page, the reasons why there is none, and the choice between several."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from adapters.http.command_request import KEY
from adapters.http.pages.command_form import correction
from adapters.http.pages.command_form.errors import FormErrors
from adapters.http.pages.command_form.fields import FieldBuilder, FormField
from adapters.http.pages.command_form.form import Choice, CommandForm, act_address, subject_of
from adapters.http.pages.command_form.widgets import DAY
from adapters.http.pages.item_names import names_of
from adapters.http.pages.submission import Form, first
from adapters.http.pages.visit import Visit
from adapters.http.problems import refusal_json
from adapters.i18n.wording import (
    command_help,
    command_title,
    field_help,
    field_label,
    problem_detail,
    problem_title,
    rule_title,
)
from domain.aggregates import RULES


def choose(choice: Choice) -> Response:
    """Return the ways to the forms of a command that can be about several things."""
    visit, location = choice.visit, choice.location
    names = names_of(visit, visit.core.reading.details(location.scope.code, visit.actor))
    links = [(subject_of(visit, each, names), act_address(location, each), each.verdict) for each in choice.actions]
    return visit.show(
        "command_form/choose.html", title=command_title(choice.command.name, visit.cat), location=location, links=links
    )


def why_not(desk: CommandForm, status: int = 200) -> Response:
    """Return why the command may not be given now."""
    visit = desk.visit
    refusals = [refusal_json(each, visit.lang, visit.codes) for each in desk.action.refusals]
    return visit.show("command_form/why_not.html", status, **_headed(desk), refusals=refusals)


def show(desk: CommandForm, typed: Form, fault: FormErrors | None = None) -> Response:
    """Return the form as it is typed so far, with what was wrong when it was sent."""
    visit, action = desk.visit, desk.action
    filling = desk.filling(typed, fault.fields if fault else {})
    corrected = correction.entry(desk.target, filling) if desk.is_correction else None
    fields = [*([] if corrected else _own(desk, filling)), _reason(desk, filling)]
    overrides = _overrides(desk, filling)
    shown = [*(corrected.fields if corrected else ()), *fields, *(each for _, each in overrides)]
    return visit.show(
        "command_form/act.html",
        fault.status if fault else 200,
        **_headed(desk),
        address=act_address(desk.location, action, target_event_id=corrected and corrected.event_id),
        fields=fields,
        correction=corrected,
        overrides=overrides,
        overridden=typed.get("override", ()),
        unanswered=len(desk.unanswered()),
        saved=fault is None and visit.done is not None,
        fault=fault,
        summary=[(each.name, each.label, text) for each in shown for text in each.errors],
        fault_title=problem_title(fault.code, visit.cat) if fault else "",
        fault_detail=problem_detail(fault.code, visit.cat) if fault else "",
        key=key_of(visit, typed if fault and fault.keeps_key else {}),
        version=action.version if fault is None or fault.version is None else fault.version,
    )


def key_of(visit: Visit, form: Form) -> str:
    """Return the key under which the form is sent, once however often; a new one where it has none."""
    given = first(form, "key")
    return given if KEY.fullmatch(given) else str(visit.core.clock.new_id())


def _headed(desk: CommandForm) -> dict[str, object]:
    name, cat = desk.command.name, desk.visit.cat
    return {
        "title": command_title(name, cat),
        "help": command_help(name, cat),
        "subject": desk.subject,
        "location": desk.location,
    }


def _own(desk: CommandForm, filling: FieldBuilder) -> list[FormField]:
    made = [filling.make(name, shape, desk.command) for name, shape in desk.widgets.items()]
    # Where no visit is planned, none is asked for.
    asked = [each for each in made if each.options or each.name != "visit_id"]
    return [*asked, filling.make("occurred_on", DAY, desk.command)]


def _reason(desk: CommandForm, filling: FieldBuilder) -> FormField:
    label, told = field_label("reason", desk.visit.cat), field_help("reason", desk.visit.cat)
    return filling.coded("reason", desk.action.reasons, label, told, required=bool(RULES[desk.command].reason))


def _overrides(desk: CommandForm, filling: FieldBuilder) -> list[tuple[Mapping[str, Any], FormField]]:
    """Return the refusals that may be overridden, each with the choice of a reason."""
    visit, label = desk.visit, desk.visit.cat.text("ui.override.reason")
    if desk.action.verdict != "overridable":
        return []
    return [
        (
            {**refusal_json(each, visit.lang, visit.codes), "title": rule_title(each.rule_id, visit.cat)},
            filling.coded(f"override.{each.rule_id}", "override-reasons", label, required=True),
        )
        for each in desk.action.refusals
    ]
