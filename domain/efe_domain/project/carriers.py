"""The pôles that carry a project, and the Instances that it concerns through them."""

from collections.abc import Collection, Iterator
from datetime import date
from uuid import UUID

import msgspec

from efe_domain.decision.decision import Decision
from efe_domain.decision.events import DecisionKind
from efe_domain.decision.refusals import NotCarried
from efe_domain.pole.pole import Pole
from efe_domain.project.content import ProjectContent
from efe_domain.project.refusals import (
    AlreadyCarrying,
    AlreadyLeading,
    ContentNotCarried,
    LastCarrier,
    LeadNotOffered,
    NotCarrying,
    NotConcerned,
    OutsideTheAxis,
    OutsideTheTerritory,
    OutsideTheZone,
)
from efe_domain.shared.bassins import NAMES, Bassin, commune
from efe_domain.shared.days import check_not_before
from efe_domain.shared.messages import Message
from efe_domain.zone.zone import ZONE_BASSINS


class Carrier(msgspec.Struct, frozen=True):
    """A pôle that carries the project since a day, and the content that its decision of another day judged."""

    bassin: Bassin
    since: date
    content_hash: str
    carried_on: date


class Carriers:
    """The carriers in the order in which they joined, and the lead, whose Instance is concerned from the first."""

    lead: UUID

    def __init__(self) -> None:
        self._lead_bassin: Bassin | None = None
        self._carriers: dict[UUID, Carrier] = {}
        self._offer: tuple[UUID, date] | None = None
        self._decisions: set[UUID] = set()

    def __iter__(self) -> Iterator[UUID]:
        return iter(self._carriers)

    def __contains__(self, pole: object) -> bool:
        return pole in self._carriers

    @property
    def concerned(self) -> tuple[Bassin, ...]:
        leading = {self._lead_bassin} if self._lead_bassin else set[Bassin]()
        return tuple(sorted(leading | {carrier.bassin for carrier in self._carriers.values()}))

    @property
    def lead_bassin(self) -> Bassin:
        assert self._lead_bassin, "a project that has emerged has a lead"  # noqa: S101
        return self._lead_bassin

    def carries(self, pole: UUID, content_hash: str) -> bool:
        """Tells whether the pôle decided to carry that content."""
        return pole in self._carriers and self._carriers[pole].content_hash == content_hash

    def takes_part(self, pole: UUID) -> bool:
        """Tells whether the pôle leads or carries the project."""
        return pole == self.lead or pole in self._carriers

    def is_offered_lead(self, pole: UUID) -> bool:
        return self._offer is not None and self._offer[0] == pole

    def check_stranger(self, pole: Pole) -> None:
        """Raises `AlreadyCarrying`."""
        if self.takes_part(pole.id):
            raise AlreadyCarrying("Le pôle « {pole} » pilote ou porte déjà ce projet.", pole=pole.name)

    def bassin_of(self, pole: UUID) -> Bassin:
        """Returns the bassin of a carrier, or of the lead, which may not carry yet. Raises `NotCarrying`."""
        return self._carriers[pole].bassin if pole in self._carriers else self.lead_bassin

    def of(self, pole: UUID) -> Carrier:
        """Raises `NotCarrying`."""
        if pole not in self._carriers:
            raise NotCarrying("Ce pôle ne porte pas le projet.")
        return self._carriers[pole]

    def without(self, pole: UUID) -> "Carriers":
        """Returns the outcome of a departure: if the lead goes, the longest carrier leads. Raises
        `LastCarrier`.
        """
        self.of(pole)
        others = [other for other in self._carriers if other != pole]
        if not others:
            raise LastCarrier("Aucun autre pôle ne porte ce projet : il peut être abandonné.")
        reduced = Carriers()
        reduced.lead, reduced._lead_bassin = self.lead, self._lead_bassin
        reduced._carriers = dict(self._carriers)
        reduced.leave(pole, others[0] if pole == self.lead else self.lead)
        return reduced

    def check_offerable(self, pole: UUID) -> Carrier:
        """Checks an offer of the lead to a carrier. Raises `NotCarrying` or `AlreadyLeading`."""
        self.of(self.lead)
        carrier = self.of(pole)
        if pole == self.lead:
            raise AlreadyLeading("Ce pôle pilote déjà le projet.")
        if self._offer and self._offer[0] == pole:
            raise AlreadyLeading("Le pilotage est déjà proposé à ce pôle.")
        return carrier

    def check_offered(self, pole: UUID, decision: Decision, on: date) -> None:
        """Checks an offer of the lead to the pôle, and that its decision is not the one by which it carries.

        Raises `LeadNotOffered`, `TooEarly` or `NotCarried`.
        """
        if self._offer is None or self._offer[0] != pole:
            raise LeadNotOffered("Le pilotage du projet n'est pas proposé à ce pôle.")
        check_not_before(on, self._offer[1], "la proposition du pilotage")
        check_not_before(decision.adopted_on or on, self._offer[1], "la proposition du pilotage")
        if decision.id in self._decisions:
            raise NotCarried("Par cette décision le pôle porte le projet, sans le piloter.")

    def check_concerned(self, bassin: Bassin) -> None:
        """Raises `NotConcerned`."""
        if bassin not in self.concerned:
            raise NotConcerned("Le projet ne concerne pas l'Instance de {bassin}.", bassin=NAMES[bassin])

    def carrying(self, pole: Pole, content_hash: str, on: date) -> Carrier | None:
        """Returns the pôle as carrier of an earlier content, if it is one. Raises `AlreadyCarrying` or `TooEarly`."""
        carrier = self._carriers.get(pole.id)
        if carrier and carrier.content_hash == content_hash:
            raise AlreadyCarrying("Le pôle « {pole} » porte déjà ce contenu.", pole=pole.name)
        if carrier:
            check_not_before(on, carrier.since, "l'entrée du pôle dans le projet")
        return carrier

    def check_unused(self, decision: Decision) -> None:
        """Checks that a pôle has not carried the project by this decision before. Raises `NotCarried`."""
        if decision.id in self._decisions:
            raise NotCarried("Par cette décision un pôle a déjà porté le projet : il en prend une autre.")

    def check_carried(self, content_hash: str, on: date) -> None:
        """Checks that the lead and every carrier carry the content. Raises `ContentNotCarried` or `TooEarly`."""
        stale = [carrier for carrier in self._carriers.values() if carrier.content_hash != content_hash]
        if self.lead not in self._carriers or stale:
            reasons = [
                Message("Un pôle de {bassin} n'a pas adopté ce contenu.", bassin=NAMES[carrier.bassin])
                for carrier in stale
            ]
            raise ContentNotCarried("Ce contenu n'est pas porté par chaque pôle, le pôle pilote compris.", *reasons)
        for carrier in self._carriers.values():
            check_not_before(on, carrier.carried_on, "la décision d'un pôle porteur")

    def check_territory(self, content: ProjectContent) -> None:
        """Raises `OutsideTheTerritory`, or `OutsideTheZone` when a project of the zone is not of both Instances."""
        concerned = self.concerned
        if content.zone and concerned != ZONE_BASSINS:
            raise OutsideTheZone("Un projet de la zone est porté par des pôles de Namur et de Hainaut Sud.")
        where = {commune(nis).bassin for nis in content.communes}
        if strange := sorted(where.symmetric_difference(concerned)):
            reasons = [
                Message(
                    "{bassin} : {lack}.",
                    bassin=NAMES[bassin],
                    lack=Message("aucune commune" if bassin in concerned else "aucun pôle porteur"),
                )
                for bassin in strange
            ]
            raise OutsideTheTerritory("Le projet agit dans chaque bassin concerné, et dans eux seuls.", *reasons)

    def check_communes_inside(self, content: ProjectContent) -> None:
        """Raises `OutsideTheTerritory` if a commune lies outside the Instances concerned, as after a departure."""
        outside = sorted({commune(nis).bassin for nis in content.communes} - {*self.concerned})
        if outside:
            lack = Message("aucun pôle porteur")
            reasons = [Message("{bassin} : {lack}.", bassin=NAMES[bassin], lack=lack) for bassin in outside]
            raise OutsideTheTerritory(
                "Une commune du contenu est hors des bassins des Instances concernées.", *reasons
            )

    def emerge(self, lead: UUID, bassin: Bassin) -> None:
        self.lead, self._lead_bassin = lead, bassin

    def carry(self, pole: UUID, bassin: Bassin, content_hash: str, decision: UUID, on: date) -> None:
        self._decisions.add(decision)
        self._carriers[pole] = Carrier(bassin, on, content_hash, on)

    def carry_anew(self, pole: UUID, content_hash: str, decision: UUID, on: date) -> None:
        self._decisions.add(decision)
        self._carriers[pole] = msgspec.structs.replace(self._carriers[pole], content_hash=content_hash, carried_on=on)

    def leave(self, pole: UUID, lead: UUID) -> None:
        del self._carriers[pole]
        if self._offer and self._offer[0] == pole:
            self._offer = None
        if lead != self.lead:
            self.take_lead(lead)

    def offer_lead(self, pole: UUID, on: date) -> None:
        self._offer = (pole, on)

    def take_lead(self, pole: UUID) -> None:
        self.lead, self._lead_bassin = pole, self._carriers[pole].bassin
        self._offer = None


def check_decided(pole: Pole, decision: Decision, project: UUID, content_hash: str) -> None:
    """Raises `NotCarried` unless it is the pôle's own decision, adopted for exactly this content of the project."""
    if decision.pole != pole.id:
        raise NotCarried("Cette décision est celle d'un autre pôle.")
    decision.check_carries(DecisionKind.PROJECT, project, content_hash)


def check_entry(pole: Pole, content: ProjectContent, on: date, *, one_axis: bool) -> None:
    """Checks that the pôle may carry the content; `one_axis`: its axis is the project's, worded differently.

    Raises `TermOver`, `OutsideTheAxis` or `OutsideTheZone`.
    """
    pole.check_in_term(on)
    if pole.axis.key != content.axis and not one_axis:
        raise OutsideTheAxis("Le projet ne s'inscrit pas dans l'axe du pôle « {pole} ».", pole=pole.name)
    check_zone(content, (pole.bassin,))


def check_zone(content: ProjectContent, concerned: Collection[Bassin]) -> None:
    """Raises `OutsideTheZone`: the pôles that carry a project of the zone are of its two Instances."""
    if content.zone and (strange := [NAMES[bassin] for bassin in concerned if bassin not in ZONE_BASSINS]):
        raise OutsideTheZone("Un projet de la zone est porté par des pôles de Namur et de Hainaut Sud.", *strange)
