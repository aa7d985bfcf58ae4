"""From refusals, events, commands and fields to sentences: which key says it, each value in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from pydantic import BaseModel

from adapters.i18n.catalogue import Catalogue
from adapters.i18n.words import Words, capital, lists_of
from domain.errors import Refusal
from domain.messages import TOPICS, Recorded
from workflows.reference.codes import Codes

_DEPENDANT = re.compile(r"(\S+\.v\d+)\W+(\d{4}-\d{2}-\d{2})")
_ATTENTION_LISTS = {"cause": ("block-causes",), "code": ("measures", "comment-bodies", "staff-groups", "needs")}
_NO_NAMES: Mapping[str, str] = {}


def refusal_text(refusal: Refusal, cat: Catalogue, codes: Codes) -> str:
    """Return why the rule said no."""
    key = cat.first(*_rule_keys(refusal), "rule.unknown")
    return capital(cat.text(key, rule_id=refusal.rule_id, **_rule_params(refusal, cat, codes)))


def remedy_text(refusal: Refusal, cat: Catalogue, codes: Codes) -> str:
    """Return what would satisfy the rule."""
    rule = f"rule.{refusal.rule_id}.remedy"
    key = cat.first(f"{rule}.{refusal.params.get('what')}", rule, "rule.unknown.remedy")
    return capital(cat.text(key, **_rule_params(refusal, cat, codes)))


def rule_title(rule_id: str, cat: Catalogue) -> str:
    """Return what the rule is called."""
    return cat.text(f"rule.{rule_id}.title")


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
    shown = {name: words.show(name, each) for name, each in fields.items()}
    return capital(cat.text(f"topic.{topic}", **shown))


def topic_title(topic: str, cat: Catalogue) -> str:
    """Return the event's short title, for tables."""
    return cat.text(f"topic.{topic}.short")


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


def attention_text(reason: str, params: Mapping[str, object], cat: Catalogue, codes: Codes) -> str:
    """Return why a municipality is in the work queue."""
    words = Words(cat, codes, _ATTENTION_LISTS, flowing=True)
    shown = {name: words.show(name, each) for name, each in params.items()}
    return capital(cat.text(f"attention.{reason}", **shown))


def attention_clears(reason: str, cat: Catalogue) -> str:
    """Return what takes the reason out of the work queue."""
    return cat.text(f"attention.{reason}.clears")


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
    return cat.text(cat.first(own, f"validation.{kind}", "validation"), **given)


def _rule_keys(refusal: Refusal) -> Iterable[str]:
    rule, what, why = f"rule.{refusal.rule_id}", refusal.params.get("what"), refusal.params.get("why")
    if why:
        yield f"{rule}.{why}.{refusal.field}"
        yield f"{rule}.{why}"
    if "value" in refusal.params:
        yield f"{rule}.value.{what}"
        yield f"{rule}.value"
    if what:
        yield f"{rule}.what.{what}"
    yield rule


def _rule_params(refusal: Refusal, cat: Catalogue, codes: Codes) -> dict[str, object]:
    words = Words(cat, codes, lists_of("", None), flowing=True)
    what = str(refusal.params.get("what", ""))

    def worded(name: str, value: str | int | Sequence[str]) -> object:
        match name, value:
            case "what", _:
                return cat.text(f"field.{what}") if cat.has(f"field.{what}") else what
            case "value", str():
                is_field = what == "correction" and cat.has(f"field.{value}")
                return cat.text(f"field.{value}") if is_field else words.show(what, value)
            case "questions", [*questions]:
                asked = (words.show("question_code", each) for each in questions)
                return cat.listed(cat.text("phrase.quoted", text=each) for each in asked)
            case "lacking", [*lacking]:
                return cat.listed(_lacking(refusal.rule_id, str(each), words) for each in lacking)
            case "dependants", [*dependants]:
                return cat.listed(_dependant(str(each), cat) for each in dependants)
            case _:  # other parameters are shown by their own lists
                return value if isinstance(value, int) else words.show(name, value)

    return {name: worded(name, value) for name, value in refusal.params.items()}


def _lacking(rule_id: str, code: str, words: Words) -> str:
    key = f"rule.{rule_id}.lacking.{code}"
    function = words.show("function_code", code)
    return words.cat.text(words.cat.first(key, f"rule.{rule_id}.lacking.function"), function=function)


def _dependant(entry: str, cat: Catalogue) -> str:
    found = _DEPENDANT.fullmatch(entry)
    return f"{topic_title(found[1], cat)} {cat.date(date.fromisoformat(found[2]))}" if found else entry
