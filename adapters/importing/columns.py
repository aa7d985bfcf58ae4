"""The sheet's columns, and which column each field of a command is taken from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workflows.codes import Label


@dataclass(frozen=True)
class Column:
    """A column: its header and what to write in it."""

    header: Label
    help: Label


def _column(sv: str, en: str, help_sv: str, help_en: str) -> Column:
    return Column(Label(sv=sv, en=en), Label(sv=help_sv, en=help_en))


REQUIRED = ("municipality", "date", "what")

COLUMNS: Mapping[str, Column] = {
    "municipality": _column("Kommun", "Municipality", "Namn eller kommunkod.", "Name or municipal code."),
    "date": _column("Datum", "Date", "Dagen då det hände: ÅÅÅÅ-MM-DD.", "The day it happened: YYYY-MM-DD."),
    "what": _column("Händelse", "Event", "Vad som hände; välj i listan.", "What happened; choose from the list."),
    "decision": _column(
        "Beslutsreferens",
        "Decision reference",
        "Diarienummer, för en antagen plan även paragraf: KS 2018/12 § 10.",
        "Record number, for an adopted plan its paragraph too: KS 2018/12 § 10.",
    ),
    "reason": _column(
        "Orsak",
        "Reason",
        "Skäl eller orsak, där händelsen har någon.",
        "Reason or cause, where there is one.",
    ),
    "ref": _column(
        "Ref",
        "Ref",
        "Arkets egen nyckel, t.ex. B1. Senare rader pekar på den. Skriv aldrig namn.",
        "The sheet's own key, such as B1. Later rows point at it. Never write a name.",
    ),
    "about": _column(
        "Gäller",
        "Concerns",
        "Ref till det som raden pekar på; flera skiljs med ;",
        "Ref of what it points at; several by ;",
    ),
    "step": _column("Steg", "Step", "Vilket av de fem stegen.", "Which of the five steps."),
    "function": _column(
        "Funktion",
        "Function",
        "Funktion, aldrig namn; flera skiljs med ; i ordning.",
        "Function, never a name; several by ; in order.",
    ),
    "to_function": _column("Till funktion", "To function", "Vart informationen går.", "Where the information goes."),
    "unit": _column("Enhet", "Unit", "Var i kommunens organisation.", "Where in the organisation."),
    "kind": _column(
        "Slag",
        "Kind",
        "Vilket slag av händelse, struktur eller tecken.",
        "What kind of event, structure or sign.",
    ),
    "initiative": _column(
        "Initiativ", "Initiative", "Vem eller vad som satte i gång det.", "Who or what set it going."
    ),
    "organisation": _column(
        "Organisation",
        "Organisation",
        "Organ eller organisation; flera skiljs med ;",
        "Body or organisation; several by ;",
    ),
    "until": _column(
        "Till datum", "Until", "Planerat eller sista datum: ÅÅÅÅ-MM-DD.", "Planned or last day: YYYY-MM-DD."
    ),
    "basis": _column("Grund", "Basis", "Vad slutdatumet vilar på.", "What the due date rests on."),
    "question": _column("Fråga", "Question", "Lägesbildens fråga.", "The situation picture's question."),
    "assessment": _column("Bedömning", "Assessment", "Hur det bedömdes.", "How it was judged."),
    "outcome": _column("Utfall", "Outcome", "Vad det ledde till.", "What it led to."),
    "dimension": _column("Område", "Dimension", "Område i lägesbilden.", "Dimension of the picture."),
    "level": _column("Nivå", "Level", "Hur vanligt det är.", "How common it is."),
    "locality": _column("Geografi", "Locality", "Kommun eller tätort.", "Municipality or locality."),
    "source_type": _column(
        "Källtyp",
        "Source type",
        "Vilket slag av källa uppgiften vilar på.",
        "What kind of source it rests on.",
    ),
    "period": _column(
        "Period",
        "Period",
        "Tid som uppgiften gäller, i år, månader eller dagar: 2024 eller 2024-03/2024-09.",
        "Time it is about, in years, months or days: 2024 or 2024-03/2024-09.",
    ),
    "milieu": _column("Miljö", "Milieu", "Bara för miljöers närvaro.", "For the presence of milieus alone."),
    "lone_actor": _column("Ensamagerande", "Lone actor", "ja eller nej", "yes or no"),
    "direction": _column("Riktning", "Direction", "Åt vilket håll.", "Which way."),
    "topics": _column("Ämnen", "Topics", "Ämnen; flera skiljs med ;", "Topics; several by ;"),
    "sectors": _column("Sektorer", "Sectors", "Sektorer; flera skiljs med ;", "Sectors; several by ;"),
    "count": _column(
        "Antal",
        "Count",
        "Möten per år, eller ungefär hur många deltagare per grupp: Skolpersonal: 5-19; Elevhälsa: 1-4.",
        "Meetings a year, or about how many took part by group: School staff: 5-19; Student health: 1-4.",
    ),
    "measure": _column("Åtgärd", "Measure", "Vilken åtgärd.", "Which measure."),
    "section": _column("Avsnitt", "Section", "Planens avsnitt.", "The plan's section."),
    "host_plan": _column("Ingår i", "Part of", "Planen som handlingsplanen ingår i.", "The plan that it is a part of."),
    "settlement": _column("Ortstyp", "Settlement", "Vad för slags kommun det är.", "What kind of municipality it is."),
    "size": _column("Omfattning", "Extent", "Storlek eller längd, i spann.", "Size or length, in bands."),
    "group": _column("Grupp", "Group", "Personalgrupp; flera skiljs med ;", "Group of staff; several by ;"),
    "stage": _column(
        "Utbildning", "Training", "Utbildningens nivå; flera skiljs med ;", "Stage of training; several by ;"
    ),
    "form": _column("Form", "Form", "Utbildningens eller handledningens form.", "Form of the training or guidance."),
    "material": _column("Material", "Material", "Utbildningsmaterial.", "Training material."),
    "need": _column("Behov", "Need", "Behov; flera skiljs med ;", "Needs; several by ;"),
    "left_open": _column(
        "Kvar att göra",
        "Left to do",
        "Vad som lämnades över; flera skiljs med ;",
        "What was handed over; several by ;",
    ),
    "early": _column("Tidig kontakt", "Early contact", "ja eller nej", "yes or no"),
    "national": _column("Nationell kontakt", "National contact", "ja eller nej", "yes or no"),
    "deputy": _column("Ersättare", "Deputy", "ja eller nej", "yes or no"),
    "urgency": _column("Brådska", "Urgency", "normal eller akut", "normal or acute"),
    "version": _column("Version", "Version", "Frågornas version; 1 om tomt.", "Version of the questions; 1 if empty."),
    "source": _column(
        "Källa",
        "Source",
        "Var uppgiften är hämtad. Läses men sparas inte.",
        "Where it is from. Read, never stored.",
    ),
}

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
    "paragraph": "decision",
    "planned_on": "until",
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
    "source_type": "source_type",
    "stage": "stage",
    "stages": "stage",
    "stance": "outcome",
    "step": "step",
    "structure_id": "ref",
    "target_id": "about",
    "to_assignment": "about",
    "to_function": "to_function",
    "to_workplaces_band": "size",
    "topic_codes": "topics",
    "trigger": "initiative",
    "unit_kind": "kind",
    "urgency": "urgency",
    "valid_until": "until",
    "visit_id": "ref",
}
# Made by us: a pseudonym from the row's Ref, and a depth that has one value only.
MADE = frozenset({"person_ref", "depth"})


def column_header(column: str, language: str) -> str:
    """Return what the sheet calls a column, nothing for none."""
    return COLUMNS[column].header.wording(language) if column in COLUMNS else ""
