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
from efe_graphql.types.funding_call import FundingCall
from efe_graphql.types.instance.instance import Instance
from efe_graphql.types.meeting import Meeting
from efe_graphql.types.objects.entity import Entity
from efe_graphql.types.objects.node import Node
from efe_graphql.types.operator import Operator
from efe_graphql.types.opinion import Opinion
from efe_graphql.types.people import Account, ForgottenPerson, Person
from efe_graphql.types.pole.pole import Pole
from efe_graphql.types.project.invitation import Invitation
from efe_graphql.types.project.project import Project
from efe_graphql.types.territory import Zone
from efe_graphql.types.themes import ThemeList
from efe_graphql.types.trail.planned_events import PlannedConsequences, PlannedEvent
from efe_graphql.types.user_errors import UserError

LEFT = "{}, dans l'état que l'acte a laissé ; rien s'il est refusé, ou si la lecture n'a pas suivi en cinq secondes."

type Shown = type[Node | AmendedPerson]
"""The type of what a command was about."""


@strawberry.type
class Payload:
    """Base of payloads; a subclass adds its entity: `ENTITY` has the name of the field and its type."""

    ENTITY: ClassVar[tuple[str, Shown]]

    position: Position | None = field(default=None, description="La position de l'acte ; nulle s'il est refusé.")
    user_errors: list[UserError] = field(description="Pourquoi l'acte est refusé ; vide s'il est enregistré.")
    planned: list[PlannedEvent] | None = field(
        default=None,
        description="D'un essai (`dryRun`) : les événements que l'acte enregistrerait, dans l'ordre, sur ce que l'on"
        " peut voir ; vide s'il est déjà enregistré, nul s'il est refusé ou si ce n'est pas un essai.",
    )
    consequences: PlannedConsequences | None = field(
        default=None, description="D'un essai : ce que l'acte entraînerait ailleurs ; nul comme `planned`."
    )


def _payload(name: str, answers: str, entity: str, node_type: type[Node], subject: str) -> type[Payload]:
    """Returns the payload with the entity that a command leaves. `answers` and `subject` complete descriptions."""
    members = {
        "__module__": __name__,
        "__annotations__": {entity: node_type | None},
        "ENTITY": (entity, node_type),
        entity: field(default=None, description=LEFT.format(subject)),
    }
    return strawberry.type(type(name, (Payload,), members), description=f"La réponse {answers}.")


InstancePayload = _payload("InstancePayload", "à un acte sur une Instance", "instance", Instance, "L'Instance")
AccessRegisterPayload = _payload(
    "AccessRegisterPayload",
    "à un acte sur le registre des accès de la plateforme",
    "access_register",
    AccessRegister,
    "Le registre",
)
OperatorPayload = _payload("OperatorPayload", "à un acte sur un opérateur", "operator", Operator, "L'opérateur")
PolePayload = _payload("PolePayload", "à un acte sur un pôle", "pole", Pole, "Le pôle")
DecisionPayload = _payload("DecisionPayload", "à un acte sur une décision", "decision", Decision, "La décision")
MeetingPayload = _payload("MeetingPayload", "à un acte sur une réunion", "meeting", Meeting, "La réunion")
AnalysisPayload = _payload("AnalysisPayload", "à un acte sur une analyse", "analysis", Analysis, "L'analyse")
ThemeListPayload = _payload(
    "ThemeListPayload", "à un acte sur une liste de thématiques", "theme_list", ThemeList, "La liste"
)
OpinionPayload = _payload("OpinionPayload", "à un acte sur un avis", "opinion", Opinion, "L'avis")
ProjectPayload = _payload("ProjectPayload", "à un acte sur un projet", "project", Project, "Le projet")
FundingCallPayload = _payload(
    "FundingCallPayload", "à un acte sur un appel à financement", "funding_call", FundingCall, "L'appel"
)
InvitationPayload = _payload(
    "InvitationPayload", "à un acte sur une invitation", "invitation", Invitation, "L'invitation"
)
ZonePayload = _payload("ZonePayload", "à un acte sur la zone interbassin", "zone", Zone, "La zone")
RectificationPayload = _payload(
    "RectificationPayload", "à une rectification, ou à ce qui la prépare ou la suit", "entity", Entity, "L'objet"
)
WithdrawalPayload = _payload(
    "WithdrawalPayload", "au retrait d'un acte, ou à ce qui le prépare", "entity", Entity, "L'objet"
)
ForgottenPersonPayload = _payload(
    "ForgottenPersonPayload", "à l'oubli d'une personne", "forgotten_person", ForgottenPerson, "L'identifiant"
)
PurgedDocumentPayload = _payload(
    "PurgedDocumentPayload", "à la purge d'un document", "purged_document", PurgedDocument, "Ce qui reste du document"
)


class AmendedPerson:
    """Loader of the person that a command amended in the vault, as payloads load entities."""

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


@strawberry.type(description="La réponse à la déclaration d'un compte de service.")
class DeclaredServicePayload:
    account: Account | None = field(default=None, description="Le compte ; nul si l'acte est refusé.")
    user_errors: list[UserError] = field(description="Pourquoi l'acte est refusé ; vide s'il est fait.")


@strawberry.type(description="La réponse à un acte sur une personne du coffre.")
class PersonPayload:
    person: Person | None = field(default=None, description="La personne ; nulle si l'acte est refusé.")
    user_errors: list[UserError] = field(description="Pourquoi l'acte est refusé ; vide s'il est fait.")
