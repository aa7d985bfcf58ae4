"""What the rules say of one recorded act, as it was entered and with what was known then."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from domain.action_plan.commands import AdoptPlan
from domain.aggregates import BY_STATE, COMMAND_OF, RULES, aggregate_of
from domain.decider import Decision, decide
from domain.errors import Refusal, Rejected
from domain.facts import Facts, State
from domain.journey.commands import CompleteStep
from domain.messages import COMMANDS, Command, Recorded
from domain.process import ProcessDefinition, QuestionSet
from domain.situation_picture.commands import AnswerQuestion, PublishPictureVersion, ReviewPictureUnchanged
from domain.values import Channel, Step
from workflows.correction.redecision import command_behind

# The commands whose rules look at the version of the process, or at the questions; a test finds any that is missing.
# How late an act may be entered without a reason is asked of every command (L5).
JUDGED: frozenset[type[Command]] = frozenset(
    {AdoptPlan, AnswerQuestion, CompleteStep, PublishPictureVersion, ReviewPictureUnchanged}
)


@dataclass(frozen=True)
class Judge:
    """One set of rules over one history: the version, the questions, and what each stream had come to."""

    definition: Callable[[str], ProcessDefinition]
    questions: Mapping[int, QuestionSet]
    state: Callable[[str], State]

    def verdict(self, recorded: Recorded) -> Decision | Rejected:
        """Return what the act comes to, decided anew."""
        command = COMMAND_OF[type(recorded.event)]
        aggregate, rules = aggregate_of(recorded.envelope.stream), RULES[command]
        state, facts = self.state(recorded.envelope.stream), self._facts(recorded, command)
        overrides = frozenset(recorded.envelope.overrides)
        try:
            return decide(rules, state, command_behind(recorded, aggregate, command), facts, overrides)
        except Rejected as error:
            return error

    def is_refused(
        self, refusal: Recorded, command: str, stream: str, rule_id: str, subjects: tuple[Step, ...]
    ) -> bool:
        """Whether a rule refuses a command whose fields nobody kept: what the state alone decides, for some subject."""
        kind = COMMANDS[command]
        state, facts = self.state(stream), self._facts(refusal, kind)
        asked: tuple[Step | None, ...] = subjects if RULES[kind].subject else (None,)
        found: Iterator[Refusal | None] = (
            guard(state, facts, subject)
            for guard in RULES[kind].guards
            if rule_id in guard.rule_ids
            for subject in asked
        )
        return any(each is not None and each.rule_id == rule_id for each in found)

    def _facts(self, recorded: Recorded, command: type[Command]) -> Facts:
        envelope = recorded.envelope
        return Facts(
            today=max(envelope.recorded_on, envelope.occurred_on),
            on=envelope.occurred_on,
            definition=self.definition(envelope.process_version),
            question_sets=self.questions,
            reason=envelope.reason,
            retrospective=envelope.channel is Channel.IMPORT,
            states={kind: self.state(BY_STATE[kind].stream(envelope.scope)) for kind in RULES[command].reads},
        )
