"""How commands stand for one person, over one look at what their rules look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.aggregate import Aggregate
from domain.aggregates import AGGREGATES, RULES
from domain.audit_case.commands import AnswerAuditFinding
from domain.audit_case.rules import AUDIT_CASE
from domain.correction import CorrectionCommand
from domain.decider import AnyRules, demanded, refusals
from domain.errors import Refusal
from domain.facts import Facts, State
from domain.messages import Command
from domain.people import Actor
from domain.values import Role, Step
from workflows.actions.action import Action, Verdict
from workflows.actions.entries import Entries
from workflows.audit_findings import answerable
from workflows.facts import Looking
from workflows.reference.codes import code_fields
from workflows.visibility import is_told_state, not_yours

_Gathered = dict[tuple[tuple[type[State], ...], str], Facts]


@dataclass(frozen=True)
class Judging:
    """One person's look at a scope on a day; facts are gathered once for all commands that read the same."""

    looking: Looking
    actor: Actor
    today: date
    _gathered: _Gathered = field(default_factory=dict)
    _answerable: dict[str, list[str]] = field(default_factory=dict)

    def is_told_of(self, command: type[Command], fixed: Mapping[str, str]) -> bool:
        """Whether the person may know of what an action is about: contact persons of cases with a finding of theirs.

        Raises SetAside.
        """
        aggregate = AGGREGATES[command.aggregate]
        if aggregate is not AUDIT_CASE or not fixed or self.actor.role is not Role.CONTACT:
            return True
        return bool(self._findings(aggregate.stream(self.looking.scope.code, fixed[aggregate.keyed_by or ""])))

    def action(self, command: type[Command], fixed: Mapping[str, str]) -> Action:
        """Return one command as it stands. Raises SetAside."""
        aggregate, rules, working = AGGREGATES[command.aggregate], RULES[command], self.looking.working
        stream = aggregate.stream(self.looking.scope.code, fixed.get(aggregate.keyed_by or ""))
        not_theirs = not_yours(rules, self.actor, self.looking.scope.code)
        if not_theirs and not is_told_state(rules, self.actor):
            return Action(command, "refused", stream, 0, (not_theirs,), fixed)
        state, facts = working.state(stream), self._facts(aggregate, rules)
        subject = Step(fixed[rules.subject]) if rules.subject else None
        found = [*([not_theirs] if not_theirs else []), *refusals(rules, state, facts, subject)]
        choices: Mapping[str, tuple[str, ...]] = {}
        taken: dict[str, tuple[str, ...]] = {}
        fits: dict[str, Mapping[str, Mapping[str, Sequence[str]]]] = {}
        if _verdict(found, self.actor) != "refused":
            choices = {name: tuple(choice(state, facts, subject)) for name, choice in rules.choices.items()}
            taken = {name: tuple(values(state, facts, subject)) for name, values in rules.taken.items()}
            fits = {name: {fit.by: fit.values(state, facts)} for name, fit in rules.fits.items()}
            found += self._nothing_left(command, taken)
        if issubclass(command, CorrectionCommand) and not found:
            choices = Entries(working, stream, self.actor)
            may_some = self.actor.role in working.correcting(stream)
            found += [] if may_some else [Refusal("L4", {"what": "target_event_id"}, "target_event_id")]
        if command is AnswerAuditFinding and choices:
            if self.actor.role is Role.CONTACT:
                choices = {"audit_finding": tuple(self._findings(stream))}
            found += [] if choices["audit_finding"] else [Refusal("L4", {"what": "audit_finding"}, "audit_finding")]
        verdict = _verdict(found, self.actor)
        return Action(
            command,
            verdict,
            stream,
            working.version(stream),
            tuple(found),
            fixed,
            choices,
            taken,
            tuple(each.field for each in demanded(rules, state, facts) if each.field) if verdict != "refused" else (),
            fits,
            tuple(dict.fromkeys(("L4", "L5", *rules.needs))),
            rules.reason or "entry-reasons",
        )

    def _findings(self, stream: str) -> list[str]:
        """Return the findings of a case that a contact person may answer; the log is asked once for each case."""
        if stream not in self._answerable:
            self._answerable[stream] = answerable(stream, self.actor, self.looking.working)
        return self._answerable[stream]

    def _facts(self, aggregate: Aggregate, rules: AnyRules) -> Facts:
        asked = (rules.reads, aggregate.name if rules.siblings else "")
        if (facts := self._gathered.get(asked)) is None:
            facts = self._gathered[asked] = self.looking.facts(aggregate, rules, self.today, self.today)
        return facts

    def _nothing_left(self, command: type[Command], taken: Mapping[str, tuple[str, ...]]) -> list[Refusal]:
        """Return a refusal for each field whose list of codes holds nothing that can still be given."""
        lists, codes = code_fields(command), self.looking.reference.codes
        return [
            Refusal("L3", {"what": name}, name)
            for name, gone in taken.items()
            if name in lists and set(codes.options(lists[name])) <= set(gone)
        ]


def _verdict(found: Sequence[Refusal], actor: Actor) -> Verdict:
    if not found:
        return "allowed"
    may_override = actor.role is Role.COORDINATOR and all(each.overridable for each in found)
    return "overridable" if may_override else "refused"
