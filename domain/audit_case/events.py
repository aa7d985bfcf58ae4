"""What happens in an audit case; what it looks into stays untouched."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from domain.messages import Event
from domain.periods import Day
from domain.published_text import PublishedText
from domain.scope_codes import ScbCode
from domain.values import Code, CodeList, Version, each_once

AuditPurpose = Annotated[Code, CodeList("audit-purposes")]
FindingKind = Annotated[Code, CodeList("audit-finding-kinds")]
# The parts of a municipality's work, as its streams are called.
AuditedPart = Literal[
    "municipality",
    "contact",
    "journey",
    "situation-picture",
    "structure-review",
    "action-plan",
    "training",
    "support",
]
Gravity = Literal["remark", "deficiency", "serious"]
Reply = Literal["accepted", "partly", "rejected"]
SampleMethod = Literal["plain", "weighted"]
AuditedMunicipalities = Annotated[tuple[ScbCode, ...], Field(min_length=1, max_length=100), AfterValidator(each_once)]
AuditedParts = Annotated[tuple[AuditedPart, ...], Field(min_length=1), AfterValidator(each_once)]
AboutEvents = Annotated[tuple[UUID, ...], Field(max_length=50), AfterValidator(each_once)]
SampleSize = Annotated[int, Field(ge=1, le=200)]
Seed = Annotated[int, Field(ge=0, lt=2**31)]


class AuditCaseOpened(Event, topic="audit-case.audit-case-opened.v1"):
    """An auditor looks into what happened in a period, in parts of the work of these municipalities.

    ``ends_on``: the last day on which it opens what is protected in that scope.
    """

    case_id: UUID
    purpose: AuditPurpose
    municipalities: AuditedMunicipalities
    audited_parts: AuditedParts
    period_from: Day
    period_until: Day
    ends_on: Day


class AuditCaseClosed(Event, topic="audit-case.audit-case-closed.v1"):
    """The auditor is done; from here on the case opens nothing."""


class AuditFindingRaised(Event, topic="audit-case.audit-finding-raised.v1"):
    """The auditor found something, in these events where it is about any."""

    audit_finding: UUID
    finding_kind: FindingKind
    gravity: Gravity
    text: PublishedText
    about_events: AboutEvents = ()


class AuditFindingAnswered(Event, topic="audit-case.audit-finding-answered.v1"):
    """Those who answer for the work said what they make of a finding."""

    audit_finding: UUID
    reply: Reply
    text: PublishedText


class SampleDrawn(Event, topic="audit-case.sample-drawn.v1"):
    """Entries of the case's scope were drawn from all before this one, by a seed that draws the same ones again.

    ``weights``: the version of the weights that a weighted sample goes by.
    """

    sample_id: UUID
    sample_method: SampleMethod
    sample_size: SampleSize
    seed: Seed
    weights: Version
