"""Bassins, their communes, and the zone interbassin with the representatives of its two Instances."""

from datetime import date
from functools import cache

import strawberry
from strawberry import field

from efe_domain.shared.bassins import NAMES, Bassin, communes
from efe_domain.shared.ids import ZONE
from efe_graphql.contract.arguments import InForceOn
from efe_graphql.request.context import Info
from efe_graphql.types.objects.entity import Entity
from efe_graphql.types.objects.node import Node
from efe_graphql.types.people import Person
from efe_projections.engine.batch import by
from efe_projections.zone.rows import ZoneRepresentativeRow, ZoneRow


@strawberry.type(description="Une commune.")
class Commune:
    nis: str = field(description="Code NIS.")
    name: str = field(description="Nom.")
    postcodes: list[str] = field(description="Codes postaux.")
    bassin: Bassin = field(description="Le bassin qui la comprend.")
    interbassin_esm: bool = field(description="Si elle est de la zone interbassin Entre-Sambre-et-Meuse.")


@strawberry.type(description="Le territoire d'un bassin.")
class Territory:
    bassin: Bassin = field(description="Le bassin.")
    name: str = field(description="Son nom.")

    @field(description="Ses communes, par nom.")
    def communes(self) -> list[Commune]:
        return communes_of(self.bassin)


TERRITORIES = [Territory(bassin=bassin, name=name) for bassin, name in NAMES.items()]


@cache
def commune_of(nis: str) -> Commune:
    commune = communes()[nis]
    return Commune(
        nis=nis,
        name=commune.name,
        postcodes=list(commune.postcodes),
        bassin=commune.bassin,
        interbassin_esm=commune.interbassin_esm,
    )


@cache
def communes_of(bassin: Bassin) -> list[Commune]:
    own = (commune_of(commune.nis) for commune in communes().values() if commune.bassin is bassin)
    return sorted(own, key=lambda commune: commune.name)


@strawberry.type(description="Qui représente une Instance dans la zone interbassin (article 18).")
class ZoneRepresentative(Node):
    ROW = ZoneRepresentativeRow

    row: strawberry.Private[ZoneRepresentativeRow]
    bassin: Bassin = field(description="Le bassin de l'Instance.")
    since: date = field(description="Jour de la désignation.")
    until: date | None = field(description="Jour de la fin, qui n'est plus compris.")
    illustrative: bool = field(description="Si elle est là pour une démonstration.")

    @field(description="La personne.")
    async def person(self, info: Info) -> Person:
        return await Person.load(info.context, self.row.person)


@strawberry.type(description="La zone interbassin Entre-Sambre-et-Meuse (article 18, PS-ESM).")
class Zone(Entity):
    SUBJECT = "zone"
    ROW = ZoneRow

    row: strawberry.Private[ZoneRow]
    version: int = field(description="À donner à `expectedVersion` pour agir sur cet état seulement.")

    @field(description="Ses communes, par nom.")
    def communes(self) -> list[Commune]:
        own = (commune_of(each.nis) for each in communes().values() if each.interbassin_esm)
        return sorted(own, key=lambda each: each.name)

    @field(description="Qui y représente les deux Instances, pour les leurs seulement.")
    async def representatives(self, info: Info, in_force_on: InForceOn = None) -> list[ZoneRepresentative]:
        return await ZoneRepresentative.load_all(
            info.context, by(ZoneRepresentativeRow, "zone"), (ZONE,), self.as_of, in_force_on
        )
