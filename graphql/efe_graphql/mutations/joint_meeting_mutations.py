"""Commands that call, move and cancel a joint meeting of a project."""

from datetime import date, time
from typing import Any
from uuid import UUID

import strawberry
from strawberry import ID, field

from efe_domain.commands.handler import CommandResult
from efe_domain.meeting.events import Venue
from efe_domain.platform import Platform
from efe_domain.shared.ids import unused_id
from efe_graphql.mutations.execute import optional_arguments
from efe_graphql.mutations.meeting_mutations import ENDS, STARTS, hours_from, joint_key
from efe_graphql.mutations.project_mutations import CarrierCommandInput


def meeting_in(project: UUID, text: str) -> UUID:
    """Returns the meeting of the id of a joint meeting; of another project, an id that no meeting has.

    The command then refuses it as unknown, once the right to it is checked. Raises `BadUserInput`.
    """
    key = joint_key(text)
    return key.meeting if key.project == project else unused_id("joint meeting")


@strawberry.input(
    description="Appeler une réunion conjointe d'un projet, ou la déplacer (PS-RENCONTRE) ; par un pôle qui le pilote"
    " ou le porte. Chaque pôle y prend part en convoquant sa propre réunion."
)
class CallJointMeetingInput(CarrierCommandInput):
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
        moved = meeting_in(self.project, self.joint_meeting_id) if self.joint_meeting_id else None
        later: dict[str, Any] = {"replaces": self.replaces or 0} if moved else {}
        return platform.call_joint_meeting(
            self.project,
            self.pole,
            moved or new_id,
            self.day,
            Venue(remote=self.remote, place=self.place),
            tuple(self.agenda),
            on=self.effective_on,
            **later,
            **optional_arguments(reason=self.reason, **hours_from(self.starts_at, self.ends_at)),
        )


@strawberry.input(description="Annuler une réunion conjointe d'un projet (PS-RENCONTRE).")
class CancelJointMeetingInput(CarrierCommandInput):
    joint_meeting_id: ID = field(description="La réunion conjointe.")
    replaces: int = field(description="Le rang de l'appel qui a été lu.")
    reason: str = field(description="Pourquoi.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        meeting = meeting_in(self.project, self.joint_meeting_id)
        return platform.cancel_joint_meeting(
            self.project, self.pole, meeting, self.replaces, self.reason, on=self.effective_on
        )
