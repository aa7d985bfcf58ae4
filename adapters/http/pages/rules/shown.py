"""Definitions, questions, code lists and rules as the visitor reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from adapters.http.pages.entries import ShownEntry, shown_entry
from adapters.http.pages.links import with_query
from adapters.http.pages.visit import Visit
from adapters.http.reading.rule_uses import MOST_COUNTED, Entries
from adapters.i18n.refusals import rule_title
from adapters.i18n.wording import command_title, definition_title
from domain.canonical import canonical_json
from domain.force import force
from domain.messages import Command
from domain.process import ProcessDefinition, Thresholds
from domain.values import Step
from workflows.comparison.versions import Difference
from workflows.rule_book import asked_by, uses

Link = tuple[str, str]


@dataclass(frozen=True)
class ShownUse:
    """Entries under a heading: how many, since when, a page of them, and the way to more."""

    key: str
    count: str
    since: str
    entries: tuple[ShownEntry, ...]
    next: str | None


@dataclass(frozen=True)
class ShownStep:
    """A step as a version of the process has it."""

    step: Step
    target: str
    criteria: tuple[Link, ...]
    outcomes: str


@dataclass(frozen=True)
class ShownRule:
    """A rule: what it is called, what it asks, how firmly it stands, and what it is asked about."""

    rule_id: str
    title: str
    text: str
    force: str
    everywhere: bool
    guards: tuple[str, ...]
    when_given: tuple[str, ...]


@dataclass(frozen=True)
class ShownDifference:
    """One thing that differs between two versions, in words."""

    what: str
    before: str
    after: str


def shown_use(visit: Visit, key: str, found: Entries, address: str, **asked: object) -> ShownUse:
    """Return entries as the visitor reads them."""
    text = visit.cat.text
    return ShownUse(
        key,
        text("ui.rules.count.more", most=MOST_COUNTED) if found.is_more else text("ui.count.events", count=found.count),
        visit.cat.date(found.first.recorded_on) if found.first else "",
        tuple(shown_entry(visit, each) for each in found.rows),
        with_query(address, **asked, cursor=found.cursor) if found.cursor else None,
    )


def steps_of(visit: Visit, definition: ProcessDefinition) -> list[ShownStep]:
    """Return the steps of a version."""
    return [
        ShownStep(
            each.step,
            visit.cat.text("ui.rules.days", count=each.target_days) if each.target_days else "",
            tuple((f"{rule} {rule_title(rule, visit.cat)}", f"/rules/{rule}") for rule in each.exit_criteria),
            visit.cat.listed(visit.cat.text(f"value.status.{outcome}") for outcome in each.outcomes),
        )
        for each in definition.steps
    ]


def thresholds_of(visit: Visit, definition: ProcessDefinition) -> list[tuple[str, str]]:
    """Return the thresholds of a version."""
    return [
        (visit.cat.text(f"ui.what-if.limit.{name}"), figure(visit, name, str(getattr(definition.thresholds, name))))
        for name in Thresholds.model_fields
    ]


def figure(visit: Visit, name: str, number: str) -> str:
    """Return a threshold's figure with its unit."""
    unit = "months" if name.endswith("_months") else "working-days" if name.endswith("_working_days") else "days"
    return visit.cat.text(f"ui.rules.{unit}", count=int(number))


def shown_rule(visit: Visit, rule_id: str) -> ShownRule:
    """Return a rule."""
    found = uses(rule_id)
    return ShownRule(
        rule_id,
        rule_title(rule_id, visit.cat),
        visit.cat.text(f"rule.{rule_id}.remedy"),
        visit.cat.text(f"ui.rules.force.{force(rule_id)}"),
        found.everywhere,
        tuple(_titles(visit, found.guards)),
        tuple(_titles(visit, found.when_given)),
    )


def asked_for_by(visit: Visit, rule_id: str) -> Iterator[tuple[str, str, str]]:
    """Yield where the rule closes a step: the version's title and address, and the steps."""
    for name, definition in visit.core.reference.definitions.items():
        if steps := [visit.cat.text(f"value.step.{each}") for each in asked_by(rule_id, definition)]:
            yield definition_title(name, visit.cat), f"/rules/definitions/{name}", visit.cat.listed(steps)


def differences(visit: Visit, found: Iterable[Difference]) -> list[ShownDifference]:
    """Return what differs between two versions, in words."""
    return [_difference(visit, each) for each in found]


def digest(*parts: object) -> str:
    """Return the beginning of the digest of a wording, or of a version's content."""
    return sha256(canonical_json(parts).encode()).hexdigest()[:16]


def _titles(visit: Visit, commands: Sequence[type[Command]]) -> list[str]:
    return [command_title(each.name, visit.cat) for each in commands]


def _difference(visit: Visit, each: Difference) -> ShownDifference:
    text, step = visit.cat.text, visit.cat.text(f"value.step.{each.step}") if each.step else ""
    match each.what:
        case "threshold":
            before, after = (figure(visit, each.name, one) for (one,) in (each.before, each.after))
            return ShownDifference(text(f"ui.what-if.limit.{each.name}"), before, after)
        case "target":
            days = [text("ui.rules.days", count=int(one[0])) if one else "" for one in (each.before, each.after)]
            return ShownDifference(text("ui.rules.differs.target", step=step), *days)
        case "assessments":
            told = [_assessments(visit, one) for one in (each.before, each.after)]
            return ShownDifference(question(visit, each.name), *told)
        case "question-added":
            return ShownDifference(
                question(visit, each.name), text("ui.rules.differs.not-asked"), text("ui.rules.differs.asked")
            )
        case "question-removed":
            return ShownDifference(
                question(visit, each.name), text("ui.rules.differs.asked"), text("ui.rules.differs.not-asked")
            )
        case _:  # told by the words of what differs, and the codes on both sides
            sides = [visit.cat.listed(_code(visit, code) for code in one) for one in (each.before, each.after)]
            return ShownDifference(text(f"ui.rules.differs.{each.what}", step=step), *sides)


def _code(visit: Visit, code: str) -> str:
    key = visit.cat.first(f"value.status.{code}", f"value.role.{code}", f"rule.{code}.title")
    return visit.cat.text(key) if visit.cat.has(key) else code


def question(visit: Visit, code: str) -> str:
    """Return a question as it is asked."""
    return visit.codes.label("questions", code, visit.lang)


def _assessments(visit: Visit, codes: Sequence[str]) -> str:
    if not codes:
        return visit.cat.text("ui.rules.any-answer")
    return visit.cat.listed(visit.cat.text(f"value.assessment.{each}") for each in codes)


def assessments(visit: Visit, codes: Sequence[str]) -> str:
    """Return the answers that fit a question, in words."""
    return _assessments(visit, codes)
