"""What a mutation answers: the entity as the deed left it, or why it was refused."""

from typing import ClassVar

import strawberry
from strawberry import field

from efe_graphql.scalars import Position
from efe_graphql.types.access import AccessRegister
from efe_graphql.types.instance import Instance
from efe_graphql.types.node import Node
from efe_graphql.types.operator import Operator
from efe_graphql.types.people import Person
from efe_graphql.types.pole import Pole
from efe_graphql.types.user_errors import UserError

LEFT = "{}, dans l'état que l'acte a laissé ; rien s'il est refusé, ou si la lecture n'a pas suivi en cinq secondes."


@strawberry.type
class Payload:
    """A subclass adds its entity, under the name that `ENTITY` gives with its type."""

    ENTITY: ClassVar[tuple[str, type[Node]]]

    position: Position | None = field(default=None, description="La position de l'acte ; nulle s'il est refusé.")
    user_errors: list[UserError] = field(description="Pourquoi l'acte est refusé ; vide s'il est enregistré.")


@strawberry.type(description="La réponse à un acte sur une Instance.")
class InstancePayload(Payload):
    ENTITY = ("instance", Instance)
    instance: Instance | None = field(default=None, description=LEFT.format("L'Instance"))


@strawberry.type(description="La réponse à un acte sur le registre des accès de la plateforme.")
class AccessRegisterPayload(Payload):
    ENTITY = ("access_register", AccessRegister)
    access_register: AccessRegister | None = field(default=None, description=LEFT.format("Le registre"))


@strawberry.type(description="La réponse à un acte sur un opérateur.")
class OperatorPayload(Payload):
    ENTITY = ("operator", Operator)
    operator: Operator | None = field(default=None, description=LEFT.format("L'opérateur"))


@strawberry.type(description="La réponse à un acte sur un pôle.")
class PolePayload(Payload):
    ENTITY = ("pole", Pole)
    pole: Pole | None = field(default=None, description=LEFT.format("Le pôle"))


@strawberry.type(description="La réponse à l'inscription d'une personne au coffre.")
class PersonPayload:
    person: Person | None = field(default=None, description="La personne ; nulle si l'inscription est refusée.")
    user_errors: list[UserError] = field(description="Pourquoi elle est refusée ; vide si elle est faite.")
