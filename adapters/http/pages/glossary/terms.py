"""The terms that the glossary explains; each is worded as ``term.KEY`` and ``term.KEY.meaning``."""

from __future__ import annotations

TERMS = (
    "five-steps",
    "situation-picture",
    "problem-picture",
    "finding",
    "milieu",
    "structure",
    "responsibility",
    "action-plan",
    "measures-plan",
    "act",
    "measure",
    "adapted",
    "locality",
    "shelf-warmer",
    "referral",
    "target-group",
    "key-function",
    "cascade",
    "ongoing-support",
    "guidance",
    "need",
    "activity",
    "attention",
    "freshness",
    "cycle",
    "pause",
    "declined",
    "not-applicable",
    "override",
    "correction",
    "late",
    "protected",
    "contact-person",
    "pseudonym",
    "known-day",
)
# Fields of forms that need a term explained: there, since a way to the glossary would leave what is typed.
OF_FIELDS = {"milieu": "milieu"}
