"""``docs/rules.md``, written from the code: every rule with its wording, how firmly it stands and what it guards.

``python -m tests.architecture.rules_page`` writes it; a test holds the page to the code.
"""

from __future__ import annotations

from collections.abc import Iterator

from adapters.i18n.catalogue import Catalogue, catalogue
from domain.force import Force, force
from tests.architecture.checkout import ROOT
from workflows.rule_book import address_of, rule_ids, uses

PAGE = ROOT / "docs/rules.md"

_HEAD = """\
# Rules

Every rule that can refuse a command: its wording in English and Swedish, how firmly it stands, and what it guards.
R are rules of the trade, E what a step asks for before it is closed, L what an aggregate's life forbids. Written by
`make rules` from the code; a test holds it to that.

A *guard* looks at the state alone, so that pages and API can say beforehand what may be done and why the rest may not.
What depends on the fields of a command, its day or its reason is looked at when it is given.
"""
_FORCES = {
    Force.HARD: "Hard: nobody can go past it.",
    Force.OVERRIDABLE: "A coordinator may go past it, with a reason that is kept.",
    Force.RETROSPECTIVE: "Hard, but for records of the past that are imported: they may lack what it asks for.",
}
_KINDS = {"R": "Rules of the trade", "E": "What a step asks for", "L": "What an aggregate's life forbids"}


def rules_page() -> str:
    """Return the page."""
    parts = [_HEAD]
    for family, ids in rule_ids().items():
        parts.append(f"\n## {_KINDS[family]}\n")
        parts += [_section(each) for each in ids]
    return "".join(parts)


def _section(rule_id: str) -> str:
    en, sv = catalogue("en"), catalogue("sv")
    lines = [
        f"\n### {rule_id} {en.text(f'rule.{rule_id}.title')}\n",
        f"{_wording(rule_id, en)} *{sv.text(f'rule.{rule_id}.title')}*: {_wording(rule_id, sv)}\n",
        f"{_FORCES[force(rule_id)]}\n",
        *(f"{title}: {', '.join(found)}.\n" for title, found in _uses(rule_id) if found),
    ]
    return "\n".join(lines)


def _wording(rule_id: str, cat: Catalogue) -> str:
    """Return the rule's own sentence, without what a refusal fills in."""
    return cat.text(f"rule.{rule_id}.remedy")


def _uses(rule_id: str) -> Iterator[tuple[str, list[str]]]:
    found = uses(rule_id)
    if found.everywhere:
        yield "Guards", ["every command"]
        return
    yield "Guards", [f"`{address_of(each)}`" for each in found.guards]
    yield "Looked at when given", [f"`{address_of(each)}`" for each in found.when_given]


if __name__ == "__main__":
    PAGE.write_text(rules_page(), encoding="utf-8")
