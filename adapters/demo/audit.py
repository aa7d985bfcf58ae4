"""An invented audit of the demonstration's county: a case that is closed, with findings, answers and a sample."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from adapters.demo.ids import demo_id
from adapters.demo.story.acts import Acts
from domain.audit_case import commands as audit

_LATE = (
    "Flera kontakter kom in mer än en månad efter att de ägde rum. Orsaken är angiven, men den är densamma varje gång."
)
_GOOD = "Varje undantag från en regel har ett skäl, och skälet går att följa till beslutet."
_HEARD = "Förslaget till plan gick ut på remiss, och svaren kom in innan planen antogs."
_ANSWER = "Vi går igenom rutinen vid varje månadsmöte från och med nu, och antecknar kontakter samma vecka."


def add_audit(story: Acts, municipalities: Sequence[str]) -> None:
    """The yearly audit of some municipalities' work: findings, one of them answered, and a sample by risk.

    What is to be mended is said of all of them together: of a real municipality nothing is invented but praise.
    """
    case, late, good, heard = (demo_id("audit", each) for each in ("case", "late", "good", "heard"))
    opened = audit.OpenAuditCase(
        case_id=case,
        purpose="yearly-audit",
        municipalities=tuple(municipalities),
        audited_parts=("journey", "structure-review", "action-plan", "support"),
        period_from=story.day(700),
        period_until=story.day(130),
        ends_on=story.day(60),
    )
    story.act(120, opened, by="auditor")
    drawn = audit.DrawSample(
        case_id=case, sample_id=demo_id("audit", "sample"), sample_method="weighted", sample_size=8, seed=20260814
    )
    story.act(118, drawn, by="auditor")
    found = audit.RaiseAuditFinding(
        case_id=case, audit_finding=late, finding_kind="late-entry", gravity="deficiency", text=_LATE
    )
    story.act(110, found, by="auditor")
    for ago, praised, text, label, where in (
        (109, good, _GOOD, "adopted", "1781"),
        (108, heard, _HEARD, "referred", "1784"),
    ):
        story.act(ago, partial(_praise, story, case, praised, text, label, where), by="auditor")
    answered = audit.AnswerAuditFinding(case_id=case, audit_finding=late, reply="accepted", text=_ANSWER)
    story.act(101, answered, by="manager")
    story.act(95, audit.CloseAuditCase(case_id=case), by="auditor")


def _praise(story: Acts, case: UUID, finding: UUID, text: str, label: str, where: str) -> audit.RaiseAuditFinding:
    return audit.RaiseAuditFinding(
        case_id=case,
        audit_finding=finding,
        finding_kind="good-practice",
        gravity="remark",
        text=text,
        about_events=(story.event_of(label, where),),
    )
