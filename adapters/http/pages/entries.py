"""Events of the trail as the visitor reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from adapters.http.pages.links import form_address
from adapters.http.pages.visit import Visit
from adapters.http.reading.trail import TrailFilter, trail
from adapters.http.scopes import Location, location_of
from adapters.http.services import Services
from adapters.http.wording import change_text, is_hidden, told_changes, trail_sentence
from adapters.i18n.wording import definition_title, reason_label
from domain.aggregates import COMMAND_OF, RULES, aggregate_of
from domain.correction import EntryCorrection
from domain.messages import COMMANDS, TOPICS, Command
from domain.people import Actor
from domain.scope import Scope
from domain.values import Role
from projections.audit_trail import TrailRow

# Pages and sheets hold so many.
PAGE, SHEET = 50, 10_000
_NO_NAMES: Mapping[str, str] = {}


@dataclass(frozen=True)
class ShownEntry:
    """An event: a sentence, its marks, and where it can be corrected; ``changes``: what its corrections changed."""

    row: TrailRow
    text: str
    changes: tuple[str, ...]
    marks: tuple[tuple[str, str], ...]
    role: str
    location: Location
    reason: str
    correct: str | None

    @property
    def is_hidden(self) -> bool:
        """Whether the visitor is told no more of it than that it happened."""
        return is_hidden(self.row)


def shown_entry(visit: Visit, row: TrailRow, names: Mapping[str, str] = _NO_NAMES) -> ShownEntry:
    """Return an event as the visitor reads it."""
    return ShownEntry(
        row,
        trail_sentence(row, visit.cat, visit.codes, names),
        _changes(visit, row, names),
        tuple((name, visit.cat.text(f"ui.mark.{name}", date=row.recorded_on)) for name in _marks(row, visit.core)),
        visit.cat.text(f"value.role.{row.actor_role}"),
        location_of(visit.core, row.scb_code) or Location(Scope.of(row.scb_code), row.scb_code),
        reason_label(row.reason, visit.cat, visit.codes) if row.reason else "",
        _correction_address(visit, row),
    )


def process_of(visit: Visit, version: str) -> tuple[str, str]:
    """Return what a version of the process is called, and where it is explained; no address of one not known here."""
    is_known = version in visit.core.reference.definitions
    return definition_title(version, visit.cat), f"/rules/definitions/{version}" if is_known else ""


def just_recorded(visit: Visit, scope_code: str) -> ShownEntry | None:
    """Return what the visitor has just recorded; None where that is not why they came, or it does not show yet."""
    if visit.done is None:
        return None
    rows = trail(visit.reading, TrailFilter(municipality=scope_code, before=visit.done + 1, limit=1))
    return shown_entry(visit, rows[0]) if rows and rows[0].position == visit.done else None


def _changes(visit: Visit, row: TrailRow, names: Mapping[str, str]) -> tuple[str, ...]:
    """Return what the corrections of an entry changed; what a correction itself changed is in its sentence."""
    if row.corrects or row.voided:
        return ()
    return tuple(change_text(each, visit.cat) for each in told_changes(row, visit.cat, visit.codes, names))


def _marks(row: TrailRow, core: Services) -> Iterator[str]:
    """Return the marks; that it is invented is said by each page of a demonstration, of all that is on it."""
    held = {
        "late": row.late,
        "imported": row.channel == "import",
        "demo": row.channel == "demo" and not core.is_demo,
        "overridden": bool(row.overrides),
        "refused": row.refusal,
        "voided": row.voided,
        "corrected": bool(row.corrected_by) and not row.voided,
        "protected": is_hidden(row),
    }
    return (name for name, holds in held.items() if holds)


def can_be_corrected(row: TrailRow) -> bool:
    """Whether an entry is of a kind that can be corrected, and still stands."""
    kind = TOPICS.get(row.topic)
    return kind is not None and not row.voided and (kind in COMMAND_OF or issubclass(kind, EntryCorrection))


def correction_of(row: TrailRow) -> type[Command] | None:
    """Return the command that corrects such entries."""
    return COMMANDS.get(f"{row.topic.split('.', maxsplit=1)[0]}.correct-entry")


def correction_address(row: TrailRow, command: type[Command]) -> str:
    """Return where an entry's correction form is."""
    key = aggregate_of(row.stream).key_of(row.stream)
    return form_address(row.scb_code, command, **key, target_event_id=row.event_id)


def _correction_address(visit: Visit, row: TrailRow) -> str | None:
    command = correction_of(row)
    if command is None or not can_be_corrected(row) or not visit.may_give(row.scb_code, command):
        return None
    if not _may_enter(visit.actor, row):
        return None
    return correction_address(row, command)


def _may_enter(actor: Actor, row: TrailRow) -> bool:
    """Whether the visitor may make such entries: who may not does not correct them, either."""
    behind = COMMAND_OF.get(TOPICS[row.topic])
    # What a correction is about is not told by its row: whoever made it may take it back.
    return actor.role in RULES[behind].roles if behind else actor.role in {Role.COORDINATOR, row.actor_role}
