"""A municipality's training as its page shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from adapters.http.pages.municipality.work import Work
from adapters.http.pages.noted import Noted, Ways
from adapters.http.pages.training.grid import Grid, GridMaker
from adapters.http.reading.training import coverage
from adapters.i18n.wording import command_title
from domain.messages import Event
from domain.training.commands import CancelSession, HoldSession
from domain.training.events import CascadeAgreed, SessionCancelled, SessionHeld, SessionPlanned, StagePlanSet
from domain.values import Step
from projections.municipality.training import Cascade, Session, StagePlan

Link = tuple[str, str]


@dataclass(frozen=True)
class ShownSession:
    """A session: its stage and form, its groups, with whom and for how long; ``acts``: what may be done with it."""

    row: str
    title: str
    on: str
    groups: str
    how: str
    more: str
    event: str
    change: str | None
    plan: str | None
    sign: str
    kind: str
    acts: tuple[Link, ...] = ()


@dataclass(frozen=True)
class TrainingView:
    """The page's own parts; ``months``: how long training lasts, in words."""

    lead: str
    months: str
    grid: Grid
    goals: tuple[str, ...]
    goals_event: str | None
    goals_change: str | None
    planned: tuple[ShownSession, ...]
    held: tuple[ShownSession, ...]
    cancelled: tuple[ShownSession, ...]
    spreading: tuple[Noted, ...]


def training_view(work: Work) -> TrainingView:
    """Return a municipality's training as its page shows it."""
    ways, cat = Ways(work.visit, work.place.scb_code, work.page(Step.STAFF_TRAINING)), work.visit.cat
    definition = work.definition or work.visit.core.reference.definition(None)
    months = definition.thresholds.training_fresh_months
    grid = GridMaker(work, ways, coverage(work.details, months, work.visit.today)).grid()
    goals = next(iter(work.details.of(StagePlan)), None)
    sessions = sorted(work.details.of(Session), key=lambda each: (_day(each), each.ref))
    return TrainingView(
        grid.sentence,
        cat.text("ui.count.months", count=months),
        grid,
        tuple(work.visit.words(Session).show("stage", each) for each in goals.stages) if goals else (),
        f"/events/{goals.event_id}" if goals else None,
        ways.correction(StagePlanSet, goals.event_id, "goals") if goals else None,
        tuple(_session(work, ways, each) for each in sessions if each.status == "planned"),
        tuple(_session(work, ways, each) for each in reversed(sessions) if each.status == "held"),
        tuple(_session(work, ways, each) for each in reversed(sessions) if each.status == "cancelled"),
        tuple(_spreading(work, ways)),
    )


def _day(session: Session) -> date:
    """Return the day for which it is planned, or on which it was held or cancelled."""
    return session.planned_on if session.status == "planned" else session.latest


def _session(work: Work, ways: Ways, session: Session) -> ShownSession:
    words, cat = work.visit.words(Session, work.names), work.visit.cat
    row = f"session-{session.ref}"
    kinds: dict[str, type[Event]] = {"held": SessionHeld, "cancelled": SessionCancelled}
    is_over = session.status == "planned" and session.planned_on < work.visit.today
    came = "headcount_by_group" if session.status == "held" else "groups"
    partners = words.show("joint_with", session.joint_with)
    signs = {"held": ("achieved", "done"), "cancelled": ("not_applicable", "")}
    told = [
        cat.text("ui.training.with", partners=partners) if partners else "",
        words.show("materials_version", session.materials_version),
        words.show("cause", session.cause),
        cat.text("ui.training.not-noted") if is_over else "",
    ]
    return ShownSession(
        row,
        words.show("stage", session.stage),
        cat.date(_day(session)),
        words.show(came, getattr(session, came)),
        f"{words.show('format', session.format)} \N{MIDDLE DOT} {words.show('duration_band', session.duration_band)}",
        " \N{MIDDLE DOT} ".join(each for each in told if each),
        f"/events/{session.event_id}",
        ways.correction(kinds.get(session.status, SessionPlanned), session.event_id, row),
        _plan(ways, session, row),
        *signs.get(session.status, ("amber", "amber") if is_over else ("clock", "doing")),
        acts=tuple(_acts(work, ways, session, row)),
    )


def _plan(ways: Ways, session: Session, row: str) -> str | None:
    """Return where what was planned can be corrected, once something else has been said of the session."""
    if session.status == "planned":
        return None
    return ways.correction(SessionPlanned, session.first_event_id, row)


def _acts(work: Work, ways: Ways, session: Session, row: str) -> Iterator[Link]:
    if session.status != "planned" or work.standing.membership != "joined":
        return
    for command in (HoldSession, CancelSession):
        if address := ways.act(command, row, session_id=session.ref):
            yield command_title(command.name, work.visit.cat), address


def _spreading(work: Work, ways: Ways) -> Iterator[Noted]:
    """Yield the groups that spread what they learnt at their own workplaces."""
    words, cat = work.visit.words(Cascade), work.visit.cat
    for each in work.details.of(Cascade):
        yield Noted(
            words.show("from_group", each.from_group),
            cat.date(each.latest),
            f"/events/{each.event_id}",
            ways.correction(CascadeAgreed, each.event_id, "spreading"),
            words.show("to_workplaces_band", each.to_workplaces_band),
        )
