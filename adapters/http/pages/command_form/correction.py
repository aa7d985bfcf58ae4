"""The form that corrects an entry: strike it, or give its fields or its day other values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from adapters.http.pages.command_form.applying import applied
from adapters.http.pages.command_form.fields import FieldBuilder, FormField
from adapters.http.pages.command_form.values import typed_of, value_of
from adapters.http.pages.command_form.widgets import DAY, Widget, widget_of
from adapters.http.pages.submission import Form
from adapters.http.pages.visit import Visit
from adapters.http.problems import Problem, refusal_json
from adapters.http.reading.reading import Reading
from adapters.http.reading.trail import event
from adapters.http.wording import trail_sentence
from domain.aggregates import COMMAND_OF
from domain.correction import EntryCorrection
from domain.errors import Refusal
from domain.messages import TOPICS, Event
from domain.situation_picture.events import QuestionAnswered
from projections.audit_trail import TrailRow

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
class ShownTarget:
    """An entry to be corrected, as its form shows it.

    ``void_only``: it is a correction itself, which can be struck but not changed. ``obstacles``: why the entry cannot
    be struck.
    """

    event_id: str
    text: str
    occurred: str
    fields: tuple[FormField, ...]
    voids: bool
    void_only: bool
    obstacles: tuple[Mapping[str, Any], ...] = ()


def target_of(reading: Reading, scb_code: str, wanted: str) -> Target:
    """Return an entry of a municipality with its fields and day as they stand. Raises Problem 404."""
    try:
        row = event(reading, str(UUID(wanted)))
    except ValueError as error:
        raise Problem(404, "not-found") from error
    kind = TOPICS.get(row.topic) if row else None
    if row is None or kind is None or row.scb_code != scb_code:
        raise Problem(404, "not-found")
    if row.corrected_by and not issubclass(kind, EntryCorrection):
        row = row.as_it_stands()
    return Target(row, kind)


def shown_target(target: Target, builder: FieldBuilder, obstacles: Sequence[Refusal]) -> ShownTarget:
    """Return the entry with inputs that hold what it says now, or what was typed."""
    visit, row, kind = builder.visit, target.row, target.kind
    typed = {**({} if "how" in builder.typed else _as_typed(target)), **builder.typed}
    words = visit.words(kind, builder.words.names)
    inner = FieldBuilder(visit, words, builder.details, _choices(target, visit), typed, builder.errors, None, _PREFIX)
    plain = FieldBuilder(visit, words, builder.details, {}, typed, builder.errors)
    own = [inner.make(name, widget, kind) for name, widget in target.widgets.items()]
    if command := COMMAND_OF.get(kind):
        own = [applied(each, each.name.removeprefix(_PREFIX), command, visit, words) for each in own]
    return ShownTarget(
        row.event_id,
        trail_sentence(row, visit.cat, visit.codes),
        visit.cat.date(row.occurred_on),
        () if target.is_correction else (*own, plain.make("corrected_on", DAY, kind)),
        "void" in typed.get("how", ()) or target.is_correction,
        target.is_correction,
        tuple(refusal_json(each, visit.cat, visit.codes) for each in obstacles),
    )


def _choices(target: Target, visit: Visit) -> dict[str, tuple[str, ...]]:
    """Return what an answer may be corrected to, by the question set that it was judged by."""
    judged_by = visit.core.reference.question_sets.get(target.row.rule_versions.get("question-set", 0))
    if target.kind is not QuestionAnswered or judged_by is None:
        return {}
    fitting = judged_by.assessments.get(str(target.row.fields["question_code"]))
    return {"assessment": fitting} if fitting else {}


def _as_typed(target: Target) -> dict[str, tuple[str, ...]]:
    typed: dict[str, tuple[str, ...]] = {"corrected_on": (target.row.occurred_on.isoformat(),)}
    for name in target.widgets:
        value = target.row.fields.get(name)
        if isinstance(value, dict):
            typed |= {f"{_PREFIX}{name}.{key}": (str(each),) for key, each in value.items()}
        else:
            typed[_PREFIX + name] = typed_of(value)
    return typed


def correction_values(target: Target, form: Form) -> dict[str, object]:
    """Return the correction that the form stands for: only what was changed. Raises ValidationError."""
    row, kind, widgets = target.row, target.kind, target.widgets
    if "void" in form.get("how", ()):
        return {"target_event_id": row.event_id, "voids": True}
    given = {name: value_of(_PREFIX + name, widget, form) for name, widget in widgets.items()}
    read = kind.model_validate({**row.fields, **given}).model_dump(mode="json")
    changed = {name: read[name] for name in widgets if read[name] != row.fields.get(name)}
    day = value_of("corrected_on", DAY, form)
    moved = day if day is not None and str(day) != row.occurred_on.isoformat() else None
    return {"target_event_id": row.event_id, "voids": False, "correction": changed, "corrected_on": moved}
