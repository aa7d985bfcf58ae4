"""Every projection there is."""

from __future__ import annotations

from projections.audit_trail import AUDIT_TRAIL
from projections.county import COUNTY
from projections.engine.projection import Projection
from projections.municipality import MUNICIPALITY
from projections.programme import PROGRAMME
from projections.work_queue import WORK_QUEUE

PROJECTIONS: tuple[Projection, ...] = (COUNTY, MUNICIPALITY, PROGRAMME, WORK_QUEUE, AUDIT_TRAIL)
