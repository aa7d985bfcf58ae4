"""Which other rules are asked for, within bounds, and what is wrong in the fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from annotated_types import Ge, Le

from adapters.http.pages.visit import Visit
from domain.process import Days, Months, ProcessDefinition
from domain.values import Step
from workflows.counterfactual.alternative import THRESHOLDS, TIMED, Alternative

Unit = Literal["days", "months", "working-days"]
_LONGEST_NUMBER = 6


@dataclass(frozen=True)
class Field:
    """A figure that can be another; ``holds``: what it is under the versions that journeys follow."""

    name: str
    unit: Unit
    least: int
    most: int
    holds: tuple[int, ...]
    typed: str = ""
    error: str = ""


@dataclass(frozen=True)
class Asked:
    """What the form holds, as it was typed, and the rules that it asks for where nothing is wrong."""

    definition: str
    questions: str
    limits: tuple[Field, ...]
    targets: tuple[Field, ...]
    errors: Mapping[str, str]
    alternative: Alternative

    @property
    def fields(self) -> Iterator[Field]:
        """All figures."""
        yield from (*self.limits, *self.targets)

    @property
    def named(self) -> list[Field]:
        """Those that are to be another."""
        return [each for each in self.fields if each.typed]

    @staticmethod
    def label(name: str, text: Callable[[str], str]) -> str:
        """Return what a field of the form is called."""
        kinds = {"definition": "ui.rules.kind.definitions.one", "questions": "ui.rules.kind.question-sets.one"}
        return text(kinds.get(name, f"ui.what-if.limit.{name}"))

    @property
    def query(self) -> dict[str, object]:
        """What asks for the same."""
        figures = {each.name: each.typed for each in self.fields}
        return {"definition": self.definition, "questions": self.questions, **figures}


def asked(typed: Mapping[str, str], visit: Visit) -> Asked:
    """Return what is asked for by an address."""
    reference = visit.core.reference
    definition, questions = typed.get("definition", ""), typed.get("questions", "")
    sets = {str(each): each for each in reference.question_sets}
    errors: dict[str, str] = {}
    if definition and definition not in reference.definitions:
        errors["definition"] = visit.cat.text("ui.what-if.wrong.definition")
    if questions and questions not in sets:
        errors["questions"] = visit.cat.text("ui.what-if.wrong.questions")
    versions = list(reference.definitions.values())
    limits = [_field(each, typed, visit, [getattr(one.thresholds, each) for one in versions]) for each in THRESHOLDS]
    targets = [_field(f"target.{each}", typed, visit, _targets(versions, each)) for each in TIMED]
    errors |= {each.name: each.error for each in (*limits, *targets) if each.error}
    if errors:
        return Asked(definition, questions, tuple(limits), tuple(targets), errors, Alternative())
    alternative = Alternative(
        definition or None,
        tuple((each.name, int(each.typed)) for each in limits if each.typed),
        tuple((step, int(each.typed)) for step, each in zip(TIMED, targets, strict=True) if each.typed),
        sets[questions] if questions else None,
    )
    errors = {
        other if one not in dict(alternative.limits) else one: visit.cat.text("ui.what-if.wrong.order")
        for one, other in alternative.disorder(reference)
    }
    return Asked(definition, questions, tuple(limits), tuple(targets), errors, Alternative() if errors else alternative)


def _targets(versions: Sequence[ProcessDefinition], step: Step) -> list[int]:
    return [days for each in versions if (days := each.step(step).target_days)]


def _field(name: str, typed: Mapping[str, str], visit: Visit, holds: Sequence[int]) -> Field:
    is_months = name.endswith("_months")
    least, most = _bounds(Months if is_months else Days)
    unit: Unit = "months" if is_months else "working-days" if name.endswith("_working_days") else "days"
    text = typed.get(name, "").strip()
    is_right = not text or (
        text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER and least <= int(text) <= most
    )
    error = "" if is_right else visit.cat.text("ui.what-if.wrong.figure", least=least, most=most)
    return Field(name, unit, least, most, tuple(sorted({*holds})), text[:_LONGEST_NUMBER], error)


def _bounds(kind: object) -> tuple[int, int]:
    """Return the least and the most that a version of the process may hold."""
    parts = [each for info in get_args(kind)[1:] for each in getattr(info, "metadata", ())]
    least = next(int(each.ge) for each in parts if isinstance(each, Ge) and isinstance(each.ge, int))
    most = next(int(each.le) for each in parts if isinstance(each, Le) and isinstance(each.le, int))
    return least, most
