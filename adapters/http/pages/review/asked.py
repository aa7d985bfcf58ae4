"""What the yearly review asks: how each part stands, what can be said of it, and what was typed and wrong."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from adapters.http.pages.command_form.errors import FormErrors, shown_for
from adapters.http.pages.command_form.fields import FieldBuilder, FormField
from adapters.http.pages.command_form.widgets import DAY, widgets_of
from adapters.http.pages.municipality.work import Work
from adapters.http.pages.review.said import CONTACT, MET, NEED, PICTURE, PLAN
from adapters.http.pages.situation_picture.told import standing_of
from adapters.http.pages.situation_picture.versions import picture_of
from adapters.http.pages.submission import Form, first
from adapters.i18n.wording import field_help, field_label
from domain.action_plan.commands import ReviewPlan
from domain.contact.commands import ChangeContactFunction
from domain.messages import Command
from domain.scope import Scope
from domain.situation_picture.commands import CommissionPicture, ReviewPictureUnchanged
from domain.support.commands import MeetNeed, NoteNeed
from domain.values import Step
from projections.municipality.action_plan import Plan
from projections.municipality.contact import Contact
from projections.municipality.support import Need
from workflows.actions.action import Action

COMMANDS = (
    CommissionPicture,
    ReviewPictureUnchanged,
    ReviewPlan,
    ChangeContactFunction,
    NoteNeed,
    MeetNeed,
)
Acts = Mapping[tuple[type[Command], str], Action]


@dataclass(frozen=True)
class Asked:
    """One part of the review: how it stands, where it is worked, and what can be said of it.

    ``fields``: what must be said beside one of the options. ``saved``: what was just recorded of it, so that it is not
    asked again. ``why``: why nothing can be said of it.
    """

    name: str
    title: str
    told: str
    href: str
    options: tuple[tuple[str, str], ...]
    value: str
    fields: tuple[FormField, ...] = ()
    errors: FormErrors | None = None
    saved: str = ""
    why: str = ""


@dataclass(frozen=True)
class Review:
    """The whole review: its parts, the needs, and what all of it has in common; ``versions``: what it was made for."""

    picture: Asked
    plan: Asked
    contacts: tuple[Asked, ...]
    needs: tuple[str, ...]
    met: FormField | None
    new: FormField | None
    needs_saved: tuple[str, ...]
    fields: tuple[FormField, FormField]
    versions: tuple[tuple[str, int], ...]
    may_change_contacts: bool


def acts_of(work: Work) -> Acts:
    """Return what the visitor may do of what a review leads to, by the command and what it is about."""
    visit = work.visit
    if visit.moment.is_past:
        return {}
    commands = [each for each in COMMANDS if visit.may_give(work.place.scb_code, each)]
    found = work.actions.told(Scope.of(work.place.scb_code), visit.actor, commands).actions
    return {(each.command, next(iter(each.fixed.values()), "")): each for each in found}


@dataclass(frozen=True)
class Asking:
    """Makes the review for one visit; ``errors`` and ``saved``: of what was sent, by the part of the page.

    ``done``: the names of the acts that were saved.
    """

    work: Work
    acts: Acts
    typed: Form
    errors: Mapping[str, FormErrors]
    saved: Mapping[str, Sequence[str]]
    done: Collection[str] = ()

    def review(self) -> Review:
        """Return the page's parts."""
        needs = [each for each in self.work.details.of(Need) if each.status == "open"]
        codes = [each.need_code for each in needs]
        contacts = [each for each in self.work.details.of(Contact) if each.status == "active"]
        offered = [each for each in self.work.visit.codes.options("needs") if each not in codes]
        return Review(
            self._picture(),
            self._plan(),
            tuple(self._contact(each) for each in contacts),
            tuple(self._need(each) for each in needs),
            self._many(MET, MeetNeed, codes) if codes else None,
            self._many(NEED, NoteNeed, offered),
            (*self.saved.get(MET, ()), *self.saved.get(NEED, ())),
            self._common(),
            tuple(self._versions(contacts)),
            any(command is ChangeContactFunction for command, _ in self.acts),
        )

    def _allowed(self, command: type[Command], about: str = "") -> bool:
        action = self.acts.get((command, about))
        return action is not None and action.verdict == "allowed"

    def _picture(self) -> Asked:
        cat, picture = self.work.visit.cat, picture_of(self.work.place.scb_code, self.work.details)
        holds, draft = picture.published, picture.draft
        told = [
            standing_of(self.work.visit, holds) if holds else "",
            cat.text("ui.review.picture.draft", version=draft.version, date=draft.on) if draft else "",
            "" if holds or draft else cat.text("ui.picture.lead.none"),
        ]
        options: Mapping[str, type[Command]] = {"unchanged": ReviewPictureUnchanged, "new": CommissionPicture}
        possible = [name for name, command in options.items() if self._allowed(command)]
        return self._asked(PICTURE, Step.SITUATION_PICTURE, " ".join(filter(None, told)), possible)

    def _plan(self) -> Asked:
        cat = self.work.visit.cat
        plans = [each for each in self.work.details.of(Plan) if each.status != "superseded"]
        told = [cat.text(f"ui.review.plan.stands.{each.status}", date=each.on) for each in plans]
        told += [cat.text("ui.review.plan.reviewed", date=each.changed_on) for each in plans if each.result]
        possible = ["unchanged", "needs_revision"] if self._allowed(ReviewPlan) else []
        return self._asked(PLAN, Step.ACTION_PLAN, " ".join(told) or cat.text("ui.review.plan.none"), possible)

    def _asked(self, name: str, step: Step, told: str, possible: Sequence[str]) -> Asked:
        cat = self.work.visit.cat
        options = [(each, cat.text(f"ui.review.{name}.{each}")) for each in possible]
        later = [("later", cat.text("ui.review.later"))] if options else []
        return Asked(
            name,
            cat.text(f"ui.review.{name}"),
            told,
            self.work.page(step),
            (*options, *later),
            first(self.typed, name),
            errors=self.errors.get(name),
            saved=" ".join(self.saved.get(name, ())),
            why="" if options else cat.text(f"ui.review.{name}.nothing"),
        )

    def _contact(self, contact: Contact) -> Asked:
        visit, name = self.work.visit, f"{CONTACT}{contact.ref}"
        words, cat = visit.words(Contact), visit.cat
        function, unit = (words.show(each, getattr(contact, each)) for each in ("function", "org_unit"))
        may_change = self._allowed(ChangeContactFunction, contact.ref)
        errors = self.errors.get(name)
        options = (("same", cat.text("ui.review.contact.same")), ("changed", cat.text("ui.review.contact.other")))
        builder = FieldBuilder(
            visit,
            visit.words(ChangeContactFunction),
            self.work.details,
            {},
            self.typed,
            errors.fields if errors else {},
            ChangeContactFunction.name,
            f"{name}.",
        )
        widgets = widgets_of(ChangeContactFunction)
        fields = tuple(builder.make(each, widgets[each], ChangeContactFunction) for each in ("function", "org_unit"))
        return Asked(
            name,
            function,
            cat.text("ui.review.contact.since", unit=unit, date=contact.latest),
            "",
            options if may_change else (),
            first(self.typed, name),
            fields if may_change else (),
            errors,
            " ".join(self.saved.get(name, ())),
        )

    def _need(self, need: Need) -> str:
        label = self.work.visit.codes.label("needs", need.need_code, self.work.visit.lang)
        return self.work.visit.cat.text("ui.review.need.since", need=label, date=need.on)

    def _many(self, name: str, command: type[Command], codes: Sequence[str]) -> FormField | None:
        visit, errors = self.work.visit, self.errors.get(name)
        action = self.acts.get((command, ""))
        if action is None:
            return None
        left_open = (each for each in self.typed.get(name, ()) if f"{name}.{each}" not in self.done)
        typed = tuple(each for each in left_open if visit.codes.has("needs", each))
        left = dict.fromkeys((*codes, *typed)) if errors else dict.fromkeys(codes)
        options = tuple((each, visit.codes.label("needs", each, visit.lang)) for each in left)
        told = (text for each in errors.fields.values() for text in each) if errors else ()
        faults = (*told, *(errors.general if errors else ()))
        label = visit.cat.text(f"ui.review.{name}")
        return FormField(name, "many", label, "", required=True, options=options, values=typed, errors=faults)

    def _common(self) -> tuple[FormField, FormField]:
        visit = self.work.visit
        held = self.typed if "occurred_on" in self.typed else {"occurred_on": (visit.today.isoformat(),)}
        faults = [each.fields for each in self.errors.values()]
        told = {name: [text for each in faults for text in each.get(name, ())] for name in ("occurred_on", "reason")}
        errors = {name: tuple(dict.fromkeys(each)) for name, each in told.items()}
        builder = FieldBuilder(visit, visit.words(), self.work.details, {}, held, errors)
        label, help_text = field_label("reason", visit.cat), field_help("reason", visit.cat)
        reason = builder.coded("reason", "entry-reasons", label, help_text, required=False)
        day = replace(builder.make("occurred_on", DAY, NoteNeed), label=visit.cat.text("ui.review.when"), help="")
        return day, reason

    def _versions(self, contacts: Sequence[Contact]) -> list[tuple[str, int]]:
        asked: list[tuple[str, type[Command], str]] = [
            (PICTURE, ReviewPictureUnchanged, ""),
            (PLAN, ReviewPlan, ""),
            (NEED, NoteNeed, ""),
            *((f"{CONTACT}{each.ref}", ChangeContactFunction, each.ref) for each in contacts),
        ]
        found = ((name, self.acts.get((command, about))) for name, command, about in asked)
        return [(f"version.{name}", self._shown_for(name, action)) for name, action in found if action]

    def _shown_for(self, name: str, action: Action) -> int:
        return shown_for(action.version, self.typed, self.errors.get(name), f"version.{name}")
