"""Payloads of mutations: the entity after the command, or the refusals."""

from typing import ClassVar
from uuid import UUID

import strawberry
from strawberry import field

from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.scalars import Position
from efe_graphql.request.context import Context
from efe_graphql.types.access.grants import AccessRegister
from efe_graphql.types.analysis import Analysis
from efe_graphql.types.decision.decision import Decision
from efe_graphql.types.document import PurgedDocument
from efe_graphql.types.instance.instance import Instance
from efe_graphql.types.meeting import Meeting
from efe_graphql.types.objects.entity import Entity
from efe_graphql.types.objects.node import Node
from efe_graphql.types.operator import Operator
from efe_graphql.types.opinion import Opinion
from efe_graphql.types.people import ForgottenPerson, Person
from efe_graphql.types.pole.pole import Pole
from efe_graphql.types.project.invitation import Invitation
from efe_graphql.types.project.project import Project
from efe_graphql.types.territory import Zone
from efe_graphql.types.themes import ThemeList
from efe_graphql.types.user_errors import UserError

LEFT = "{}, dans l'état que l'acte a laissé ; rien s'il est refusé, ou si la lecture n'a pas suivi en cinq secondes."

type Shown = type[Node | AmendedPerson]
"""The type of what a command was about."""


@strawberry.type
class Payload:
    """A subclass adds its entity, under the name that `ENTITY` gives with its type."""

    ENTITY: ClassVar[tuple[str, Shown]]

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


@strawberry.type(description="La réponse à un acte sur une décision.")
class DecisionPayload(Payload):
    ENTITY = ("decision", Decision)
    decision: Decision | None = field(default=None, description=LEFT.format("La décision"))


@strawberry.type(description="La réponse à un acte sur une réunion.")
class MeetingPayload(Payload):
    ENTITY = ("meeting", Meeting)
    meeting: Meeting | None = field(default=None, description=LEFT.format("La réunion"))


@strawberry.type(description="La réponse à un acte sur une analyse.")
class AnalysisPayload(Payload):
    ENTITY = ("analysis", Analysis)
    analysis: Analysis | None = field(default=None, description=LEFT.format("L'analyse"))


@strawberry.type(description="La réponse à un acte sur une liste de thématiques.")
class ThemeListPayload(Payload):
    ENTITY = ("theme_list", ThemeList)
    theme_list: ThemeList | None = field(default=None, description=LEFT.format("La liste"))


@strawberry.type(description="La réponse à un acte sur un avis.")
class OpinionPayload(Payload):
    ENTITY = ("opinion", Opinion)
    opinion: Opinion | None = field(default=None, description=LEFT.format("L'avis"))


@strawberry.type(description="La réponse à un acte sur un projet.")
class ProjectPayload(Payload):
    ENTITY = ("project", Project)
    project: Project | None = field(default=None, description=LEFT.format("Le projet"))


@strawberry.type(description="La réponse à un acte sur une invitation.")
class InvitationPayload(Payload):
    ENTITY = ("invitation", Invitation)
    invitation: Invitation | None = field(default=None, description=LEFT.format("L'invitation"))


@strawberry.type(description="La réponse à un acte sur la zone interbassin.")
class ZonePayload(Payload):
    ENTITY = ("zone", Zone)
    zone: Zone | None = field(default=None, description=LEFT.format("La zone"))


@strawberry.type(description="La réponse à une rectification, ou à ce qui la prépare ou la suit.")
class RectificationPayload(Payload):
    ENTITY = ("entity", Entity)
    entity: Entity | None = field(default=None, description=LEFT.format("L'objet"))


@strawberry.type(description="La réponse au retrait d'un acte, ou à ce qui le prépare.")
class WithdrawalPayload(Payload):
    ENTITY = ("entity", Entity)
    entity: Entity | None = field(default=None, description=LEFT.format("L'objet"))


@strawberry.type(description="La réponse à l'oubli d'une personne.")
class ForgottenPersonPayload(Payload):
    ENTITY = ("forgotten_person", ForgottenPerson)
    forgotten_person: ForgottenPerson | None = field(default=None, description=LEFT.format("L'identifiant"))


@strawberry.type(description="La réponse à la purge d'un document.")
class PurgedDocumentPayload(Payload):
    ENTITY = ("purged_document", PurgedDocument)
    purged_document: PurgedDocument | None = field(default=None, description=LEFT.format("Ce qui reste du document"))


class AmendedPerson:
    """The person of the vault that a command of the register is about."""

    @staticmethod
    async def load(context: Context, key: tuple[UUID], _: ResolvedAsOf) -> Person:
        return await Person.load(context, *key)


@strawberry.type(description="La réponse à la rectification de ce que le coffre garde d'une personne.")
class AmendedPersonPayload(Payload):
    ENTITY = ("person", AmendedPerson)
    person: Person | None = field(default=None, description="La personne ; nulle si l'acte est refusé.")


@strawberry.type(description="La réponse à l'invitation d'un compte.")
class InvitedAccountPayload:
    account_id: strawberry.ID | None = field(
        default=None, description="L'identifiant du compte, sans rien de qui agit par lui ; nul si l'acte est refusé."
    )
    user_errors: list[UserError] = field(description="Pourquoi l'acte est refusé ; vide s'il est fait.")


@strawberry.type(description="La réponse à un acte sur une personne du coffre.")
class PersonPayload:
    person: Person | None = field(default=None, description="La personne ; nulle si l'acte est refusé.")
    user_errors: list[UserError] = field(description="Pourquoi l'acte est refusé ; vide s'il est fait.")
