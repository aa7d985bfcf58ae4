"""Code lists: versioned, labelled data; a county may add codes and wordings, never take any away."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, get_args

from pydantic import BaseModel, Field

from domain.messages import Message
from domain.values import Code, CodeList, SafeText, Version


class Label(Message):
    """A wording in both languages."""

    sv: Annotated[SafeText, Field(min_length=1)]
    en: Annotated[SafeText, Field(min_length=1)]

    def wording(self, language: str) -> str:
        """Return the English wording for ``en``, else the Swedish one."""
        return self.en if language == "en" else self.sv


class Listing(Message):
    """One list as its file holds it: codes in the order in which they are offered."""

    version: Version
    title: Label
    codes: Annotated[dict[Code, Label], Field(min_length=1)]


class Addition(Message):
    """A county's own codes and wordings for a list; a wording replaces the one that we ship."""

    version: Version
    title: Label | None = None
    codes: dict[Code, Label] = Field(default_factory=dict)


class Codes(Message):
    """All code lists, with a county's additions where it has some.

    A name that is no list's is a bug in whoever asks: every method raises KeyError.
    """

    lists: Mapping[str, Listing]
    additions: Mapping[str, Version] = {}

    @property
    def versions(self) -> dict[str, int]:
        """The version of each list, and of a county's additions to it as ``NAME/own``."""
        own = {f"{name}/own": version for name, version in self.additions.items()}
        return {name: listing.version for name, listing in self.lists.items()} | own

    def has(self, list_name: str, code: str) -> bool:
        """Return whether the list holds the code."""
        return code in self.lists[list_name].codes

    def label(self, list_name: str, code: str, language: str) -> str:
        """Return the code's wording, or the code itself where it has none."""
        label = self.lists[list_name].codes.get(code)
        return label.wording(language) if label else code

    def options(self, list_name: str) -> list[str]:
        """Return the list's codes in the order in which they are offered."""
        return list(self.lists[list_name].codes)

    def title(self, list_name: str, language: str) -> str:
        """Return what the list is called."""
        return self.lists[list_name].title.wording(language)

    def extended(self, additions: Mapping[str, Addition]) -> Codes:
        """Return these lists with a county's additions last; ValueError for one to no list that exists."""
        if strangers := sorted(additions.keys() - self.lists.keys()):
            raise ValueError(f"additions to lists that do not exist: {', '.join(strangers)}")
        lists = dict(self.lists)
        for name, own in additions.items():
            ours = lists[name]
            lists[name] = Listing(
                version=ours.version, title=own.title or ours.title, codes={**ours.codes, **own.codes}
            )
        versions = {name: own.version for name, own in additions.items()}
        return Codes(lists=lists, additions={**self.additions, **versions})


@cache
def load_codes(extra: Path | None = None) -> Codes:
    """Return our lists, extended by the files of a county's folder.

    Raises pydantic's ValidationError or tomllib's TOMLDecodeError for a malformed file, ValueError for an
    unknown list and OSError for a folder that cannot be read.
    """
    shipped = _tables(files("workflows.reference") / "codes")
    codes = Codes(lists={name: Listing.model_validate(table) for name, table in shipped})
    if extra is None:
        return codes
    return codes.extended({name: Addition.model_validate(table) for name, table in _tables(extra)})


def _tables(folder: Traversable) -> Iterator[tuple[str, dict[str, Any]]]:
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            yield file.name.removesuffix(".toml"), tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def code_fields(model: type[BaseModel]) -> Mapping[str, str]:
    """Return the list that each field of a command or event takes its code, codes or keys from."""
    found = {name: _list_of(field.annotation, field.metadata) for name, field in model.model_fields.items()}
    return {name: list_name for name, list_name in found.items() if list_name}


def _list_of(annotation: object, metadata: Sequence[object] = ()) -> str | None:
    """Return the list named beside a type or inside it; ``Annotated`` gives its parts as arguments."""
    for each in metadata:
        if isinstance(each, CodeList):
            return each.name
    if isinstance(annotation, CodeList):
        return annotation.name
    return next((name for part in get_args(annotation) if (name := _list_of(part))), None)


def unknown_codes(message: BaseModel, codes: Codes) -> list[tuple[str, str, str]]:
    """Return field, list and code for every code of a command or event that its list does not hold."""
    return [
        (name, list_name, code)
        for name, list_name in code_fields(type(message)).items()
        for code in _codes_in(getattr(message, name))
        if not codes.has(list_name, code)
    ]


def _codes_in(value: str | tuple[str, ...] | Mapping[str, object] | None) -> tuple[str, ...]:
    match value:
        case None:
            return ()
        case str():
            return (value,)
        case _:  # several codes, or the keys of a table
            return tuple(value)
