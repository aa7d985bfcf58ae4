import ast
import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest

from adapters.i18n.catalogue import LANGUAGES, Catalogue, catalogue, negotiate
from adapters.i18n.refusals import refusal_text, remedy_text, rule_title
from adapters.i18n.wording import (
    attention_clears,
    attention_text,
    command_help,
    command_title,
    field_help,
    field_label,
    problem_detail,
    problem_title,
    reason_label,
    sentence_of,
    topic_title,
    validation_text,
    value_label,
)
from domain.aggregates import AGGREGATES, RULES
from domain.errors import Refusal
from domain.messages import COMMANDS, TOPICS, Event
from domain.values import Channel, Classification, CodeList, Role, Step
from workflows.attention.reason import REMEDIES
from workflows.reference.codes import load_codes

ROOT = Path(__file__).parents[2]
CODES = load_codes()
SOME_ID = "11111111-2222-3333-4444-555555555555"
A_DAY = "2024-03-01"
SAID = re.compile(r"[åäöÅÄÖ]|^[A-Z][a-z]+\W*$|[a-z]{2,} [a-z]{2,}")
NAMES = {"Femsteg", "Vary"}
# Ids are shown by their names where these are known; a digest and a pseudonym say nothing to a reader.
UNSAID = {"assignment_id", "person_ref", "to_assignment", "visit_id", "request_id", "county_code", "digest"}
UNSAID |= {"digest_form", "coordinator"}
UNSAID |= {"target_event_id", "structure_id", "finding_id", "measure_id", "session_id"}
UNSAID |= {"case_id", "audit_finding", "about_events", "sample_id", "report_id"}
LACKING = {
    "E2": ["host-structure", "responsibility"],
    "R7": ["early-contact", "key-functions", "student-health"],
}
SHAPES = {
    "version": 2,
    "cycle": 2,
    "scb_code": "1780",
    "county_code": "17",
    "name": "Karlstad",
    "programme_name": "Värna Värmland mot våldsbejakande extremism",
    "definition": "five_steps.v1",
    "command": "action-plan.adopt-plan",
    "rule_id": "R2",
    "rule_ids": ["R2"],
    "paragraph": "§ 10",
    "observed_from": "2023-01-01",
    "observed_until": "2023-06-30",
    "digest": "0" * 64,
    "person_ref": "p-" + "0" * 32,
    "correction": {"due_on": A_DAY},
    "evidence": ["KS 2018/123"],
    "dnr": "KS 2018/123",
    "decision_ref": "KS 2018/123",
}
PROBLEMS = [
    "validation",
    "malformed-json",
    "body-too-large",
    "headers-too-large",
    "request-timeout",
    "malformed-request",
    "unsupported-media-type",
    "not-found",
    "method-not-allowed",
    "unauthenticated",
    "forbidden",
    "foreign-form",
    "refused",
    "if-match-required",
    "if-match-unreadable",
    "version-conflict",
    "idempotency-key-required",
    "idempotency-key-reused",
    "not-yet",
    "wrong-order",
    "not-by-what-happened",
    "too-much-history",
    "past-is-read-only",
    "stream-set-aside",
    "outcome-unknown",
    "unavailable",
    "database-incomplete",
    "database-read-only",
    "database-forbidden",
    "not-acceptable",
    "too-many-requests",
    "form-of-another",
    "signed-in-again",
    "already-saved",
]
PYDANTIC = [
    "missing",
    "extra_forbidden",
    "string_pattern_mismatch",
    "string_too_long",
    "string_too_short",
    "enum",
    "literal_error",
    "date_from_datetime_parsing",
    "date_from_datetime_inexact",
    "date_parsing",
    "date_type",
    "int_parsing",
    "int_type",
    "int_from_float",
    "greater_than_equal",
    "less_than_equal",
    "uuid_parsing",
    "uuid_type",
    "json_invalid",
    "value_error",
    "too_short",
    "too_long",
    "string_type",
    "bool_parsing",
    "bool_type",
    "tuple_type",
    "dict_type",
    "model_attributes_type",
    "model_type",
    "string_unicode",
    "recursion_loop",
]
REASONS = [*REMEDIES, "step-may-complete"]


@pytest.fixture(params=LANGUAGES)
def cat(request: pytest.FixtureRequest) -> Iterator[Catalogue]:
    """A catalogue in each language, which must lack nothing that a test asks it for."""
    fresh = Catalogue(request.param)
    yield fresh
    assert dict(fresh.missing) == {}


def placeholders(key: str, language: str) -> set[str]:
    found = catalogue(language)
    forms = (found.template(key, 1) or "", found.template(key, 2) or "")
    return set(re.findall(r"\{(\w+)\}", " ".join(forms)))


def parts(annotation: object) -> Iterator[object]:
    yield annotation
    for each in get_args(annotation):
        if get_origin(annotation) is not Literal:
            yield from parts(each)


def literals() -> list[tuple[str, str]]:
    """Every field of a message that takes one of a closed set, with each of its values."""
    found = {
        (name, value)
        for model in [*TOPICS.values(), *RULES]
        for name, annotation in get_type_hints(model, include_extras=True).items()
        for part in parts(annotation)
        for value in (
            get_args(part)
            if get_origin(part) is Literal
            else list(part)
            if isinstance(part, type) and issubclass(part, StrEnum)
            else ()
        )
    }
    return sorted((name, str(value)) for name, value in found)


def sample(annotation: Any) -> object:
    """A value of the type, as JSON holds it."""
    if get_origin(annotation) is Annotated and get_origin(get_args(annotation)[0]) in {dict, tuple}:
        annotation = get_args(annotation)[0]
    lists = [each.name for each in parts(annotation) if isinstance(each, CodeList)]
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is dict:
        return dict.fromkeys(CODES.options(lists[0])[:2], 12)
    if origin is tuple:
        return [sample(arguments[0])]
    if lists:
        return CODES.options(lists[0])[0]
    if origin in {Annotated, Union, UnionType}:
        return sample(arguments[0])
    if origin is Literal:
        return arguments[0]
    simple = {UUID: SOME_ID, dt.date: A_DAY, bool: True, int: 3, Step: "ACTION_PLAN", str: "code"}
    return simple[annotation]


def sample_fields(event: type[Event]) -> dict[str, object]:
    hints = get_type_hints(event, include_extras=True)
    return {name: SHAPES[name] if name in SHAPES else sample(hints[name]) for name in event.model_fields}


@cache
def sources(*folders: str) -> Sequence[ast.Module]:
    return [ast.parse(path.read_text()) for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def calls(*names: str) -> Iterator[ast.Call]:
    for module in sources("domain", "workflows"):
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                yield node


def constant(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def said_in(source: str) -> list[str]:
    """Return the strings that look like words for people: neither docstrings, patterns nor for those who program."""
    tree = ast.parse(source)
    spared: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            spared.add(node.value)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"re.compile", "ValueError"}:
            spared.update(ast.walk(node))
    strings = [(node, text) for node in ast.walk(tree) if isinstance(node, ast.Constant) and (text := constant(node))]
    return sorted(text for node, text in strings if node not in spared and text not in NAMES and SAID.search(text))


def variants_in(call: ast.Call) -> Iterator[tuple[str, str]]:
    """The ``what`` and ``why`` that a refusal in the source is given."""
    given = [(each.arg, constant(each.value)) for each in call.keywords]
    for argument in call.args:
        if isinstance(argument, ast.Dict):
            pairs = zip(argument.keys, argument.values, strict=True)
            given += [(constant(key), constant(value)) for key, value in pairs]
    yield from ((name, value) for name, value in given if name in {"what", "why"} and value)


@cache
def refused() -> Sequence[tuple[str, str, str]]:
    """Rule, ``what`` or ``why``, and its value, for every refusal in the source."""
    found = {
        (rule, *variant)
        for call in calls("Refusal", "rejected")
        if call.args and (rule := constant(call.args[0]))
        for variant in [*variants_in(call), ("", "")]
    }
    fresh = {("L3", "what", name) for call in calls("fresh") if (name := constant(call.args[-1]))}
    return sorted(found | fresh)


class TestBothLanguages:
    def test_have_the_same_keys(self) -> None:
        assert catalogue("sv").keys == catalogue("en").keys

    def test_have_the_same_placeholders(self) -> None:
        keys = catalogue("sv").keys

        assert [key for key in sorted(keys) if placeholders(key, "sv") != placeholders(key, "en")] == []

    def test_leave_nothing_empty(self) -> None:
        empty = [
            (language, key)
            for language in LANGUAGES
            for key in sorted(catalogue(language).keys)
            if not (catalogue(language).template(key) or "").strip()
        ]

        assert empty == []


class TestTheSource:
    @pytest.mark.parametrize("folder", ["http/pages", "importing"])
    def test_says_nothing_to_people_in_words_of_its_own(self, folder: str) -> None:
        files = sorted((ROOT / "adapters" / folder).rglob("*.py"))

        assert files
        assert [(path.name, text) for path in files for text in said_in(path.read_text())] == []

    def test_that_says_something_is_found(self) -> None:
        source = """'A docstring.'; x = f"Rad {x}"; y = {"a": "händelse", "b": "two words", "code": "step-idle"}"""

        assert said_in(source) == ["Rad ", "händelse", "two words"]


class TestRules:
    @pytest.mark.parametrize(("rule", "kind", "value"), refused())
    def test_refused_in_the_source_are_worded(self, cat: Catalogue, rule: str, kind: str, value: str) -> None:
        params: dict[str, str | int | list[str]] = {"date": A_DAY, "limit": A_DAY, "days": 30, "count": 2}
        params |= {"step": "ACTION_PLAN", "questions": ["strengths"]}
        refusal = Refusal(rule, {**params, kind: value} if kind else params)
        if rule in LACKING:
            refusal = Refusal(rule, {"lacking": LACKING[rule]})

        if not (rule == "L4" and not kind):
            assert refusal_text(refusal, cat, CODES)
        assert remedy_text(refusal, cat, CODES)
        assert rule_title(rule, cat)

    @pytest.mark.parametrize(("rule", "kind", "value"), [each for each in refused() if each[0] != "L4" and each[1]])
    def test_have_a_sentence_for_each_variant(self, cat: Catalogue, rule: str, kind: str, value: str) -> None:
        assert cat.has(f"rule.{rule}.what.{value}" if kind == "what" else f"rule.{rule}.{value}")

    def test_name_what_is_missing_among_the_choices(self, cat: Catalogue) -> None:
        for rules in RULES.values():
            for name in rules.choices:
                nothing = refusal_text(Refusal("L4", {"what": name}, name), cat, CODES)
                wrong = refusal_text(Refusal("L4", {"what": name, "value": SOME_ID}, name), cat, CODES)
                assert SOME_ID not in nothing + wrong

    def test_that_a_definition_may_name_are_worded(self, cat: Catalogue) -> None:
        for rules in RULES.values():
            assert all(rule_title(rule, cat) for rule in (*rules.needs, rules.reason_rule))

    def test_nobody_knows_are_refused_in_words_all_the_same(self, cat: Catalogue) -> None:
        assert "R99" in refusal_text(Refusal("R99"), cat, CODES)

    def test_say_which_later_facts_depend_on_an_entry(self) -> None:
        dependants = ["action-plan.plan-adopted.v1 2024-03-01", "journey.step-completed.v1 2024-04-02"]
        text = refusal_text(Refusal("L9", {"dependants": dependants}), catalogue("sv"), CODES)

        assert "(Plan antagen 1 mars 2024 och Steg avslutat 2 april 2024)" in text

    def test_count_the_questions_that_are_left(self) -> None:
        one = Refusal("R1", {"questions": ["strengths"], "count": 1})

        assert "1 fråga är obesvarad (”Vilka är ortens styrkor?”)." in refusal_text(one, catalogue("sv"), CODES)


class TestTopics:
    @pytest.mark.parametrize("topic", TOPICS)
    def test_become_a_sentence_that_lacks_nothing(self, cat: Catalogue, topic: str) -> None:
        told = sentence_of(topic, sample_fields(TOPICS[topic]), cat, CODES, {SOME_ID: "namnet"})

        assert re.fullmatch(r"[A-ZÅÄÖ].*\.", told)
        assert not re.search(r"[\[\]{}]|[a-z]_[a-z]|\b[0-9a-f]{8}-", told)
        assert topic_title(topic, cat)

    @pytest.mark.parametrize("topic", TOPICS)
    def test_need_no_field_that_an_event_may_leave_out(self, cat: Catalogue, topic: str) -> None:
        event = TOPICS[topic]
        needed = {name for name, field in event.model_fields.items() if field.is_required()}
        fields = {name: each for name, each in sample_fields(event).items() if name in needed}
        no_truths = {name: False if each is True else each for name, each in fields.items()}

        assert sentence_of(topic, no_truths, cat, CODES).endswith(".")

    @pytest.mark.parametrize("topic", TOPICS)
    def test_tell_every_field_and_no_other(self, topic: str) -> None:
        fields, told = set(TOPICS[topic].model_fields), placeholders(f"topic.{topic}", "sv")

        assert told <= fields
        assert fields - told <= UNSAID

    def test_render_codes_days_and_what_is_absent_as_each_language_does(self) -> None:
        topic = "action-plan.plan-adopted.v1"
        fields = {"body": "municipal-council", "paragraph": "10", "dnr": None, "valid_until": A_DAY}

        swedish = "Handlingsplanen antogs av kommunfullmäktige, § 10. Den gäller till 1 mars 2024."
        assert swedish == sentence_of(topic, fields, catalogue("sv"), CODES)
        english = "The action plan was adopted by the municipal council, § 10. It is valid until 1 March 2024."
        assert english == sentence_of(topic, fields, catalogue("en"), CODES)

    def test_tell_a_correction_by_labels_of_the_entry_that_it_corrects(self) -> None:
        correction: Mapping[str, object] = {"body": "executive-board", "valid_until": None, "due_on": A_DAY}
        fields = {"target_event_id": SOME_ID, "voids": False, "correction": correction, "corrected_on": None}
        told = sentence_of("action-plan.entry-corrected.v1", fields, catalogue("sv"), CODES)

        changes = "Beslutande organ = Kommunstyrelsen; Gäller till = Uppgift saknas; Klar senast = 1 mars 2024"
        assert f"En uppgift om handlingsplanen rättades: {changes}." == told

    def test_keep_the_order_in_which_functions_act(self) -> None:
        fields = {"signal_kind": "concern-at-school", "ordered_functions": ["school-staff", "principal"]}
        told = sentence_of("structure-review.responsibility-ordered.v1", fields, catalogue("sv"), CODES)

        assert told == "Ansvarsfördelning bestämdes för oro i skolan: skolpersonal, därefter rektor."


class TestCommands:
    @pytest.mark.parametrize("name", COMMANDS)
    def test_have_a_title_and_a_help_text(self, cat: Catalogue, name: str) -> None:
        assert command_title(name, cat)
        assert command_help(name, cat).endswith(".")

    @pytest.mark.parametrize("name", COMMANDS)
    def test_have_every_field_labelled(self, cat: Catalogue, name: str) -> None:
        for each in COMMANDS[name].model_fields:
            assert field_label(each, cat, name)
            assert field_help(each, cat, name) is not None

    def test_share_the_fields_of_every_act(self, cat: Catalogue) -> None:
        assert all(field_label(name, cat) for name in ("occurred_on", "reason", "override", "corrected_on"))

    def test_may_have_a_label_of_their_own_for_a_field(self) -> None:
        assert field_label("body", catalogue("sv"), "action-plan.receive-comment") == "Remissinstans"
        assert field_label("body", catalogue("sv"), "action-plan.adopt-plan") == "Beslutande organ"


class TestValues:
    @pytest.mark.parametrize(("name", "value"), literals())
    def test_of_closed_fields_are_labelled(self, cat: Catalogue, name: str, value: str) -> None:
        assert cat.has(f"value.{'stage' if name == 'stages' else name}.{value}")

    def test_of_the_envelope_are_labelled(self, cat: Catalogue) -> None:
        for name, kind in {"role": Role, "channel": Channel, "classification": Classification}.items():
            assert all(cat.has(f"value.{name}.{each}") for each in kind)

    def test_of_views_are_labelled(self, cat: Catalogue) -> None:
        for status in ("not_started", "in_progress", "achieved", "declined", "not_applicable"):
            assert cat.text(f"value.status.{status}")
        for health in ("active", "at_risk", "dormant"):
            assert cat.text(f"value.health.{health}")

    def test_from_code_lists_have_their_list_s_label(self) -> None:
        assert value_label("function", "principal", catalogue("sv"), CODES) == "Rektor"

    def test_that_are_reasons_have_a_label(self, cat: Catalogue) -> None:
        for name in (each for each in CODES.lists if each.endswith("-reasons")):
            assert all(reason_label(code, cat, CODES) != code for code in CODES.options(name))

    def test_that_only_look_like_days_stay_as_they_are(self) -> None:
        assert value_label("anything", "2024-13-99", catalogue("sv"), CODES) == "2024-13-99"

    def test_of_each_aggregate_have_a_name(self, cat: Catalogue) -> None:
        assert all(cat.text(f"aggregate.{name}") for name in (*AGGREGATES, "audit"))


class TestProblems:
    @pytest.mark.parametrize("code", PROBLEMS)
    def test_have_a_title_and_a_sentence(self, cat: Catalogue, code: str) -> None:
        assert problem_title(code, cat)
        assert problem_detail(code, cat).endswith(".")

    @pytest.mark.parametrize("kind", PYDANTIC)
    def test_of_fields_are_worded(self, cat: Catalogue, kind: str) -> None:
        limits = {"max_length": 5, "min_length": 1, "ge": 1, "le": 9}

        assert cat.has(f"validation.{kind}")
        assert validation_text(kind, cat, limits).endswith(".")

    def test_of_our_own_value_types_are_worded(self, cat: Catalogue) -> None:
        raised = {
            code
            for call in calls("ValueError")
            if call.args and (code := constant(call.args[0])) and re.fullmatch(r"[a-z]+(-[a-z]+)+", code)
        }

        assert len(raised) > 3
        assert [code for code in raised if not cat.has(f"validation.{code}")] == []
        assert "bara en gång" in validation_text("value_error", catalogue("sv"), {"error": ValueError("each-once")})

    def test_of_a_kind_that_nobody_foresaw_fall_back_on_a_general_sentence(self, cat: Catalogue) -> None:
        assert validation_text("unheard_of", cat) == cat.text("validation")


class TestAttention:
    @pytest.mark.parametrize("reason", REASONS)
    def test_says_why_and_what_clears_it(self, cat: Catalogue, reason: str) -> None:
        params = {"date": A_DAY, "days": 120, "step": "ACTION_PLAN", "cause": "no-mandate", "version": 1}

        assert attention_text(reason, {**params, "code": "x"}, cat, CODES).endswith(".")
        assert attention_clears(reason, cat).endswith(".")

    @pytest.mark.parametrize("case", REMEDIES)
    def test_has_words_of_its_own_for_every_reason(self, cat: Catalogue, case: str) -> None:
        assert cat.has(f"attention.{case.partition('.')[0]}")
        assert cat.has(f"attention.{case}.clears")

    def test_says_its_limit_with_its_unit(self) -> None:
        params = {"days": 435, "limit": 1, "limit_unit": "working-days", "date": A_DAY}

        told = attention_text("contact-silence-red", params, catalogue("sv"), CODES)
        assert told.endswith("435 dagar. Gränsen är 1 arbetsdag och sista dagen var 1 mars 2024.")


class TestCatalogue:
    def test_shows_and_counts_what_it_lacks_and_never_raises(self) -> None:
        cat = Catalogue("sv")

        assert cat.text("no.such.key") == "⟦no.such.key⟧"
        assert cat.text("attention.picture-review-due") == "Lägesbilden ska ses över senast …."
        assert dict(cat.missing) == {"no.such.key": 1, "attention.picture-review-due:date": 1}

    def test_writes_days_moments_numbers_and_lists_as_the_language_does(self) -> None:
        noon = dt.datetime(2024, 3, 1, 12, tzinfo=dt.UTC)

        assert catalogue("sv").date(noon.date()) == "1 mars 2024"
        assert catalogue("sv").datetime(noon) == "1 mars 2024 13:00"
        assert catalogue("en").number(12345) == "12,345"
        assert catalogue("sv").listed(["a", "b", "c"]) == "a, b och c"

    @pytest.mark.parametrize(("count", "expected"), [(0, "0 kommuner"), (1, "1 kommun"), (2, "2 kommuner")])
    def test_knows_one_from_many(self, count: int, expected: str) -> None:
        assert catalogue("sv").text("ui.count.municipalities", count=count) == expected

    def test_fills_in_what_looks_like_a_placeholder_only_once(self) -> None:
        text = catalogue("sv").text("attention.picture-review-due", date="{date} [x]")

        assert text == "Lägesbilden ska ses över senast {date} [x]."

    @pytest.mark.parametrize(
        ("accepted", "language"),
        [
            (None, "sv"),
            ("", "sv"),
            ("de", "sv"),
            ("*", "sv"),
            ("en-GB,en;q=0.9,sv;q=0.8", "en"),
            ("sv-SE, en;q=0.5", "sv"),
            ("sv;q=0.2, en;q=0.7", "en"),
            ("en;q=0", "sv"),
            ("en;q=high,;;,", "en"),
        ],
    )
    def test_negotiates_the_language(self, accepted: str | None, language: str) -> None:
        assert negotiate(accepted) == language
