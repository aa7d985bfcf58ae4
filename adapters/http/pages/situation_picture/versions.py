"""The picture's versions: which holds, which is worked on, what each said, and what changed between two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adapters.http.reading.picture import findings_in
from projections.municipality.detail import Details
from projections.municipality.situation_picture import Answer, Finding, PictureVersion

Answers = Mapping[str, Answer]


@dataclass(frozen=True)
class Picture:
    """A municipality's picture: its versions, the latest last, and the answers of each."""

    scb_code: str
    details: Details
    versions: tuple[PictureVersion, ...]

    @property
    def draft(self) -> PictureVersion | None:
        """The version that is worked on, if one is."""
        return next((each for each in self.versions if each.status == "at-work"), None)

    @property
    def published(self) -> PictureVersion | None:
        """The version that holds, if one does."""
        return next((each for each in self.versions if each.status == "published"), None)

    @property
    def shown(self) -> PictureVersion | None:
        """The version that the page is about: the one that is worked on, else the one that holds."""
        return self.draft or self.published

    def numbered(self, number: int | None) -> PictureVersion | None:
        """Return the version of that number, None where there is none."""
        return next((each for each in self.versions if each.version == number), None)

    def before(self, version: PictureVersion) -> PictureVersion | None:
        """Return the version before another."""
        return self.numbered(version.version - 1)

    def answers(self, version: PictureVersion | None) -> Answers:
        """Return a version's answers by question."""
        found = self.details.of(Answer)
        return {each.question_code: each for each in found if version and each.version == version.version}

    def findings(self, version: PictureVersion) -> Sequence[Finding]:
        """Return the findings of a version as they were in it; of one that is worked on, as they are."""
        if version.status == "at-work":
            return [each for each in self.details.of(Finding) if each.status == "open"]
        return findings_in(self.details, version.version)


def picture_of(scb_code: str, details: Details) -> Picture:
    """Return the picture that a municipality's work holds."""
    return Picture(scb_code, details, tuple(sorted(details.of(PictureVersion), key=lambda each: each.version)))
