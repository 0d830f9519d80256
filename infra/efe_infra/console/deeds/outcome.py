"""What the register answers to a command."""

from efe_infra.console.frame import Answers


class RuleKey(Answers, frozen=True):
    key: str


class Refusal(Answers, frozen=True):
    """The fragment `Refused`."""

    code: str
    message: str
    path: tuple[str, ...]
    rule: RuleKey | None = None
    reasons: tuple[str, ...] = ()
    current_version: int | None = None

    @property
    def place(self) -> str:
        """The name of a field, or nothing."""
        return ".".join(self.path[1:])


class Outcome(Answers, frozen=True):
    """`position` is None if it is refused."""

    position: int | None
    user_errors: tuple[Refusal, ...]


class Done(Answers, frozen=True):
    """What every document of a deed answers: the mutation stands in it as `done`."""

    done: Outcome


class Made(Answers, frozen=True):
    id: str


class PoleMade(Outcome, frozen=True):
    """`pole` is None if it cannot be read yet."""

    pole: Made | None


class PoleCreated(Done, frozen=True):
    done: PoleMade


class ProjectMade(Outcome, frozen=True):
    project: Made | None


class ProjectEmerged(Done, frozen=True):
    done: ProjectMade


class DecisionMade(Outcome, frozen=True):
    decision: Made | None


class DecisionProposed(Done, frozen=True):
    done: DecisionMade


class MeetingMade(Outcome, frozen=True):
    """`meeting` is None if it cannot be read yet; so is `opinion` below."""

    meeting: Made | None


class MeetingConvened(Done, frozen=True):
    done: MeetingMade


class OpinionMade(Outcome, frozen=True):
    opinion: Made | None


class OpinionBegun(Done, frozen=True):
    done: OpinionMade
