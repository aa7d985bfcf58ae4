"""One municipality's invented story: acts told in days before the last one, alone or in chapters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid5

from domain.action_plan import commands as plan
from domain.contact import commands as contact
from domain.journey import commands as journey
from domain.messages import Command
from domain.municipality import commands as municipality
from domain.people import Actor
from domain.situation_picture import commands as picture
from domain.structure_review import commands as structure
from domain.support import commands as support
from domain.training import commands as training
from domain.values import AttendanceBand, Step
from workflows.handling.act import Override
from workflows.handling.answer import Done

_SEED = UUID("5b2a0f0c-53a1-5d1e-9c7b-7d3d4f0a1e55")
_FRIDAY = 4
PICTURE, STRUCTURE, PLAN, TRAINING = list(Step)[:4]


def demo_id(*parts: str) -> UUID:
    """Return the id of something in the invented history: the same each time."""
    return uuid5(_SEED, "/".join(parts))


@dataclass(frozen=True)
class Entry:
    """One act: when it is entered, by whom, and what is asked once the acts before it are done."""

    entered_on: date
    scb_code: str
    key: str
    actor: Actor
    command: Callable[[], Command]
    happened_on: date | None = None
    reason: str | None = None
    overrides: tuple[Override, ...] = ()
    refused: bool = False


class Story:
    """What happens in one municipality, told in days before the last one."""

    def __init__(
        self, scb_code: str, today: date, done: Mapping[str, Done], people: Mapping[str, Actor], coordinator: str
    ) -> None:
        self.scb_code = scb_code
        self.entries: list[Entry] = []
        self._today = today
        self._done = done
        self._people = people
        self._coordinator = people[coordinator]
        own = (each for each in people.values() if each.municipality == scb_code)
        self._own = next(own, self._coordinator)

    def day(self, ago: int) -> date:
        """Return the day so long ago, or the Friday before a weekend."""
        day = self._today - timedelta(days=ago)
        return day - timedelta(days=max(day.weekday() - _FRIDAY, 0))

    def id(self, name: str) -> UUID:
        """Return the id of something in this municipality."""
        return demo_id(self.scb_code, name)

    def tell(
        self,
        ago: int,
        command: Command | Callable[[], Command],
        *,
        by: str = "coordinator",
        label: str = "",
        happened: int | None = None,
        reason: str | None = None,
        override: str = "",
        refused: bool = False,
    ) -> None:
        """Add an act. ``happened``: days ago, where it was entered later. ``by``: a key, ``own`` or a coordinator."""
        people = {"coordinator": self._coordinator, "own": self._own}
        entry = Entry(
            entered_on=self.day(ago),
            scb_code=self.scb_code,
            key=f"demo-{self.scb_code}-{label or len(self.entries)}",
            actor=people.get(by) or self._people[by],
            command=(lambda: command) if isinstance(command, Command) else command,
            happened_on=None if happened is None else self.day(happened),
            reason=reason,
            overrides=(Override(override, "review-under-way"),) if override else (),
            refused=refused,
        )
        self.entries.append(entry)

    def event_of(self, label: str) -> UUID:
        """Return the id of the first event that a labelled act led to."""
        return UUID(self._done[f"demo-{self.scb_code}-{label}"].events[0].event_id)

    # -- chapters

    def register(self, ago: int, settlement: str, size: str) -> None:
        """The county comes to know the municipality."""
        self.tell(ago, municipality.RegisterMunicipality(), by="administrator")
        profile = {"settlement_type": settlement, "size_band": size}
        self.tell(ago, municipality.NoteProfile.model_validate(profile))

    def join(self, ago: int, function: str, unit: str) -> None:
        """From outreach to a member with a contact person and an open journey."""
        self.tell(ago + 90, municipality.MakeOutreach(kind="visit", initiated_by="regional"))
        self.tell(ago + 30, municipality.DecideFormalisation(trigger="outreach", decision_ref=self._record(ago + 30)))
        self.tell(ago, municipality.JoinMunicipality(decision_ref=self._record(ago)))
        self.appoint(ago, "contact", function, unit)
        self.tell(ago, journey.OpenJourney())
        self.tell(ago, support.LogContact())

    def _record(self, ago: int) -> str:
        return f"DEMO {self.day(ago).year}/{int(self.scb_code) % 100 + 1}"

    def appoint(self, ago: int, name: str, function: str, unit: str, *, deputy: bool = False) -> None:
        """Appoint a contact person, who is the national body's too unless a deputy."""
        own = self._own.ref if self._own.municipality and name == "contact" else None
        appointed = contact.AppointContact(
            assignment_id=self.id(name),
            person_ref=own or f"p-{self.id(f'person-{name}').hex}",
            function=function,
            org_unit=unit,
            also_national_contact=not deputy,
            is_deputy=deputy,
        )
        self.tell(ago, appointed, by="administrator", label=name)

    def work_on_picture(self, ago: int, *, start: bool = True) -> None:
        """Commission a picture, answer what is asked and find a strength."""
        if start:
            self.tell(ago, journey.StartStep(step=PICTURE))
        self.tell(ago, picture.CommissionPicture(), by="own")
        answers = (
            ("strengths", "strength", "municipal-staff"),
            ("weaknesses", "unknown", "municipal-staff"),
            ("exposed-areas", "unknown", "safety-survey"),
            ("school-results", "strength", "school-survey"),
            ("associations", "strength", "associations"),
            ("graffiti-message", "unknown", "incident-reports"),
            ("crime-types", "unknown", "police"),
        )
        for number, (question, assessment, source) in enumerate(answers):
            asked = {"question_code": question, "assessment": assessment, "source_type": source}
            self.tell(ago - 10 - 3 * number, picture.AnswerQuestion.model_validate(asked), by="own")

    def find_strength(self, ago: int, name: str, dimension: str = "associations") -> None:
        """Record a strength of the place."""
        finding = picture.RecordFinding(
            finding_id=self.id(name),
            dimension=dimension,
            kind="strength",
            locality_level="municipality",
            level="not_known",
            source_type="associations",
        )
        self.tell(ago, finding, by="own", label=name)

    def finish_picture(self, ago: int) -> None:
        """Publish, and close the step."""
        self.tell(ago, picture.PublishPictureVersion())
        self.tell(ago - 2, journey.CompleteStep(step=PICTURE))

    def picture(self, ago: int) -> None:
        """Step 1 from its start to its end."""
        self.work_on_picture(ago)
        self.find_strength(ago - 30, "finding")
        self.finish_picture(ago - 45)

    def structure(self, ago: int, *, close: bool = True) -> None:
        """Step 2: a council that exists already carries the work."""
        self.tell(ago, journey.StartStep(step=STRUCTURE))
        self.tell(ago, structure.OpenReview(), by="own")
        council = structure.IdentifyExistingStructure(
            structure_id=self.id("council"),
            kind="council",
            sectors=("school", "social-services", "leisure", "police"),
            functioning="yes",
            meets_per_year=4,
        )
        self.tell(ago - 7, council, by="own")
        self.tell(ago - 20, structure.ChooseHostStructure(structure_id=self.id("council")), by="own")
        order = structure.OrderResponsibility(
            signal_kind="concern-at-school",
            ordered_functions=("school-staff", "principal", "contact-person"),
        )
        self.tell(ago - 30, order, by="own")
        if close:
            self.tell(ago - 40, journey.CompleteStep(step=STRUCTURE))

    def work_on_plan(self, ago: int, due_ago: int) -> None:
        """Open the work, write, tie the plan to the place and add a measure."""
        self.tell(ago, journey.StartStep(step=PLAN))
        self.tell(ago, plan.OpenPlanWork(), by="own")
        self.tell(ago - 20, plan.WriteSection(section="information_flow"), by="own")
        self.tell(ago - 25, plan.WriteSection(section="conduct_on_signs"), by="own")
        self.add_measure(ago - 35, "measure", due_ago)

    def add_measure(self, ago: int, name: str, due_ago: int, code: str = "association-support") -> None:
        """Add a measure that answers the strength found; ``due_ago`` is negative for a day to come."""
        measure = plan.AddMeasure(
            measure_id=self.id(name),
            code=code,
            addresses_findings=(self.id("finding"),),
            owner_function="safety-coordinator",
            due_on=self.day(due_ago),
        )
        self.tell(ago, measure, by="own")

    def adopt(self, ago: int) -> None:
        """The council adopts the plan, and the step is closed."""
        adopted = plan.AdoptPlan(body="municipal-council", paragraph="12", dnr=self._record(ago))
        self.tell(ago, adopted)
        evidence = (self._record(ago),)
        self.tell(ago - 3, journey.CompleteStep(step=PLAN, evidence=evidence))

    def training(self, ago: int, *, close: bool = True) -> None:
        """Step 4: those who meet the first signs, and the key functions."""
        self.tell(ago, journey.StartStep(step=TRAINING))
        self.tell(ago, training.SetStagePlan(stages=("basic", "deep")), by="own")
        group = training.IdentifyTargetGroup(
            group_code="caretakers", early_contact=True, estimated_headcount_band="20-49"
        )
        self.tell(ago, group, by="own")
        self.tell(ago, training.DesignateKeyFunction(function_code="student-health"), by="own")
        self.session(ago - 10, 30, "basic-session", "basic", "caretakers", "20-49")
        self.session(ago - 10, 60, "deep-session", "deep", "student-health", "5-19")
        if close:
            self.tell(ago - 75, journey.CompleteStep(step=TRAINING))

    def session(self, ago: int, later: int, name: str, stage: str, group: str, heads: AttendanceBand) -> None:
        """Plan a session and hold it so many days later; never held where that has not come yet."""
        planned = {
            "session_id": self.id(name),
            "stage": stage,
            "format": "course" if stage == "deep" else "lecture",
            "duration_band": "full-day" if stage == "deep" else "half-day",
            "groups": (group,),
            "planned_on": self.day(ago - later),
        }
        self.tell(ago, training.PlanSession.model_validate(planned), by="own")
        if ago >= later:
            materials = "deep-student-health-v1" if stage == "deep" else "basic-v1"
            held = training.HoldSession(
                session_id=self.id(name), headcount_by_group={group: heads}, materials_version=materials
            )
            self.tell(ago - later, held, by="own")

    def visits(self, first: int, last: int, every: int = 150) -> None:
        """Visits and contacts at even distances, from ``first`` days ago to ``last``."""
        for ago in range(first, last - 1, -every):
            functions = ("safety-coordinator", "principal")
            self.tell(ago, support.HoldVisit(visit_id=self.id(f"visit-{ago}"), functions_met=functions))
            if (between := ago - every // 2) >= last:
                self.tell(between, support.LogContact(), by="own")

    def all_five(self, joined: int, pace: int = 100) -> None:
        """Go through the steps in their order into everyday work, a step every ``pace`` days."""
        self.picture(joined - 20)
        self.structure(joined - pace)
        self.work_on_plan(joined - 2 * pace, joined - 5 * pace)
        self.adopt(joined - 3 * pace)
        done = plan.RecordMeasureResult(measure_id=self.id("measure"), effect="partly")
        self.tell(max(joined - 5 * pace, 1), done, by="own")
        self.training(joined - 3 * pace - 10)
        self.tell(joined - 4 * pace - 10, journey.MoveIntoEverydayWork())
