"""Why acts were refused or not, made up: the rule, the events that it rests on, and how an act stands now."""

from __future__ import annotations

from dataclasses import replace

from adapters.http.pages.entries import ShownEntry, process_of
from adapters.http.pages.style.samples.entries import Entries
from adapters.http.pages.style.samples.step import REFUSED
from adapters.http.pages.visit import Visit
from adapters.http.pages.why_not.view import SYMBOLS, Behind, LookedAt, Reason, Shown, Verdict
from adapters.i18n.refusals import refusal_text, remedy_text, rule_title
from adapters.i18n.wording import command_title
from domain.journey.commands import CompleteStep

_HERE = "#why"


def verdicts(visit: Visit, entries: Entries) -> tuple[Shown, ...]:
    """Return an act that can be done now, one refused to this day, as far as was tried or not, and one allowed."""
    then, cat = _refused(visit, entries), visit.cat
    text = refusal_text(REFUSED, cat, visit.codes)
    still = replace(
        then,
        reasons=then.reasons[-1:],
        held_up=(),
        looked_at=(LookedAt(cat.text("aggregate.support"), 4, None),),
        is_whole=True,
        now=Verdict("refused", SYMBOLS["refused"], cat.text("ui.verdict.refused"), (text,)),
        later=None,
    )
    allowed = Verdict("allowed", SYMBOLS["allowed"], cat.text("ui.verdict.allowed.then"), ())
    return (
        then,
        still,
        replace(still, is_later_whole=False),
        replace(still, verdict=allowed, reasons=(), held_up=then.held_up, now=None),
    )


def behind(entry: ShownEntry, by: str = "") -> Behind:
    """Return an entry as one that a verdict rests on."""
    return Behind(entry.text, entry.row, _HERE, by)


def _refused(visit: Visit, entries: Entries) -> Shown:
    """Return an act that was refused then and can be done now, with whatever may be told of one."""
    cat, made = visit.cat, behind(entries.made)
    text = refusal_text(REFUSED, cat, visit.codes)
    reason = Reason(
        REFUSED.rule_id,
        rule_title(REFUSED.rule_id, cat),
        text,
        remedy_text(REFUSED, cat, visit.codes),
        is_overridable=True,
        needs=(made,),
        since=None,
        is_older=False,
        more=2,
    )
    return Shown(
        command_title(CompleteStep.name, cat),
        "",
        Verdict("refused", SYMBOLS["refused"], cat.text("ui.verdict.refused.then"), ()),
        (
            reason,
            replace(reason, is_overridable=False, needs=(), since=made),
            replace(reason, is_overridable=False, needs=(), is_older=True),
            replace(reason, is_overridable=False, needs=()),
        ),
        (behind(entries.corrected, rule_title("E2", cat)),),
        0,
        (LookedAt(cat.text("aggregate.support"), 4, made), LookedAt(cat.text("aggregate.training"), 0, None)),
        process_of(visit, visit.core.reference.current),
        is_whole=False,
        now=Verdict("allowed", SYMBOLS["allowed"], cat.text("ui.verdict.allowed"), ()),
        later=made,
        is_later_whole=True,
        form="",
    )
