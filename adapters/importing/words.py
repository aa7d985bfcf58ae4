"""Which words a field may be filled with: codes, and their labels in both languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Any, Literal, get_args, get_origin

from adapters.i18n.catalogue import LANGUAGES, catalogue
from domain.bands import AttendanceBand
from domain.messages import Command
from workflows.reference.codes import Codes, code_fields

_NUMBERED = re.compile(r"^[0-9]\. ")
_SPACES = re.compile(r"\s+")
TRUTH: Mapping[str, bool] = {
    **dict.fromkeys(("ja", "yes", "x", "true", "sant"), True),
    **dict.fromkeys(("nej", "no", "false", "falskt"), False),
}


def folded(text: str) -> str:
    """Return the text as it is compared: one Unicode form, no case, doubled spaces or number before a step."""
    composed = unicodedata.normalize("NFC", text)
    return _NUMBERED.sub("", _SPACES.sub(" ", composed).strip().casefold())


@cache
def closed_values(command: type[Command], field: str) -> tuple[str, ...]:
    """Return the values of a field whose type names them itself, none for any other field or for a table."""
    return _values(command.model_fields[field].annotation)


def _values(annotation: Any) -> tuple[str, ...]:  # noqa: ANN401 -- an annotation has no type of its own
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    if get_origin(annotation) is dict:
        return ()
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return tuple(each.value for each in annotation)
    return next((found for part in get_args(annotation) if (found := _values(part))), ())


def label(command: type[Command], field: str, code: str, codes: Codes, language: str) -> str:
    """Return a value's wording, or the value itself where it has none."""
    if list_name := code_fields(command).get(field):
        return codes.label(list_name, code, language)
    words = catalogue(language)
    key = f"value.{'stage' if field == 'stages' else field}.{code}"
    return _NUMBERED.sub("", words.text(key)) if words.has(key) else code


def options(command: type[Command], field: str, codes: Codes) -> Sequence[str]:
    """Return the codes that a field may hold, none for a field that is not chosen from a list."""
    if list_name := code_fields(command).get(field):
        return codes.options(list_name)
    return closed_values(command, field)


def meanings(command: type[Command], field: str, codes: Codes) -> dict[str, str]:
    """Return the code that each accepted word for a field stands for."""
    offered = options(command, field, codes)
    earlier = {word: code for code in offered for word in earlier_words(f"value.{field}.{code}")}
    return earlier | _by_word(offered, lambda code, language: label(command, field, code, codes, language))


def earlier_words(key: str) -> Iterator[str]:
    """Yield the wordings that the key had before, as they are compared: sheets that were filled in then are read."""
    for words in map(catalogue, LANGUAGES):
        if words.has(f"earlier.{key}"):
            yield folded(words.text(f"earlier.{key}"))


@cache
def band_meanings() -> Mapping[str, str]:
    """Return the band that each accepted word for how many people there were stands for."""
    field = "value.headcount_by_group"
    words = _by_word(get_args(AttendanceBand), lambda code, language: catalogue(language).text(f"{field}.{code}"))
    return words | {word.replace("\N{EN DASH}", "-"): band for word, band in words.items()}


def list_meanings(list_name: str, codes: Codes) -> dict[str, str]:
    """Return the code of a list that each accepted word stands for."""
    return _by_word(codes.options(list_name), lambda code, language: codes.label(list_name, code, language))


def _by_word(offered: Sequence[str], wording: Callable[[str, str], str]) -> dict[str, str]:
    """Return each code by its English, its Swedish and its own word; the later goes before the earlier."""
    words = {folded(wording(code, language)): code for language in ("en", "sv") for code in offered}
    return words | {folded(code): code for code in offered}
