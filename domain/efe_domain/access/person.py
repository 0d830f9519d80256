"""A person whom the register knows by a random id, and who may be forgotten."""

from datetime import date
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from efe_domain.law.rules import Rule
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.bassins import ALL_BASSINS
from efe_domain.shared.errors import DomainError
from efe_domain.shared.event import Event


class ForgettingReason(StrEnum):
    """Why a person is forgotten: a closed list, since words could name who is to be forgotten."""

    REQUESTED = "requested"
    NO_LONGER_NEEDED = "no-longer-needed"
    REGISTERED_BY_MISTAKE = "registered-by-mistake"


class PersonIsForgotten(DomainError):
    """Who was forgotten stays so: nobody names them anew, and nobody acts for them (REGISTRE)."""

    rule = Rule.REGISTRE


class PersonForgotten(Event):
    """From that day the platform no longer knows whom the id names: the vault holds nothing of them."""

    TOPIC = "person.forgotten.v1"
    RULE = Rule.REGISTRE

    reason: ForgettingReason | None
    effective_on: date


type PersonEvent = PersonForgotten


class Person(Aggregate[PersonEvent]):
    """The stream of a person's own id: empty for whom the vault may still name.

    The vault is common to the ten Instances, so that its loss concerns them all.
    """

    KIND = "person"
    NOUN = "Personne"

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(aggregate_id)
        self.is_forgotten = False

    @property
    def bassins(self) -> tuple[str, ...]:
        return ALL_BASSINS

    def forget(self, reason: ForgettingReason | None, *, on: date) -> None:
        self.check_known()
        self.record(PersonForgotten(reason=reason, effective_on=on))

    def check_known(self) -> None:
        """Raises `PersonIsForgotten`."""
        if self.is_forgotten:
            raise PersonIsForgotten("La personne {person} est oubliée.", person=self.id)

    def _apply(self, event: PersonEvent) -> None:
        match event:
            case PersonForgotten():
                self.is_forgotten = True
            case _:
                assert_never(event)
