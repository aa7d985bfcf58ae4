"""What can be asked for concerning an audit case."""

from __future__ import annotations

from uuid import UUID

from domain.audit_case.events import (
    AboutEvents,
    AuditedMunicipalities,
    AuditedParts,
    AuditPurpose,
    FindingKind,
    Gravity,
    Reply,
    SampleMethod,
    SampleSize,
    Seed,
)
from domain.messages import Command
from domain.periods import Day
from domain.published_text import PublishedText


class OpenAuditCase(Command, aggregate="audit-case"):
    """Open a case with a purpose and a scope, until a day at most a year ahead."""

    case_id: UUID
    purpose: AuditPurpose
    municipalities: AuditedMunicipalities
    audited_parts: AuditedParts
    period_from: Day
    period_until: Day
    ends_on: Day


class CloseAuditCase(Command, aggregate="audit-case"):
    """Close the case; what it opened is closed at once."""

    case_id: UUID


class RaiseAuditFinding(Command, aggregate="audit-case"):
    """Record what was found, and in which events."""

    case_id: UUID
    audit_finding: UUID
    finding_kind: FindingKind
    gravity: Gravity
    text: PublishedText
    about_events: AboutEvents = ()


class AnswerAuditFinding(Command, aggregate="audit-case"):
    """Answer a finding; a later answer stands beside the earlier ones."""

    case_id: UUID
    audit_finding: UUID
    reply: Reply
    text: PublishedText


class DrawSample(Command, aggregate="audit-case"):
    """Draw entries of the case's scope; without a seed one is made."""

    case_id: UUID
    sample_id: UUID
    sample_method: SampleMethod
    sample_size: SampleSize
    seed: Seed | None = None
