"""Aggregate of a person, known to the ledger by a random id: forgotten, amended or replaced."""

from datetime import date
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from efe_domain.law.rules import Rule
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.bassins import ALL_BASSINS
from efe_domain.shared.errors import DomainError, Invalid
from efe_domain.shared.event import Event


class ForgettingReason(StrEnum):
    """Reason for forgetting a person: a closed list, since free words could name the person."""

    REQUESTED = "requested"
    NO_LONGER_NEEDED = "no-longer-needed"
    REGISTERED_BY_MISTAKE = "registered-by-mistake"


class PersonField(StrEnum):
    """Field that the vault holds of a person and that may be amended (RGPD, art. 16)."""

    GIVEN_NAME = "given-name"
    FAMILY_NAME = "family-name"
    EMAIL = "email"
    FUNCTION = "function"


class StillSeated(DomainError, rule=Rule.PS_DESIGN):
    """A person who was registered twice is replaced in every seat before the second id is given up (PS-DESIGN)."""


class PersonIsForgotten(DomainError, rule=Rule.REGISTRE):
    """A forgotten person is never named again and never represented by an account (REGISTRE)."""


class PersonForgotten(Event, topic="person.forgotten.v1", rule=Rule.REGISTRE):
    """The person was forgotten on that day: the vault holds nothing about this id any more."""

    reason: ForgettingReason | None
    effective_on: date


class PersonAmended(Event, topic="person.amended.v1", rule=Rule.REGISTRE, since="0.3.0"):
    """The vault corrected data of the person: the event names the fields, and none of their values."""

    fields: tuple[PersonField, ...]
    effective_on: date


class PersonReplaced(Event, topic="person.replaced.v1", rule=Rule.REGISTRE, since="0.3.0"):
    """The person was registered twice: the id `instead` remains, and this one is forgotten."""

    instead: UUID
    effective_on: date


type PersonEvent = PersonForgotten | PersonAmended | PersonReplaced


class Person(Aggregate[PersonEvent], kind="person", noun="Personne"):
    """Person without any personal data: forgotten at most once, and never amended afterwards.

    The vault is common to the ten Instances, so that its loss concerns them all.
    """

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(aggregate_id)
        self.is_forgotten = False

    @property
    def bassins(self) -> tuple[str, ...]:
        return ALL_BASSINS

    def forget(self, reason: ForgettingReason | None, *, instead: UUID | None = None, on: date) -> None:
        """Forgets the person; `instead` is the id that remains of two. Raises `PersonIsForgotten` or `Invalid`."""
        self.check_known()
        if instead and (reason is not ForgettingReason.REGISTERED_BY_MISTAKE or instead == self.id):
            raise Invalid("insteadId", "Une autre fiche ne remplace que celle qui a été inscrite par erreur.")
        self.record(PersonForgotten(reason=reason, effective_on=on))
        if instead:
            self.record(PersonReplaced(instead=instead, effective_on=on))

    def amend(self, fields: frozenset[PersonField], *, on: date) -> None:
        self.check_known()
        if not fields:
            raise Invalid("input", "Rien n'est à rectifier.")
        self.record(PersonAmended(fields=tuple(sorted(fields)), effective_on=on))

    def check_unseated(self, seats: int) -> None:
        """`seats` that the person still holds today. Raises `StillSeated`."""
        if seats:
            raise StillSeated("La personne {person} tient encore {seats} siège(s).", person=self.id, seats=seats)

    def check_known(self) -> None:
        """Raises `PersonIsForgotten`."""
        if self.is_forgotten:
            raise PersonIsForgotten("La personne {person} est oubliée.", person=self.id)

    def _apply(self, event: PersonEvent) -> None:
        match event:
            case PersonForgotten():
                self.is_forgotten = True
            case PersonAmended() | PersonReplaced():
                pass
            case _:
                assert_never(event)
