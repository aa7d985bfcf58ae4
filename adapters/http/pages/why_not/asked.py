"""Which act a page explains, for whom and as of when: one that is named, or the one behind an event."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from adapters.http.pages.visit import Visit
from adapters.http.problems import Problem
from adapters.http.scopes import is_taken
from domain.aggregates import AGGREGATES, COMMAND_OF, RULES, USER_RULES
from domain.audit.events import CommandRefused
from domain.correction import EntryCorrection
from domain.messages import COMMANDS, TOPICS, Command
from domain.people import Actor
from domain.scope import Scope
from domain.values import Role, Step
from projections.audit_trail import TrailRow
from workflows.actions.actions import Actions
from workflows.actions.variants import fixed_fields
from workflows.explaining import Asked
from workflows.visibility import OF_MUNICIPALITIES, may_act

# Whose acts whoever reads the county may ask about.
_ASKED_FOR = (Role.COORDINATOR, Role.CONTACT)


@dataclass(frozen=True)
class Question:
    """An act, the guards that answer for a moment, and that moment; ``row``: the event that it is asked of, if one."""

    asked: Asked
    actions: Actions
    day: date
    position: int
    row: TrailRow | None = None

    @property
    def is_past(self) -> bool:
        """Whether it is asked of a moment that its event tells, before which it is."""
        return self.row is not None


def seen_as(visit: Visit, code: str, role: Role | None) -> Actor:
    """Return who the acts are told for: the visitor, or for those who only read, or ask for another role, that role."""
    own = visit.actor
    if own.role is Role.CONTACT or own.role not in {*_ASKED_FOR, Role.MANAGER, Role.AUDITOR}:
        return own
    wanted = role if role in _ASKED_FOR else own.role if own.role in _ASKED_FOR else Role.COORDINATOR
    return own if wanted is own.role else _someone(own.ref, wanted, code)


def acting(visit: Visit, code: str, among: Collection[type[Command]] = OF_MUNICIPALITIES) -> Actor | None:
    """Return whose acts a page tells: the visitor's, if they have any; of the past a coordinator's to the others.

    None for nobody's; of what had happened by a day nothing can be told.
    """
    actor = seen_as(visit, code, None) if visit.moment.is_past else visit.actor
    return actor if may_act(actor, among) and not visit.moment.happened_by else None


def roles_of(visit: Visit) -> Sequence[Role]:
    """Return the roles that the visitor may ask about."""
    return _ASKED_FOR if visit.visibility.reads_all_work else ()


def question(
    visit: Visit, code: str, actor: Actor, act: str, step: Step | None, assignment: str | None = None
) -> Question:
    """Return the question about an act that is named. Raises Problem 404."""
    command = COMMANDS.get(act)
    if command is None or command not in USER_RULES or not _belongs(visit, code, command):
        raise Problem(404, "not-found")
    given = {"step": step.value if step else None, AGGREGATES[command.aggregate].keyed_by or "": assignment}
    fixed = {name: value for name in fixed_fields(command) if (value := given.get(name))}
    if len(fixed) != len(fixed_fields(command)):
        raise Problem(404, "not-found")
    moment = visit.moment
    asked = Asked(Scope.of(code), actor, command, fixed)
    return Question(asked, visit.actions.at_once(), moment.day, moment.position)


def _belongs(visit: Visit, code: str, command: type[Command]) -> bool:
    is_there = AGGREGATES[command.aggregate].belongs_to is Scope.of(code).kind
    return is_there and is_taken(visit.core, code, command.aggregate)


def of_event(visit: Visit, row: TrailRow) -> Question | None:
    """Return the question about the act behind an event, as of the moment before it; None where none is behind it."""
    command = command_of(row)
    if command is None:
        return None
    stream = row.stream.removeprefix("audit/")
    aggregate = AGGREGATES[command.aggregate]
    step = row.fields.get(RULES[command].subject or "")
    given = {**aggregate.key_of(stream), **({"step": str(step)} if step else {})}
    position = row.position if row.refusal else row.position - 1
    actions = visit.core.actions.as_of(position, row.occurred_on).at_once()
    is_elsewhere = "L8" in _rules(row) and row.actor_role in RULES[command].roles
    actor = _someone(row.actor_ref, Role(row.actor_role), None if is_elsewhere else row.scb_code)
    fixed: Mapping[str, str] = {name: given[name] for name in fixed_fields(command) if name in given}
    if len(fixed) != len(fixed_fields(command)):
        fixed = next(_fitting(actions, Asked(Scope.of(row.scb_code), actor, command, {}), _rules(row)), {})
    if len(fixed) != len(fixed_fields(command)):
        return None
    asked = Asked(Scope.of(row.scb_code), actor, command, fixed)
    return Question(asked, actions, row.occurred_on, position, row)


def command_of(row: TrailRow) -> type[Command] | None:
    """Return the command that led to an event, or that was refused."""
    if row.topic == CommandRefused.topic:
        return COMMANDS.get(str(row.fields.get("command")))
    kind = TOPICS.get(row.topic)
    if kind is not None and issubclass(kind, EntryCorrection):
        return COMMANDS.get(f"{kind.topic.split('.')[0]}.correct-entry")
    return COMMAND_OF.get(kind) if kind else None


def _fitting(actions: Actions, asked: Asked, rules: Sequence[str]) -> Iterator[Mapping[str, str]]:
    """Yield what an act may have been about that was refused by these rules, before refusals said it."""
    for each in actions.offered(asked.scope, asked.actor, [asked.command]):
        if {one.rule_id for one in each.refusals} >= set(rules):
            yield each.fixed


def _rules(row: TrailRow) -> Sequence[str]:
    found = row.fields.get("rule_ids") if row.refusal else ()
    return tuple(map(str, found)) if isinstance(found, list | tuple) else ()


def _someone(ref: str, role: Role, municipality: str | None) -> Actor:
    return Actor(ref=ref, role=role, municipality=municipality if role is Role.CONTACT else None)
