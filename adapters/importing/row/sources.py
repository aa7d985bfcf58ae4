"""The documents that rows rest on: kept where no word of theirs can be a person's name or story."""

from __future__ import annotations

import re
from functools import cache

from pydantic import TypeAdapter, ValidationError

from adapters.i18n.catalogue import LANGUAGES, catalogue
from domain.published_text import SourceReference
from workflows.reference import places
from workflows.reference.codes import Codes

_WORD = re.compile(r"[^\W\d_]{2,}")
_COUNTY = re.compile(r"s? län$")
_CAPITALS = 4  # as many as an abbreviation has, such as KF, BRÅ or SKR
_REFERENCE = TypeAdapter[str](SourceReference)


class Sources:
    """Which sources may be kept: those whose every word is of a place, a code list or our wording.

    Words in small letters, too: a name is often typed so, and what happened to someone always is.
    """

    def __init__(self, codes: Codes) -> None:
        labels = (label for listing in codes.lists.values() for label in listing.codes.values())
        self._known = _our_words() | _words(" ".join(f"{each.sv} {each.en}" for each in labels))

    def kept(self, text: str) -> str | None:
        """Return the source as it may be kept, None for one that could name a person, and for none."""
        try:
            return None if not text or self._unknown(text) else _REFERENCE.validate_python(text)
        except ValidationError:
            return None

    def doubtful(self, text: str) -> str:
        """Return the word for which a source is not kept, or all of what is not kept for an address or its length."""
        return self._unknown(text) or text[:60]

    def _unknown(self, text: str) -> str:
        """Return the first word that could be a name."""
        return next((each for each in _WORD.findall(text) if _could_be_a_name(each, self._known)), "")


def _could_be_a_name(word: str, known: frozenset[str]) -> bool:
    if word.isupper() and len(word) <= _CAPITALS:
        return False
    return word.casefold() not in known


def _words(text: str) -> frozenset[str]:
    return frozenset(each.casefold() for each in _WORD.findall(text))


@cache
def _our_words() -> frozenset[str]:
    catalogues = [catalogue(each) for each in LANGUAGES]
    worded = " ".join(each.template(key) or "" for each in catalogues for key in each.keys)
    counties = [_COUNTY.sub("", each.name) for each in places.counties()]
    named = [each.name for county in places.counties() for each in places.municipalities(county.code)]
    forms = (form for each in [*counties, *named] for form in (each, f"{each}s"))
    return _words(" ".join([worded, *forms]))
