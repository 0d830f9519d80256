"""Aggregate of the zone interbassin Entre-Sambre-et-Meuse, common to the Instances of Namur and Hainaut Sud."""

from datetime import date
from typing import Final, assert_never
from uuid import UUID

from efe_domain.law.rules import Rule
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.bassins import NAMES, Bassin
from efe_domain.shared.days import Periods
from efe_domain.shared.errors import DomainError
from efe_domain.zone.events import ZoneEvent, ZoneRepresentativeDesignated, ZoneRepresentativeEnded


class ZoneNotRepresented(DomainError, rule=Rule.PS_ESM):
    """Both Instances of the zone have a representative there when its projects are submitted (PS-ESM)."""


ZONE_BASSINS: Final = (Bassin.HAINAUT_SUD, Bassin.NAMUR)


class NotOfTheZone(DomainError, rule=Rule.ART_18):
    """The zone is of the Instances of Namur and Hainaut Sud (ART-18)."""


class AlreadyInTheZone(DomainError, rule=Rule.ART_18):
    """A person represents an Instance in the zone once (ART-18)."""


class NotInTheZone(DomainError, rule=Rule.ART_18):
    """Only a representative of the Instance ceases to be one (ART-18)."""


class Zone(Aggregate[ZoneEvent], kind="zone", noun="Zone"):
    """Zone interbassin: each of its two Instances designates its own representatives."""

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(aggregate_id)
        self.representatives = Periods[tuple[Bassin, UUID]]()

    @property
    def bassins(self) -> tuple[str, ...]:
        return ZONE_BASSINS

    def designate(self, bassin: Bassin, person: UUID, *, on: date) -> None:
        if bassin not in ZONE_BASSINS:
            raise NotOfTheZone("L'Instance de {bassin} n'est pas de la zone interbassin.", bassin=NAMES[bassin])
        if self.representatives.reach((bassin, person), on):
            raise AlreadyInTheZone("Cette personne représente déjà l'Instance dans la zone.")
        self.record(ZoneRepresentativeDesignated(bassin=bassin, person=person, effective_on=on))

    def end(self, bassin: Bassin, person: UUID, *, on: date) -> None:
        key = (bassin, person)
        if not self.representatives.is_open(key):
            raise NotInTheZone("Cette personne ne représente pas l'Instance dans la zone.")
        self.representatives.check_end(key, on, "la désignation dans la zone")
        since = self.representatives.since(key)
        self.record(ZoneRepresentativeEnded(bassin=bassin, person=person, since=since, effective_on=on))

    def check_represented(self, on: date) -> None:
        """Raises `ZoneNotRepresented`, with each Instance that has no representative there that day."""
        present = {key[0] for key in self.representatives if self.representatives.cover(key, on)}
        if missing := [NAMES[bassin] for bassin in ZONE_BASSINS if bassin not in present]:
            raise ZoneNotRepresented(
                "La zone n'est pas représentée par ses deux Instances le {day}.", *missing, day=on
            )

    def _apply(self, event: ZoneEvent) -> None:
        match event:
            case ZoneRepresentativeDesignated(bassin=bassin, person=person, effective_on=on):
                self.representatives.open((bassin, person), on)
            case ZoneRepresentativeEnded(bassin=bassin, person=person, effective_on=on):
                self.representatives.close((bassin, person), on)
            case _:
                assert_never(event)
