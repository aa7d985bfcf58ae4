"""How a municipality of the demonstration becomes a member."""

from __future__ import annotations

from adapters.demo.story.acts import Acts
from domain.contact import commands as contact
from domain.journey import commands as journey
from domain.municipality import commands as municipality
from domain.support import commands as support


class Membership(Acts):
    """Registration, joining and the contact person."""

    def register(self, ago: int, settlement: str, size: str) -> None:
        """The county comes to know the municipality."""
        self.act(ago, municipality.RegisterMunicipality(), by="administrator")
        profile = {"settlement_type": settlement, "size_band": size}
        self.act(ago, municipality.NoteProfile.model_validate(profile))

    def join(self, ago: int, function: str, unit: str) -> None:
        """From outreach to a member with a contact person and an open journey."""
        self.act(ago + 90, municipality.MakeOutreach(kind="visit", initiated_by="regional"))
        self.act(ago + 30, municipality.DecideFormalisation(trigger="outreach", decision_ref=self.record(ago + 30)))
        self.act(ago, municipality.JoinMunicipality(decision_ref=self.record(ago)))
        self.appoint(ago, "contact", function, unit)
        self.act(ago, journey.OpenJourney())
        self.act(ago, support.LogContact(direction="both"))

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
        self.act(ago, appointed, by="administrator", label=name)
