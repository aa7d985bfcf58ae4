"""The pages for browsers, each beside its template."""

from __future__ import annotations

from fastapi import APIRouter

from adapters.http.pages.about import page as about
from adapters.http.pages.audit import page as audit
from adapters.http.pages.brief import page as brief
from adapters.http.pages.bulk import page as bulk
from adapters.http.pages.command_form import page as command_form
from adapters.http.pages.compare import page as compare
from adapters.http.pages.county import meeting
from adapters.http.pages.county import page as county
from adapters.http.pages.development import page as development
from adapters.http.pages.entry_grid import page as entry_grid
from adapters.http.pages.event import page as event
from adapters.http.pages.funder import page as funder
from adapters.http.pages.glossary import page as glossary
from adapters.http.pages.history import page as history
from adapters.http.pages.home import page as home
from adapters.http.pages.moment import page as moment
from adapters.http.pages.municipality import page as municipality
from adapters.http.pages.operations import page as operations
from adapters.http.pages.plan import page as plan
from adapters.http.pages.profile import page as profile
from adapters.http.pages.programme import page as programme
from adapters.http.pages.reports import page as reports
from adapters.http.pages.review import page as review
from adapters.http.pages.rules import page as rules
from adapters.http.pages.search import page as search
from adapters.http.pages.session import page as session
from adapters.http.pages.sign_in import page as sign_in
from adapters.http.pages.situation_picture import page as situation_picture
from adapters.http.pages.standstill import page as standstill
from adapters.http.pages.story import page as story
from adapters.http.pages.structure import page as structure
from adapters.http.pages.style import page as style
from adapters.http.pages.support import page as support
from adapters.http.pages.timeline import page as timeline
from adapters.http.pages.trail import page as trail
from adapters.http.pages.training import page as training
from adapters.http.pages.verification import page as verification
from adapters.http.pages.visit_sheet import page as visit_sheet
from adapters.http.pages.what_if import page as what_if
from adapters.http.pages.why import page as why
from adapters.http.pages.why_not import page as why_not
from adapters.http.pages.work import page as work

router = APIRouter(include_in_schema=False)
# Last: a step with a page of its own making comes before the page that any step has.
for each in (
    about,
    audit,
    brief,
    bulk,
    command_form,
    compare,
    county,
    development,
    entry_grid,
    event,
    funder,
    glossary,
    history,
    home,
    meeting,
    moment,
    municipality,
    operations,
    plan,
    profile,
    programme,
    reports,
    review,
    rules,
    search,
    session,
    sign_in,
    situation_picture,
    standstill,
    story,
    structure,
    style,
    support,
    timeline,
    trail,
    training,
    verification,
    visit_sheet,
    what_if,
    why,
    why_not,
    work,
):
    router.include_router(each.router)
