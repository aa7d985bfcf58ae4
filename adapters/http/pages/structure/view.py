"""A municipality's structure as its page shows it: summaries, each line with its event and the way to correct it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from adapters.http.pages.municipality.work import Work
from adapters.http.pages.noted import Fact, Noted, Ways
from adapters.http.reading.trail import TrailFilter, trail
from adapters.i18n.wording import field_label
from domain.structure_review.events import (
    ExistingStructureIdentified,
    HostStructureChosen,
    InformationChannelDefined,
    NewGroupCreated,
    PlacementDecided,
    ResponsibilityOrdered,
)
from domain.values import Step
from projections.municipality.detail import Detail
from projections.municipality.structure_review import Channel, Placement, Responsibility, Structure

_IDENTIFY = "structure-review.identify-existing-structure"
_DIRECTIONS = ("internal", "outward")


@dataclass(frozen=True)
class Group:
    """A group or network, whether it leads the work, what is known of it, and the entry that says so."""

    name: str
    leads: bool
    is_new: bool
    facts: tuple[Fact, ...]
    noted: Noted


@dataclass(frozen=True)
class Order:
    """Who does what when one kind of sign comes, the first first."""

    sign: str
    functions: tuple[str, ...]
    noted: Noted


@dataclass(frozen=True)
class Direction:
    """Ways of information in one direction."""

    name: str
    channels: tuple[Noted, ...]


@dataclass(frozen=True)
class StructureView:
    """What the page says: a sentence, the groups with the leading one first, placement, orders and channels."""

    lead: str
    groups: tuple[Group, ...]
    placement: tuple[Noted, ...]
    orders: tuple[Order, ...]
    directions: tuple[Direction, ...]


def structure_view(work: Work) -> StructureView:
    """Return what a municipality's structure consists of."""
    ways = Ways(work.visit, work.place.scb_code, work.page(Step.STRUCTURE_REVIEW))
    placement = next(iter(work.details.of(Placement)), None)
    host = str(placement.structure_id) if placement and placement.structure_id else None
    groups = [_group(work, ways, each, host) for each in work.details.of(Structure)]
    return StructureView(
        _lead(work, host),
        tuple(sorted(groups, key=lambda each: not each.leads)),
        tuple(_placement(work, ways, placement)) if placement else (),
        tuple(_order(work, ways, each) for each in work.details.of(Responsibility)),
        tuple(_directions(work, ways)),
    )


def _lead(work: Work, host: str | None) -> str:
    cat, orders = work.visit.cat, work.details.of(Responsibility)
    if not work.details.of(Structure):
        return cat.text("ui.structure.lead.nothing")
    led = cat.text("ui.structure.lead.host", structure=work.names.get(host, "")) if host else ""
    told = cat.text("ui.structure.lead.orders", count=len(orders)) if orders else cat.text("ui.structure.lead.no-order")
    return f"{led or cat.text('ui.structure.lead.no-host')} {told}"


def _group(work: Work, ways: Ways, each: Structure, host: str | None) -> Group:
    words, cat = work.visit.words(Structure), work.visit.cat
    names = ("sectors", "functioning", "meets_per_year", "justification_code")
    facts = (
        Fact(field_label(name, cat, _IDENTIFY), words.show(name, getattr(each, name)))
        for name in names
        if getattr(each, name) not in {None, ()}
    )
    kind = NewGroupCreated if each.status == "new" else ExistingStructureIdentified
    entry = _entries(work).get(each.ref, each.event_id)
    told = cat.text(f"ui.status.{each.status}")
    noted = Noted(told, cat.date(each.on), f"/events/{entry}", ways.correction(kind, entry))
    name = words.show("kind", each.kind) or cat.text("ui.status.new-group")
    return Group(name, each.ref == host, each.status == "new", tuple(facts), noted)


def _entries(work: Work) -> Mapping[str, str]:
    """Return the entry by which each group became known: choosing one to lead is a later entry about the same."""
    asked = TrailFilter(municipality=work.place.scb_code, step=Step.STRUCTURE_REVIEW, refusals=False, limit=200)
    made = {ExistingStructureIdentified.topic, NewGroupCreated.topic}
    rows = (row for row in trail(work.visit.reading, asked) if row.topic in made)
    return {str(row.fields.get("structure_id")): row.event_id for row in rows if not row.voided}


def _placement(work: Work, ways: Ways, each: Placement) -> Iterator[Noted]:
    cat, words = work.visit.cat, work.visit.words(Placement, work.names)
    on, event = cat.date(each.latest), f"/events/{each.event_id}"
    if each.structure_id:
        more = cat.text("ui.structure.existing" if each.existing else "ui.structure.made")
        change = ways.correction(HostStructureChosen, each.event_id)
        yield Noted(words.show("structure_id", each.structure_id), on, event, change, more=more)
    if each.org_unit_kind:
        change = ways.correction(PlacementDecided, each.event_id)
        yield Noted(words.show("org_unit_kind", each.org_unit_kind), on, event, change)


def _order(work: Work, ways: Ways, each: Responsibility) -> Order:
    words, on = work.visit.words(Responsibility), work.visit.cat.date(each.latest)
    sign = words.show("signal_kind", each.signal_kind)
    functions = tuple(words.show("ordered_functions", (name,)) for name in each.ordered_functions)
    change = ways.correction(ResponsibilityOrdered, each.event_id)
    return Order(sign, functions, Noted(sign, on, f"/events/{each.event_id}", change))


def _directions(work: Work, ways: Ways) -> Iterator[Direction]:
    cat, words = work.visit.cat, work.visit.words(Channel)
    for direction in _DIRECTIONS:
        found = [each for each in work.details.of(Channel) if each.direction == direction]
        if found:
            yield Direction(
                words.show("direction", direction),
                tuple(
                    Noted(
                        cat.text(
                            "ui.structure.channel",
                            start=words.show("from_function", each.from_function),
                            end=words.show("to_function", each.to_function),
                        ),
                        *_behind(work, ways, each),
                    )
                    for each in found
                ),
            )


def _behind(work: Work, ways: Ways, each: Detail) -> tuple[str, str, str | None]:
    change = ways.correction(InformationChannelDefined, each.event_id)
    return work.visit.cat.date(each.latest), f"/events/{each.event_id}", change
