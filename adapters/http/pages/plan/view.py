"""A municipality's plan as its page shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from adapters.http.pages.municipality.work import Work
from adapters.http.pages.noted import Noted, Ways
from adapters.http.pages.plan.chain import Chain, ChainMaker
from adapters.http.pages.plan.decision import Decision, Decisions
from adapters.http.reading.likeness import likenesses
from adapters.http.reading.plan import last_touched, locality
from domain.action_plan.commands import WriteSection
from domain.action_plan.events import CommentReceived, LocalAdaptationNoted, ReferredForComment, SectionWritten
from domain.action_plan.events import Section as SectionCode
from domain.messages import Event
from domain.values import Step
from projections.engine.valid_time import TooMuchHistory
from projections.municipality.action_plan import Adaptation, Comment, Measure, Section
from workflows.attention.shelf import UNTOUCHED_DAYS, shelf_mark
from workflows.reference.places import swedish_key


@dataclass(frozen=True)
class Alike:
    """Another municipality, how alike its measures are, and each kind that both hold with the event behind it."""

    name: str
    href: str
    percent: int
    shared: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ShownLikeness:
    """What is most alike in one sentence, and all that is alike, alphabetically (R14)."""

    sentence: str
    others: tuple[Alike, ...]


@dataclass(frozen=True)
class PlanView:
    """The page's own parts; ``shelf``: why it lies there (X1), ``locality``, ``likeness``: how local it is (X2)."""

    lead: str
    shelf: str
    shelf_limit: str
    locality: str
    likeness: ShownLikeness | None
    decision: Decision | None
    chain: Chain
    sections: tuple[Noted, ...]
    adaptations: tuple[Noted, ...]
    comments: tuple[Noted, ...]
    versions: tuple[Noted, ...]


def plan_view(work: Work) -> PlanView:
    """Return a municipality's plan as its page shows it."""
    ways = Ways(work.visit, work.place.scb_code, work.page(Step.ACTION_PLAN))
    decisions = Decisions(work, ways)
    decision, at_work, cat = decisions.latest(), decisions.at_work, work.visit.cat
    found = locality(work.details)
    return PlanView(
        decision.sentence if decision else cat.text("ui.plan.none"),
        _shelf(work),
        cat.text("ui.plan.shelf.limit", days=UNTOUCHED_DAYS),
        cat.text("ui.plan.locality", traced=found.traced, count=found.measures) if found.measures else "",
        _likeness(work) if found.measures else None,
        decision,
        ChainMaker(work, ways, is_at_work=at_work is not None).chain(),
        tuple(_sections(work, ways, is_at_work=at_work is not None)),
        tuple(_adaptations(work, ways)),
        tuple(_comments(work, ways, at_work)),
        tuple(decisions.versions()),
    )


def _likeness(work: Work) -> ShownLikeness | None:
    """Return how alike others' measures are, for whoever reads more municipalities than one.

    None also where the whole county's history would have to be folded for it: the municipality's own page can be told.
    """
    visit, words = work.visit, work.flowing(Measure)
    if visit.visibility.peers:
        return None
    try:
        found = likenesses(visit.reading, work.place.scb_code)
    except TooMuchHistory:
        return None
    others = [
        Alike(
            visit.place(each.scb_code).name,
            f"/municipalities/{each.scb_code}/plan",
            each.percent,
            tuple((words.show("code", kind.code), f"/events/{kind.event_id}") for kind in each.shared),
        )
        for each in found
    ]
    if not others:
        return ShownLikeness(visit.cat.text("ui.plan.likeness.none"), ())
    most = max(each.percent for each in others)
    names = [each.name for each in others if each.percent == most]
    sentence = visit.cat.text("ui.plan.likeness", percent=most, names=visit.cat.listed(sorted(names, key=swedish_key)))
    return ShownLikeness(sentence, tuple(sorted(others, key=lambda each: swedish_key(each.name))))


def _shelf(work: Work) -> str:
    """Return why the plan lies on a shelf; nothing where it does not."""
    cat, mark = work.visit.cat, shelf_mark(work.standing, last_touched(work.details), work.visit.today)
    if mark is None:
        return ""
    days = cat.text("ui.count.days", count=mark.untouched) if mark.untouched else None
    key = "superseded" if mark.rests_on else "untouched"
    return cat.text(f"ui.plan.shelf.{key}", version=mark.rests_on, current=mark.current, days=days)


def _sections(work: Work, ways: Ways, *, is_at_work: bool) -> Iterator[Noted]:
    """Yield the five sections, written or not."""
    cat, words = work.visit.cat, work.visit.words(Section)
    written = {each.section: each for each in work.details.of(Section)}
    for code in get_args(SectionCode):
        told = words.show("section", code)
        if each := written.get(code):
            change = ways.correction(SectionWritten, each.event_id, "sections")
            on = cat.date(each.latest)
            yield Noted(told, on, f"/events/{each.event_id}", change, cat.text("ui.plan.written"), "achieved", "done")
        else:
            write = ways.act(WriteSection, "sections", section=code) if is_at_work else None
            act = (cat.text("ui.plan.write"), write) if write else None
            yield Noted(told, more=cat.text("ui.plan.unwritten"), sign="not_started", act=act)


def _adaptations(work: Work, ways: Ways) -> Iterator[Noted]:
    words, cat = work.visit.words(Adaptation, work.names), work.visit.cat
    for each in work.details.of(Adaptation):
        yield Noted(
            words.show("target_id", each.target_id) or cat.text("ui.plan.hidden"),
            cat.date(each.latest),
            f"/events/{each.event_id}",
            ways.correction(LocalAdaptationNoted, each.event_id, "adaptations"),
            words.show("adapts_to", each.adapts_to),
        )


def _comments(work: Work, ways: Ways, at_work: str | None) -> Iterator[Noted]:
    """Yield who is to comment and who has, for the latest plan first."""
    words, cat = work.visit.words(Comment), work.visit.cat
    for each in sorted(work.details.of(Comment), key=lambda each: (each.plan, each.on), reverse=True):
        is_received = each.status == "received"
        is_late = bool(each.due_on and each.due_on < work.visit.today)
        how = "received" if is_received else "awaited" if each.plan == at_work else "not-received"
        signs = {"received": ("achieved", "done"), "not-received": ("not_applicable", "")}
        kind: type[Event] = CommentReceived if is_received else ReferredForComment
        yield Noted(
            words.show("body", each.body),
            cat.date(each.latest),
            f"/events/{each.event_id}",
            ways.correction(kind, each.event_id, "comments"),
            cat.text(f"ui.plan.comment.{how}", stance=words.show("stance", each.stance), due=each.due_on),
            *signs.get(how, ("amber", "amber") if is_late else ("clock", "")),
        )
