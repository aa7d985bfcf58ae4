"""Strengths beside weaknesses as answers and findings tell them, and what is not known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from adapters.http.pages.links import form_address
from adapters.http.pages.situation_picture.versions import Picture
from adapters.http.pages.visit import Visit
from domain.messages import Command
from domain.situation_picture.commands import CloseFinding, ReviseFinding
from projections.municipality.situation_picture import Answer, Development, Finding, PictureVersion

Possible = Collection[type[Command]]
# Levels of a finding that say neither a strength nor a weakness.
_NEITHER = {"none_seen", "not_known"}


@dataclass(frozen=True)
class Line:
    """A strength or a weakness: what it is, from where it is known, and the event that tells it."""

    text: str
    detail: str
    event: str
    is_mixed: bool = False


@dataclass(frozen=True)
class Balance:
    """What a version says for the place and against it, and which questions are answered with "not known"."""

    strengths: tuple[Line, ...]
    weaknesses: tuple[Line, ...]
    unknown: tuple[Line, ...]


@dataclass(frozen=True)
class ShownFinding:
    """A finding: what and how much, from where it is known, what has developed since, and where it can be changed."""

    name: str
    level: str
    detail: str
    developments: tuple[tuple[str, str], ...]
    event: str
    is_open: bool
    revise: str | None = None
    close: str | None = None


def balance_of(visit: Visit, picture: Picture, version: PictureVersion) -> Balance:
    """Return strengths, weaknesses and what is not known, of one version."""
    answers, findings = picture.answers(version).values(), picture.findings(version)
    return Balance(
        (*_answers(visit, answers, "strength"), *_findings(visit, picture, findings, strengths=True)),
        (*_answers(visit, answers, "weakness"), *_findings(visit, picture, findings, strengths=False)),
        tuple(_answers(visit, answers, "unknown")),
    )


def _answers(visit: Visit, answers: Iterable[Answer], assessment: str) -> Iterator[Line]:
    words = visit.words(Answer)
    for each in answers:
        is_mixed = each.assessment == "mixed" and assessment != "unknown"
        if each.assessment == assessment or is_mixed:
            source = words.show("source_type", each.source_type)
            detail = visit.cat.text("ui.picture.known-from", source=source, date=each.on)
            yield Line(subject_of(visit, each.question_code), detail, f"/events/{each.event_id}", is_mixed)


def subject_of(visit: Visit, question: str) -> str:
    """Return what a question is about, in a word or two; the question itself where it has no such name."""
    key = f"ui.picture.about.{question}"
    return visit.cat.text(key) if visit.cat.has(key) else visit.codes.label("questions", question, visit.lang)


def _findings(visit: Visit, picture: Picture, findings: Iterable[Finding], *, strengths: bool) -> Iterator[Line]:
    for each in findings:
        if (each.kind == "strength") == strengths and each.level not in _NEITHER:
            shown = _shown(visit, picture, each, ())
            text = visit.cat.text("ui.picture.finding", name=shown.name, level=shown.level.lower())
            yield Line(text, " ".join((shown.detail, *(text for text, _ in shown.developments))), shown.event)


def shown_findings(visit: Visit, picture: Picture, possible: Possible) -> list[ShownFinding]:
    """Return every finding, those that hold first, each with what developed since."""
    found = sorted(picture.details.of(Finding), key=lambda each: (each.status != "open", each.on))
    return [_shown(visit, picture, each, possible) for each in found]


def name_of(visit: Visit, finding: Finding) -> str:
    """Return what a finding is of."""
    words = visit.words(Finding)
    named = (words.show(each, getattr(finding, each)) for each in ("kind", "dimension", "milieu"))
    return " \N{EN DASH} ".join(filter(None, named))


def _shown(visit: Visit, picture: Picture, finding: Finding, possible: Possible) -> ShownFinding:
    words = visit.words(Finding)
    place, source = (words.show(each, getattr(finding, each)) for each in ("locality_level", "source_type"))
    back = f"/municipalities/{picture.scb_code}/situation-picture"
    acts = {
        command: form_address(picture.scb_code, command, finding_id=finding.finding_id, back=back)
        for command in (ReviseFinding, CloseFinding)
        if command in possible and finding.status == "open"
    }
    return ShownFinding(
        name_of(visit, finding),
        words.show("level", finding.level),
        visit.cat.text("ui.picture.finding.detail", place=place, source=source, date=finding.latest),
        tuple(_developments(visit, picture, finding)),
        f"/events/{finding.event_id}",
        finding.status == "open",
        acts.get(ReviseFinding),
        acts.get(CloseFinding),
    )


def _developments(visit: Visit, picture: Picture, finding: Finding) -> Iterator[tuple[str, str]]:
    """Yield what was noted of the same subject since the finding, the latest last, each with its event."""
    words = visit.words(Development)
    for each in sorted(picture.details.of(Development), key=lambda each: each.on):
        if each.dimension == finding.dimension and each.on >= finding.on:
            direction = words.show("direction", each.direction).lower()
            text = visit.cat.text("ui.picture.developed", direction=direction, date=each.on)
            yield text, f"/events/{each.event_id}"
