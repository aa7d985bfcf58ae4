"""From refusals to sentences: which key of the catalogue words a rule, each of its parameters in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from adapters.i18n.catalogue import Catalogue
from adapters.i18n.wording import topic_title
from adapters.i18n.words import Words, capital, lists_of
from domain.errors import Refusal
from workflows.reference.codes import Codes

_DEPENDANT = re.compile(r"(\S+\.v\d+)\W+(\d{4}-\d{2}-\d{2})")


def refusal_text(refusal: Refusal, cat: Catalogue, codes: Codes) -> str:
    """Return why the rule said no."""
    key = cat.first(*_rule_keys(refusal), "rule.unknown")
    return capital(cat.text(key, rule_id=refusal.rule_id, **_rule_params(refusal, cat, codes)))


def remedy_text(refusal: Refusal, cat: Catalogue, codes: Codes) -> str:
    """Return what would satisfy the rule."""
    rule = f"rule.{refusal.rule_id}.remedy"
    said = (f"{rule}.{refusal.params.get(each)}" for each in ("what", "why"))
    key = cat.first(*said, rule, "rule.unknown.remedy")
    return capital(cat.text(key, **_rule_params(refusal, cat, codes)))


def rule_title(rule_id: str, cat: Catalogue) -> str:
    """Return what the rule is called."""
    return cat.text(f"rule.{rule_id}.title")


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
            case "fitting", [*fitting]:
                return cat.listed(words.show(what, each) for each in fitting)
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
