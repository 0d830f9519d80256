"""The enumerations of access, and what each value says in French."""

from enum import StrEnum

from efe_domain.access.grants import Role
from efe_domain.access.powers import Standing
from efe_graphql.contract.enums import publish


class PowerScope(StrEnum):
    """Where a standing counts."""

    INSTANCE = "instance"
    POLE = "pole"
    ALL = "all"


publish(
    Role,
    "Ce qu'un compte peut faire ou voir.",
    {
        Role.COORDINATOR: "Accomplit les actes d'une Instance et voit ses dossiers.",
        Role.AUDITOR: "Voit les dossiers et la piste d'audit ; d'un seul pôle, son dossier.",
        Role.READER: "Voit les dossiers.",
        Role.ADMINISTRATOR: "Établit les Instances et donne accès, sans accomplir d'acte d'une Instance.",
    },
)
publish(
    Standing,
    "À quel titre on peut faire ou voir : un rôle donné à un compte, ou un siège d'une personne.",
    {
        Standing.COORDINATOR: "Coordinateur d'une Instance.",
        Standing.AUDITOR: "Auditeur d'une Instance, d'un pôle, ou de tout.",
        Standing.READER: "Lecteur d'une Instance, d'un pôle, ou de tout.",
        Standing.ADMINISTRATOR: "Administrateur de la plateforme.",
        Standing.REPRESENTATIVE: "Représente un membre d'un pôle, et y agit.",
        Standing.SITTING: "Siège dans un organe d'une Instance, et en voit les dossiers.",
    },
)
publish(
    PowerScope,
    "Où vaut un titre.",
    {
        PowerScope.INSTANCE: "Dans une Instance.",
        PowerScope.POLE: "Dans un seul pôle.",
        PowerScope.ALL: "Dans les dix Instances.",
    },
)
