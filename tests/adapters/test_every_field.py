"""What an event says can be read: each field of each event of every aggregate, on the page of the work.

Of each event two are recorded that differ in one field alone, each in a municipality of its own. The pages of the
running application must differ, and each must hold its value in words; or the field is on the list of those left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import unescape
from typing import ClassVar
from uuid import UUID

import pytest

from adapters.http.pages.municipality.work import PAGES
from adapters.i18n.catalogue import catalogue
from adapters.i18n.words import Words, lists_of
from adapters.main import System
from domain.action_plan import events as plan
from domain.audit.events import CaseRead, CommandRefused
from domain.contact import events as contact
from domain.correction import EntryCorrection
from domain.journey import events as journey
from domain.messages import TOPICS, Envelope, Event, Recorded
from domain.municipality import events as municipality
from domain.programme import events as programme
from domain.situation_picture import events as picture
from domain.standing import CONTENT
from domain.structure_review import events as structure
from domain.support import events as support
from domain.training import events as training
from domain.values import Channel, Classification, Role, Step
from tests.adapters.test_pages import browser
from tests.support.database import Databases
from tests.support.filled import ONE, OTHER, filled
from tests.support.following import followed
from tests.support.given import Log
from tests.support.histories import (
    PLAN_AT_WORK,
    REFERRED,
    appointed,
    finding,
    measure,
    planned_session,
)
from tests.support.histories import structure as identified
from tests.support.people import COORDINATOR
from tests.support.waiting import caught_up
from workflows.reference.codes import load_codes

IDS = {name: (UUID(int=number), UUID(int=number + 1)) for name, number in {
    "finding_id": 601, "structure_id": 603, "measure_id": 605, "session_id": 607, "visit_id": 609,
    "request_id": 611, "assignment_id": 613, "to_assignment": 614, "target_id": 601, "addresses_findings": 601,
}.items()}  # fmt: skip
IDS |= {"addresses_findings": ((UUID(int=601),), (UUID(int=602),))}  # type: ignore[dict-item]
FINDINGS = [
    picture.PictureCommissioned(question_set_version=1),
    finding(UUID(int=601)),
    finding(UUID(int=602)).model_copy(update={"dimension": "associations"}),
]
SESSIONS = [planned_session(UUID(int=607)), planned_session(UUID(int=608), "deep")]
ONE_ASSIGNMENT = appointed(UUID(int=613))
# What must have happened for the event to mean anything.
BEFORE: Mapping[type[Event], Sequence[Event]] = {
    picture.FindingRevised: FINDINGS,
    picture.FindingClosed: FINDINGS,
    picture.QuestionAnswered: FINDINGS[:1],
    picture.PictureReviewedUnchanged: [
        FINDINGS[0],
        picture.PictureVersionPublished(version=2, review_due_on=date(2026, 5, 1), digest="0" * 64),
        picture.PictureVersionPublished(version=3, review_due_on=date(2026, 6, 1), digest="0" * 64),
    ],
    picture.PictureSuperseded: [
        FINDINGS[0],
        picture.PictureVersionPublished(version=2, review_due_on=date(2026, 5, 1), digest="0" * 64),
        picture.PictureVersionPublished(version=3, review_due_on=date(2026, 6, 1), digest="0" * 64),
    ],
    picture.PictureVersionPublished: FINDINGS[:1],
    structure.HostStructureChosen: [
        structure.ReviewOpened(),
        identified(number=UUID(int=603)),
        structure.NewGroupCreated(structure_id=UUID(int=604)),
    ],
    plan.LocalAdaptationNoted: [*FINDINGS, plan.PlanWorkOpened()],
    plan.MeasureAdded: [*FINDINGS, plan.PlanWorkOpened()],
    plan.MeasureResultRecorded: [*PLAN_AT_WORK[2:], measure(UUID(int=605)), measure(UUID(int=606))],
    plan.MeasureDropped: [
        *PLAN_AT_WORK[2:],
        measure(UUID(int=605)),
        measure(UUID(int=606)).model_copy(update={"code": "deep-training"}),
    ],
    plan.CommentReceived: REFERRED[2:],
    plan.PlanReviewed: [plan.PlanWorkOpened(), plan.PlanAdopted(body="municipal-council")],
    training.SessionHeld: SESSIONS,
    training.SessionCancelled: SESSIONS,
    support.NeedMet: [support.NeedNoted(need_code=each) for each in load_codes().options("needs")[:2]],
    support.GuidanceDelivered: [
        support.GuidanceRequested(request_id=UUID(int=611), unit_kind="school_team", urgency="normal"),
        support.GuidanceRequested(request_id=UUID(int=612), unit_kind="other", urgency="normal"),
    ],
    contact.ContactFunctionChanged: [ONE_ASSIGNMENT],
    contact.ContactEnded: [ONE_ASSIGNMENT],
    contact.ContactHandedOver: [
        appointed(UUID(int=614)).model_copy(update={"function": "fire-chief"}),
        appointed(UUID(int=615)).model_copy(update={"function": "principal"}),
        ONE_ASSIGNMENT,
    ],
    journey.StepReopened: [
        journey.StepCompleted(step=each, outcome="achieved", evidence=()) for each in list(Step)[:2]
    ],
    journey.StepUnblocked: [journey.StepBlocked(step=each, cause_code="no-mandate") for each in list(Step)[:2]],
    journey.PauseEndReminded: [journey.JourneyPaused(expected_until=date(2026, 2, 1))],
}
ID = "the id of what the event brings into being, under which other events point at it"
ONE_VALUE = "has one value only"
# What the page does not show, and why; the event's own page shows it, but for ids.
LEFT_OUT: Mapping[tuple[type[Event], str], str] = {
    (municipality.MunicipalityRegistered, "scb_code"): "the page's address",
    (municipality.MunicipalityRegistered, "county_code"): "the county that the page leads back to",
    (contact.ContactAppointed, "assignment_id"): ID,
    (contact.ContactAppointed, "person_ref"): "a pseudonym says nothing to a reader; the function is shown",
    (journey.JourneyOpened, "definition"): "there is one version; a test of its own",
    (journey.PauseEndReminded, "expected_until"): "the pause's own row shows the same day",
    (picture.FindingRecorded, "finding_id"): ID,
    (picture.PictureSuperseded, "version"): "follows from the next version's publication, which is shown",
    (picture.PictureVersionPublished, "digest"): "a check sum says nothing to a reader",
    (picture.PictureVersionPublished, "digest_form"): "of the check sum",
    (structure.ExistingStructureIdentified, "structure_id"): ID,
    (structure.NewGroupCreated, "structure_id"): ID,
    (plan.MeasureAdded, "measure_id"): ID,
    (training.SessionPlanned, "session_id"): ID,
    (training.KeyFunctionDesignated, "depth"): ONE_VALUE,
    (support.VisitPlanned, "visit_id"): ID,
    (support.VisitHeld, "visit_id"): ID,
    (support.GuidanceRequested, "request_id"): ID,
}
# What the page tells without its word, and how.
TOLD_OTHERWISE: Mapping[tuple[type[Event], str], str] = {
    (training.TargetGroupMarkedNotRelevant, "marked_as"): "by the table in which the row is",
    (journey.StepStarted, "step"): "by the path, on which that step is in progress",
    (structure.ResponsibilityOrdered, "ordered_functions"): "by a list in their order",
    (CommandRefused, "step"): "as a sentence says it: its number and, in brackets, its name",
}
CORRECTIONS = [kind for kind in TOPICS.values() if issubclass(kind, EntryCorrection)]
# The county's own are on pages of their own: the programme's, and those of audit cases and reports.
OF_THE_COUNTY = ("programme.", "audit-case.", "report.", CaseRead.topic)
ELSEWHERE = {kind for kind in TOPICS.values() if kind.topic.startswith(OF_THE_COUNTY)}
KINDS = [kind for kind in TOPICS.values() if kind not in CORRECTIONS and kind not in ELSEWHERE]
PROGRAMME = [kind for kind in TOPICS.values() if kind not in CORRECTIONS and kind.topic.startswith("programme.")]
CODES = load_codes()
CAT = catalogue("sv")


@dataclass(frozen=True)
class Told:
    """The pages of one municipality, and of the event that was put in it."""

    page: str
    event: str


# Acts and events of the work: they tell what an event says as well, but not where one looks for it.
_BESIDE = re.compile(r"<section[^>]*(?:no-print|labelledby=\"events\")[^>]*>.*?</section>", re.DOTALL)

Pages = Callable[[type[Event], str | None], Told]


def text_of(html: str) -> str:
    """Return what a reader of the page sees, without the name of the place, what may be done and what has happened."""
    main = _BESIDE.sub("", html.split("<main")[1].split("</main>", maxsplit=1)[0])
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", main)))


def events_of(kind: type[Event], changed: str | None) -> list[Event]:
    """Return what is put into the log: the event, with one field changed where one is named."""
    event = filled(kind, IDS, ONE)
    if changed:
        event = event.model_copy(update={changed: getattr(filled(kind, IDS, OTHER), changed)})
    if kind is municipality.MunicipalityRegistered:
        return [event]
    begun = [municipality.MunicipalityJoined(), journey.JourneyOpened(definition="five_steps.v1", cycle=1)]
    return [*begun, *BEFORE.get(kind, ()), event]


def recorded(kind: type[Event], changed: str | None, number: int) -> tuple[str, list[Recorded]]:
    """Return a municipality's code, and its log."""
    code = f"X{number:05d}"
    log = Log(code)
    name, county = "Provby", "17"
    if kind is not municipality.MunicipalityRegistered:
        log.extend([municipality.MunicipalityRegistered(scb_code=code, name=name, county_code=county)])
    events = events_of(kind, changed)
    if kind is municipality.MunicipalityRegistered:
        events = [events[0].model_copy(update={"scb_code": code})]
    log.extend(events[:-1])
    stream = f"audit/journey/{code}" if kind is CommandRefused else None
    log.extend(events[-1:], stream)
    return code, [
        Recorded(
            each.envelope.model_copy(
                update={
                    "event_id": UUID(int=(number << 32) + place),
                    "command_id": f"{code}-{place}",
                    "correlation_id": UUID(int=(number << 32) + place),
                }
            ),
            each.event,
        )
        for place, each in enumerate(log.recorded)
    ]


def pages_of(kind: type[Event], code: str) -> list[str]:
    """Return the pages of the work that show what such events say: its step's, or the municipality's own two."""
    if kind is CommandRefused:
        return [f"/trail?municipality={code}"]
    step = CONTENT.get(kind.topic.partition(".")[0])
    return [f"/municipalities/{code}/{each}" for each in ([PAGES[step]] if step else ["", "particulars"])]


def variants() -> Iterator[tuple[type[Event], str | None]]:
    """Yield each event as it is, and with each of its fields changed."""
    for kind in KINDS:
        yield kind, None
        yield from ((kind, name) for name in kind.model_fields if name not in {"scb_code", "county_code"})


@pytest.fixture(scope="module")
def system(databases: Databases) -> Iterator[System]:
    with databases.lent() as url, followed(url, "demo") as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(system: System) -> Pages:
    """All municipalities, each with an event in it, and their pages."""
    known: dict[tuple[type[Event], str | None], tuple[str, UUID]] = {}
    log: list[Recorded] = []
    for number, (kind, changed) in enumerate(variants(), 1):
        code, own = recorded(kind, changed, number)
        known[kind, changed] = code, own[-1].envelope.event_id
        log += own
    system.store.append(log)
    caught_up(system)
    visitor = browser(system, COORDINATOR)
    seen: dict[tuple[type[Event], str | None], Told] = {}

    def told(kind: type[Event], changed: str | None) -> Told:
        if (kind, changed) not in seen:
            code, event = known[kind, changed]
            shown = [text_of(visitor.get(each.rstrip("/"))) for each in pages_of(kind, code)]
            seen[kind, changed] = Told(
                " ".join(shown).replace(code, ""),
                text_of(visitor.get(f"/events/{event}")).replace(str(event), "").replace(code, ""),
            )
        return seen[kind, changed]

    return told


_CHANGING = {programme.ProgrammeStatusChanged, programme.ExternalActorSucceeded}


def programme_events() -> Iterator[tuple[Event, str]]:
    """Yield the events of a programme's life, each with a field that the page must tell from then on."""
    for kind in PROGRAMME:
        event = filled(kind, IDS, OTHER if kind in _CHANGING else ONE)
        yield from ((event, name) for name in kind.model_fields)


@pytest.fixture(scope="module")
def programme_pages(databases: Databases) -> Iterator[Callable[[Event], tuple[str, str]]]:
    """The programme's page before and after each of its events."""
    events = list(dict.fromkeys(event for event, _ in programme_events()))
    log = Log()
    log.extend(events)
    with databases.lent() as url, followed(url) as system:
        system.store.append(log.recorded)
        caught_up(system)
        visitor = browser(system, COORDINATOR)

        def shown(event: Event) -> tuple[str, str]:
            position = events.index(event) + 1
            before, after = (f"/counties/17/programme?as_of={each}" for each in (position - 1, position))
            return text_of(visitor.get(before)), text_of(visitor.get(after))

        yield shown


@pytest.mark.parametrize(("event", "name"), list(programme_events()), ids=lambda each: getattr(each, "topic", each))
def test_every_field_of_the_programme_is_on_its_page(
    programme_pages: Callable[[Event], tuple[str, str]], event: Event, name: str
) -> None:
    before, after = programme_pages(event)
    told = Words(CAT, CODES, lists_of("", type(event))).show(name, getattr(event, name))

    assert told
    assert told in after
    assert before != after


class TestTheEnvelope:
    """What is recorded around an event is on the event's own page."""

    CHANGES: ClassVar[Mapping[str, object]] = {
        "recorded_at": datetime(2026, 2, 3, 4, 5, tzinfo=UTC),
        "occurred_on": date(2026, 1, 2),
        "actor_ref": "p-" + "9" * 32,
        "actor_role": Role.CONTACT,
        "causation_id": UUID(int=77),
        "reason": "late-entry",
        "source": "KS 2018/123",
        "rests_on": {"municipality/X90001": 2},
        "overrides": ("R2",),
        "process_version": "five_steps.v2",
        "rule_versions": {"question-set": 7},
        "channel": Channel.IMPORT,
        "classification": Classification.PROTECTED,
    }
    LEFT_OUT: ClassVar[Mapping[str, str]] = {
        "event_id": "the page's address, and told at its foot",
        "stream": "told beside the version; of one aggregate it never differs",
        "version": "told beside the stream",
        "scope": "the place that the page leads back to",
        "command_id": "an id made of the sender's key, which the API tells",
        "correlation_id": "told by the other events of the same act",
        "on_behalf_of": "nobody acts for another organisation yet",
        "note_ref": "no event has a note yet",
        "schema_version": "of the record, not of what happened",
    }

    def test_has_no_field_that_nobody_thought_of(self) -> None:
        assert set(Envelope.model_fields) == {*self.CHANGES, *self.LEFT_OUT}

    def test_is_told(self, databases: Databases) -> None:
        log: list[Recorded] = []
        for number, (name, value) in enumerate([("", None), *self.CHANGES.items()], 90001):
            _, own = recorded(support.ContactHad, None, number)
            envelope = own[-1].envelope.model_copy(update={name: value} if name else {})
            log += [*own[:-1], Recorded(envelope, own[-1].event)]
        with databases.lent() as url, followed(url, "demo") as system:
            system.store.append(log)
            caught_up(system)
            visitor = browser(system, COORDINATOR)
            ids = [each.envelope.event_id for each in log if isinstance(each.event, support.ContactHad)]
            told = [
                re.sub(r"[0-9a-f-]{36}|X9\d{4}|Plats i loggen \d+", "", text_of(visitor.get(f"/events/{each}")))
                for each in ids
            ]

        plain, *changed = told
        assert [name for name, each in zip(self.CHANGES, changed, strict=True) if each == plain] == []


def fields() -> list[tuple[type[Event], str]]:
    return [(kind, changed) for kind, changed in variants() if changed]


def name_of(each: object) -> str:
    return each.topic if isinstance(each, type) and issubclass(each, Event) else str(each)


def said(kind: type[Event], name: str, which: int) -> str:
    """Return a value in words; nothing for what is told apart by the page alone: ids and truths."""
    value = getattr(filled(kind, IDS, which), name)
    words = Words(CAT, CODES, lists_of("", kind))
    return "" if isinstance(value, bool) else words.show(name, value)


@pytest.mark.parametrize(("kind", "name"), fields(), ids=name_of)
class TestEveryField:
    def test_is_on_the_page_of_the_work_or_left_out_for_a_reason(
        self, pages: Pages, kind: type[Event], name: str
    ) -> None:
        if (kind, name) in LEFT_OUT:
            return
        one, other = pages(kind, None).page, pages(kind, name).page

        assert one != other, "the page does not depend on it"
        if (kind, name) in TOLD_OTHERWISE:
            return
        assert said(kind, name, ONE) in one
        assert said(kind, name, OTHER) in other

    def test_is_on_the_event_s_own_page(self, pages: Pages, kind: type[Event], name: str) -> None:
        if LEFT_OUT.get((kind, name)) in {ID, ONE_VALUE}:
            return
        if kind is journey.JourneyOpened and name == "definition":
            return
        assert pages(kind, None).event != pages(kind, name).event
