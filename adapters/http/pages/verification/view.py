"""What a page tells of verifications."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from adapters.http.pages.links import with_query
from adapters.http.pages.visit import Visit
from adapters.i18n.catalogue import Catalogue
from adapters.runtime.verification import ANOTHER_LOG, KINDS, Finding, Kind, Outcome, Verification
from domain.values import Role

_SIGNS = {"holds": "achieved", "fails": "red", "unfinished": "amber", "running": "in_progress", "waiting": "clock"}
_MOST_EARLIER = 20
_MINUTE = 60


@dataclass(frozen=True)
class Place:
    """A finding in words, and the way to its event for those who may read events."""

    position: int
    href: str | None
    text: str
    where: str


@dataclass(frozen=True)
class Line:
    """One verification in words."""

    verification: Verification
    title: str
    sign: str
    state: str
    by: str
    took: str


@dataclass(frozen=True)
class Result:
    """What the last verification of a kind that ended came to; ``remedy``: what to do about what it found."""

    kind: Kind
    line: Line
    outcome: Outcome
    since: int
    places: Sequence[Place]
    more: int
    remedy: str


@dataclass(frozen=True)
class Standing:
    """How it stands with one kind; ``lost``: a verification later than the result, which did not end."""

    kind: Kind
    result: Result | None
    lost: Verification | None


@dataclass(frozen=True)
class Summary:
    """All of it in a sentence and a sign."""

    sign: str
    text: str

    @property
    def kind(self) -> str:
        """The kind of note that it is."""
        return {"achieved": "done", "red": "red", "amber": "amber"}.get(self.sign, "")


@dataclass(frozen=True)
class Shown:
    """What the page shows; ``running``: what is verified now, in order."""

    summary: Summary
    standings: Sequence[Standing]
    running: Sequence[Line]
    earlier: Sequence[Line]


def may_verify(visit: Visit) -> bool:
    """Whether the visitor reads what came of verifications, and starts them."""
    return visit.actor.role in {Role.AUDITOR, Role.ADMINISTRATOR}


def shown(visit: Visit) -> Shown:
    """Return what the page shows."""
    # The log grows meanwhile: its head is asked for last, so that no verification came further.
    found, head = visit.core.verifying.all(), visit.core.head()
    running = [each for each in found if each.state in {"running", "waiting"}]
    return Shown(
        _summary(visit.cat, found, head),
        [_standing(visit, kind, found, head) for kind in KINDS],
        [_line(visit, each) for each in reversed(running)],
        [_line(visit, each) for each in found if each not in running][:_MOST_EARLIER],
    )


def summary(visit: Visit) -> Summary:
    """Return how far all is verified, in a sentence."""
    return _summary(visit.cat, visit.core.verifying.all(), visit.core.head())


def _summary(cat: Catalogue, found: Sequence[Verification], head: int) -> Summary:
    last = [each for kind in KINDS if (each := _last_ended(kind, found))]
    outcomes = [(each.outcome.position, each) for each in last if each.outcome]
    if any(each.is_alive for each in found):
        return Summary("clock", cat.text("ui.verification.summary.running"))
    if not outcomes:
        return Summary("info", cat.text("ui.verification.summary.none"))
    if failed := [each for each in last if each.state == "fails"]:
        day = max(each.ended_at for each in failed if each.ended_at)
        return Summary("red", cat.text("ui.verification.summary.fails", time=day))
    if len(outcomes) < len(KINDS):
        return Summary("amber", cat.text("ui.verification.summary.partly"))
    position, first = min(outcomes, key=lambda each: each[0])
    holds = cat.text("ui.verification.summary.holds", position=position, time=first.ended_at)
    return Summary("achieved", f"{holds} {_since(cat, head - position)}")


def _since(cat: Catalogue, count: int) -> str:
    return cat.text("ui.verification.since", count=count) if count else cat.text("ui.verification.since.none")


def _last_ended(kind: Kind, found: Sequence[Verification]) -> Verification | None:
    return next((each for each in found if each.kind == kind and each.outcome), None)


def _standing(visit: Visit, kind: Kind, found: Sequence[Verification], head: int) -> Standing:
    ended = _last_ended(kind, found)
    latest = next((each for each in found if each.kind == kind and not each.is_alive), None)
    lost = latest if latest and latest.state == "unfinished" else None
    if ended is None or ended.outcome is None:
        return Standing(kind, None, lost)
    outcome = ended.outcome
    places = [_place(visit, each) for each in sorted(outcome.findings, key=lambda each: each.position)]
    more = outcome.breaches - len(places)
    since, remedy = head - outcome.position, _remedy(visit, kind, outcome)
    return Standing(kind, Result(kind, _line(visit, ended), outcome, since, places, more, remedy), lost)


def _remedy(visit: Visit, kind: Kind, outcome: Outcome) -> str:
    is_another_log = any(each.code == ANOTHER_LOG for each in outcome.findings)
    return visit.cat.text(f"ui.verification.remedy.{ANOTHER_LOG if is_another_log else kind}")


def _line(visit: Visit, each: Verification) -> Line:
    cat = visit.cat
    by = cat.text("ui.verification.by-command")
    if each.actor_ref:
        by = f"{cat.text(f'value.role.{each.role}')} {each.actor_ref[:10]}"
    title, state = cat.text(f"ui.verification.kind.{each.kind}"), cat.text(f"ui.verification.state.{each.state}")
    return Line(each, title, _SIGNS[each.state], state, by, _took(cat, each.took))


def _took(cat: Catalogue, took: timedelta | None) -> str:
    if took is None:
        return ""
    seconds = round(took.total_seconds())
    if seconds < _MINUTE:
        return cat.text("ui.verification.seconds", count=max(seconds, 1))
    return cat.text("ui.verification.minutes", count=round(seconds / _MINUTE))


def _place(visit: Visit, found: Finding) -> Place:
    href = f"/counties/{visit.core.county}/history" if visit.visibility.reads_work else None
    return Place(
        found.position,
        with_query(href, as_of=found.position) if href else None,
        visit.cat.text(f"ui.verification.finding.{found.code}"),
        ", ".join(_where(visit, found)),
    )


def _where(visit: Visit, found: Finding) -> Iterator[str]:
    if found.view:
        yield visit.cat.text(f"ui.operations.consumer.{found.view}")
    if found.scope:
        place = visit.core.reference.place(found.scope)
        yield place.name if place else found.scope
