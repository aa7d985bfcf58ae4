"""Which fields of a form are relevant: to what other fields say, to what there is, and to what the rules demand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from adapters.http.pages.command_form.fields import FormField
from adapters.http.pages.visit import Visit
from adapters.i18n.wording import field_label
from adapters.i18n.words import Words
from domain.messages import Command
from domain.situation_picture.commands import RecordFinding

# By field: of which field, and to which answer of it.
Applies = Mapping[str, tuple[str, str]]

_MILIEU = ("kind", "milieu_presence")
_APPLIES: Mapping[type[Command], Applies] = {
    RecordFinding: {"milieu": _MILIEU, "lone_actor_aspect": _MILIEU},  # R13
}
# What points at something is asked for where there is something to point at.
_OF_WHAT_THERE_IS = frozenset({"visit_id", "addresses_findings"})
# What is needed only where a rule demands it.
_ON_DEMAND = frozenset({"justification_code"})  # R3


def applies(command: type[Command]) -> Applies:
    """Return which of a command's fields apply to which answer alone."""
    return _APPLIES.get(command, {})


def is_relevant(field: FormField) -> bool:
    """Whether a field of a form is asked for as things stand; what was typed or is wrong is shown all the same."""
    if field.values or field.errors:
        return True
    if field.name in _OF_WHAT_THERE_IS:
        return bool(field.options)
    return field.required or field.name not in _ON_DEMAND


def applied(field: FormField, name: str, command: type[Command], visit: Visit, words: Words) -> FormField:
    """Return a field with what it applies to, which its hint says, too: without script it is always there."""
    found = applies(command).get(name)
    if found is None:
        return field
    by, value = found
    label = field_label(by, visit.cat, command.name)
    hint = visit.cat.text("ui.form.applies", label=label, value=words.show(by, value))
    prefix = field.name.removesuffix(name)
    return replace(field, applies=(prefix + by, value), help=f"{hint} {field.help}".rstrip())
