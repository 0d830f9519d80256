"""Opinions: public once transmitted; their follow-up and the filter of their list (PS-AVIS, M4)."""

from asyncio import gather
from datetime import date
from typing import Self
from uuid import UUID

import strawberry
from strawberry import ID, field

from efe_domain.operator.events import OperatorKind
from efe_domain.opinion.content import (
    DEFAULT_CRITERIA,
    CriterionTopic,
    OpinionKind,
    OpinionSubjectKind,
    OpinionTargetKind,
    ProjectStage,
    Seen,
)
from efe_domain.project.verdicts import JointOutcome
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.ids import instance_id
from efe_graphql.contract.arguments import Day
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.global_id import key_of, malformed, uuid_or_none
from efe_graphql.request.context import Context, Info
from efe_graphql.types.decision.decision import Decision
from efe_graphql.types.document import Attachment, Erratum, attachments_of
from efe_graphql.types.instance.instance import Body, Instance
from efe_graphql.types.objects.entity import Entity
from efe_graphql.types.objects.lazy import Lazy, linked
from efe_graphql.types.operator import Operator
from efe_graphql.types.pole.pole import Pole
from efe_graphql.types.project.project import Project
from efe_graphql.types.themes import Theme
from efe_projections.engine.batch import by
from efe_projections.engine.listing import Listing
from efe_projections.opinion.reads import if_subject_visible, opinions
from efe_projections.opinion.rows import FollowUpKind, OpinionRow, OpinionState


@strawberry.type(description="L'instance d'avis ou de décision à laquelle le projet est soumis (PS-AVIS-OBJET).")
class OpinionTarget:
    kind: OpinionTargetKind = field(description="Sa sorte.")
    name: str = field(description="Son nom.")


@strawberry.type(description="Ce qui a été constaté sous un critère.")
class OpinionCriterion:
    topic: CriterionTopic = field(description="Le critère.")
    label: str | None = field(description="Le libellé d'un critère qui n'est pas de ceux proposés par défaut.")
    finding: str = field(description="Ce qui a été constaté.")


@strawberry.type(description="Le projet tel qu'il était quand l'avis a été écrit.")
class ProjectSeen:
    number: int = field(description="Le rang de son contenu.")
    content_hash: str = field(description="L'empreinte de ce contenu.")
    stage: ProjectStage = field(description="Jusqu'où il était allé.")
    outcome: JointOutcome | None = field(description="Ce à quoi revenaient les verdicts ; nul avant la soumission.")

    @classmethod
    def of(cls, project: Seen) -> Self:
        return cls(
            number=project.number, content_hash=project.content_hash, stage=project.stage, outcome=project.outcome
        )


@strawberry.type(description="Ce que l'on a appris d'un avis transmis.")
class FollowUp:
    kind: FollowUpKind = field(description="De quoi il s'agit.")
    on: date = field(description="Le jour.")
    text: str | None = field(description="La réponse, ou l'effet observé.")
    operator_id: strawberry.Private[UUID | None]
    as_of: strawberry.Private[ResolvedAsOf]

    operator = linked(
        Operator, "operator_id", "L'opérateur dont cela vient ; nul quand c'est l'instance visée ou le demandeur."
    )


@strawberry.type(description="Un avis d'opportunité d'un pôle, ou ce qu'une Instance adresse aux opérateurs.")
class Opinion(Entity):
    SUBJECT = "opinion"
    ROW = OpinionRow

    row: strawberry.Private[OpinionRow]
    bassin: Bassin = field(description="Le bassin de son auteur.")
    kind: OpinionKind = field(description="Sa sorte.")
    state: OpinionState = field(description="Jusqu'où il est allé.")
    subject_kind: OpinionSubjectKind = field(description="Sur quoi il porte.")
    file: str | None = field(description="Le dossier extérieur sur lequel il porte.")
    requester: str | None = field(description="Qui l'a demandé ; nul quand il vient de l'initiative de son auteur.")
    due_on: date | None = field(description="Dernier jour que le demandeur a fixé pour le transmettre.")
    begun_on: date = field(description="Jour de la demande, ou de l'initiative.")
    title: str | None = field(description="Son titre ; nul tant qu'il n'est pas rédigé.")
    impact: str | None = field(description="L'impact socio-économique sous-régional (PS-AVIS-OBJET).")
    conclusion: str | None = field(description="Sa conclusion.")
    number: int = field(description="Le rang de sa dernière version, à partir de 1 ; 0 tant qu'il n'est pas rédigé.")
    content_hash: str | None = field(description="L'empreinte de cette version, que nomme la décision qui la juge.")
    adopted_on: date | None = field(description="Jour de l'adoption.")
    transmitted_on: date | None = field(description="Jour de la transmission ; depuis, il ne change plus.")
    answer_due_on: date | None = field(description="Dernier jour pour y répondre à temps.")
    acknowledged_on: date | None = field(description="Jour du premier accusé de réception.")
    answered_on: date | None = field(description="Jour de la première réponse.")
    effect_on: date | None = field(description="Jour du premier effet observé.")
    published: bool = field(description="Si tous le voient : c'est le cas dès qu'il est transmis.")
    illustrative: bool = field(description="S'il est là pour une démonstration.")
    version: int = field(description="À donner à `expectedVersion` pour agir sur cet état seulement.")

    @field(description="Ce qui est à lire autrement, sans que le texte change.")
    def errata(self) -> list[Erratum]:
        return [Erratum.of(each) for each in self.row.errata]

    @field(description="L'instance d'avis ou de décision à laquelle le projet est soumis.")
    def target(self) -> OpinionTarget | None:
        target = self.row.target
        return OpinionTarget(kind=target.kind, name=target.name) if target else None

    @field(description="Ce qui a été examiné.")
    def criteria(self) -> list[OpinionCriterion]:
        return [
            OpinionCriterion(topic=each.topic, label=each.label or None, finding=each.finding)
            for each in self.row.criteria
        ]

    @field(description="Les critères proposés par défaut qui ne sont pas examinés.")
    def criteria_missing(self) -> list[CriterionTopic]:
        examined = {each.topic for each in self.row.criteria}
        return [topic for topic in DEFAULT_CRITERIA if topic not in examined]

    @field(description="Les opérateurs à qui il s'adresse nommément (M4-DEST).")
    async def operators(self, info: Info) -> list[Operator]:
        operators = await gather(
            *(Operator.load(info.context, (UUID(each),), self.as_of) for each in self.row.operators)
        )
        return [operator for operator in operators if operator]

    @field(description="Les sortes d'opérateurs du bassin à qui il s'adresse (M4-DEST).")
    def operator_kinds(self) -> list[OperatorKind]:
        return list(self.row.operator_kinds)

    @field(description="Si, ce jour-là, la transmission ou la réponse attendue est en retard.")
    def overdue(self, info: Info, in_force_on: Day = None) -> bool:
        awaited_on = self.row.awaited_on
        return awaited_on is not None and awaited_on < (in_force_on or info.context.today)

    @field(description="L'Instance de son auteur.")
    async def instance(self, info: Info) -> Instance | None:
        return await Instance.load(info.context, (instance_id(self.bassin),), self.as_of)

    pole = linked(Pole, "row.pole", "Le pôle qui le rend ; nul quand c'est l'Instance.")

    body = linked(
        Body, "row.body", "L'organe de l'Instance qui le rend ; nul quand c'est l'Instance elle-même, ou un pôle."
    )

    project = linked(Project, "row.project", "Le projet sur lequel il porte, tel qu'il est au moment lu.")

    @field(description="Le projet tel qu'il était quand l'avis a été écrit.")
    def project_seen(self) -> ProjectSeen | None:
        return ProjectSeen.of(self.row.seen) if self.row.seen else None

    @field(description="La thématique sur laquelle il porte.")
    async def theme(self, info: Info) -> Theme | None:
        key = (self.row.themes, self.row.theme)
        return await Theme.load(info.context, key, self.as_of) if self.row.theme else None

    @field(description="La décision par laquelle le pôle l'a adopté.")
    async def decision(self, info: Info) -> Decision | None:
        decision = self.row.decision
        return await Decision.load(info.context, (decision,), self.as_of) if decision else None

    follows = linked(Lazy("Opinion"), "row.follows", "L'avis transmis auquel il fait suite.")

    @field(description="Les avis qui lui font suite.")
    async def followed_by(self, info: Info) -> list["Opinion"]:
        return await Opinion.load_all(info.context, by(OpinionRow, "follows"), (self.row.id,), self.as_of)

    @field(description="Ce qui n'est montré qu'à son auteur ; nul pour les autres.")
    def dossier(self, info: Info) -> "OpinionDossier | None":
        pole, context = self.row.pole, info.context
        if not (context.opens_pole(pole, self.bassin) if pole else context.opens(self.bassin)):
            return None
        return OpinionDossier(row=self.row, as_of=self.as_of)


@strawberry.type(description="Ce que l'auteur d'un avis a appris de ce qu'il est devenu.")
class OpinionDossier:
    row: strawberry.Private[OpinionRow]
    as_of: strawberry.Private[ResolvedAsOf]

    @field(description="Les documents joints, du premier au dernier.")
    async def attachments(self, info: Info) -> list[Attachment]:
        return await attachments_of(info.context, self.row.id, self.as_of)

    @field(description="Accusés de réception, réponses et effets, du premier au dernier.")
    def follow_ups(self) -> list[FollowUp]:
        return [
            FollowUp(kind=each.kind, on=each.on, text=each.text or None, operator_id=each.operator, as_of=self.as_of)
            for each in self.row.follow_ups
        ]


@strawberry.input(description="Quels avis : ceux qui remplissent toutes les conditions données.")
class OpinionFilter:
    bassin: Bassin | None = field(default=None, description="De ce bassin.")
    kind: OpinionKind | None = field(default=None, description="De cette sorte.")
    state: OpinionState | None = field(default=None, description="Dans cet état.")
    pole_id: ID | None = field(default=None, description="De ce pôle.")
    project_id: ID | None = field(default=None, description="Sur ce projet.")
    theme_id: ID | None = field(default=None, description="Sur cette thématique.")
    overdue_on: date | None = field(default=None, description="En retard ce jour-là.")

    search: str | None = field(
        default=None,
        description="Des débuts de mots de son titre, de ses termes ou de son objet, "
        "sans égard à l'ordre, aux accents ni aux majuscules.",
    )

    def listing(self, _context: Context) -> Listing[OpinionRow]:
        listing = opinions(
            bassin=self.bassin,
            kind=self.kind,
            state=self.state,
            pole=uuid_or_none("Pole", self.pole_id),
            project=uuid_or_none("Project", self.project_id),
            theme=theme_key(self.theme_id)[1] if self.theme_id else None,
            overdue_on=self.overdue_on,
            search=self.search,
        )
        return if_subject_visible(listing)


def theme_key(text: str) -> tuple[UUID, UUID]:
    """Returns the ids of a theme's list and of the theme, from a global id. Raises `BadUserInput`."""
    themes, _, theme = key_of("Theme", text).partition("/")
    try:
        return UUID(themes), UUID(theme)
    except ValueError:
        raise malformed(text) from None
