"""Closed value types: every string that an event may hold is one of these, never a bare ``str``."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema


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


SafeText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(safe)]

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$"), Closed("code")]
# Four digits are Statistics Sweden's; a municipality that was invented has a code that is none of theirs.
INVENTED_CODE = r"X[0-9]{5}"
SCB_CODE = rf"^([0-9]{{4}}|{INVENTED_CODE})$"
ScbCode = Annotated[str, StringConstraints(pattern=SCB_CODE), Closed("scb-code")]
COUNTY_CODE = r"^[0-9]{2}$"
CountyCode = Annotated[str, StringConstraints(pattern=COUNTY_CODE), Closed("county-code")]
# A random id: members join and leave, and a name of theirs would not last.
JOINT_ID = r"^j-[0-9a-f]{32}$"
PlaceName = Annotated[
    SafeText, StringConstraints(min_length=1, max_length=60, pattern=r"^[^0-9@<>]+$"), Closed("place-name")
]


def _says_what_it_is_for(name: str) -> str:
    """Refuse a name without a word in small letters, as a person's is: "Värna Värmland" alone may be anyone's."""
    if not any(len(word) >= 4 and word.islower() for word in name.split()):  # noqa: PLR2004 -- longer than "van der"
        raise ValueError("no-word-in-small-letters")
    return name


ProgrammeName = Annotated[
    SafeText,
    StringConstraints(min_length=5, max_length=120, pattern=r"^[^0-9@<>:/\\]+$"),
    AfterValidator(_says_what_it_is_for),
    Closed("programme-name"),
]
_NAMED = re.compile(r"\b[A-ZÅÄÖÉ][a-zåäöéü]+[ -]+[A-ZÅÄÖÉ][a-zåäöéü]+\b")
_CONTACT_DETAIL = re.compile(r"[@<>\\]|://|www\.|[0-9](?:[ -]?[0-9]){8}")


def _published(text: str) -> str:
    """Refuse what a public definition never holds, but a story may: a first and last name, a number, an address."""
    if _NAMED.search(text):
        raise ValueError("looks-like-a-name")
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


def _sensible(day: date) -> date:
    if not date(1900, 1, 1) <= day <= date(2200, 12, 31):
        raise ValueError("date-out-of-range")
    return day


Day = Annotated[date, AfterValidator(_sensible)]

_MONTH_OR_DAY = r"(?:19|20)[0-9]{2}(?:-(?:0[1-9]|1[0-2])(?:-[0-9]{2})?)?"


def first_day(said: object) -> date:
    """Return the first day of a year or month, and a day as itself; ValueError for anything else."""
    if isinstance(said, date):
        return said
    if not isinstance(said, str) or not re.fullmatch(_MONTH_OR_DAY, said):
        raise ValueError("neither-year-month-nor-day")
    year, month, day = (*(int(part) for part in said.split("-")), 1, 1)[:3]
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ValueError("neither-year-month-nor-day") from error


def last_day(said: date | str) -> date:
    """Return the last day of a year or month, and a day as itself; ValueError for anything else."""
    first = first_day(said)
    if isinstance(said, date) or said.count("-") == 2:  # noqa: PLR2004 -- year, month and day are there
        return first
    month = first.month if "-" in said else 12
    return date(first.year, month, monthrange(first.year, month)[1])


# People know a period by its months or years as often as by its days.
_SAID = WithJsonSchema({"type": "string", "pattern": f"^{_MONTH_OR_DAY}$"})
FirstDay = Annotated[date, BeforeValidator(first_day), _SAID, Closed("first-day")]
LastDay = Annotated[date, BeforeValidator(last_day), _SAID, Closed("last-day")]

HeadcountBand = Literal["1-4", "5-19", "20-49", "50-199", "200+"]
# None at all is a band of its own; from one to four are never told apart (P12).
AttendanceBand = Literal["0", HeadcountBand]
WorkplacesBand = Literal["1-4", "5-19", "20+"]


def attendance_band(heads: int) -> AttendanceBand:
    """Return the band that a number of people falls in: the last whose first number it reaches."""
    bands: tuple[AttendanceBand, ...] = get_args(AttendanceBand)
    return next(band for band in reversed(bands) if heads >= int(re.split(r"\D", band)[0]))


class Role(StrEnum):
    """What a person may be to the system, and the system itself, for what it does unasked."""

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
