"""Sentences for what changed in the county since a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from adapters.http.reading.sentences import Sentence
from adapters.i18n.catalogue import Catalogue
from adapters.i18n.words import Words, capital
from workflows.reference.codes import Codes

_PLACES = "\N{OBJECT REPLACEMENT CHARACTER}"
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
    """Return a change in words."""
    step = Words(words, codes, {}, flowing=True).show("step", sentence.step or "")
    is_counted = sentence.kind in _COUNTED or sentence.group in _COUNTED
    count = sentence.number if is_counted else len(sentence.parts)
    key = ".".join(filter(None, ("ui.changes", sentence.kind, sentence.reason)))
    text = capital(words.text(key, places=_PLACES, step=step, count=count, since=since))
    before, named, after = text.partition(_PLACES)
    places = words.listed(each.name for each in sentence.parts) if named else ""
    return ToldChange(before, places, after, _days(sentence, words))


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
