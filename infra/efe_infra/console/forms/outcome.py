"""Response classes of commands, written by hand: all commands have the same response (`forms/commands.toml`)."""

from efe_infra.console.register.generated import ObjectName, Refused
from efe_infra.console.register.links import page_of
from efe_infra.console.register.responses import Response


class PlannedAct(Response):
    told: str


class EffectsElsewhere(Response):
    """Other objects of the acts of a dry run, and the number of acts on objects that the viewer may not see."""

    entities: tuple[ObjectName, ...]
    hidden_events: int


class Outcome(Response):
    """Payload of a command; `position` is None if the command is refused.

    `planned` are the acts of a dry run, None for a real run. A command on the vault alone has none of the three.
    """

    user_errors: tuple[Refused, ...]
    position: int | None = None
    planned: tuple[PlannedAct, ...] | None = None
    consequences: EffectsElsewhere | None = None


class Done(Response):
    """Response to a command that creates nothing."""

    done: Outcome

    @property
    def page(self) -> str | None:
        """Path of the page of the created object."""
        return None


class CreatedObject(Response):
    id: str


class EmergedDossier(Response):
    content_hash: str | None


class EmergedObject(CreatedObject):
    """Project that emerged, with the hash of its content."""

    dossier: EmergedDossier | None


class Creation[T: CreatedObject](Outcome):
    """Payload of a command that creates an object; `made` is None if the object cannot be read yet."""

    made: T | None


class CreatedWith[T: CreatedObject](Done):
    """Response to a command that creates an object, with what is read of it."""

    done: Creation[T]

    @property
    def page(self) -> str | None:
        return page_of(self.done.made.id) if self.done.made else None


class Created(CreatedWith[CreatedObject]):
    """Response to a command that creates an object."""


class EmergedProject(CreatedWith[EmergedObject]):
    """Response to the emergence of a project."""


class MemberName(Response):
    name: str


class MeetingDecision(Response):
    """Decision of a recorded meeting; `not_recorded` are the members whose consent is not recorded."""

    adopted: bool
    reasons: tuple[str, ...]
    not_recorded: tuple[MemberName, ...]


class RecordedMeetingOutcome(Outcome):
    decisions: tuple[MeetingDecision, ...] | None


class RecordedMeeting(Done):
    """Response to the record of a meeting."""

    done: RecordedMeetingOutcome
