"""Other rules for a history: another version of the process, other limits, another set of questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache

from domain.process import ProcessDefinition, QuestionSet, Thresholds
from domain.values import Step
from workflows.reference.reference import Reference

# Limits of which the second is only reached after the first.
PAIRS = (
    ("contact_silence_amber_days", "contact_silence_red_days"),
    ("visit_gap_amber_days", "visit_gap_red_days"),
)
THRESHOLDS = tuple(Thresholds.model_fields)
TIMED = tuple(each for each in Step if each is not Step.ONGOING_SUPPORT)


@dataclass(frozen=True)
class Alternative:
    """What is to be other than it was; what is not named stays as each journey's own version has it.

    ``definition``: the version that judges all journeys. ``limits``, ``targets``: names of thresholds, and steps, with
    their figures. ``questions``: the set that all situation pictures are held to.
    """

    definition: str | None = None
    limits: tuple[tuple[str, int], ...] = ()
    targets: tuple[tuple[Step, int], ...] = ()
    questions: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is named."""
        return not any(getattr(self, each.name) for each in fields(self))

    def of(self, definition: ProcessDefinition, reference: Reference) -> ProcessDefinition:
        """Return the version that judges instead. Raises UnknownVersion."""
        base = reference.definition(self.definition) if self.definition else definition
        return _changed(base, self.limits, self.targets)

    def question_sets(self, reference: Reference) -> Mapping[int, QuestionSet]:
        """Return the questions that each version of the set is taken to hold."""
        if self.questions is None:
            return reference.question_sets
        held = reference.question_sets[self.questions]
        return {version: held.model_copy(update={"version": version}) for version in reference.question_sets}

    def disorder(self, reference: Reference) -> list[tuple[str, str]]:
        """Return the pairs of limits that would come in the wrong order under any version of the process."""
        judges = [self.of(each, reference).thresholds for each in reference.definitions.values()]
        return [(one, other) for one, other in PAIRS if any(getattr(t, one) > getattr(t, other) for t in judges)]


@cache
def _changed(
    base: ProcessDefinition, limits: tuple[tuple[str, int], ...], targets: tuple[tuple[Step, int], ...]
) -> ProcessDefinition:
    own = dict(targets)
    steps = tuple(
        each.model_copy(update={"target_days": own[each.step]}) if each.step in own else each for each in base.steps
    )
    thresholds = base.thresholds.model_copy(update=dict(limits))
    return base.model_copy(update={"steps": steps, "thresholds": thresholds})
