"""The one deed on a person that the register keeps: that it was forgotten."""

from datetime import date
from uuid import UUID

from efe_domain.deeds.rights import Rights
from efe_domain.deeds.use_case import Outcome, use_case
from efe_domain.person import ForgettingReason, Person


class PersonDeeds(Rights):
    """`on` is today when None."""

    @use_case
    def forget_person(
        self, person: UUID, *, reason: ForgettingReason | None = None, on: date | None = None
    ) -> Outcome:
        """Says that the vault is to hold nothing of them; whoever calls sees to it (`efe_graphql.forgetting`)."""
        self.administering()
        forgotten = self.deciding(self.load(Person, person))
        forgotten.forget(reason, on=self.day(on))
        return self.record(forgotten)
