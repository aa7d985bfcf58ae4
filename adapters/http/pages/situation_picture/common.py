"""The fields that every act of the picture has, whichever form it stands in."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from adapters.http.pages.command_form.fields import FieldBuilder, FormField
from adapters.http.pages.command_form.widgets import DAY
from adapters.http.pages.municipality.work import Work
from adapters.http.pages.submission import Form
from adapters.i18n.wording import field_help, field_label
from domain.messages import Command
from workflows.actions.action import Action


def common_fields(
    work: Work,
    command: type[Command],
    action: Action,
    typed: Form,
    errors: Mapping[str, Collection[str]],
    prefix: str = "",
) -> tuple[FormField, FormField]:
    """Return the fields that every act has: the day, today at first, and why it is entered so late."""
    visit = work.visit
    held = typed if f"{prefix}occurred_on" in typed else {f"{prefix}occurred_on": (visit.today.isoformat(),)}
    told = {name: tuple(each) for name, each in errors.items()}
    builder = FieldBuilder(visit, visit.words(command), work.details, {}, held, told, command.name, prefix)
    plain = FieldBuilder(
        visit,
        visit.words(command),
        work.details,
        {},
        held,
        {f"{prefix}reason": told.get("reason", ())},
        command.name,
    )
    label, help_text = field_label("reason", visit.cat), field_help("reason", visit.cat)
    reason = plain.coded(f"{prefix}reason", action.reasons, label, help_text, required=False)
    return builder.make("occurred_on", DAY, command), reason
