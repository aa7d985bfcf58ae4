"""What stays at the head of all pages of a municipality: its name, its journey, its five steps, its contact persons.

``frame_of`` makes it, ``shown`` renders a page within it. The page's template extends ``municipality/frame.html`` and
fills the blocks ``section`` and, for what stands beside it, ``aside``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from starlette.responses import Response

from adapters.http.pages.entries import ShownEntry, just_recorded
from adapters.http.pages.municipality.path import PathStep, path_steps
from adapters.http.pages.municipality.work import Work
from adapters.http.pages.templates import way_to
from adapters.http.reading.standing import set_aside
from adapters.http.reading.trail import events_in
from adapters.i18n.wording import reason_label
from domain.values import Step
from projections.municipality.action_plan import Plan
from projections.municipality.contact import Contact
from projections.municipality.journey import Closure
from projections.municipality.structure_review import Placement, Responsibility, Structure
from projections.municipality.training import Session
from workflows.reference import places

Link = tuple[str, str]
# The parts of the work that every frame tells of.
TOLD_IN_FRAME = (Contact, Closure, Plan, Structure, Placement, Responsibility, Session)


@dataclass(frozen=True)
class Person:
    """A contact person or deputy, by function."""

    function: str
    unit: str
    is_deputy: bool
    role: str
    event: str


@dataclass(frozen=True)
class Frame:
    """The head of a page of a municipality.

    ``title``: of the page, told apart from others; ``state``: symbol and word of the journey. ``facts``: what is known
    of it. ``here``: the step whose page it is. ``saved``: what was
    just recorded; ``set_aside``: streams of which not everything is shown.
    """

    name: str
    title: str
    heading: str
    crumbs: tuple[Link, ...]
    state: tuple[str, str]
    facts: tuple[str, ...]
    pause: str
    contacts: tuple[Person, ...]
    activity: str
    path: tuple[PathStep, ...]
    here: Step | None
    here_name: str
    is_whole: bool
    saved: ShownEntry | None
    set_aside: tuple[str, ...]


def frame_of(
    work: Work,
    here: Step | None = None,
    page: str = "",
    tallies: Mapping[Step, str] | None = None,
    aside: set[str] | None = None,
    *,
    in_full: bool = False,
) -> Frame:
    """Return the head of a page: a step's, one that is named, or the overview.

    There the path is told ``in_full``, and where a page asks for it.
    """
    cat, name = work.visit.cat, work.place.name
    called = page or (cat.text(f"ui.page.{here}") if here else "")
    ways = way_to(work.visit.core, name, work.path)
    return Frame(
        name,
        f"{called} \N{EN DASH} {name}" if called else name,
        cat.text("ui.frame.heading", page=called, place=name) if called else name,
        tuple(ways if called else ways[:-1]),
        _state(work),
        tuple(_facts(work, is_whole=not called)),
        _pause(work),
        _contacts(work),
        cat.text("ui.frame.activity", date=work.standing.last_event_on) if work.standing.last_event_on else "",
        path_steps(work, tallies or {}, is_whole=in_full or not called),
        here,
        called or name,
        not called,
        just_recorded(work.visit, work.place.scb_code),
        tuple(sorted((aside or set()).union(set_aside(work.visit.reading, work.place.scb_code, work.row)))),
    )


def shown(work: Work, template: str, frame: Frame, /, **context: object) -> Response:
    """Return a page of the municipality within its frame."""
    return work.visit.show_view(template, frame=frame, work=work, place=work.place, **context)


def _state(work: Work) -> tuple[str, str]:
    """Return the symbol and the word for the journey as a whole."""
    cat, standing = work.visit.cat, work.standing
    health = work.row.health if work.row else None
    if not standing.is_registered:
        return "outside", cat.text("ui.municipality.unregistered")
    if standing.membership != "joined":
        return "outside", cat.text(f"value.membership.{standing.membership}")
    if standing.is_paused:
        return "paused", cat.text("ui.mark.paused")
    if health:
        symbol = {"active": "live"}.get(health, health)
        return symbol, cat.text("ui.frame.support", health=cat.text(f"value.health.{health}").lower())
    if working := [step for step in Step if standing.cell(step).status == "in_progress"]:
        return "in_progress", cat.text("ui.frame.working", steps=[cat.text(f"ui.path.{each}") for each in working])
    return "achieved", cat.text("value.membership.joined")


def _facts(work: Work, *, is_whole: bool) -> Iterator[str]:
    """Yield since when it takes part; on the overview what kind of municipality it is, too."""
    cat, standing = work.visit.cat, work.standing
    if standing.cycle > 1:
        yield cat.text("ui.frame.cycle", cycle=standing.cycle, date=standing.cycle_opened_on)
    if standing.membership == "joined" and standing.joined_on:
        yield cat.text("ui.frame.joined", date=standing.joined_on)
    if standing.membership == "left" and standing.left_on:
        yield cat.text("ui.frame.left", date=standing.left_on)
    if not is_whole:
        return
    if standing.size_band:
        yield cat.text(f"value.size_band.{standing.size_band}")
    if standing.settlement_type:
        yield cat.text(f"value.settlement_type.{standing.settlement_type}")
    if part := places.labour_market_region(work.place.scb_code):
        yield cat.text("ui.frame.part", part=part)


def _pause(work: Work) -> str:
    """Return since when, why and until when the journey rests; nothing where it does not."""
    cat, standing = work.visit.cat, work.standing
    if not standing.is_paused:
        return ""
    found = events_in(work.visit.reading, work.place.scb_code, standing.behind("pause"))
    reason = found[0].reason if found else None
    return cat.text(
        "ui.frame.pause",
        date=standing.paused_on,
        reason=reason_label(reason, cat, work.visit.codes).lower() if reason else None,
        until=standing.paused_until,
    )


def _contacts(work: Work) -> tuple[Person, ...]:
    cat, words = work.visit.cat, work.visit.words(Contact)
    active = [each for each in work.details.of(Contact) if each.status == "active"]
    return tuple(
        Person(
            words.show("function", each.function),
            work.flowing(Contact).show("org_unit", each.org_unit),
            each.is_deputy,
            cat.text(_role(each), date=each.on),
            f"/events/{each.event_id}",
        )
        for each in sorted(active, key=lambda each: (each.is_deputy, each.on))
    )


def _role(contact: Contact) -> str:
    if contact.is_deputy:
        return "ui.frame.deputy-since"
    return "ui.frame.contact-since.national" if contact.also_national_contact else "ui.frame.contact-since"
