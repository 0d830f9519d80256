"""Commands on persons: an administrator forgets one, a coordinator amends one. The vault changes afterwards."""

from datetime import date
from uuid import UUID

from efe_domain.access.person import ForgettingReason, Person, PersonField
from efe_domain.commands.authorization import Rights
from efe_domain.commands.handler import CommandResult, use_case


class PersonCommands(Rights):
    """Each is recorded before the vault changes, without personal data. `on` is today when None."""

    @use_case
    def forget_person(
        self,
        person: UUID,
        *,
        reason: ForgettingReason | None = None,
        instead: UUID | None = None,
        on: date | None = None,
    ) -> CommandResult:
        """Records the forgetting; the caller then empties the vault (`efe_graphql.request.forgetting`)."""
        self.administering()
        forgotten = self.target(self.load(Person, person))
        self.check_nameable(instead)
        forgotten.forget(reason, instead=instead, on=self.day(on))
        return self.record(forgotten)

    @use_case
    def amend_person(
        self, bassin: str, person: UUID, fields: frozenset[PersonField], *, on: date | None = None
    ) -> CommandResult:
        """Records which fields change, not their values; `bassin` is the Instance whose coordinator acts."""
        self.coordinating(bassin)
        amended = self.target(self.load(Person, person))
        amended.amend(fields, on=self.day(on))
        return self.record(amended)
