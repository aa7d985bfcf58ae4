"""Rules and versions (S21, A10): what is valid, how it is worded, how versions differ, and what was judged by each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from adapters.http.pages.dependencies import Cursor, Viewing
from adapters.http.pages.entries import PAGE
from adapters.http.pages.links import with_query
from adapters.http.pages.rules.shown import (
    asked_for_by,
    assessments,
    differences,
    digest,
    question,
    shown_rule,
    shown_use,
    steps_of,
    thresholds_of,
)
from adapters.http.pages.rules.worded import Worded, wordings
from adapters.http.pages.visit import Visit
from adapters.http.problems import Problem
from adapters.http.reading.county import overview
from adapters.http.reading.rule_uses import judged_by, used
from adapters.i18n.catalogue import Catalogue
from adapters.i18n.refusals import rule_title
from adapters.i18n.vocabulary import Vocabulary
from adapters.i18n.wording import command_title, definition_title, field_label
from domain.aggregates import USER_RULES
from domain.standing import Standing
from projections.audit_trail import RuleUse
from workflows.comparison.versions import of_definitions, of_question_sets
from workflows.reference.codes import code_fields
from workflows.reference.places import swedish_key
from workflows.rule_book import rule_ids

_FEW = 10
Against = Annotated[str | None, Query(max_length=80)]
Of = Annotated[str | None, Query(max_length=20)]
Name = Annotated[str, Path(max_length=80)]

router = APIRouter(include_in_schema=False)


@router.get("/rules")
def rules(visit: Viewing) -> Response:
    """Return all that acts are judged by, by kind."""
    reference = visit.core.reference
    definitions = [
        (
            definition_title(name, visit.cat),
            f"/rules/definitions/{name}",
            name == reference.current,
            _since(visit, name),
        )
        for name in reference.definitions
    ]
    sets = [
        (version, f"/rules/question-sets/{version}", version == max(reference.question_sets), len(each.questions))
        for version, each in sorted(reference.question_sets.items(), reverse=True)
    ]
    lists = [
        (visit.codes.title(name, visit.lang), f"/rules/code-lists/{name}", listing.version, len(listing.codes))
        for name, listing in visit.codes.lists.items()
    ]
    return visit.show_view(
        "rules/rules.html",
        definitions=definitions,
        question_sets=sets,
        code_lists=sorted(lists, key=lambda each: swedish_key(each[0])),
        families=[
            (family, [(each, rule_title(each, visit.cat)) for each in ids]) for family, ids in rule_ids().items()
        ],
        what_if=f"/counties/{visit.core.county}/what-if" if _may_ask(visit) else None,
    )


@router.get("/rules/definitions/{definition}")
def of_definition(definition: Name, visit: Viewing, against: Against = None, cursor: Cursor = None) -> Response:
    """Return a version of the process: its steps and thresholds, how it differs, who follows it, what it judged."""
    name, versions = definition, visit.core.reference.definitions
    if name not in versions or (against and against not in versions):
        raise Problem(404, "not-found")
    path, shown = f"/rules/definitions/{definition}", versions[name]
    other = against or next((each for each in sorted(versions, reverse=True) if each < name), None)
    return visit.show_view(
        "rules/definition.html",
        title=definition_title(name, visit.cat),
        name=name,
        is_current=name == visit.core.reference.current,
        digest=digest(shown.model_dump(mode="json")),
        steps=steps_of(visit, shown),
        thresholds=thresholds_of(visit, shown),
        against=definition_title(other, visit.cat) if other else None,
        differences=differences(visit, of_definitions(versions[other], shown)) if other else [],
        others=[
            (definition_title(each, visit.cat), with_query(path, against=each)) for each in versions if each != name
        ],
        followers=_followers(visit, name),
        judged=shown_use(visit, "judged", judged_by(visit.reading, name, cursor, PAGE), path, against=against),
        is_later=cursor is not None,
        address=path,
    )


@router.get("/rules/question-sets/{version}")
def of_question_set(
    version: Annotated[int, Path(ge=0, le=10_000)], visit: Viewing, against: Against = None, cursor: Cursor = None
) -> Response:
    """Return a set of questions: their wording, the answers that fit, how it differs, which entries it judged."""
    sets = visit.core.reference.question_sets
    if version not in sets or (against and against not in map(str, sets)):
        raise Problem(404, "not-found")
    path, shown = f"/rules/question-sets/{version}", sets[version]
    other = int(against) if against else next((each for each in sorted(sets, reverse=True) if each < version), None)
    found = used(visit.reading, f"question-set/{version}", "judged", cursor, PAGE)
    return visit.show_view(
        "rules/question_set.html",
        version=version,
        is_current=version == max(sets),
        digest=digest(shown.model_dump(mode="json"), *(_labels(visit, "questions", each) for each in shown.questions)),
        wordings=wordings(visit, lambda words: _questions_worded(words, shown.questions, visit.lang)),
        questions=[
            (question(visit, each), assessments(visit, shown.assessments.get(each, ()))) for each in shown.questions
        ],
        against=other,
        differences=differences(visit, of_question_sets(sets[other], shown)) if other is not None else [],
        others=[
            (visit.cat.text("ui.rules.version", version=each), with_query(path, against=each))
            for each in sorted(sets)
            if each != version
        ],
        judged=shown_use(visit, "judged", found, path, against=against),
        is_later=cursor is not None,
        address=path,
    )


@router.get("/rules/code-lists/{code_list}")
def of_code_list(code_list: Name, visit: Viewing) -> Response:
    """Return a code list in both languages, and which acts take a code from it."""
    if code_list not in visit.codes.lists:
        raise Problem(404, "not-found")
    name, listing = code_list, visit.codes.lists[code_list]
    return visit.show_view(
        "rules/code_list.html",
        title=visit.codes.title(name, visit.lang),
        name=name,
        version=listing.version,
        own=visit.codes.additions.get(name),
        codes=[(code, label.sv, label.en) for code, label in listing.codes.items()],
        digest=digest(listing.model_dump(mode="json")),
        wordings=wordings(visit, lambda words: _list_worded(words, name, visit.lang)),
        fields=[
            (command_title(command.name, visit.cat), field_label(field, visit.cat, command.name))
            for command in USER_RULES
            for field, of in code_fields(command).items()
            if of == name
        ]
        + [
            (command_title(command.name, visit.cat), visit.cat.text("ui.table.reason"))
            for command, each in USER_RULES.items()
            if each.reason == name
        ],
    )


@router.get("/rules/{rule_id}")
def of_rule(rule_id: Name, visit: Viewing, of: Of = None, cursor: Cursor = None) -> Response:
    """Return a rule: what it asks, what it guards, the exceptions that were made from it, and what it refused."""
    if rule_id not in {each for ids in rule_ids().values() for each in ids}:
        raise Problem(404, "not-found")
    path = f"/rules/{rule_id}"
    wanted: tuple[RuleUse, ...] = tuple(each for each in _KINDS if of in {None, "", each})
    if not wanted:
        raise Problem(404, "not-found")
    limit = PAGE if of else _FEW
    found = {each: used(visit.reading, rule_id, each, cursor if of else None, limit) for each in wanted}
    return visit.show_view(
        "rules/rule.html",
        rule=shown_rule(visit, rule_id),
        digest=digest(*(_texts(visit.cat, rule_id))),
        wordings=wordings(visit, lambda words: _rule_worded(words, rule_id)),
        asked_for=list(asked_for_by(visit, rule_id)),
        parts=[shown_use(visit, each, entries, path, of=each) for each, entries in found.items()],
        of=of or "",
        address=path,
    )


_KINDS: tuple[RuleUse, ...] = ("override", "refusal")


def _texts(cat: Catalogue, rule_id: str) -> list[str]:
    keys = sorted(each for each in cat.keys if each == f"rule.{rule_id}" or each.startswith(f"rule.{rule_id}."))
    return [cat.template(key) or "" for key in keys]


def _rule_worded(words: Vocabulary, rule_id: str) -> Worded:
    """Return what a rule is called and asks; what it says when it refuses has places for what it refuses."""
    cat = words.cat
    return {"name": rule_title(rule_id, cat), "asks": cat.text(f"rule.{rule_id}.remedy")}


def _list_worded(words: Vocabulary, name: str, language: str) -> Worded:
    listing = words.codes.lists[name]
    return {code: label.wording(language) for code, label in listing.codes.items()}


def _questions_worded(words: Vocabulary, questions: Sequence[str], language: str) -> Worded:
    return {each: words.codes.label("questions", each, language) for each in questions}


def _labels(visit: Visit, list_name: str, code: str) -> Mapping[str, str]:
    return {language: visit.codes.label(list_name, code, language) for language in ("sv", "en")}


def _since(visit: Visit, name: str) -> str:
    first = judged_by(visit.reading, name, None, 1).first
    return visit.cat.date(first.recorded_on) if first else ""


def _followers(visit: Visit, name: str) -> list[Standing]:
    """Return the municipalities whose journey follows the version, as far as the visitor may see them."""
    if not visit.visibility.reads_work:
        return []
    rows = overview(visit.reading, visit.core.county, visit.today).everywhere
    return [each.standing for each in rows if not each.anonymous and each.standing.definition == name]


def _may_ask(visit: Visit) -> bool:
    return visit.visibility.reads_all_work and visit.moment.happened_by is None
