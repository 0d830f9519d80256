"""One task: the object that it is about, its owner, reason and command."""

from datetime import date
from typing import Self
from uuid import UUID

import strawberry
from strawberry import field

from efe_domain.shared.bassins import Bassin
from efe_domain.shared.ids import instance_id
from efe_domain.shared.messages import Message, in_language
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.permissions import mutation_of
from efe_graphql.request.context import Info
from efe_graphql.types.decision.consultation import Objection
from efe_graphql.types.document import Document, signed_document
from efe_graphql.types.late_word import LateWord
from efe_graphql.types.law import Rule, rules
from efe_graphql.types.objects.entity import Entity
from efe_graphql.types.objects.lazy import Lazy, load_entity
from efe_graphql.types.objects.node import Node
from efe_graphql.types.operator import Operator
from efe_graphql.types.people import Account, linked_person
from efe_graphql.types.pole.composition import CollegeVerdict, compose
from efe_graphql.types.project.joint_meeting import JointMeeting
from efe_graphql.types.tasks.reasons import OF_CARRYING, REASONS, REASONS_BY_COMMAND
from efe_graphql.types.tasks.task_kinds import OF_JOINT_MEETINGS, OF_MEMBERS, OF_OBJECTIONS
from efe_projections.engine.batch import by
from efe_projections.pole.representations import representation
from efe_projections.pole.rows import PoleRow
from efe_projections.tasks.kinds import OwnerKind, TaskKind
from efe_projections.tasks.reads import TaskRow as TaskFact
from efe_projections.tasks.sources import RULES


@strawberry.type(description="À qui revient une tâche.")
class TaskOwner:
    fact: strawberry.Private[TaskFact]
    as_of: strawberry.Private[ResolvedAsOf]
    kind: OwnerKind = field(description="De quelle sorte.")

    @field(description="Le membre, le pôle ou l'Instance ; nul pour la plateforme.")
    async def party(self, info: Info) -> Node | None:
        fact = self.fact
        match fact.owner_kind:
            case OwnerKind.MEMBER:
                return await Lazy("Operator").load(info.context, (fact.owner,), self.as_of)
            case OwnerKind.POLE:
                return await Lazy("Pole").load(info.context, (fact.owner,), self.as_of)
            case OwnerKind.INSTANCE:
                return await Lazy("Instance").load(info.context, (instance_id(Bassin(fact.bassin)),), self.as_of)
            case OwnerKind.ADMINISTRATION:
                return None

    person = linked_person(
        "fact.representative", "La personne qui représente ce membre, pour qui voit ce siège ; nulle pour les autres."
    )


@strawberry.type(description="Quelque chose à faire : pour qui demande, ou comme prochaine étape d'un objet.")
class Task:
    fact: strawberry.Private[TaskFact]
    late_word: LateWord | None = field(
        description="La décision et son texte, si qui demande peut parler sans siège ; nul sinon."
    )
    as_of: strawberry.Private[ResolvedAsOf]
    kind: TaskKind = field(description="Ce qui est à faire.")
    bassin: Bassin = field(description="L'Instance dont c'est l'affaire, ou celle de son pôle.")
    since: date = field(description="Depuis quel jour cela attend.")
    due: date | None = field(description="Jusqu'à quel jour, s'il y a une échéance.")
    viewer_owns: bool = field(description="Si c'est à qui demande de le faire.")

    @classmethod
    def of(cls, fact: TaskFact, as_of: ResolvedAsOf, late_word: LateWord | None) -> Self:
        return cls(
            fact=fact,
            late_word=late_word,
            as_of=as_of,
            kind=fact.kind,
            bassin=Bassin(fact.bassin),
            since=fact.since,
            due=fact.due,
            viewer_owns=fact.mine,
        )

    @field(description="La règle qui veut que ce soit fait.")
    def rule(self, info: Info) -> Rule:
        return rules(info.context.language)[RULES[self.fact.kind]]

    @field(description="À qui cela revient.")
    def owner(self) -> TaskOwner:
        return TaskOwner(fact=self.fact, as_of=self.as_of, kind=OwnerKind(self.fact.owner_kind))

    @field(description="Pourquoi c'est à faire, en une phrase ; d'un pôle en préparation, le collège qui manque.")
    async def reason(self, info: Info) -> str:
        if self.fact.kind is TaskKind.POLE_TO_CONSTITUTE and (missing := await self._missing(info)):
            colleges = " ".join(college.reason for college in missing)
            return in_language(
                Message("Le pôle n'est pas constitué. {colleges}", colleges=colleges), info.context.language
            )
        if self.fact.kind in OF_CARRYING and (step := REASONS_BY_COMMAND.get(self.fact.command or "")):
            return in_language(step, info.context.language)
        return in_language(REASONS[self.fact.kind], info.context.language)

    @field(description="Le nom de la mutation par laquelle on le fait, s'il y a un acte à faire.")
    async def command(self, info: Info) -> str | None:
        if self.fact.kind is TaskKind.POLE_TO_CONSTITUTE and await self._missing(info):
            return mutation_of("designate_member")
        return mutation_of(self.fact.command) if self.fact.command else None

    async def _missing(self, info: Info) -> list[CollegeVerdict]:
        """Returns the colleges that a pôle in preparation lacks, as its composition is computed."""
        pole = await info.context.rows.one(by(PoleRow, "id"), (self.fact.subject,), at=self.as_of.position)
        if pole is None:
            return []
        composition = await compose(info.context, pole, self.as_of, info.context.today)
        return [college for college in composition.colleges if not college.present]

    @field(description="Ce dont il s'agit.")
    async def subject(self, info: Info) -> Entity | None:
        return await load_entity(info.context, self.fact.subject_kind, self.fact.subject, self.as_of)

    @field(description="L'objection, si c'est d'elle qu'il s'agit.")
    async def objection(self, info: Info) -> Objection | None:
        if self.fact.kind not in OF_OBJECTIONS:
            return None
        number = int(self.fact.part.rpartition(" ")[2])
        return await Objection.load(info.context, (self.fact.subject, number), self.as_of)

    @field(description="Le membre représenté, si c'est à lui de parler.")
    async def member(self, info: Info) -> Operator | None:
        if self.fact.kind not in OF_MEMBERS:
            return None
        return await Operator.load(info.context, (UUID(self.fact.part.partition(" ")[0]),), self.as_of)

    @field(description="La réunion conjointe pour laquelle le pôle convoque, reporte ou annule la sienne.")
    async def joint_meeting(self, info: Info) -> JointMeeting | None:
        if self.fact.kind not in OF_JOINT_MEETINGS:
            return None
        project, meeting = map(UUID, self.fact.part.split()[:2])
        return await JointMeeting.load(info.context, (project, meeting), self.as_of)

    @field(description="Le document de l'opérateur, si la personne qui le représentait est remplacée.")
    async def document(self, info: Info) -> Document | None:
        if self.fact.kind is not TaskKind.REPRESENTATIVE_REPLACED:
            return None
        version = int(self.fact.part.partition(" ")[2])
        query = representation(self.fact.subject, version, self.as_of.position)
        rows = await info.context.ports.reads.fetch(query)
        return next((document for row in rows if (document := signed_document(row, self.as_of))), None)

    @field(description="Le compte qui s'est donné un rôle, si c'est ce qui est signalé.")
    def account(self) -> Account | None:
        return Account.of(self.fact.part.partition(" ")[0]) if self.fact.kind is TaskKind.ROLE_TAKEN else None
