"""A municipality's support as its page shows it: questions, silence, visits, needs and contacts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from adapters.http.pages.municipality.work import Work
from adapters.http.pages.noted import Noted, Ways
from adapters.http.pages.support.guidance import GuidanceMaker, GuidanceView
from adapters.i18n.wording import command_title
from domain.process import Thresholds
from domain.support.commands import HoldVisit, MeetNeed
from domain.support.events import ContactHad, NeedMet, NeedNoted, VisitHeld, VisitPlanned
from domain.support.rules import SUPPORT
from domain.values import Step
from projections.municipality.detail import D
from projections.municipality.support import ContactMade, Need, Visit
from workflows.attention.silence import silence
from workflows.freshness import SOON_DAYS

Link = tuple[str, str]
# Of what happens every week so many are shown; the timeline has them all.
_LATEST = 10


@dataclass(frozen=True)
class Gap:
    """How long it is since a contact or a visit; ``share``: of the limit that has passed, in hundredths."""

    title: str
    word: str
    told: str
    share: int
    sign: str
    kind: str
    event: str | None


@dataclass(frozen=True)
class ShownVisit:
    """A visit, planned or held: whom it met, which needs it showed; ``acts``: what may be done with it."""

    row: str
    on: str
    met: str
    needs: str
    note: str
    event: str
    change: str | None
    acts: tuple[Link, ...] = ()


@dataclass(frozen=True)
class ShownNeed:
    """A need that is unmet, or was met; ``act``: the form that says that it is."""

    row: str
    noted: Noted
    act: str | None


@dataclass(frozen=True)
class SupportView:
    """The page's own parts; ``shows_planned``: whether the visitor is told of visits to come."""

    lead: str
    guidance: GuidanceView
    gaps: tuple[Gap, ...]
    shows_planned: bool
    planned: tuple[ShownVisit, ...]
    held: tuple[ShownVisit, ...]
    open_needs: tuple[ShownNeed, ...]
    met_needs: tuple[ShownNeed, ...]
    contacts: tuple[Noted, ...]
    earlier: str

    @property
    def answers_first(self) -> bool:
        """Whether a question waits that the visitor can answer: that is what the page is for then."""
        return any(each.answer for each in self.guidance.waiting)


def support_view(work: Work) -> SupportView:
    """Return a municipality's support as its page shows it."""
    ways = Ways(work.visit, work.place.scb_code, work.page(Step.ONGOING_SUPPORT))
    definition = work.definition or work.visit.core.reference.definition(None)
    guidance = GuidanceMaker(work, ways, definition.thresholds).view()
    visits = sorted(work.details.of(Visit), key=lambda each: (each.planned_on or each.on, each.ref))
    needs = [_need(work, ways, each) for each in work.details.of(Need)]
    contacts, held = work.details.of(ContactMade), [each for each in visits if each.status == "held"]
    more = max(len(contacts) - _LATEST, 0) + max(len(held) - _LATEST, 0)
    return SupportView(
        guidance.sentence,
        guidance,
        tuple(_gaps(work, definition.thresholds)),
        work.visit.visibility.reads_protected_of(work.place.scb_code, SUPPORT.name),
        tuple(_visit(work, ways, each) for each in visits if each.status == "planned"),
        tuple(_visit(work, ways, each) for each in _latest(held)),
        tuple(each for each in needs if each.noted.kind == "open"),
        tuple(each for each in needs if each.noted.kind != "open"),
        tuple(_contact(work, ways, each) for each in _latest(contacts)),
        work.visit.cat.text("ui.section.earlier", count=more) if more else "",
    )


def _latest(found: Sequence[D]) -> Sequence[D]:
    return list(reversed(found))[:_LATEST]


def _gaps(work: Work, limits: Thresholds) -> Iterator[Gap]:
    """Yield how long it is since the latest contact and the latest visit."""
    standing = work.standing
    contact = limits.contact_silence_amber_days, limits.contact_silence_red_days
    yield _gap(work, "contact", standing.last_contact_on, contact, standing.behind("contact"))
    visit = limits.visit_gap_amber_days, limits.visit_gap_red_days
    yield _gap(work, "visit", standing.last_visit_on, visit, standing.behind("visit"))


def _gap(work: Work, what: str, last: date | None, limits: tuple[int, int], behind: tuple[str, ...]) -> Gap:
    cat, joined = work.visit.cat, work.standing.joined_on
    title, event = cat.text(f"ui.support.gap.{what}"), f"/events/{behind[0]}" if last and behind else None
    is_counted = work.standing.membership == "joined"
    since = max((each for each in (last, joined if is_counted else None) if each), default=None)
    told = cat.text(f"ui.support.gap.{what}.last", date=last) if last else cat.text(f"ui.support.gap.{what}.none")
    if since is None or not is_counted:
        return Gap(title, "", told, 0, "", "", event)
    found = silence(since, *limits, work.visit.today)
    limit = cat.text("ui.count.days", count=found.limit)
    if found.severity:
        over = cat.text("ui.count.days", count=found.days - found.limit)
        word = cat.text("ui.support.gap.over", days=over)
        key = "ui.support.gap.passed"
    else:
        word = cat.text("ui.support.gap.left", days=cat.text("ui.count.days", count=found.days_left))
        key = "ui.support.gap.lasts"
    told = f"{told} {cat.text(key, limit=limit, date=found.last_day)}"
    share = min(100 * found.days // found.limit, 100)
    severity = found.severity or ("amber" if found.days_left <= SOON_DAYS else None)
    return Gap(title, word, told, share, severity or "achieved", severity or "done", event)


def _visit(work: Work, ways: Ways, visit: Visit) -> ShownVisit:
    words, cat, row = work.visit.words(Visit), work.visit.cat, f"visit-{visit.ref}"
    is_held = visit.status == "held"
    day = visit.on if is_held else visit.planned_on or visit.on
    is_over = not is_held and day < work.visit.today
    acts: list[Link] = []
    if not is_held and (address := ways.act(HoldVisit, row, visit_id=visit.ref)):
        acts.append((command_title(HoldVisit.name, cat), address))
    return ShownVisit(
        row,
        cat.date(day),
        words.show("functions_met", visit.functions_met or ()),
        words.show("needs", visit.needs or ()),
        cat.text("ui.training.not-noted") if is_over else "",
        f"/events/{visit.event_id}",
        ways.correction(VisitHeld if is_held else VisitPlanned, visit.event_id, row),
        tuple(acts),
    )


def _need(work: Work, ways: Ways, need: Need) -> ShownNeed:
    words, cat, row = work.visit.words(Need, work.names), work.visit.cat, f"need-{need.ref}"
    is_open = need.status == "open"
    noted_by = VisitHeld if need.visit_id else NeedNoted
    change = ways.correction(noted_by if is_open else NeedMet, need.event_id, row)
    key = "ui.support.need.visit" if need.visit_id else "ui.support.need.since"
    told = cat.text(key, date=need.on) if is_open else cat.text("ui.support.need.met", noted=need.on, date=need.latest)
    sign, kind = ("not_started", "open") if is_open else ("achieved", "done")
    noted = Noted(
        words.show("need_code", need.need_code),
        cat.date(need.latest),
        f"/events/{need.event_id}",
        change,
        told,
        sign,
        kind,
    )
    return ShownNeed(row, noted, ways.act(MeetNeed, row, need_code=need.need_code) if is_open else None)


def _contact(work: Work, ways: Ways, made: ContactMade) -> Noted:
    words, cat = work.visit.words(ContactMade), work.visit.cat
    change = ways.correction(ContactHad, made.event_id, "contacts")
    return Noted(words.show("direction", made.direction), cat.date(made.on), f"/events/{made.event_id}", change)
