"""The sheet's columns, and which column each field of a command is taken from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from adapters.i18n.catalogue import catalogue
from domain.messages import Command

REQUIRED = ("municipality", "date", "what")

COLUMNS = (
    "municipality",
    "date",
    "what",
    "decision",
    "reason",
    "ref",
    "about",
    "step",
    "function",
    "to_function",
    "unit",
    "kind",
    "initiative",
    "organisation",
    "until",
    "basis",
    "question",
    "assessment",
    "outcome",
    "dimension",
    "level",
    "locality",
    "source_type",
    "period",
    "milieu",
    "lone_actor",
    "direction",
    "topics",
    "sectors",
    "count",
    "measure",
    "section",
    "host_plan",
    "settlement",
    "size",
    "group",
    "stage",
    "form",
    "material",
    "need",
    "left_open",
    "early",
    "national",
    "deputy",
    "urgency",
    "version",
    "programme",
    "funders",
    "municipalities",
    "term",
    "text",
    "valid_from",
    "predecessor",
    "source",
)

# A field has the same column in every command; a cause or justification is written where reasons are.
FIELD_COLUMNS: Mapping[str, str] = {
    "actor_code": "organisation",
    "adapts_to": "kind",
    "addresses_findings": "about",
    "also_national_contact": "national",
    "assessment": "assessment",
    "assignment_id": "ref",
    "basis": "basis",
    "bodies": "organisation",
    "body": "organisation",
    "cause": "reason",
    "cause_code": "reason",
    "code": "measure",
    "coordinator": "ref",
    "decided_by_function": "function",
    "decision_ref": "decision",
    "dimension": "dimension",
    "direction": "direction",
    "dnr": "decision",
    "due_on": "until",
    "duration_band": "size",
    "early_contact": "early",
    "effect": "outcome",
    "estimated_headcount_band": "size",
    "evidence": "decision",
    "expected_until": "until",
    "finding_id": "ref",
    "form": "form",
    "format": "form",
    "funder": "organisation",
    "funders": "funders",
    "from_function": "function",
    "from_group": "group",
    "function": "function",
    "function_code": "group",
    "functioning": "assessment",
    "functions_met": "function",
    "group_code": "group",
    "groups": "group",
    "headcount_by_group": "count",
    "host_plan": "host_plan",
    "initiated_by": "initiative",
    "is_deputy": "deputy",
    "joint_with": "organisation",
    "justification_code": "reason",
    "kind": "kind",
    "level": "level",
    "locality_level": "locality",
    "lone_actor_aspect": "lone_actor",
    "marked_as": "kind",
    "materials_version": "material",
    "measure_id": "ref",
    "meets_per_year": "count",
    "milieu": "milieu",
    "municipalities": "municipalities",
    "need_code": "need",
    "needs": "need",
    "observed_from": "period",
    "observed_until": "period",
    "open_items": "left_open",
    "ordered_functions": "function",
    "org_unit": "unit",
    "org_unit_kind": "unit",
    "outcome": "outcome",
    "owner_function": "function",
    "owner_org": "organisation",
    "paragraph": "decision",
    "planned_on": "until",
    "programme_name": "programme",
    "question_code": "question",
    "question_set_version": "version",
    "request_id": "ref",
    "result": "outcome",
    "revisit_on": "until",
    "section": "section",
    "sectors": "sectors",
    "session_id": "ref",
    "settlement_type": "settlement",
    "signal_kind": "kind",
    "size_band": "size",
    "source": "source_type",
    "source_type": "source_type",
    "stage": "stage",
    "stages": "stage",
    "stance": "outcome",
    "status": "kind",
    "step": "step",
    "structure_id": "ref",
    "successor_of": "predecessor",
    "target_id": "about",
    "term": "term",
    "text": "text",
    "to_assignment": "about",
    "to_function": "to_function",
    "to_workplaces_band": "size",
    "topic_codes": "topics",
    "trigger": "initiative",
    "unit_kind": "kind",
    "urgency": "urgency",
    "valid_from": "valid_from",
    "valid_until": "until",
    "visit_id": "ref",
}
# Made by us: a pseudonym from the row's Ref, and a depth that has one value only.
MADE = frozenset({"person_ref", "depth"})


@cache
def command_columns(command: type[Command]) -> Mapping[str, tuple[str, ...]]:
    """Return the columns that a command uses, each with the fields taken from it."""
    used: dict[str, tuple[str, ...]] = {}
    for name in command.model_fields:
        if name not in MADE:
            column = FIELD_COLUMNS[name]
            used[column] = (*used.get(column, ()), name)
    return used


def column_header(column: str, language: str) -> str:
    """Return what the sheet calls a column, nothing for none."""
    return catalogue(language).text(f"import.column.{column}") if column else ""


def column_help(column: str, language: str) -> str:
    """Return what to write in a column."""
    return catalogue(language).text(f"import.column.{column}.help")
