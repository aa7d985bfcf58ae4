"""When an audit case may be opened, and what may be done in it."""

from __future__ import annotations

from datetime import timedelta

from domain.aggregate import Aggregate
from domain.audit_case.commands import (
    AnswerAuditFinding,
    CloseAuditCase,
    DrawSample,
    OpenAuditCase,
    RaiseAuditFinding,
)
from domain.audit_case.events import (
    AuditCaseClosed,
    AuditCaseOpened,
    AuditFindingAnswered,
    AuditFindingRaised,
    SampleDrawn,
)
from domain.audit_case.state import AuditCase, evolve
from domain.decider import CommandRules
from domain.errors import Refusal, rejected
from domain.facts import Facts
from domain.guards import fresh, refuses
from domain.messages import Event
from domain.places import County
from domain.scope import ScopeKind
from domain.values import Role

# A case that outlived its purpose would be a standing right to read.
_LONGEST = timedelta(days=366)
# Of the weights in workflows/sampling.py: a sample drawn by other weights would be another one.
WEIGHTS = 1


@refuses("L3")
def _not_opened(state: AuditCase, _facts: Facts, _subject: object) -> Refusal | None:
    return Refusal("L3", {"what": "audit-case"}) if state.scope else None


@refuses("L2", "L4")
def _opened(state: AuditCase, facts: Facts, _subject: object) -> Refusal | None:
    if state.scope is None:
        return Refusal("L4", {"what": "case_id"})
    # The day of entry counts, not the day of the act: a case that is over is not gone on with by dating it back.
    return None if state.is_open(facts.today) else Refusal("L2", {"what": "audit-case"})


@refuses("L4")
def _known(state: AuditCase, _facts: Facts, _subject: object) -> Refusal | None:
    return None if state.scope else Refusal("L4", {"what": "case_id"})


def _open(_: AuditCase, command: OpenAuditCase, facts: Facts) -> list[Event]:
    if command.period_until < command.period_from:
        raise _too_early("period_until", command.period_until.isoformat(), command.period_from.isoformat())
    if command.ends_on < facts.today:
        raise _too_early("ends_on", command.ends_on.isoformat(), facts.today.isoformat())
    if command.ends_on > (limit := facts.today + _LONGEST):
        raise rejected("L5", "ends_on", why="too-long", date=command.ends_on.isoformat(), limit=limit.isoformat())
    return [AuditCaseOpened(**command.model_dump())]


def _too_early(name: str, day: str, limit: str) -> Exception:
    return rejected("L5", name, why="before", date=day, limit=limit)


def _close(_state: AuditCase, _command: CloseAuditCase, _facts: Facts) -> list[Event]:
    return [AuditCaseClosed()]


def _raise(state: AuditCase, command: RaiseAuditFinding, _facts: Facts) -> list[Event]:
    fresh(str(command.audit_finding), state.findings, "audit_finding")
    return [AuditFindingRaised(**command.model_dump(exclude={"case_id"}))]


def _answer(_: AuditCase, command: AnswerAuditFinding, _facts: Facts) -> list[Event]:
    return [AuditFindingAnswered(**command.model_dump(exclude={"case_id"}))]


def _draw(state: AuditCase, command: DrawSample, _facts: Facts) -> list[Event]:
    fresh(str(command.sample_id), state.samples, "sample_id")
    # The id is made of the request's key: nobody chose it by what it draws.
    seed = command.sample_id.int % 2**31 if command.seed is None else command.seed
    drawn = command.model_dump(exclude={"case_id", "seed"})
    return [SampleDrawn(**drawn, seed=seed, weights=WEIGHTS)]


def _of_the_county(_state: AuditCase, facts: Facts, _subject: object) -> list[str]:
    return list(facts.entry(County).municipalities)


def _findings(state: AuditCase, _facts: Facts, _subject: object) -> list[str]:
    return list(state.findings)


_AUDITOR = frozenset({Role.AUDITOR})
# Not coordinators: what is found is mostly about what they entered, so that those who lead the work answer for it.
# Contact persons answer what is about their own municipality alone, which the log is asked for: audit_findings.py.
_ANSWERING = frozenset({Role.MANAGER, Role.CONTACT})

AUDIT_CASE = Aggregate(
    "audit-case",
    ScopeKind.COUNTY,
    AuditCase(),
    evolve,
    {
        OpenAuditCase: CommandRules(
            AuditCaseOpened,
            _open,
            guards=(_not_opened,),
            roles=_AUDITOR,
            choices={"municipalities": _of_the_county},
            makes=("case_id",),
            needs=("L5",),
            in_history=False,
        ),
        CloseAuditCase: CommandRules(AuditCaseClosed, _close, guards=(_opened,), roles=_AUDITOR, in_history=False),
        RaiseAuditFinding: CommandRules(
            AuditFindingRaised,
            _raise,
            guards=(_opened,),
            roles=_AUDITOR,
            makes=("audit_finding",),
            needs=("L3",),
            in_history=False,
        ),
        AnswerAuditFinding: CommandRules(
            AuditFindingAnswered,
            _answer,
            guards=(_known,),
            roles=_ANSWERING,
            choices={"audit_finding": _findings},
            in_history=False,
        ),
        DrawSample: CommandRules(
            SampleDrawn,
            _draw,
            guards=(_opened,),
            roles=_AUDITOR,
            makes=("sample_id",),
            needs=("L3",),
            in_history=False,
        ),
    },
    keyed_by="case_id",
)
