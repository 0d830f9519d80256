"""Response classes of commands, written by hand: all commands have the same response (`forms/commands.toml`)."""

from efe_infra.console.register.generated import Refused
from efe_infra.console.register.links import page_of
from efe_infra.console.register.responses import Response


class Outcome(Response):
    """Payload of a command; `position` is None if the command is refused."""

    position: int | None
    user_errors: tuple[Refused, ...]


class Done(Response):
    """Response to a command that creates nothing."""

    done: Outcome

    @property
    def page(self) -> str | None:
        """Path of the page of the created object."""
        return None


class CreatedObject(Response):
    id: str


class Creation(Outcome):
    """Payload of a command that creates an object; `made` is None if the object cannot be read yet."""

    made: CreatedObject | None


class Created(Done):
    """Response to a command that creates an object."""

    done: Creation

    @property
    def page(self) -> str | None:
        return page_of(self.done.made.id) if self.done.made else None


class PlannedAct(Response):
    sentence: str


class PlannedOutcome(Outcome):
    """Payload of a composite command; `planned` are the acts of a dry run, None for a real run."""

    planned: tuple[PlannedAct, ...] | None


class Planned(Done):
    """Response to a composite command, or to its dry run."""

    done: PlannedOutcome


class MemberName(Response):
    name: str


class MeetingDecision(Response):
    """Decision of a recorded meeting; `not_recorded` are the members whose consent is not recorded."""

    adopted: bool
    reasons: tuple[str, ...]
    not_recorded: tuple[MemberName, ...]


class PlannedMeetingOutcome(PlannedOutcome):
    decisions: tuple[MeetingDecision, ...] | None


class PlannedMeeting(Planned):
    """Response to the record of a meeting, or to its dry run."""

    done: PlannedMeetingOutcome
