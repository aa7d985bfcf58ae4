"""How a release words the work: rules, acts, events, fields, reasons and codes; kept, so that the past is told in it.

What frames a page (``ui.`` and its like) is today's at every moment: it says what can be done with the page now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Protocol

from pydantic import TypeAdapter

from adapters.i18n.catalogue import LANGUAGES, Catalogue, catalogue, messages
from domain.canonical import canonical_json
from workflows.reference.codes import Codes, Listing

# What keys of the vocabulary begin with; ``story`` words events, ``term`` those of the glossary.
_KINDS = frozenset(
    {"aggregate", "attention", "command", "condition", "field", "phrase", "rule", "story", "term", "topic", "value"}
)


@dataclass(frozen=True)
class Document:
    """A release's vocabulary as it is kept.

    ``messages``: by language and key; ``lists``: code lists by name; ``own``: versions of a county's additions to them.
    """

    messages: Mapping[str, Mapping[str, tuple[str, ...]]]
    lists: Mapping[str, Listing]
    own: Mapping[str, int]


_DOCUMENT = TypeAdapter(Document)


@dataclass(frozen=True)
class Release:
    """A vocabulary that came into use: for what was recorded after a position; ``version``: of the program."""

    after: int
    since: datetime
    version: str
    sha256: str


class Kept(Protocol):
    """Where vocabularies are kept."""

    def releases(self) -> Sequence[Release]:
        """Return all releases, the first one first."""

    def used_at(self, position: int) -> str | None:
        """Return the SHA-256 of the vocabulary in use when the event of a position was recorded.

        Of what was recorded before any was kept, the first one; None where none is kept.
        """

    def document(self, sha256: str) -> bytes:
        """Return the vocabulary that has this SHA-256. Raises LookupError."""

    def begin(self, document: bytes, version: str) -> None:
        """Note that a vocabulary is in use from now on, unless the latest one is the same."""


@dataclass(frozen=True)
class Vocabulary:
    """The words of one moment in one language: the catalogue and the code lists."""

    cat: Catalogue
    codes: Codes


class Vocabularies:
    """Today's words, and those of earlier releases."""

    def __init__(self, kept: Kept, codes: Codes) -> None:
        self._kept, self._codes = kept, codes
        # Releases are few, and each is put together once.
        self._known: dict[tuple[str, str], Vocabulary] = {}

    @cached_property
    def _document(self) -> bytes:
        return document_of(self._codes)

    @cached_property
    def sha256(self) -> str:
        """The hash by which today's words are known."""
        return sha256(self._document).hexdigest()

    def begin(self, version: str) -> None:
        """Note that today's words are in use from now on; ``version``: of the program."""
        self._kept.begin(self._document, version)

    def now(self, language: str) -> Vocabulary:
        """Return today's words."""
        return Vocabulary(catalogue(language), self._codes)

    def at(self, position: int, language: str) -> Vocabulary:
        """Return the words in use when the event of a position was recorded."""
        used = self._kept.used_at(position)
        return self.of(used, language) if used else self.now(language)

    def of(self, release: str, language: str) -> Vocabulary:
        """Return the words of the release that has this SHA-256; what it does not word is worded as today."""
        if release == self.sha256:
            return self.now(language)
        if (release, language) not in self._known:
            then = _DOCUMENT.validate_json(self._kept.document(release))
            codes = Codes(lists={**self._codes.lists, **then.lists}, additions=then.own)
            self._known[release, language] = Vocabulary(Catalogue(language, then.messages[language]), codes)
        return self._known[release, language]

    def releases(self) -> Sequence[Release]:
        """Return all releases, the first one first."""
        return self._kept.releases()


def document_of(codes: Codes) -> bytes:
    """Return today's vocabulary as it is kept: the same bytes for the same words."""
    worded = {
        language: {key: said for key, said in messages(language).items() if key.partition(".")[0] in _KINDS}
        for language in LANGUAGES
    }
    return canonical_json(_DOCUMENT.dump_python(Document(worded, codes.lists, codes.additions), mode="json")).encode()
