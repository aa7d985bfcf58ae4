"""The fields of a form: what each is called, what may be chosen, what was typed and what was wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel

from adapters.http.pages.command_form.sessions import groups_of
from adapters.http.pages.command_form.widgets import Kind, Widget
from adapters.http.pages.glossary.terms import OF_FIELDS
from adapters.http.pages.submission import Form
from adapters.http.pages.visit import Visit
from adapters.i18n.wording import field_help, field_label
from adapters.i18n.words import Words
from domain.periods import is_iso_day
from projections.municipality.detail import Detail, Details
from projections.municipality.situation_picture import Finding
from projections.municipality.structure_review import Structure
from projections.municipality.support import Visit as VisitDetail
from workflows.actions.action import Fits
from workflows.reference import places
from workflows.reference.codes import code_fields

_RADIOS = 4
# What is typed where nothing is offered is chosen where something is.
_CHOSEN: Mapping[Kind, Kind] = {"number": "one", "text": "one", "lines": "many"}
_PLACES_IN_ORDER = 6


@dataclass(frozen=True)
class FormField:
    """A field as the template shows it; ``values`` are as they were typed, right or wrong.

    ``applies``: to which answer of which other field alone. ``term``: of the glossary, which is explained beside it.
    """

    name: str
    kind: Kind
    label: str
    help: str
    required: bool
    options: tuple[tuple[str, str], ...] = ()
    values: tuple[str, ...] = ()
    bands: tuple[tuple[str, str], ...] = ()
    chosen: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[str, ...] = ()
    applies: tuple[str, str] | None = None
    term: str = ""

    @property
    def value(self) -> str:
        """The one value, empty where there is none."""
        return self.values[0] if self.values else ""

    @property
    def as_radio(self) -> bool:
        """Whether the choices are few enough to stand side by side."""
        return self.kind == "one" and self.required and 0 < len(self.options) <= _RADIOS

    @property
    def input_type(self) -> str:
        """The kind of input; plain text where another would throw away what was typed."""
        if self.kind == "date" and (not self.value or is_iso_day(self.value)):
            return "date"
        if self.kind == "number" and (not self.value or self.value.isdecimal()):
            return "number"
        return "text"

    @property
    def places(self) -> tuple[str, ...]:
        """The typed values in their order, and empty places after them."""
        return (*self.values, *[""] * max(_PLACES_IN_ORDER - len(self.values), 2))


@dataclass(frozen=True)
class FieldBuilder:
    """Makes the fields of one form: from what may be chosen, what was typed, and what was wrong with it.

    ``prefix`` stands before the names of fields, so that two sets of them can share a form. ``taken``: values that
    cannot be given again. ``demanded``: fields that must be filled in, whatever their type says. ``fits``: for a field,
    by which other field's values it is narrowed, and to what.
    """

    visit: Visit
    words: Words
    details: Details
    choices: Mapping[str, Sequence[str]]
    typed: Form
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    command: str | None = None
    prefix: str = ""
    taken: Mapping[str, Collection[str]] = field(default_factory=dict)
    demanded: Collection[str] = ()
    fits: Fits = field(default_factory=dict)

    def make(self, name: str, widget: Widget, model: type[BaseModel]) -> FormField:
        """Return one field of a model."""
        options = self._fitting(name, self.options(name, widget, model))
        sent = self.prefix + name
        values = tuple(self.typed.get(sent, ()))
        kind: Kind = _CHOSEN.get(widget.kind, widget.kind) if options else widget.kind
        if any(name in narrowed for narrowed in self.fits.values()) and values[:1] and values[0] in options:
            kind, options = "fixed", values[:1]  # what the other field offers fits this value
        chosen = {
            each.removeprefix(f"{sent}."): got[0]
            for each, got in self.typed.items()
            if each.startswith(f"{sent}.") and got
        }
        strangers = [each for each in (*values, *chosen) if each and each not in options]
        if kind in {"one", "many", "ordered", "bands"}:
            options = (*options, *dict.fromkeys(strangers))
        return FormField(
            sent,
            kind,
            field_label(name, self.visit.cat, self.command),
            field_help(name, self.visit.cat, self.command),
            (not widget.optional or name in self.demanded) and kind != "truth",
            tuple((each, self.label(name, each)) for each in options),
            values,
            tuple((each, self.words.show(name, each)) for each in widget.options) if kind == "bands" else (),
            chosen,
            tuple(self.errors.get(name, ())),
            term=OF_FIELDS.get(name, ""),
        )

    def coded(self, name: str, list_name: str, label: str, told: str = "", *, required: bool) -> FormField:
        """Return the choice of a code from a list; what was typed stands beside it, known or not."""
        codes, values = self.visit.codes, tuple(self.typed.get(name, ()))
        options = dict.fromkeys((*codes.options(list_name), *filter(None, values)))
        labelled = tuple((each, codes.label(list_name, each, self.visit.lang)) for each in options)
        return FormField(name, "one", label, told, required, labelled, values, errors=tuple(self.errors.get(name, ())))

    def chosen(self, name: str, widget: Widget, model: type[BaseModel], asked: Sequence[str]) -> tuple[str, ...]:
        """Return those of the asked values that the field may be filled with, each once."""
        options = ("true",) if widget.kind == "truth" else self.options(name, widget, model)
        return tuple(each for each in dict.fromkeys(asked) if each in options)

    def label(self, name: str, value: str) -> str:
        """Return a choice as a reader sees it; what is not known, as it was typed."""
        return self.words.show("group_code" if name == "headcount_by_group" else name, value) or value

    def _fitting(self, name: str, options: tuple[str, ...]) -> tuple[str, ...]:
        """Return those of the options that fit what other fields say; whatever they may say, where they say nothing."""
        for by, table in self.fits.get(name, {}).items():
            said = self.typed.get(self.prefix + by, ())[:1] or self.choices.get(by, ())
            options = tuple(each for each in options if all(each in table.get(other, options) for other in said))
        return options

    def options(self, name: str, widget: Widget, model: type[BaseModel]) -> tuple[str, ...]:
        """Return what a field may be filled with; nothing where anything of its type may be typed."""
        return tuple(each for each in self._offered(name, widget, model) if each not in self.taken.get(name, ()))

    def _offered(self, name: str, widget: Widget, model: type[BaseModel]) -> tuple[str, ...]:
        if widget.kind == "bands":
            return self._groups()
        if name == "municipalities":
            return tuple(each.scb_code for each in places.municipalities(self.visit.core.county))
        if name in self.choices:
            return tuple(self.choices[name])
        if name == "adapts_to":
            kinds: Mapping[str, type[Detail]] = {"finding": Finding, "structure": Structure}
            return tuple(each for each in widget.options if self.details.of(kinds[each]))
        if widget.options:
            return widget.options
        if list_name := code_fields(model).get(name):
            return tuple(self.visit.codes.options(list_name))
        if name == "coordinator":
            return tuple(self.visit.coordinators())
        if name == "addresses_findings":
            return tuple(row.ref for row in self.details.of(Finding) if row.status != "closed")
        if name == "visit_id":
            return tuple(row.ref for row in self.details.of(VisitDetail) if row.status == "planned")
        return ()

    def _groups(self) -> tuple[str, ...]:
        """Return the groups of every session that is planned."""
        groups = dict.fromkeys(group for asked in groups_of(self.details).values() for group in asked)
        return tuple(groups) or tuple(self.visit.codes.options("staff-groups"))
