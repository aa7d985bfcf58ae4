"""Where does every municipality of the county stand? (G1) One row each: facts and dates, no verdicts."""

from __future__ import annotations

from typing import ClassVar

from domain.messages import Recorded
from domain.standing import CONTENT, Standing
from projections.county import content, journey, membership
from projections.county.cells import latest, touched
from projections.county.clock import PausesRow, PeriodsRow, counted
from projections.county.content import TieRow
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
    scope = recorded.envelope.scope
    row = rows.get(StandingRow, scope)
    # Support is given where nobody has registered the municipality, too (R9), in this county and beyond it.
    before = row.standing if row else Standing(scb_code=scope, name="", county_code=scope[:2])
    after = _after(rows, before, recorded)
    if after is not None:
        last = latest(before.last_event_on, recorded.envelope.occurred_on)
        standing = counted(rows, before, replace(after, last_event_on=last))
        rows.put(StandingRow(scb_code=scope, county_code=standing.county_code, standing=standing))


def _after(rows: Rows, standing: Standing, recorded: Recorded) -> Standing | None:
    """Return the standing after the event; None for an event of no aggregate that has to do with it."""
    match recorded.event.aggregate:
        case "municipality":
            return membership.after(rows, standing, recorded)
        case "contact":
            return membership.after_contact(standing, recorded)
        case "journey":
            return journey.after(rows, standing, recorded)
        case aggregate if step := CONTENT.get(aggregate):
            return content.after(rows, touched(standing, step, recorded), recorded)
        case _:  # refusals, which are nobody's sign of life
            return None


COUNTY = Projection("county", 7, (StandingRow, PausesRow, PeriodsRow, TieRow), project)
