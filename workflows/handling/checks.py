"""What is checked of a request before its rules are asked: authority, the version that was seen, codes."""

from __future__ import annotations

from collections.abc import Sequence

from domain.audit_case.commands import AnswerAuditFinding
from domain.audit_case.rules import AUDIT_CASE
from domain.errors import Refusal, Rejected
from domain.messages import Recorded
from domain.values import Role
from workflows.audit_findings import check_answer, of_own_findings
from workflows.handling.act import Act
from workflows.reference.codes import Codes, unknown_codes
from workflows.visibility import not_yours, visibility
from workflows.working import Working


class VersionMismatch(Exception):
    """The stream is not at the version that the caller had seen; ``since``: what came after that they may read."""

    def __init__(self, stream: str, expected: int, actual: int, since: Sequence[Recorded]) -> None:
        super().__init__(f"{stream}: expected {expected}, is {actual}")
        self.stream = stream
        self.expected = expected
        self.actual = actual
        self.since = since


def check_authority(act: Act) -> None:
    """Refuse what is not this person's to do (L8)."""
    for part in act.scope.parts:
        if refusal := not_yours(act.rules, act.actor, part.code):
            raise Rejected(refusal)
    if act.overrides and act.actor.role is not Role.COORDINATOR:
        raise Rejected(Refusal("L8", {"why": "override", "role": act.actor.role}))


def check_belonging(act: Act, working: Working) -> None:
    """Refuse what the log says is not this person's, before anything else is told of it."""
    if isinstance(act.command, AnswerAuditFinding):
        check_answer(act.command, act.stream, act.actor, working)


def check_version(act: Act, working: Working) -> None:
    """Refuse a request that rests on another version of the stream than it has. Raises VersionMismatch."""
    expected, actual = act.expected_versions, working.version(act.stream)
    if expected is not None and actual not in expected:
        newest = max(expected)
        since = [each for each in working.history(act.stream) if each.envelope.version > newest]
        raise VersionMismatch(act.stream, newest, actual, _told(since, act, working))


def _told(since: Sequence[Recorded], act: Act, working: Working) -> list[Recorded]:
    """Return the events of the act's stream that its sender may read."""
    sight = visibility(act.actor)
    told = [each for each in since if sight.may_be_told(each)]
    return of_own_findings(told, act.stream, act.actor, working) if act.aggregate is AUDIT_CASE else told


def check_codes(act: Act, codes: Codes) -> None:
    """Refuse codes that are in no list (L4)."""
    unknown = [
        Refusal("L4", {"what": field, "value": code}, field) for field, _list, code in unknown_codes(act.command, codes)
    ]
    if act.reason and not codes.has(act.rules.reason or "entry-reasons", act.reason):
        unknown.append(Refusal("L4", {"what": "reason", "value": act.reason}, "reason"))
    unknown += [
        Refusal("L4", {"what": "reason", "value": each.reason}, "override")
        for each in act.overrides
        if not codes.has("override-reasons", each.reason)
    ]
    if unknown:
        raise Rejected(*unknown)
