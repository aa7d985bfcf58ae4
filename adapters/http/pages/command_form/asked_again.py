"""Acts that change much: their authors check their answers before anything is saved."""

from __future__ import annotations

from domain.action_plan.commands import AdoptPlan, DeclinePlan
from domain.journey.commands import CompleteStep
from domain.messages import Command
from domain.municipality.commands import JoinMunicipality, LeaveMunicipality
from domain.situation_picture.commands import PublishPictureVersion

_ASKED_AGAIN = frozenset(
    {AdoptPlan, CompleteStep, DeclinePlan, JoinMunicipality, LeaveMunicipality, PublishPictureVersion}
)


def is_asked_again(command: type[Command]) -> bool:
    """Whether the answers in a command's form are checked by their author before it is carried out."""
    return command in _ASKED_AGAIN
