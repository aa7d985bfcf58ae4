"""What every decision is given beside streams: definition, question sets, code lists, the register of places."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from domain.decider import AnyRules, Facts, Place
from domain.process import ProcessDefinition, QuestionSet
from domain.values import Channel
from workflows.reference import places
from workflows.reference.codes import Codes
from workflows.working import Working


@dataclass(frozen=True)
class Reference:
    """The versioned data that rules are fed with."""

    definition: ProcessDefinition
    question_sets: Mapping[int, QuestionSet]
    codes: Codes
    place: Callable[[str], Place | None] = places.place

    def facts(
        self,
        place: Place,
        today: date,
        on: date,
        rules: AnyRules,
        working: Working,
        *,
        reason: str | None = None,
        channel: Channel | None = None,
    ) -> Facts:
        """Return the facts for one decision, with the states that its rules say they read."""
        return Facts(
            place=place,
            today=today,
            on=on,
            definition=self.definition,
            question_sets=self.question_sets,
            reason=reason,
            imported=channel is Channel.IMPORT,
            states=working.states(rules.reads),
            contacts=working.contacts() if "to_assignment" in rules.choices else {},
            municipalities=[each.scb_code for each in places.municipalities(place.county_code)],
        )
