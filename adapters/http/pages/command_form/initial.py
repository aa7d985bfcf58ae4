"""What a form holds at first: as much as its person would choose anyhow, and nothing that a clock rests on."""

from __future__ import annotations

import re

from adapters.http.pages.command_form.fields import FieldBuilder
from adapters.http.pages.command_form.form import CommandForm
from adapters.http.pages.command_form.values import typed_of
from adapters.http.pages.command_form.widgets import Widget, chosen_fields
from adapters.http.pages.submission import Form
from domain.aggregates import RULES
from domain.situation_picture.commands import CommissionPicture

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SINGLE = {"one", "number", "text"}


def initial(form: CommandForm) -> Form:
    """Return what a form holds at first: defaults, the only one of a choice, what the address chooses, and the day."""
    fields = form.fields({}, {})
    offered = {name: fields.options(name, each, form.command) for name, each in form.widgets.items()}
    given = {**_defaults(form, offered), **_only_ones(form, offered), **_chosen(form, fields)}
    if form.command is CommissionPicture:
        given["question_set_version"] = form.action.choices.get("question_set_version", ())[:1]
    given["occurred_on"] = (form.visit.today.isoformat(),)
    return {name: values for name, values in given.items() if values}


def _defaults(form: CommandForm, offered: Form) -> Form:
    """Return the command's defaults: none that nobody may choose now, and none that must be chosen."""
    info = form.command.model_fields
    defaults = {
        name: typed_of(info[name].get_default())
        for name in form.widgets
        if not info[name].is_required() and name not in chosen_fields(form.command)
    }
    return {name: each for name, each in defaults.items() if not offered[name] or set(each) <= set(offered[name])}


def _only_ones(form: CommandForm, offered: Form) -> Form:
    """Return what alone can be chosen in fields that must be filled in, as long as something else must be, too."""
    asked = [name for name, each in form.widgets.items() if not each.optional or name in form.action.demanded]
    if len(asked) + bool(RULES[form.command].reason) <= 1:
        return {}
    left = [name for name in asked if form.widgets[name].kind in _SINGLE and name not in chosen_fields(form.command)]
    return {name: offered[name] for name in left if len(offered[name]) == 1}


def _chosen(form: CommandForm, fields: FieldBuilder) -> Form:
    """Return what the address names of what may be chosen now; anything else in it is left aside."""
    query = form.visit.request.query_params
    return {
        name: chosen[:1] if widget.kind == "one" else chosen
        for name, widget in form.widgets.items()
        if name in query and (chosen := _asked(name, widget, form, fields))
    }


def _asked(name: str, widget: Widget, form: CommandForm, fields: FieldBuilder) -> tuple[str, ...]:
    given = form.visit.request.query_params.getlist(name)
    if widget.kind == "lines":  # nothing is offered: what is written there is looked at when it is sent
        return tuple(each for each in given if _ID.fullmatch(each))
    return fields.chosen(name, widget, form.command, given)
