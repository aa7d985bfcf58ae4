"""What the page of a municipality shows of its work: its parts, their sections, and each section's columns."""

from __future__ import annotations

from collections.abc import Mapping

from projections.municipality.action_plan import Adaptation, Comment, Measure, Plan, Section
from projections.municipality.contact import Contact
from projections.municipality.detail import Detail
from projections.municipality.journey import Closure, DueDay, Journey, Obstacle, Override
from projections.municipality.membership import Decision, Outreach
from projections.municipality.situation_picture import (
    Answer,
    Development,
    EarlierFinding,
    Finding,
    PictureVersion,
    RegionalKnowledge,
)
from projections.municipality.structure_review import Channel, Placement, Responsibility, Structure
from projections.municipality.support import ContactMade, Guidance, Need
from projections.municipality.support import Visit as VisitDetail
from projections.municipality.training import Cascade, Group, KeyFunction, Session, StagePlan

Kind = type[Detail]

# The parts of the work, each with its sections; answers and earlier findings are shown by version.
PARTS: Mapping[str, tuple[Kind, ...]] = {
    "municipality": (Decision, Outreach),
    "contact": (Contact,),
    "journey": (Journey, Closure, DueDay, Obstacle, Override),
    "situation-picture": (PictureVersion, Answer, Finding, EarlierFinding, RegionalKnowledge, Development),
    "structure-review": (Structure, Placement, Responsibility, Channel),
    "action-plan": (Plan, Section, Measure, Adaptation, Comment),
    "training": (StagePlan, Group, KeyFunction, Session, Cascade),
    "support": (VisitDetail, ContactMade, Guidance, Need),
}

# What is said where a part has nothing.
EMPTY: Mapping[str, str] = {
    "municipality": "ui.empty.events",
    "contact": "ui.empty.contacts",
    "journey": "ui.empty.journey",
    "situation-picture": "ui.empty.picture",
    "structure-review": "ui.empty.structure",
    "action-plan": "ui.empty.plan",
    "training": "ui.empty.training",
    "support": "ui.empty.support",
}

_FINDING = (
    "kind",
    "dimension",
    "milieu",
    "lone_actor_aspect",
    "locality_level",
    "level",
    "source_type",
    "observed_from",
    "observed_until",
)

# The attributes that a section's table shows; groups have a table of their own.
COLUMNS: Mapping[Kind, tuple[str, ...]] = {
    Decision: ("decision_ref", "trigger", "actor_code"),
    Outreach: ("kind", "initiated_by"),
    Contact: ("function", "org_unit", "is_deputy", "also_national_contact", "cause", "to_assignment", "open_items"),
    Journey: ("definition", "cycle", "expected_until"),
    Closure: ("step", "cycle", "outcome", "decided_by_function", "evidence"),
    DueDay: ("step", "cycle", "due_on", "basis"),
    Obstacle: ("step", "cycle", "cause_code"),
    Override: ("rule_id", "command"),
    PictureVersion: ("version", "question_set_version", "review_due_on"),
    Answer: ("question_code", "assessment", "source_type", "observed_from", "observed_until"),
    Finding: (*_FINDING, "cause"),
    EarlierFinding: _FINDING,
    RegionalKnowledge: ("topic_codes",),
    Development: ("dimension", "direction"),
    Structure: ("kind", "sectors", "functioning", "meets_per_year", "justification_code"),
    Placement: ("structure_id", "existing", "org_unit_kind"),
    Responsibility: ("signal_kind", "ordered_functions"),
    Channel: ("direction", "from_function", "to_function"),
    Plan: (
        "based_on_picture_version",
        "body",
        "paragraph",
        "dnr",
        "host_plan",
        "valid_until",
        "decided_by_function",
        "revisit_on",
        "result",
    ),
    Section: ("section",),
    Measure: ("code", "addresses_findings", "owner_function", "due_on", "effect"),
    Adaptation: ("adapts_to", "target_id"),
    Comment: ("body", "due_on", "stance"),
    StagePlan: ("stages",),
    KeyFunction: ("function_code",),
    Session: (
        "stage",
        "format",
        "duration_band",
        "planned_on",
        "groups",
        "joint_with",
        "headcount_by_group",
        "materials_version",
        "cause",
    ),
    Cascade: ("from_group", "to_workplaces_band"),
    VisitDetail: ("planned_on", "functions_met", "needs"),
    ContactMade: ("direction",),
    Guidance: ("unit_kind", "urgency", "form", "response_band"),
    Need: ("need_code", "visit_id"),
}

WITH_STATUS: frozenset[Kind] = frozenset(
    {
        Closure,
        Comment,
        Contact,
        Finding,
        Guidance,
        Journey,
        KeyFunction,
        Measure,
        Need,
        Obstacle,
        PictureVersion,
        Plan,
        Session,
        Structure,
        VisitDetail,
    }
)

# What is told of some alone: a column where it holds of none would say nothing.
WHERE_TRUE = frozenset({"lone_actor_aspect"})

# The commands whose fields have labels of their own that fit a heading.
LABELLED_BY: Mapping[Kind, tuple[str, ...]] = {
    Channel: ("structure-review.define-information-channel",),
    Comment: ("action-plan.receive-comment", "action-plan.refer-for-comment"),
    ContactMade: ("support.log-contact",),
    Development: ("situation-picture.note-local-development",),
    DueDay: ("journey.set-due-date",),
    EarlierFinding: ("situation-picture.record-finding",),
    Finding: ("situation-picture.record-finding",),
    Guidance: ("support.deliver-guidance",),
    KeyFunction: ("training.designate-key-function",),
    Outreach: ("municipality.make-outreach",),
    Structure: ("structure-review.identify-existing-structure",),
}
