"""What changed between a version of the picture and the one before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from adapters.http.pages.situation_picture.balance import name_of
from adapters.http.pages.situation_picture.questions import codes_of, said
from adapters.http.pages.situation_picture.versions import Picture
from adapters.http.pages.visit import Visit
from projections.municipality.situation_picture import Finding, PictureVersion


@dataclass(frozen=True)
class Pair:
    """What a version says of one thing, and what the one before said; each is empty where it says nothing."""

    subject: str
    before: str
    now: str
    change: str

    @property
    def is_changed(self) -> bool:
        """Whether they differ."""
        return self.change not in {"same", "open"}


@dataclass(frozen=True)
class Comparison:
    """A version beside the one before, question by question and finding by finding; the first stands alone."""

    version: int
    before: int | None
    answers: tuple[Pair, ...]
    findings: tuple[Pair, ...]

    @property
    def changes(self) -> int:
        """How much is another than before."""
        return sum(each.is_changed for each in (*self.answers, *self.findings))


def comparison_of(visit: Visit, picture: Picture, version: PictureVersion) -> Comparison:
    """Return what a version says beside what the one before said."""
    before = picture.before(version)
    return Comparison(
        version.version,
        before.version if before else None,
        tuple(_answers(visit, picture, version, before)),
        tuple(_findings(visit, picture, version, before)),
    )


def _answers(visit: Visit, picture: Picture, version: PictureVersion, before: PictureVersion | None) -> Iterator[Pair]:
    now, then = picture.answers(version), picture.answers(before)
    for code in dict.fromkeys((*codes_of(visit, version, now), *then)):
        new, old = now.get(code), then.get(code)
        is_same = bool(new and old and (new.assessment, new.source_type) == (old.assessment, old.source_type))
        label = visit.codes.label("questions", code, visit.lang)
        change = _change(version, old, new, is_same=is_same)
        yield Pair(label, said(visit, old) if old else "", said(visit, new) if new else "", change)


def _findings(visit: Visit, picture: Picture, version: PictureVersion, before: PictureVersion | None) -> Iterator[Pair]:
    now = {each.finding_id: each for each in picture.findings(version)}
    then = {each.finding_id: each for each in picture.findings(before)} if before else {}
    for each in ({**now, **then}).values():
        new, old = now.get(each.finding_id), then.get(each.finding_id)
        is_same = bool(new and old and (new.level, new.source_type) == (old.level, old.source_type))
        change = "gone" if new is None else _change(version, old, new, is_same=is_same)
        yield Pair(name_of(visit, each), _level(visit, old), _level(visit, new), change)


def _level(visit: Visit, finding: Finding | None) -> str:
    if finding is None:
        return ""
    words = visit.words(Finding)
    level, source = (words.show(name, getattr(finding, name)) for name in ("level", "source_type"))
    return visit.cat.text("ui.picture.said", assessment=level, source=source, start=None, end=None)


def _change(version: PictureVersion, old: object, new: object, *, is_same: bool) -> str:
    """Return what happened from one version to the other; what a draft does not answer yet has not gone."""
    if new is None:
        return "open" if version.status == "at-work" else "gone" if old else "same"
    if old is None:
        return "new"
    return "same" if is_same else "changed"
