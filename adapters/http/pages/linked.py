"""Sentences with links inside: the wording marks what is linked, ``<name>…</name>``, the page says where it leads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_LINK = re.compile(r"<(?P<name>\w+)>(?P<text>.+?)</(?P=name)>")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sentence, linked or not."""

    text: str
    href: str | None = None


Sentence = tuple[Piece, ...]


def linked(text: str, links: Mapping[str, str | None]) -> Sentence:
    """Return the sentence in its pieces; what leads nowhere is text."""
    return tuple(_pieces(text, links))


def plain(sentence: Sentence) -> str:
    """Return what the sentence says."""
    return "".join(each.text for each in sentence)


def _pieces(text: str, links: Mapping[str, str | None]) -> Iterator[Piece]:
    end = 0
    for found in _LINK.finditer(text):
        if found.start() > end:
            yield Piece(text[end : found.start()])
        yield Piece(found["text"], links.get(found["name"]))
        end = found.end()
    if end < len(text):
        yield Piece(text[end:])
