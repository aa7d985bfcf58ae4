"""Every projection there is."""

from __future__ import annotations

from projections.activity import ACTIVITY
from projections.audit_case import AUDIT_CASE
from projections.audit_trail import AUDIT_TRAIL
from projections.county import COUNTY
from projections.development import DEVELOPMENT
from projections.engine.projection import Projection
from projections.municipality import MUNICIPALITY
from projections.programme import PROGRAMME
from projections.report import REPORT
from projections.work_queue import WORK_QUEUE

PROJECTIONS: tuple[Projection, ...] = (
    ACTIVITY,
    COUNTY,
    DEVELOPMENT,
    MUNICIPALITY,
    PROGRAMME,
    WORK_QUEUE,
    AUDIT_TRAIL,
    AUDIT_CASE,
    REPORT,
)
