"""The one command on a person that the register keeps: that it was forgotten."""

from datetime import date
from uuid import UUID

from efe_domain.access.person import ForgettingReason, Person
from efe_domain.commands.authorization import Rights
from efe_domain.commands.handler import CommandResult, use_case


class PersonCommands(Rights):
    """`on` is today when None."""

    @use_case
    def forget_person(
        self, person: UUID, *, reason: ForgettingReason | None = None, on: date | None = None
    ) -> CommandResult:
        """The vault is to hold nothing of them; whoever calls sees to it (`efe_graphql.request.forgetting`)."""
        self.administering()
        forgotten = self.target(self.load(Person, person))
        forgotten.forget(reason, on=self.day(on))
        return self.record(forgotten)
