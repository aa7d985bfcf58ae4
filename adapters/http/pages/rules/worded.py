"""How something was and is worded: each wording with the time for which it was in use (S21)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from adapters.http.pages.visit import Visit
from adapters.i18n.vocabulary import Release, Vocabulary
from domain.calendar import SWEDEN

# What is worded, by what it is known by, in the visitor's language.
Worded = Mapping[str, str]


@dataclass(frozen=True)
class Wording:
    """One wording: when it was in use, in which version of the program it came; ``is_shown``: by the page itself.

    ``lines``: what it words otherwise than the page, each with what it is known by; nothing for what it did not have.
    """

    period: str
    version: str
    is_shown: bool
    lines: tuple[tuple[str, str], ...]


def wordings(visit: Visit, told: Callable[[Vocabulary], Worded]) -> tuple[Wording, ...]:
    """Return all wordings in their order, none where no release has been noted; ``told``: what is worded by one."""
    core, lang = visit.core, visit.lang
    shown = told(Vocabulary(visit.cat, visit.codes))
    releases = [(each, told(core.vocabularies.of(each.sha256, lang))) for each in core.vocabularies.releases()]
    found = [(next(group)[0], worded) for worded, group in groupby(releases, key=lambda each: each[1])]
    # What was recorded before the first release is told in its words, too.
    begun = [None, *(_day(first) for first, _ in found[1:])]
    return tuple(
        Wording(
            visit.cat.text("ui.rules.worded.period", since=since, until=until),
            first.version,
            worded == shown,
            tuple(_otherwise(worded, shown)),
        )
        for (first, worded), since, until in zip(found, begun, [*begun[1:], None], strict=False)
    )


def _day(release: Release) -> date:
    return release.since.astimezone(SWEDEN).date()


def _otherwise(worded: Worded, shown: Worded) -> Iterator[tuple[str, str]]:
    for name in {**shown, **worded}:
        if worded.get(name) != shown.get(name):
            yield name, worded.get(name, "")
