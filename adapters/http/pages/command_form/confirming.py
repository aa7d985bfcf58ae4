"""Checking one's answers before an act that changes much: what was typed in words, and nothing saved yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from starlette.responses import Response

from adapters.http.pages.command_form.fields import FormField
from adapters.http.pages.command_form.form import CommandForm
from adapters.http.pages.command_form.rendering import address_of_form, headed, shown_fields
from adapters.http.pages.submission import Form
from adapters.http.services import Services
from adapters.i18n.catalogue import Catalogue
from domain.periods import is_iso_day
from workflows.handling.act import Act

# Buttons of the page, beside what it carries.
CONFIRMED, CHANGE = "confirmed", "change"


@dataclass(frozen=True)
class Answer:
    """A field as its author gave it, in words."""

    name: str
    label: str
    text: str


def is_accepted(core: Services, act: Act, failures: tuple[type[Exception], ...]) -> bool:
    """Whether an act would be carried out now; nothing is stored by asking."""
    try:
        core.trial().handle(act)
    except failures:
        return False
    return True


def confirm(form: CommandForm, typed: Form) -> Response:
    """Return the page that shows what was typed, with a way to change each answer."""
    return form.visit.show(
        "command_form/confirm.html",
        **headed(form),
        address=address_of_form(form),
        answers=list(_answers(form, typed)),
        typed_form="act",
        sent={name: values for name, values in typed.items() if name not in {CONFIRMED, CHANGE, "next"}},
    )


def _answers(form: CommandForm, typed: Form) -> Iterator[Answer]:
    cat = form.visit.cat
    for each in shown_fields(form, form.fields(typed, {})):
        if each.values or each.chosen or each.required:
            yield Answer(each.name, each.label, _text(each, cat) or cat.text("ui.empty.value"))


def _text(field: FormField, cat: Catalogue) -> str:
    if field.kind == "truth":
        return cat.text("value.bool.true")
    labels, bands = dict(field.options), dict(field.bands)
    if field.kind == "bands":
        return cat.listed(
            f"{labels.get(group, group)}: {bands.get(band, band)}" for group, band in field.chosen.items()
        )
    values = (
        cat.date(date.fromisoformat(each)) if is_iso_day(each) else labels.get(each, each) for each in field.values
    )
    return cat.listed(values)
