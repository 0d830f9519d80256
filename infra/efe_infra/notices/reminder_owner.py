"""Task of a reminder, as the outbox keeps it: what is to be done, and the owner that mails remind."""

from typing import NamedTuple, Self
from uuid import UUID

from efe_infra.console.notices.desk import OwnerOfTask
from efe_infra.notices.audience import Audience, AudienceReads


class ReminderTask(NamedTuple):
    """Kind and command of a task with its owner. A row of an older release has no owner, and no audience."""

    kind: str
    command: str
    owner: OwnerOfTask | None

    @classmethod
    def parse(cls, occasion: str) -> Self:
        """Parses `kind/command/owner/period`."""
        kind, command, *owners = occasion.split("/")[:-1]
        return cls(kind, command, OwnerOfTask.parse(owners[0]) if owners else None)

    def audience(self, reads: AudienceReads) -> Audience:
        return audience_of(self.owner, reads) if self.owner else Audience()


def audience_of(owner: OwnerOfTask, reads: AudienceReads) -> Audience:
    """Returns the persons who do a task: those of the member or the pôle, or the coordinators of the Instance."""
    match owner.kind:
        case "instance":
            return reads.coordinators(owner.key)
        case "pole":
            return reads.members(UUID(owner.key))
        case _:
            pole, _ = reads.pole_of(UUID(owner.decision))
            return reads.member(pole, UUID(owner.key)) if pole else Audience()
