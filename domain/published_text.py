"""Text that is public already: a programme's name and definitions, refused where it could be about a person."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from domain.values import Closed, SafeText, safe

_NAMED = re.compile(r"\b[A-ZÅÄÖÉ][a-zåäöéü]+[ -]+[A-ZÅÄÖÉ][a-zåäöéü]+\b")
_CONTACT_DETAIL = re.compile(r"[@<>\\]|://|www\.|[0-9](?:[ -]?[0-9]){8}")


def _has_a_common_word(name: str) -> str:
    """Refuse a name without a word in small letters, as a person's name is: "Värna Värmland" alone may be anyone's."""
    if not any(len(word) >= 4 and word.islower() for word in name.split()):  # noqa: PLR2004 -- longer than "van der"
        raise ValueError("no-word-in-small-letters")
    return name


ProgrammeName = Annotated[
    SafeText,
    StringConstraints(min_length=5, max_length=120, pattern=r"^[^0-9@<>:/\\]+$"),
    AfterValidator(_has_a_common_word),
    Closed("programme-name"),
]


def _published(text: str) -> str:
    """Refuse what no public definition holds: a first and last name, a long number, a mail or web address."""
    if _NAMED.search(text):
        raise ValueError("looks-like-a-name")
    return _without_contact_details(text)


def _without_contact_details(text: str) -> str:
    if _CONTACT_DETAIL.search(text):
        raise ValueError("looks-like-a-contact-detail")
    return text


# Words of public documents, quoted: definitions.
PublishedText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=20, max_length=800),
    AfterValidator(safe),
    AfterValidator(_published),
    Closed("published-text"),
]

# The document that an imported row rests on; whoever imports sees to it that each word is a known one.
SourceReference = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=2, max_length=300),
    AfterValidator(safe),
    AfterValidator(_without_contact_details),
    Closed("source-reference"),
]
