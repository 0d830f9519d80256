"""Enumerations of roles, standings and scopes; the mutations that a standing allows, and their use cases."""

from enum import StrEnum
from functools import cache
from typing import Final

from strawberry.utils.str_converters import to_camel_case

from efe_domain.access.grants import Role
from efe_domain.access.person import ForgettingReason
from efe_domain.access.powers import OPENED, RULES, Standing
from efe_graphql.contract.enums import publish

_MUTATIONS: Final = {
    "convene_body": "conveneMeeting",
    "convene_pole": "conveneMeeting",
    "convene_zone": "conveneMeeting",
    "undertake_opinion": "draftOpinion",
}
"""Mutations by use case, where the two names differ."""


@cache
def mutations_of(standing: Standing) -> tuple[str, ...]:
    """Returns the mutations that the standing allows, in alphabetical order."""
    return tuple(sorted({mutation_of(command) for command in OPENED[standing]}))


@cache
def command_behind(mutation: str) -> str:
    """Returns the use case that a mutation calls, or one of them; the mutation's name if it calls none."""
    return next((command for command in RULES if mutation_of(command) == mutation), mutation)


def mutation_of(command: str) -> str:
    return _MUTATIONS.get(command) or to_camel_case(command)


class PowerScope(StrEnum):
    """Scope in which a standing counts."""

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
publish(
    ForgettingReason,
    "Pourquoi une personne est oubliée.",
    {
        ForgettingReason.REQUESTED: "Elle l'a demandé.",
        ForgettingReason.NO_LONGER_NEEDED: "Ses données ne servent plus.",
        ForgettingReason.REGISTERED_BY_MISTAKE: "Elle a été inscrite par erreur.",
    },
)
