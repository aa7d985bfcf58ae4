"""What is asked for where a field was left out: by its own name, not "the field"."""

from __future__ import annotations

from adapters.http.pages.command_form.form import CommandForm
from adapters.http.pages.command_form.widgets import Kind
from adapters.i18n.catalogue import Catalogue
from adapters.i18n.wording import field_label

_TYPED: frozenset[Kind] = frozenset({"lines", "date", "number", "text", "prose"})


def missing_text(form: CommandForm, name: str) -> str:
    """Return the sentence that asks for the field."""
    cat = form.visit.cat
    if name.startswith("override."):
        return cat.text("ui.form.choose-it", label=_inside(cat.text("ui.override.reason")))
    widget = form.widgets.get(name) or (form.target.widgets.get(name) if form.is_correction else None)
    is_typed = name in {"occurred_on", "corrected_on"} or (widget is not None and widget.kind in _TYPED)
    return asked_for(cat, field_label(name, cat, form.command.name), is_typed=is_typed)


def asked_for(cat: Catalogue, label: str, *, is_typed: bool) -> str:
    """Return the sentence that asks for a field of this label, which is typed or chosen."""
    if label.endswith("?"):
        return cat.text("ui.form.answer-it", label=label)
    return cat.text("ui.form.fill-it-in" if is_typed else "ui.form.choose-it", label=_inside(label))


def _inside(label: str) -> str:
    """Return a label as it stands inside a sentence; an abbreviation keeps its capitals."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]
