"""What audit findings are about: entries of their case's scope, which the log is asked for by their ids."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from domain.aggregates import AGGREGATES
from domain.audit_case.belonging import is_alone_about
from domain.audit_case.commands import AnswerAuditFinding, RaiseAuditFinding
from domain.audit_case.events import AuditCaseOpened, AuditFindingAnswered, AuditFindingRaised
from domain.audit_case.state import AuditCase
from domain.correction import effective
from domain.errors import Refusal, Rejected, rejected
from domain.messages import Recorded
from domain.people import Actor
from domain.values import Role
from workflows.streams import companion
from workflows.working import Working


def check_entries(command: RaiseAuditFinding, case: AuditCase, working: Working) -> None:
    """Refuse entries that do not exist, or that lie outside what the case looks into (L4)."""
    if not command.about_events or case.scope is None:
        return
    known = set(_in_scope(case.scope, command.about_events, working))
    if unknown := [each for each in command.about_events if each not in known]:
        raise Rejected(
            *(Refusal("L4", {"what": "about_events", "value": str(each)}, "about_events") for each in unknown)
        )


def check_answer(command: AnswerAuditFinding, stream: str, actor: Actor, working: Working) -> None:
    """Refuse a contact person who answers what is not their municipality's, as if there were no such finding (L4)."""
    if actor.role is Role.CONTACT and str(command.audit_finding) not in answerable(stream, actor, working):
        raise rejected("L4", "audit_finding", what="audit_finding", value=str(command.audit_finding))


def of_own_findings(events: Sequence[Recorded], stream: str, actor: Actor, working: Working) -> list[Recorded]:
    """Return those of a case's events that may be told: to a contact person, of findings that they may answer alone."""
    if actor.role is not Role.CONTACT:
        return list(events)
    own = answerable(stream, actor, working)
    findings = (AuditFindingRaised, AuditFindingAnswered)
    return [each for each in events if isinstance(each.event, findings) and str(each.event.audit_finding) in own]


def answerable(stream: str, actor: Actor, working: Working) -> list[str]:
    """Return those of a case's findings that a contact person may answer: their municipality's.

    A finding is a municipality's where each event that it names is; where it names none, where the case is about that
    municipality alone.
    """
    own, history = actor.municipality, working.history(stream)
    scope = next((each.event for each in history if isinstance(each.event, AuditCaseOpened)), None)
    if scope is None or own is None or own not in scope.municipalities:
        return []
    raised = [each.event for each in history if isinstance(each.event, AuditFindingRaised)]
    named = {each for event in raised for each in event.about_events}
    names = _streams(own, scope.audited_parts, working) if named else set()
    theirs = {each.envelope.event_id for each in working.find(named, [*names, *map(companion, names)])}
    return [
        str(each.audit_finding)
        for each in raised
        if is_alone_about({own}, scope.municipalities, each.about_events, theirs)
    ]


def _in_scope(scope: AuditCaseOpened, ids: Collection[UUID], working: Working) -> Iterator[UUID]:
    """Yield those of the entries that happened in the period, as they were recorded or as they stand corrected."""
    names = [name for code in scope.municipalities for name in _streams(code, scope.audited_parts, working)]
    found = working.find(ids, [*names, *map(companion, names)])
    for each in [*found, *_as_they_stand(found, working)]:
        if each.envelope.event_id in ids and scope.period_from <= each.envelope.occurred_on <= scope.period_until:
            yield each.envelope.event_id


def _streams(code: str, parts: Collection[str], working: Working) -> set[str]:
    """Return the streams of these parts of a municipality's work; those that have not begun may have refusals."""
    begun = (each for each in working.streams(code) if each.partition("/")[0] in parts)
    return {*begun, *(each.stream(code) for each in AGGREGATES.values() if each.name in parts)}


def _as_they_stand(found: Collection[Recorded], working: Working) -> Iterator[Recorded]:
    for name in {each.envelope.stream for each in found}:
        yield from effective(working.history(name))
