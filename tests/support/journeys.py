"""Beginnings that several stories share."""

from __future__ import annotations

from tests.support.api import Caller
from tests.support.histories import QUESTIONS


def begin(who: Caller, scb_code: str) -> None:
    """Let the municipality join and open its journey."""
    who.does(scb_code, "municipality/join-municipality")
    who.does(scb_code, "journey/open-journey")


def publish_picture(who: Caller, scb_code: str) -> None:
    """Take the next version of the picture from commission to publication."""
    who.does(scb_code, "situation-picture/commission-picture")
    for question in QUESTIONS:
        answer = {"question_code": question, "assessment": "mixed", "source_type": "municipal-staff"}
        who.does(scb_code, "situation-picture/answer-question", **answer)
    who.does(scb_code, "situation-picture/publish-picture-version")
