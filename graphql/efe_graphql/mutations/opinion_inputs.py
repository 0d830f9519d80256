"""Parts of the inputs of opinions: brief and content."""

from uuid import UUID

import strawberry
from strawberry import ID, UNSET, field

from efe_domain.operator.events import OperatorKind
from efe_domain.opinion.content import (
    Brief,
    CriterionTopic,
    OpinionContent,
    OpinionCriterion,
    OpinionKind,
    OpinionSubject,
    OpinionSubjectKind,
    OpinionTargetKind,
    Target,
)
from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.global_id import uuid_of, uuid_or_none
from efe_graphql.types.opinion import theme_key


@strawberry.input(one_of=True, description="Sur quoi porte un avis.")
class OpinionSubjectInput:
    project_id: ID | None = field(default=UNSET, description="Un projet du registre.")
    theme_id: ID | None = field(default=UNSET, description="Une thématique commune.")
    file: str | None = field(default=UNSET, description="Un dossier extérieur, par son nom.")

    def subject(self) -> OpinionSubject:
        if self.project_id:
            return OpinionSubject(kind=OpinionSubjectKind.PROJECT, id=uuid_of("Project", self.project_id))
        if self.theme_id:
            themes, theme = theme_key(self.theme_id)
            return OpinionSubject(kind=OpinionSubjectKind.THEME, id=theme, themes=themes)
        return OpinionSubject(kind=OpinionSubjectKind.FILE, file=self.file or "")


@strawberry.input(description="L'instance d'avis ou de décision à laquelle le projet est soumis (PS-AVIS-OBJET).")
class OpinionTargetInput:
    kind: OpinionTargetKind = field(description="Sa sorte.")
    name: str = field(description="Son nom.")


@strawberry.input(description="Qui rend quoi, sur quoi.")
class OpinionBriefInput:
    kind: OpinionKind = field(description="Sa sorte.")
    bassin: Bassin = field(description="Le bassin de son auteur.")
    pole_id: ID | None = field(default=None, description="Le pôle qui rend un avis d'opportunité.")
    body_id: ID | None = field(
        default=None, description="L'organe de l'Instance qui rend les autres ; l'Instance elle-même sans lui."
    )
    subject: OpinionSubjectInput = field(description="Sur quoi il porte.")
    target: OpinionTargetInput | None = field(
        default=None, description="L'instance visée ; attendue d'un avis d'opportunité."
    )
    follows_id: ID | None = field(default=None, description="L'avis transmis du même auteur auquel il fait suite.")

    @property
    def pole(self) -> UUID | None:
        return uuid_or_none("Pole", self.pole_id)

    def brief(self) -> Brief:
        return Brief(
            kind=self.kind,
            bassin=self.bassin,
            pole=self.pole,
            body=uuid_or_none("Body", self.body_id),
            subject=self.subject.subject(),
            target=Target(kind=self.target.kind, name=self.target.name) if self.target else None,
            follows=uuid_or_none("Opinion", self.follows_id),
        )


@strawberry.input(description="Ce qui a été constaté sous un critère.")
class OpinionCriterionInput:
    topic: CriterionTopic = field(description="Le critère.")
    label: str = field(default="", description="Le libellé d'un critère qui n'est pas de ceux proposés par défaut.")
    finding: str = field(description="Ce qui a été constaté.")


@strawberry.input(description="Ce que dit un avis, et à qui.")
class OpinionContentInput:
    title: str = field(description="Son titre.")
    impact: str = field(
        default="",
        description="L'impact socio-économique sous-régional ; attendu d'un avis d'opportunité (PS-AVIS-OBJET).",
    )
    criteria: list[OpinionCriterionInput] = field(default_factory=list, description="Ce qui a été examiné.")
    conclusion: str = field(description="Sa conclusion.")
    operator_ids: list[ID] = field(default_factory=list, description="Des opérateurs destinataires (M4-DEST).")
    operator_kinds: list[OperatorKind] = field(
        default_factory=list, description="Des sortes d'opérateurs dont tous ceux du bassin sont destinataires."
    )

    def content(self) -> OpinionContent:
        return OpinionContent(
            title=self.title,
            impact=self.impact,
            criteria=tuple(
                OpinionCriterion(topic=each.topic, label=each.label, finding=each.finding) for each in self.criteria
            ),
            conclusion=self.conclusion,
            operators=tuple(uuid_of("Operator", each) for each in self.operator_ids),
            operator_kinds=tuple(self.operator_kinds),
        )


@strawberry.input(one_of=True, description="Ce que l'on rédige : un avis demandé, ou de sa propre initiative.")
class OpinionOriginInput:
    opinion_id: ID | None = field(default=UNSET, description="L'avis demandé.")
    initiative: OpinionBriefInput | None = field(default=UNSET, description="De sa propre initiative.")
