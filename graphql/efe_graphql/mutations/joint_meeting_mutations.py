"""Commands that call, move and cancel a joint meeting of a project."""

from datetime import date, time
from uuid import UUID

import strawberry
from strawberry import ID, field

from efe_domain.commands.handler import CommandResult
from efe_domain.meeting.events import Venue
from efe_domain.platform import Platform
from efe_domain.shared.errors import Invalid
from efe_graphql.mutations.execute import optional_arguments
from efe_graphql.mutations.meeting_mutations import ENDS, STARTS, hours_from, joint_key
from efe_graphql.mutations.project_mutations import CarrierCommandInput


@strawberry.input
class JointMeetingCommandInput(CarrierCommandInput):
    """A command of a pôle on the joint meetings of a project."""

    def meeting_of(self, text: str) -> UUID:
        """Returns the meeting of the id. Raises `Invalid` for one of another project, or `BadUserInput`."""
        key = joint_key(text)
        if key.project != self.project:
            raise Invalid("jointMeetingId", "Cette réunion conjointe n'est pas de ce projet.")
        return key.meeting


@strawberry.input(
    description="Appeler une réunion conjointe d'un projet, ou la déplacer (PS-RENCONTRE) ; par un pôle qui le pilote"
    " ou le porte. Chaque pôle y prend part en convoquant sa propre réunion."
)
class CallJointMeetingInput(JointMeetingCommandInput):
    joint_meeting_id: ID | None = field(
        default=None, description="La réunion conjointe à déplacer ; sans elle, une nouvelle."
    )
    replaces: int | None = field(
        default=None, description="Pour la déplacer : le rang de l'appel qui a été lu ; nul pour une nouvelle."
    )
    day: date = field(description="Le jour de la réunion.")
    starts_at: time | None = field(default=None, description=STARTS)
    ends_at: time | None = field(default=None, description=ENDS)
    place: str = field(default="", description="Où elle se tient ; facultatif à distance.")
    remote: bool = field(default=False, description="Si elle se tient à distance.")
    agenda: list[str] = field(description="L'ordre du jour : un point au moins.")
    reason: str = field(default="", description="Pourquoi, si elle est déplacée.")

    def dispatch(self, platform: Platform, new_id: UUID) -> CommandResult:
        meeting = self.meeting_of(self.joint_meeting_id) if self.joint_meeting_id else new_id
        if self.joint_meeting_id and self.replaces is None:
            raise Invalid("replaces", "Le rang de l'appel lu est attendu pour déplacer une réunion conjointe.")
        return platform.call_joint_meeting(
            self.project,
            self.pole,
            meeting,
            self.day,
            Venue(remote=self.remote, place=self.place),
            tuple(self.agenda),
            on=self.effective_on,
            **optional_arguments(
                replaces=self.replaces, reason=self.reason, **hours_from(self.starts_at, self.ends_at)
            ),
        )


@strawberry.input(description="Annuler une réunion conjointe d'un projet (PS-RENCONTRE).")
class CancelJointMeetingInput(JointMeetingCommandInput):
    joint_meeting_id: ID = field(description="La réunion conjointe.")
    replaces: int = field(description="Le rang de l'appel qui a été lu.")
    reason: str = field(description="Pourquoi.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        meeting = self.meeting_of(self.joint_meeting_id)
        return platform.cancel_joint_meeting(
            self.project, self.pole, meeting, self.replaces, self.reason, on=self.effective_on
        )
