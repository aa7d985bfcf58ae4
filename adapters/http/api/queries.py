"""All query routes."""

from __future__ import annotations

from fastapi import APIRouter

from adapters.http.api import comparison, county, municipality, programme, trail
from adapters.http.api.openapi import BEARER, OF_QUERIES

router = APIRouter(prefix="/api/v1", tags=["queries"], dependencies=[BEARER], responses=OF_QUERIES)
for each in (county, comparison, programme, municipality, trail):
    router.include_router(each.router)
