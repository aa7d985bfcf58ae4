"""From events, commands and fields to sentences: which key of the catalogue words it, each value in words."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel

from adapters.i18n.catalogue import Catalogue
from adapters.i18n.words import Words, capital, lists_of
from domain.messages import TOPICS, Recorded
from workflows.reference.codes import Codes

_ATTENTION_LISTS = {"cause": ("block-causes",), "code": ("measures", "comment-bodies", "staff-groups", "needs")}
_NO_NAMES: Mapping[str, str] = {}


def sentence(recorded: Recorded, cat: Catalogue, codes: Codes, names: Mapping[str, str] = _NO_NAMES) -> str:
    """Return what happened; ``names``: what the ids in the event are to be called, where that is known."""
    return sentence_of(recorded.topic, recorded.event.model_dump(mode="json"), cat, codes, names)


def sentence_of(
    topic: str,
    fields: Mapping[str, object],
    cat: Catalogue,
    codes: Codes,
    names: Mapping[str, str] = _NO_NAMES,
) -> str:
    """Return what happened, from an event's topic and its fields as JSON holds them."""
    model = TOPICS.get(topic)
    words = Words(cat, codes, lists_of(topic.partition(".")[0], model), names, flowing=True)
    said = cat.placeholders(f"topic.{topic}")
    shown = {name: words.show(name, each) for name, each in fields.items() if name in said}
    return capital(cat.text(f"topic.{topic}", **shown))


def topic_title(topic: str, cat: Catalogue) -> str:
    """Return the event's short title, for tables."""
    return cat.text(f"topic.{topic}.short")


def definition_title(name: str, cat: Catalogue) -> str:
    """Return what a version of the process is called, by its own name where it has no other."""
    key = f"value.definition.{name}"
    return cat.text(key) if cat.has(key) else name


def command_title(name: str, cat: Catalogue) -> str:
    """Return what the button of a command says."""
    return cat.text(f"command.{name}")


def command_help(name: str, cat: Catalogue) -> str:
    """Return the sentence that explains a command."""
    return cat.text(f"command.{name}.help")


def field_label(name: str, cat: Catalogue, command: str | None = None) -> str:
    """Return a field's label, the command's own where it has one."""
    return cat.text(cat.first(f"field.{command}.{name}", f"field.{name}"))


def field_help(name: str, cat: Catalogue, command: str | None = None) -> str:
    """Return a field's help text, empty where it needs none."""
    key = cat.first(f"field.{command}.{name}.help", f"field.{name}.help")
    return cat.text(key) if cat.has(key) else ""


def value_label(name: str, value: object, cat: Catalogue, codes: Codes, model: type[BaseModel] | None = None) -> str:
    """Return a field's value as a reader sees it: by its label, or as the language writes a day or number.

    ``model``: the command or event whose field it is; without it, every list that a field of that name draws
    on is searched.
    """
    return Words(cat, codes, lists_of("", model)).show(name, value)


def reason_label(code: str, cat: Catalogue, codes: Codes) -> str:
    """Return the wording of an act's reason, from whichever list of reasons holds it."""
    lists = sorted(name for name in codes.lists if name.endswith("-reasons"))
    return Words(cat, codes, {"reason": lists}).show("reason", code)


def attention_text(case: str, params: Mapping[str, object], cat: Catalogue, codes: Codes) -> str:
    """Return why a municipality is in the work queue; ``limit`` is worded with its unit."""
    words = Words(cat, codes, _ATTENTION_LISTS, flowing=True)
    shown = {name: words.show(name, each) for name, each in params.items()}
    if unit := params.get("limit_unit"):
        shown["limit"] = cat.text(f"ui.count.{unit}", count=params["limit"])
    return capital(cat.text(cat.first(f"attention.{case}", f"attention.{_reason(case)}"), **shown))


def attention_clears(case: str, cat: Catalogue) -> str:
    """Return what takes the reason out of the work queue."""
    return cat.text(cat.first(f"attention.{case}.clears", f"attention.{_reason(case)}.clears"))


def _reason(case: str) -> str:
    return case.partition(".")[0]


def problem_title(code: str, cat: Catalogue) -> str:
    """Return the title of an error answer."""
    return cat.text(f"problem.{code}")


def problem_detail(code: str, cat: Catalogue) -> str:
    """Return the sentence that explains an error answer."""
    return cat.text(f"problem.{code}.detail")


def validation_text(kind: str, cat: Catalogue, context: Mapping[str, object] | None = None) -> str:
    """Return what is wrong with a field, from pydantic's error type and its context."""
    given = dict(context or {})
    own = f"validation.{given.pop('error', kind)}"
    # To choose at least one is said otherwise than to choose a number of them.
    least = f"{own}.{given.get('min_length')}"
    return cat.text(cat.first(least, own, f"validation.{kind}", "validation"), **given)
