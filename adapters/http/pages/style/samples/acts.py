"""Acts to choose from, made up, and fields that are asked for after some answer alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

from adapters.http.pages.command_form.fields import FormField
from adapters.http.pages.style.samples.forms import Forms
from adapters.http.pages.visit import Visit
from adapters.i18n.wording import command_title
from domain.support.commands import HoldVisit, LogContact, NoteNeed

_HERE = "#forms"
_COMMANDS = (LogContact, HoldVisit, NoteNeed)


@dataclass(frozen=True)
class Acts:
    """Acts by name and title, the chosen one's name, and what is asked for: always, and after an answer that is given.

    ``answered``: the field of that answer; ``ways``: to each act's own form.
    """

    acts: tuple[tuple[str, str], ...]
    chosen: str
    answered: FormField
    asked: tuple[FormField, ...]

    @property
    def ways(self) -> tuple[tuple[str, str], ...]:
        """What each is called, and where it is."""
        return tuple((title, _HERE) for _, title in self.acts)


def acts(visit: Visit, forms: Forms) -> Acts:
    """Return them; the fields are those of the forms, under other names."""
    fields = {each.kind: each for each in forms.fields[:-1]}
    asked = (forms.fields[-1], fields["date"], fields["text"])
    few, date, text = (replace(each, name=f"asked-{each.kind}") for each in asked)
    return Acts(
        tuple((each.name, command_title(each.name, visit.cat)) for each in _COMMANDS),
        LogContact.name,
        few,
        (date, replace(text, applies=(few.name, few.value))),
    )
