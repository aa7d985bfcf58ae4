"""Closed value types: every string that an event may hold is one of these, never a bare ``str``."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints


@dataclass(frozen=True)
class Closed:
    """Marks a string type as unable to hold a person's name or story; the allow-list test looks for it."""

    kind: str


@dataclass(frozen=True)
class CodeList:
    """Names the versioned, labelled list that a code must come from."""

    name: str


def safe(text: str) -> str:
    """Return the text unless it holds what PostgreSQL's ``text`` or a reader's screen cannot.

    Raises ValueError for NUL and other control characters, lone surrogates and unassigned code points.
    """
    for character in text:
        if unicodedata.category(character) in {"Cc", "Cs", "Cn", "Co"}:
            raise ValueError("unsafe-character")
    return unicodedata.normalize("NFC", text)


def visible(text: str) -> str:
    """Return the text without format characters, such as soft hyphens, byte-order marks and joiners."""
    return "".join(each for each in text if unicodedata.category(each) != "Cf")


SafeText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(safe)]

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$"), Closed("code")]
PlaceName = Annotated[
    SafeText, StringConstraints(min_length=1, max_length=60, pattern=r"^[^0-9@<>]+$"), Closed("place-name")
]
# Capital abbreviations and digits only ("KS 2018/123"), so that a diary number cannot carry a name.
RecordNumber = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=40, pattern=r"^[A-ZÅÄÖ]{0,8}[ -]?[0-9][0-9 /:.\-]{0,30}$"),
    Closed("record-number"),
]
DecisionParagraph = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^§? ?[0-9]{1,4}$"), Closed("decision-paragraph")
]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$"), Closed("sha-256")]
RuleId = Annotated[str, StringConstraints(pattern=r"^[ELR][0-9]{1,2}$"), Closed("rule-id")]
CommandName = Annotated[str, StringConstraints(pattern=r"^[a-z-]{1,40}\.[a-z-]{1,60}$"), Closed("command-name")]
DefinitionVersion = Annotated[
    str, StringConstraints(pattern=r"^[a-z_]{1,40}\.v[0-9]{1,4}$"), Closed("definition-version")
]
# A random pseudonym; only the vault knows whose.
PersonRef = Annotated[str, StringConstraints(pattern=r"^p-[0-9a-f]{32}$"), Closed("person-ref")]

Version = Annotated[int, Field(ge=1, le=1_000_000)]
Count = Annotated[int, Field(ge=0, le=100_000)]


class Role(StrEnum):
    """What a person may be to the system, and the system itself, for what it does by itself."""

    COORDINATOR = "coordinator"
    CONTACT = "contact"
    MANAGER = "manager"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


USER_ROLES = frozenset(Role) - {Role.SYSTEM}


class Channel(StrEnum):
    """The way by which a command came in."""

    UI = "ui"
    API = "api"
    IMPORT = "import"
    SYSTEM = "system"
    DEMO = "demo"


class Classification(StrEnum):
    """Who may read an event: everyone with access, the house, or those whom the role table names."""

    OPEN = "open"
    INTERNAL = "internal"
    PROTECTED = "protected"


class Step(StrEnum):
    """The five steps of the source document, in their recommended order."""

    SITUATION_PICTURE = "SITUATION_PICTURE"
    STRUCTURE_REVIEW = "STRUCTURE_REVIEW"
    ACTION_PLAN = "ACTION_PLAN"
    STAFF_TRAINING = "STAFF_TRAINING"
    ONGOING_SUPPORT = "ONGOING_SUPPORT"

    @property
    def is_renewed(self) -> bool:
        """Whether a new cycle begins it anew; support goes on."""
        return self is not Step.ONGOING_SUPPORT


def each_once(values: tuple[str, ...]) -> tuple[str, ...]:
    """Return the values; ValueError where one of them stands twice."""
    if len(set(values)) != len(values):
        raise ValueError("each-once")
    return values


def kebab(name: str) -> str:
    """Return a class name in kebab-case: ``PublishPictureVersion`` as ``publish-picture-version``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()
