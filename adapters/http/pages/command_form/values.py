"""From typed form fields to values, which the model validates, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping

from adapters.http.command_request import KEY
from adapters.http.pages.command_form.widgets import DAY, Widget, widgets_of
from adapters.http.pages.submission import Form
from domain.messages import Command

_VERSION = re.compile(r"[0-9]{1,9}")
_TEXT = Widget("text")


def own_values(command: type[Command], form: Form) -> dict[str, object]:
    """Return the command's own fields, and the day."""
    values = {name: value_of(name, widget, form) for name, widget in widgets_of(command).items()}
    return {**values, "occurred_on": value_of("occurred_on", DAY, form)}


def common_values(form: Form) -> dict[str, object]:
    """Return what every form asks for: the reason, and which rules are overridden why."""
    overrides = [rule for rule in form.get("override", ()) if rule]
    return {"reason": value_of("reason", _TEXT, form), "override": [_override(rule, form) for rule in overrides]}


def _override(rule: str, form: Form) -> dict[str, object]:
    """Return a rule to override and why, without a reason where none was chosen."""
    reason = value_of(f"override.{rule}", _TEXT, form)
    return {"rule_id": rule} if reason is None else {"rule_id": rule, "reason": reason}


def sent_key(form: Form) -> str | None:
    """Return the key under which the form is sent, once however often; None where it has none."""
    return next((each for each in form.get("key", ()) if KEY.fullmatch(each)), None)


def seen_version(form: Form, name: str = "version") -> int | None:
    """Return the version of the stream that the form, or a part of it, was made for; None where it names none."""
    return next((int(each) for each in form.get(name, ()) if _VERSION.fullmatch(each)), None)


def value_of(name: str, widget: Widget, form: Form) -> object | None:
    """Return what was typed into a field; None where it was left empty."""
    given = [each.strip() for each in form.get(name, ()) if each.strip()]
    match widget.kind:
        case "truth":
            return bool(given)
        case "many" | "ordered":
            return tuple(given)
        case "lines":
            return tuple(line.strip() for each in given for line in each.splitlines() if line.strip())
        case "prose":
            return " ".join(given[0].split()) if given else None
        case "bands":
            return _by_group(f"{name}.", form)
        case "date" | "fixed" | "one" | "number" | "text":
            return given[0] if given else None


def _by_group(prefix: str, form: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    sent = {name.removeprefix(prefix): got for name, got in form.items() if name.startswith(prefix)}
    return {group: got[0].strip() for group, got in sent.items() if got and got[0].strip()}


def typed_of(value: object) -> tuple[str, ...]:
    """Return a value as it would have been typed."""
    match value:
        case None | False:
            return ()
        case True:
            return ("true",)
        case list() | tuple():
            return tuple(str(getattr(each, "value", each)) for each in value)
        case _:  # texts, numbers, days, ids
            return (str(value),)
