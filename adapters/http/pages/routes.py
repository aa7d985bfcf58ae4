"""All pages."""

from __future__ import annotations

from fastapi import APIRouter

from adapters.http.pages.command_form import page as command_form
from adapters.http.pages.county import page as county
from adapters.http.pages.event import page as event
from adapters.http.pages.municipality import page as municipality
from adapters.http.pages.programme import page as programme
from adapters.http.pages.sign_in import page as sign_in
from adapters.http.pages.timeline import page as timeline
from adapters.http.pages.trail import page as trail
from adapters.http.pages.work_queue import page as work_queue

router = APIRouter(include_in_schema=False)
for each in (sign_in, county, programme, work_queue, municipality, command_form, timeline, trail, event):
    router.include_router(each.router)
