"""The five success factors of the source document, each derived from facts by a rule that can be said (G8).

A profile, not a score: levels are not added up, and what nobody has entered is unknown, which is not the same as
lacking.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from domain.calendar import add_months
from domain.process import ProcessDefinition
from domain.standing import Standing
from domain.values import Step

Factor = Literal["local", "mandate", "picture", "channels", "support"]
Level = Literal["held", "partly", "lacking", "unknown"]
Part = Literal["internal", "outward", "order"]

FACTORS: tuple[Factor, ...] = ("local", "mandate", "picture", "channels", "support")
LEVELS: tuple[Level, ...] = ("held", "partly", "lacking", "unknown")
PARTS: tuple[Part, ...] = ("internal", "outward", "order")
GUIDANCE_MONTHS = 12


@dataclass(frozen=True)
class Evidence:
    """A fact with its day and the id of the event behind it."""

    on: date
    event_id: str


@dataclass(frozen=True)
class Facts:
    """What is known of a municipality beside its standing.

    ``political``: decisions that politicians took first; ``adopted_by``: the body that adopted the plan in force.
    ``parts``: ways of information inwards and outwards, and who does what in which order. ``is_late``: guidance is past
    its day.
    """

    political: Sequence[Evidence] = ()
    formalised: Sequence[Evidence] = ()
    adopted_by: str = ""
    parts: Mapping[Part, Evidence] = field(default_factory=dict)
    guided: Sequence[Evidence] = ()
    is_late: bool = False


@dataclass(frozen=True)
class Judgement:
    """How a factor stands in a municipality: which case of the rule holds, with what it is worded with."""

    factor: Factor
    level: Level
    case: str
    events: tuple[str, ...] = ()
    on: date | None = None
    code: str = ""
    lacking: tuple[Part, ...] = ()


def profile(standing: Standing, facts: Facts, definition: ProcessDefinition, day: date) -> tuple[Judgement, ...]:
    """Return how the five factors stand on a day; of a municipality that is no member they are unknown."""
    if standing.membership != "joined":
        return tuple(Judgement(factor, "unknown", "outside") for factor in FACTORS)
    return (
        _local(standing),
        _mandate(standing, facts),
        _picture(standing, day),
        _channels(facts),
        _support(standing, facts, definition, day),
    )


def _local(standing: Standing) -> Judgement:
    """Tell whether the plan answers what the municipality found at its own place."""
    if standing.plan_settled in {"adopted", "integrated"} and standing.plan_local_ties:
        return Judgement("local", "held", "tied", standing.behind("plan"), standing.plan_settled_on)
    if standing.picture_version:
        return Judgement("local", "partly", "picture", standing.behind("picture"), standing.picture_published_on)
    return Judgement("local", "lacking", "nothing")


def _mandate(standing: Standing, facts: Facts) -> Judgement:
    """Tell whether politicians have spoken; that nobody has entered it does not say that they have not (R12)."""
    if facts.political:
        return _resting_on("mandate", "held", "political", facts.political)
    if facts.adopted_by and standing.plan_settled == "adopted":
        on, behind = standing.plan_settled_on, standing.behind("plan")
        return Judgement("mandate", "held", "adopted", behind, on, facts.adopted_by)
    if facts.formalised:
        return _resting_on("mandate", "partly", "formalised", facts.formalised)
    return Judgement("mandate", "unknown", "nothing")


def _resting_on(factor: Factor, level: Level, case: str, found: Sequence[Evidence]) -> Judgement:
    latest = max(found, key=lambda each: each.on)
    return Judgement(factor, level, case, (latest.event_id,), latest.on)


def _picture(standing: Standing, day: date) -> Judgement:
    due, behind = standing.picture_due_on, standing.behind("picture", "picture_due")
    if due and day <= due:
        return Judgement("picture", "held", "current", behind, due)
    if due:
        return Judgement("picture", "partly", "past-review", behind, due)
    if standing.picture_at_work:
        return Judgement("picture", "partly", "at-work", standing.cell(Step.SITUATION_PICTURE).behind())
    return Judgement("picture", "lacking", "nothing")


def _channels(facts: Facts) -> Judgement:
    lacking = tuple(each for each in PARTS if each not in facts.parts)
    events = tuple(dict.fromkeys(each.event_id for each in facts.parts.values()))
    if not lacking:
        return Judgement("channels", "held", "whole", events)
    if facts.parts:
        return Judgement("channels", "partly", "parts", events, lacking=lacking)
    return Judgement("channels", "lacking", "nothing")


def _support(standing: Standing, facts: Facts, definition: ProcessDefinition, day: date) -> Judgement:
    """Tell whether those who meet signs first are trained and guided; none need have asked."""
    guided = [each for each in facts.guided if add_months(each.on, GUIDANCE_MONTHS) >= day]
    trained, behind = standing.last_training_on, standing.behind("training")
    is_fresh = trained is not None and add_months(trained, definition.thresholds.training_fresh_months) >= day
    if facts.is_late:
        return Judgement("support", "partly", "late", tuple(each.event_id for each in guided))
    if guided:
        return _resting_on("support", "held", "guided", guided)
    if is_fresh:
        return Judgement("support", "held", "trained", behind, trained)
    if trained:
        return Judgement("support", "partly", "stale", behind, trained)
    return Judgement("support", "unknown", "nothing")
