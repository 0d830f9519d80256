"""What the register answers to a command."""

from efe_infra.console.register.answers import Answers, Known, RuleKey
from efe_infra.console.register.links import page_of


class Refusal(Answers, frozen=True):
    """The fragment `Refused`."""

    code: str
    message: str
    path: tuple[str, ...]
    rule: RuleKey | None = None
    reasons: tuple[str, ...] = ()
    current_version: int | None = None

    @property
    def field(self) -> str:
        """The name of a field, or nothing."""
        return ".".join(self.path[1:])


class Outcome(Answers, frozen=True):
    """`position` is None if it is refused."""

    position: int | None
    user_errors: tuple[Refusal, ...]


class Done(Answers, frozen=True):
    """What every document of a command answers: the mutation stands in it as `done`."""

    done: Outcome

    @property
    def page(self) -> str | None:
        """Of what the command made."""
        return None


class Creation(Outcome, frozen=True):
    """`made` is None if it cannot be read yet."""

    made: Known | None


class Created(Done, frozen=True):
    done: Creation

    @property
    def page(self) -> str | None:
        return page_of(self.done.made.id) if self.done.made else None
