"""Persons and accounts of the demonstration. All are illustrative, and bear it in a name or a function."""

from typing import Final
from uuid import UUID

import msgspec

from efe_domain.shared.bassins import NAMES, Bassin
from efe_infra.identity.local_issuer import LocalPerson
from efe_infra.samples.demo.ids import id_of
from efe_infra.samples.demo.operators import OPERATORS

ADMINISTRATOR = "administration"
AUDITOR = "audit-liege"
READER = "lecture-pole-liege"


def coordinator_of(bassin: Bassin) -> str:
    """Returns the subject of the demonstration's coordinator of an Instance."""
    return f"coordination-{bassin}"


class DemoPerson(msgspec.Struct, frozen=True):
    """Person of the vault; `subject` is that of its account, if it has one."""

    given_name: str
    function: str
    subject: str = ""
    family_name: str = "Exemple"

    @property
    def id(self) -> UUID:
        return id_of("person", self.family_name, self.given_name)

    @property
    def email(self) -> str:
        """Returns an address below a name that no mail server has (RFC 2606)."""
        return f"{self.given_name.lower().replace(' ', '-')}@demonstration.example"


MEMBER: Final = DemoPerson("Camille", "Représente le CEFA de Liège (exemple illustratif)", "membre-cefa-liege")
ZONE_PERSONS: Final = {
    Bassin.NAMUR: DemoPerson("Claude", "Représente l'Instance de Namur dans la zone (exemple illustratif)"),
    Bassin.HAINAUT_SUD: DemoPerson("Dominique", "Représente l'Instance de Hainaut Sud (exemple illustratif)"),
}
SPEAKERS: Final = {
    operator.name: DemoPerson(f"Membre {nth}", f"Représente {operator.name} (exemple illustratif)")
    for nth, operator in enumerate(OPERATORS, start=1)
}
"""Default representative of each operator."""
RIGHTLY_NAMED: Final = DemoPerson("Alix", "Représente Le Forem dans un pôle de Namur (exemple illustratif)")
"""Person that the act of a designation names; the demonstration records another one by mistake."""
ACCOUNTS: Final = (
    *(
        LocalPerson(coordinator_of(bassin), f"Coordination, {NAMES[bassin]}")
        for bassin in (Bassin.LIEGE, Bassin.HUY_WAREMME, Bassin.VERVIERS, Bassin.NAMUR, Bassin.HAINAUT_SUD)
    ),
    LocalPerson(MEMBER.subject, "Membre d'un pôle de Liège (CEFA, illustratif)"),
    LocalPerson(READER, "Lecture d'un seul pôle de Liège"),
    LocalPerson(AUDITOR, "Audit de Liège"),
    LocalPerson(ADMINISTRATOR, "Administration de la plateforme"),
)
"""Accounts for signing in; the other Instances have a coordinator too."""
PEOPLE: Final = (MEMBER, RIGHTLY_NAMED, *ZONE_PERSONS.values(), *SPEAKERS.values())
