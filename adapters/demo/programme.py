"""The history of the county's programme in the demonstration: invented, except for the national actors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from adapters.demo.ids import demo_id
from adapters.demo.story.story import Story
from domain.programme import commands as programme

_VIOLENT_EXTREMISM = (
    "Våldsbejakande extremism handlar om att bejaka och bruka våld som medel för att förverkliga extrema "
    "ideologiska åsikter och idéer."
)
_SITUATION_PICTURE = (
    "En lägesbild beskriver ortens styrkor och svagheter. Den är aldrig statisk utan följer den lokala utvecklingen."
)
_SHARPENED = "Med våldsbejakande menar vi att upprepat stödja, uppmana till eller själv använda våld för en ideologi."


def add_programme(story: Story, first: Sequence[str], second: Sequence[str]) -> None:
    """From a pilot with one funder to permanent work, with the national level as it changed.

    ``first`` and ``second``: the municipalities of the two coordinators who are there today.
    """
    established = programme.EstablishProgramme(
        programme_name="Exempelprogrammet mot våldsbejakande extremism",
        owner_org="bfc-varmland",
        funders=("mucf", "municipalities-of-county"),
        status="pilot",
    )
    story.act(1240, established, by="administrator")
    story.act(1239, programme.AddFunder(funder="police"), by="manager", refused=True)
    _actors(story)
    _definitions(story)
    _coordinators(story, tuple(first), tuple(second))
    _funding(story)


def _actors(story: Story) -> None:
    national = programme.RegisterExternalActor(actor_code="national-coordinator", valid_from=date(2014, 6, 1))
    story.act(1235, national)
    took_over = programme.SucceedExternalActor(
        successor_of="national-coordinator", actor_code="bra-cve", valid_from=date(2018, 1, 1)
    )
    story.act(1235, took_over)
    story.act(1234, programme.RegisterExternalActor(actor_code="skl", valid_from=date(2007, 3, 27)))
    renamed = programme.SucceedExternalActor(successor_of="skl", actor_code="skr", valid_from=date(2019, 11, 27))
    story.act(1200, renamed)
    story.act(1190, programme.RegisterExternalActor(actor_code="segerstedt-institute"))
    story.act(700, programme.RegisterExternalActor(actor_code="municipal-housing"), label="wrong-actor")
    story.act(
        698,
        lambda: programme.CorrectEntry(target_event_id=story.event_of("wrong-actor"), voids=True),
        reason="wrong-choice",
    )


def _definitions(story: Story) -> None:
    source = "conversation-compass-2017"
    story.act(1220, programme.AdoptDefinition(term="violent-extremism", text=_VIOLENT_EXTREMISM, source=source))
    story.act(
        860,
        programme.AdoptDefinition(
            term="situation-picture", text=_SITUATION_PICTURE, source="regional-coordination-report"
        ),
    )
    story.act(
        30,
        programme.AdoptDefinition(
            term="violent-extremism", text=_SHARPENED, source="own-wording", valid_from=story.day(-60)
        ),
    )


def _coordinators(story: Story, first: tuple[str, ...], second: tuple[str, ...]) -> None:
    one, two = (f"p-{demo_id('person', key).hex}" for key in ("coordinator-1", "coordinator-2"))
    before = f"p-{demo_id('person', 'coordinator-before').hex}"
    story.act(1230, programme.AssignCoordinator(coordinator=one, municipalities=first), by="administrator")
    story.act(1230, programme.AssignCoordinator(coordinator=before, municipalities=second), by="administrator")
    story.act(1010, programme.RelieveCoordinator(coordinator=before), by="administrator")
    story.act(1010, programme.AssignCoordinator(coordinator=two, municipalities=second), by="administrator")


def _funding(story: Story) -> None:
    story.act(900, programme.AddFunder(funder="region"), label="region", happened=930, reason="record-came-late")
    story.act(
        880,
        lambda: programme.CorrectEntry(
            target_event_id=story.event_of("region"), correction={"funder": "county-administrative-board"}
        ),
        reason="wrong-choice",
    )
    story.act(520, programme.ChangeProgrammeStatus(status="permanent"))
    story.act(480, programme.EndFunder(funder="mucf"))
