"""One language's wording, read from its PO file; what lacks is shown and counted, never raised."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files

from babel.dates import format_date, format_datetime, get_timezone
from babel.lists import format_list
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LANGUAGES = ("sv", "en")
_LOCALES = {"sv": "sv_SE", "en": "en_GB"}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_LACKING = "…"

Messages = Mapping[str, tuple[str, ...]]


class Catalogue:
    """The wording of one language, with its way to write days, times, numbers and lists.

    ``earlier``: what is worded as it was, as far as it has places for no more than today's wording, which is given no
    more. ``missing`` counts the keys asked for and not found, and what was not given, ``key:placeholder``.
    """

    def __init__(self, language: str, earlier: Messages = {}) -> None:  # noqa: B006 -- nobody changes it
        self.language = language
        self.missing: Counter[str] = Counter()
        self._locale = _LOCALES[language]
        today = messages(language)
        self._messages = today | {key: said for key, said in earlier.items() if _fits(said, today.get(key))}
        self._placeholders: dict[str, frozenset[str]] = {}

    @property
    def keys(self) -> frozenset[str]:
        """Every key that is worded."""
        return frozenset(self._messages)

    def has(self, key: str) -> bool:
        """Return whether the key is worded."""
        return key in self._messages

    def first(self, *keys: str) -> str:
        """Return the first of the keys that is worded, else the last."""
        return next((key for key in keys if self.has(key)), keys[-1])

    def template(self, key: str, count: object = None) -> str | None:
        """Return the wording as it is kept; the plural one where it has one, unless ``count`` is 1."""
        forms = self._messages.get(key)
        if forms is None:
            return None
        return forms[0] if count == 1 else forms[-1]

    def placeholders(self, key: str) -> frozenset[str]:
        """Return what the wording has places for."""
        if key not in self._placeholders:
            said = " ".join(self._messages.get(key, ()))
            self._placeholders[key] = frozenset({*_PLACEHOLDER.findall(said), "count"})
        return self._placeholders[key]

    def text(self, key: str, /, **params: object) -> str:
        """Return the wording with its placeholders filled in.

        What stands in ``[…]`` falls away when a placeholder inside is empty. A key that is not worded comes
        back in ``⟦…⟧``.
        """
        template = self.template(key, params.get("count"))
        if template is None:
            self.missing[key] += 1
            return f"⟦{key}⟧"
        if not params and "[" not in template and "{" not in template:
            return template
        shown = {name: self.show(value) for name, value in params.items()}

        def optional(match: re.Match[str]) -> str:
            return match[1] if all(shown.get(name) for name in _PLACEHOLDER.findall(match[1])) else ""

        def filled(match: re.Match[str]) -> str:
            if value := shown.get(match[1]):
                return value
            self.missing[f"{key}:{match[1]}"] += 1
            return _LACKING

        return _PLACEHOLDER.sub(filled, _OPTIONAL.sub(optional, template))

    def show(self, value: object) -> str:
        """Return a value as this language writes it; nothing for None."""
        match value:
            case None:
                return ""
            case str():
                return value
            case bool():
                return self.text(f"value.bool.{str(value).lower()}")
            case int():
                return self.number(value)
            case dt.datetime():
                return self.datetime(value)
            case dt.date():
                return self.date(value)
            case Iterable():
                return self.listed(self.show(each) for each in value)
            case _:  # texts and codes
                return str(value)

    def date(self, day: dt.date) -> str:
        """Return a day: ``1 mars 2024``."""
        return _date(day, "d MMMM y", self._locale)

    def short_date(self, day: dt.date, *, with_year: bool = True) -> str:
        """Return a day as short as it can be told: ``1 mars 2024``, ``12 nov``."""
        return _date(day, "d MMM y" if with_year else "d MMM", self._locale).replace(".", "")

    def month(self, day: dt.date) -> str:
        """Return a day's month and year: ``mars 2024``, ``nov 2024``."""
        return _date(day, "MMM y", self._locale).replace(".", "")

    def datetime(self, moment: dt.datetime) -> str:
        """Return a moment by the clock in Sweden: ``1 mars 2024 13:00``."""
        zone = get_timezone("Europe/Stockholm")
        return format_datetime(moment, "d MMMM y HH:mm", tzinfo=zone, locale=self._locale)

    def clock(self, moment: dt.datetime) -> str:
        """Return a moment of today by the clock in Sweden: ``13:00``."""
        return format_datetime(moment, "HH:mm", tzinfo=get_timezone("Europe/Stockholm"), locale=self._locale)

    def number(self, number: int) -> str:
        """Return a whole number with its thousands apart."""
        return _number(number, self._locale)

    def listed(self, items: Iterable[str]) -> str:
        """Return the items as a list in a sentence: ``a, b och c``."""
        found = [item for item in items if item]
        return format_list(found, locale=self._locale) if len(found) > 1 else "".join(found)


# A page writes the same days and numbers again and again.
@lru_cache(10_000)
def _date(day: dt.date, pattern: str, locale: str) -> str:
    return format_date(day, pattern, locale=locale)


@lru_cache(10_000)
def _number(number: int, locale: str) -> str:
    return format_decimal(number, locale=locale)


def _fits(said: tuple[str, ...], today: tuple[str, ...] | None) -> bool:
    return today is not None and {*_PLACEHOLDER.findall(" ".join(said))} <= {*_PLACEHOLDER.findall(" ".join(today))}


@cache
def messages(language: str) -> dict[str, tuple[str, ...]]:
    """Return all that a language's file words, by key: one form, or the singular and the plural."""
    with (files("adapters.i18n") / f"{language}.po").open("rb") as file:
        read = read_po(file, locale=language)
    return {_first(message.id): _forms(message.string) for message in read if message.id}


def _first(of: str | list[str] | tuple[str, ...]) -> str:
    return of if isinstance(of, str) else of[0]


def _forms(of: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (of,) if isinstance(of, str) else tuple(of or ("",))


@cache
def _loaded(language: str) -> Catalogue:
    return Catalogue(language)


def catalogue(language: str) -> Catalogue:
    """Return the language's catalogue, the Swedish one for a language that we do not have."""
    return _loaded(language if language in LANGUAGES else LANGUAGES[0])


def negotiate(accept_language: str | None) -> str:
    """Return the language that the reader likes best of ours, Swedish when that cannot be told."""
    liked = {language: _liking(language, accept_language or "") for language in LANGUAGES}
    return max(LANGUAGES, key=lambda language: liked[language])


def _liking(language: str, accept_language: str) -> float:
    best = 0.0
    for part in accept_language.split(","):
        tag, _, quality = part.strip().lower().partition(";")
        if tag.strip().split("-")[0] == language:
            given = re.fullmatch(r"\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*", quality)
            best = max(best, float(given[1]) if given else 1.0)
    return best
