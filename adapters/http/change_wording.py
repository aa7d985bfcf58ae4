"""Sentences for what changed in the county since a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from adapters.http.reading.sentences import Sentence
from adapters.i18n.catalogue import Catalogue
from adapters.i18n.words import Words, capital
from workflows.reference.codes import Codes

_PLACES = "\N{OBJECT REPLACEMENT CHARACTER}"
# A sentence with more names than this is not read: then it has the first of them, and says how many there are beside.
_MOST_NAMED = 16
_FIRST_NAMED = 10
# These are counted by their entries; of the others, what is told is how many municipalities there are.
_COUNTED = frozenset({"programme", "outreach-made", "support", "work", "afterwards"})


@dataclass(frozen=True)
class ToldChange:
    """A sentence with the names of its municipalities in it, and the days on which it was so."""

    before: str
    places: str
    after: str
    days: str

    @property
    def text(self) -> str:
        """The whole sentence."""
        return f"{self.before}{self.places}{self.after}"


def told_change(sentence: Sentence, since: date, words: Catalogue, codes: Codes) -> ToldChange:
    """Return a change in words, with all its municipalities."""
    return _told(sentence, since, words, codes, [each.name for each in sentence.parts])


def names_all(sentence: Sentence) -> bool:
    """Whether a change told shortly names all its municipalities."""
    return len(sentence.parts) <= _MOST_NAMED


def told_shortly(sentence: Sentence, since: date, words: Catalogue, codes: Codes) -> ToldChange:
    """Return a change in words, of many municipalities with the first names and how many there are beside."""
    names = [each.name for each in sentence.parts]
    if not names_all(sentence):
        names[_FIRST_NAMED:] = [words.text("ui.changes.unnamed", count=len(names) - _FIRST_NAMED)]
    return _told(sentence, since, words, codes, names)


def _told(sentence: Sentence, since: date, words: Catalogue, codes: Codes, names: Sequence[str]) -> ToldChange:
    step = Words(words, codes, {}, flowing=True).show("step", sentence.step or "")
    is_counted = sentence.kind in _COUNTED or sentence.group in _COUNTED
    count = sentence.number if is_counted else len(sentence.parts)
    key = ".".join(filter(None, ("ui.changes", sentence.kind, sentence.reason)))
    text = capital(words.text(key, places=_PLACES, step=step, count=count, since=since))
    before, named, after = text.partition(_PLACES)
    return ToldChange(before, words.listed(names) if named else "", after, _days(sentence, words))


def _days(sentence: Sentence, words: Catalogue) -> str:
    """Return the days, of which the first says no more than what tells it from the last."""
    first, last = sentence.first_on, sentence.last_on
    if first is None or last is None:
        return ""
    if first == last:
        return words.date(first)
    if (first.year, first.month) == (last.year, last.month):
        return words.text("ui.changes.days.of-month", first=first.day, last=last)
    return words.text("ui.changes.days", first=words.date(first).removesuffix(f" {last.year}"), last=last)
