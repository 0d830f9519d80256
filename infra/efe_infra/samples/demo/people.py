"""Who acts in the demonstration. Everyone here is illustrative, and bears it in a name or a function."""

from typing import Final
from uuid import UUID

import msgspec

from efe_domain.shared.bassins import Bassin
from efe_infra.samples.demo.ids import id_of

ADMINISTRATOR = "administration"
AUDITOR = "audit-liege"
READER = "lecture-pole-liege"


def coordinator_of(bassin: Bassin) -> str:
    """The subject of the demonstration's coordinator of an Instance."""
    return f"coordination-{bassin}"


class DemoPerson(msgspec.Struct, frozen=True):
    """A person of the vault; `subject` is that of the account with which it acts, if it has one."""

    given_name: str
    function: str
    subject: str = ""
    family_name: str = "Exemple"

    @property
    def id(self) -> UUID:
        return id_of("person", self.family_name, self.given_name)


MEMBER: Final = DemoPerson("Camille", "Représente le CEFA de Liège (exemple illustratif)", "membre-cefa-liege")
ZONE_PERSONS: Final = {
    Bassin.NAMUR: DemoPerson("Claude", "Représente l'Instance de Namur dans la zone (exemple illustratif)"),
    Bassin.HAINAUT_SUD: DemoPerson("Dominique", "Représente l'Instance de Hainaut Sud (exemple illustratif)"),
}
PEOPLE: Final = (MEMBER, *ZONE_PERSONS.values())
