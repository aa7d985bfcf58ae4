"""Where does every municipality of the county stand? (G1) One row each: facts and dates, no verdicts."""

from __future__ import annotations

from typing import ClassVar

from domain.messages import Recorded
from domain.municipality.events import MunicipalityRegistered
from domain.standing import CONTENT, Standing
from projections.county import content, journey, membership
from projections.county.cells import latest, rested, touched
from projections.county.content import TieRow
from projections.county.journey import PausesRow, pauses
from projections.engine.copying import replace
from projections.engine.projection import Projection
from projections.engine.rows import Row, Rows


class StandingRow(Row):
    """A municipality's standing."""

    table: ClassVar[str] = "county"
    key: ClassVar[tuple[str, ...]] = ("scb_code",)
    indexed: ClassVar[tuple[tuple[str, ...], ...]] = (("county_code",),)

    county_code: str
    standing: Standing


def project(rows: Rows, recorded: Recorded) -> None:
    """Fold one event into its municipality's row."""
    event, scope = recorded.event, recorded.envelope.scope
    if isinstance(event, MunicipalityRegistered):
        standing = Standing(scb_code=event.scb_code, name=event.name, county_code=event.county_code)
        rows.put(StandingRow(scb_code=scope, county_code=event.county_code, standing=standing))
        return
    row = rows.get(StandingRow, scope)
    if row is None:
        return
    before = row.standing
    after = _after(rows, before, recorded)
    if after is not None:
        last = latest(before.last_event_on, recorded.envelope.occurred_on)
        standing = rested(before, replace(after, last_event_on=last), lambda: pauses(rows, scope))
        rows.put(StandingRow(scb_code=scope, county_code=row.county_code, standing=standing))


def _after(rows: Rows, standing: Standing, recorded: Recorded) -> Standing | None:
    """Return the standing after the event; None for an event of no aggregate that has to do with it."""
    event, on = recorded.event, recorded.envelope.occurred_on
    match event.aggregate:
        case "municipality":
            return membership.after(standing, event, on)
        case "contact":
            return membership.after_contact(standing, recorded)
        case "journey":
            return journey.after(rows, standing, recorded)
        case aggregate if step := CONTENT.get(aggregate):
            return content.after(rows, touched(standing, step, recorded), recorded)
        case _:  # refusals, which are nobody's sign of life
            return None


COUNTY = Projection("county", 4, (StandingRow, PausesRow, TieRow), project)
