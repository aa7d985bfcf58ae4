"""The form that corrects an entry: strike it, or give its fields or its day other values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from starlette.responses import Response

from adapters.http.api.answers import trail_sentence
from adapters.http.command_request import scope_path
from adapters.http.pages.command_form.fields import FieldBuilder, FormField
from adapters.http.pages.command_form.widgets import DAY, Widget, typed_of, value_of, widget_of
from adapters.http.pages.submission import Form
from adapters.http.pages.visit import Visit, with_query
from adapters.http.problems import Problem
from adapters.http.reading.reading import TrailFilter
from adapters.http.scopes import Location
from adapters.i18n.wording import command_title
from domain.aggregates import COMMAND_OF, aggregate_of
from domain.correction import EntryCorrection
from domain.messages import TOPICS, Event
from domain.scope import Scope
from projections.audit_trail import TrailRow
from workflows.actions import Action

_PREFIX = "correction."
# Pseudonyms and whole texts: what is wrong in them is voided and entered again.
_UNCORRECTED = {"person_ref", "to_assignment", "coordinator", "programme_name", "text"}


@dataclass(frozen=True)
class Target:
    """The entry that is to be corrected: its row as it stands after earlier corrections, and its event."""

    row: TrailRow
    kind: type[Event]

    @property
    def is_correction(self) -> bool:
        """Whether it is a correction itself, which can be struck but not changed."""
        return issubclass(self.kind, EntryCorrection)

    @property
    def widgets(self) -> dict[str, Widget]:
        """The fields that a person filled in; what the rules made themselves follows from them."""
        command = COMMAND_OF.get(self.kind)
        if command is None or self.is_correction:
            return {}
        return {
            name: widget_of(name, info, self.kind)
            for name, info in self.kind.model_fields.items()
            if name in command.model_fields and not name.endswith("_id") and name not in _UNCORRECTED
        }


@dataclass(frozen=True)
class Entry:
    """An entry to be corrected, as it stands after earlier corrections.

    ``void_only``: it is a correction itself, which can be struck but not changed.
    """

    event_id: str
    text: str
    occurred: str
    fields: tuple[FormField, ...]
    voids: bool
    void_only: bool


def can_be_corrected(row: TrailRow) -> bool:
    """Whether an entry is of a kind that can be corrected, and still stands."""
    kind = TOPICS.get(row.topic)
    return kind is not None and not row.voided and (kind in COMMAND_OF or issubclass(kind, EntryCorrection))


def address(row: TrailRow) -> str:
    """Return where an entry's correction form is."""
    aggregate = aggregate_of(row.stream)
    path = f"{scope_path(Scope.of(row.scb_code))}/act/{aggregate.name}/correct-entry"
    return with_query(path, **aggregate.key_of(row.stream), target_event_id=row.event_id)


def choose(visit: Visit, location: Location, action: Action) -> Response:
    """Return the entries that may be corrected, each with the way to its form."""
    rows = visit.core.reading.events(action.choices.get("target_event_id", ()), visit.actor)
    links = [
        (f"{visit.cat.date(row.occurred_on)}: {trail_sentence(row, visit.lang, visit.codes)}", address(row), "allowed")
        for row in rows
        if can_be_corrected(row)
    ]
    title = command_title(action.command.name, visit.cat)
    return visit.show("command_form/choose.html", title=title, location=location, links=links)


def target_of(visit: Visit, location: Location) -> Target:
    """Return the entry that the address names, its fields and day as they stand. Raises Problem 404."""
    wanted = visit.request.query_params.get("target_event_id", "")
    try:
        row = visit.core.reading.event(str(UUID(wanted)), visit.actor)
    except ValueError as error:
        raise Problem(404, "not-found") from error
    kind = TOPICS.get(row.topic) if row else None
    if row is None or kind is None or row.scb_code != location.scope.code:
        raise Problem(404, "not-found")
    if not row.corrected_by or issubclass(kind, EntryCorrection):
        return Target(row, kind)
    aggregate = row.topic.split(".", maxsplit=1)[0]
    corrections = TrailFilter(
        municipality=location.scope.code, topic=f"{aggregate}.entry-corrected.", refusals=False, limit=500
    )
    for each in reversed(visit.core.reading.trail(corrections, visit.actor)):
        if each.fields.get("target_event_id") == row.event_id and not each.voided:
            row = row.model_copy(
                update={
                    "fields": {**row.fields, **cast("dict[str, object]", each.fields["correction"])},
                    "occurred_on": each.fields["corrected_on"] or row.occurred_on,
                }
            )
    return Target(TrailRow.model_validate(row.model_dump()), kind)


def entry(target: Target, filling: FieldBuilder) -> Entry:
    """Return the entry with inputs that hold what it says now, or what was typed."""
    visit, row, kind, widgets = filling.visit, target.row, target.kind, target.widgets
    typed = dict(filling.typed)
    if "how" not in typed:
        for name in widgets:
            value = row.fields.get(name)
            if isinstance(value, dict):
                typed |= {f"{_PREFIX}{name}.{key}": (str(each),) for key, each in value.items()}
            else:
                typed[_PREFIX + name] = typed_of(value)
        typed["corrected_on"] = (row.occurred_on.isoformat(),)
    words = visit.words(kind, filling.words.names)
    inner = FieldBuilder(visit, words, filling.details, {}, typed, filling.errors, None, _PREFIX)
    plain = FieldBuilder(visit, words, filling.details, {}, typed, filling.errors)
    day = plain.make("corrected_on", DAY, kind)
    fields = (*(inner.make(name, shape, kind) for name, shape in widgets.items()), day)
    return Entry(
        row.event_id,
        trail_sentence(row, visit.lang, visit.codes),
        visit.cat.date(row.occurred_on),
        () if target.is_correction else fields,
        "void" in typed.get("how", ()) or target.is_correction,
        target.is_correction,
    )


def sent(target: Target, form: Form) -> dict[str, object]:
    """Return the correction that the form stands for: only what was changed. Raises ValidationError."""
    row, kind, widgets = target.row, target.kind, target.widgets
    if "void" in form.get("how", ()):
        return {"target_event_id": row.event_id, "voids": True}
    given = {name: value_of(_PREFIX + name, shape, form) for name, shape in widgets.items()}
    values = {**row.fields, **given}
    read = kind.model_validate(values).model_dump(mode="json")
    changed = {name: read[name] for name in widgets if read[name] != row.fields.get(name)}
    day = value_of("corrected_on", DAY, form)
    moved = day if day is not None and str(day) != row.occurred_on.isoformat() else None
    return {"target_event_id": row.event_id, "voids": False, "correction": changed, "corrected_on": moved}
