"""The bassins and their communes."""

from functools import cache

import strawberry
from strawberry import field

from efe_domain.shared.bassins import NAMES, Bassin, communes


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
    found = communes()[nis]
    return Commune(
        nis=nis,
        name=found.name,
        postcodes=list(found.postcodes),
        bassin=found.bassin,
        interbassin_esm=found.interbassin_esm,
    )


@cache
def communes_of(bassin: Bassin) -> list[Commune]:
    own = (commune_of(commune.nis) for commune in communes().values() if commune.bassin is bassin)
    return sorted(own, key=lambda commune: commune.name)
