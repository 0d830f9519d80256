"""The content of an opinion: its brief, criteria and conclusion."""

from enum import StrEnum
from uuid import UUID

import msgspec

from efe_domain.law.rules import Rule
from efe_domain.operator.events import OperatorKind
from efe_domain.opinion.refusals import (
    NoImpact,
    NoProjectJudged,
    NotAnAddressee,
    NoTarget,
    OnlyAnInstanceGives,
    OnlyAPoleGives,
)
from efe_domain.project.verdicts import JointOutcome
from efe_domain.shared import texts
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.errors import Invalid

MOST_CRITERIA, MOST_ADDRESSEES = 30, 200


class OpinionKind(StrEnum):
    """An avis d'opportunité is a pôle's (PS-AVIS); the others are an Instance's, to operators (M4)."""

    AVIS_OPPORTUNITE = "avis-opportunite"
    INFORMATION = "information"
    AVIS = "avis"
    ORIENTATION = "orientation"

    @property
    def rule(self) -> Rule:
        return Rule.PS_AVIS if self is OpinionKind.AVIS_OPPORTUNITE else Rule.M4


class OpinionSubjectKind(StrEnum):
    """Kind of the subject: a project or a theme of the register, or an external file."""

    PROJECT = "project"
    THEME = "theme"
    FILE = "file"


class OpinionTargetKind(StrEnum):
    """Bodies to which a judged project is put (PS-AVIS-OBJET)."""

    COMPETITIVENESS_POLE = "pole-de-competitivite"
    FUNDING_MECHANISM = "mecanisme-de-financement"


class CriterionTopic(StrEnum):
    """Topics of the criteria of an opinion: the default set, and any other by its own label."""

    SECTOR_EMPLOYMENT = "emploi-du-secteur"
    SCHOOLS = "ecoles"
    OPERATORS = "operateurs"
    CENTRES = "centres-existants"
    ACCESSIBILITY = "accessibilite"
    OTHER = "autre"


DEFAULT_CRITERIA = tuple(topic for topic in CriterionTopic if topic is not CriterionTopic.OTHER)
AUDIENCE = {
    OperatorKind.ENSEIGNEMENT_SECONDAIRE,
    OperatorKind.CEFA,
    OperatorKind.PROMOTION_SOCIALE,
    OperatorKind.FORMATION,
    OperatorKind.INSERTION,
}
"""Qualifying education (CEFA included), training and insertion (M4-DEST)."""


class OpinionSubject(msgspec.Struct, frozen=True, kw_only=True):
    """`id` is that of the project or theme, `themes` the list of the theme; `file` names one from outside."""

    kind: OpinionSubjectKind
    id: UUID | None = None
    themes: UUID | None = None
    file: str = ""


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """The body that will decide on the project judged."""

    kind: OpinionTargetKind
    name: str


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """Author, subject and addressee of an opinion. The author is a pôle, or an Instance by its `body` or as a whole.

    `follows` is the transmitted opinion that this one comes after.
    """

    kind: OpinionKind
    bassin: Bassin
    pole: UUID | None = None
    body: UUID | None = None
    subject: OpinionSubject
    target: Target | None = None
    follows: UUID | None = None

    def checked(self) -> "Brief":
        """Returns the brief in the form that the register keeps.

        Raises `OnlyAPoleGives`, `OnlyAnInstanceGives`, `NoProjectJudged`, `NoTarget` or `Invalid`.
        """
        opportunity = self.kind is OpinionKind.AVIS_OPPORTUNITE
        if opportunity and self.pole is None:
            raise OnlyAPoleGives("Un avis d'opportunité est rendu par un pôle.")
        if not opportunity and self.pole is not None:
            raise OnlyAnInstanceGives("Informations, avis et orientations viennent de l'Instance ou de ses organes.")
        if opportunity and self.subject.kind is OpinionSubjectKind.THEME:
            raise NoProjectJudged("Un avis d'opportunité porte sur un projet, du registre ou d'ailleurs.")
        if opportunity and self.target is None:
            raise NoTarget("Un avis d'opportunité dit à quelle instance d'avis ou de décision le projet est soumis.")
        subject = self.subject
        if subject.kind is OpinionSubjectKind.FILE:
            subject = OpinionSubject(kind=subject.kind, file=texts.name(subject.file, "subject.file"))
        target = self.target and Target(kind=self.target.kind, name=texts.name(self.target.name, "target.name"))
        return msgspec.structs.replace(self, subject=subject, target=target)


class OpinionCriterion(msgspec.Struct, frozen=True, kw_only=True):
    """Finding under a criterion; `label` names one outside the default set."""

    topic: CriterionTopic
    label: str = ""
    finding: str


class ProjectStage(StrEnum):
    """Stage that a project had reached."""

    EMERGED = "emerged"
    SUBMITTED = "submitted"
    STARTED = "started"
    OVER = "over"


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """Project as it stood when the opinion was written: its content, its stage and, once submitted, its outcome."""

    number: int
    content_hash: str
    stage: ProjectStage
    outcome: JointOutcome | None


class OpinionContent(msgspec.Struct, frozen=True, kw_only=True):
    """`impact` is the sub-regional socio-economic one (PS-AVIS-OBJET). Addressees are named, or all of some kinds."""

    title: str
    impact: str = ""
    criteria: tuple[OpinionCriterion, ...] = ()
    conclusion: str
    operators: tuple[UUID, ...] = ()
    operator_kinds: tuple[OperatorKind, ...] = ()

    def checked(self, kind: OpinionKind) -> "OpinionContent":
        """Returns the content in its stored form. Raises `NoImpact`, `NotAnAddressee` or `Invalid`."""
        if kind is OpinionKind.AVIS_OPPORTUNITE and not self.impact.strip():
            raise NoImpact("Un avis d'opportunité dit l'impact socio-économique sous-régional du projet.")
        check_audience(self.operator_kinds)
        if len(self.criteria) > MOST_CRITERIA:
            raise Invalid("content.criteria", "Il y en a {most} au plus.", most=MOST_CRITERIA)
        if len(self.operators) > MOST_ADDRESSEES:
            raise Invalid("content.operatorIds", "Il y en a {most} au plus.", most=MOST_ADDRESSEES)
        return OpinionContent(
            title=texts.name(self.title, "content.title"),
            impact=texts.text(self.impact, "content.impact") if self.impact else "",
            criteria=clean_criteria(self.criteria),
            conclusion=texts.text(self.conclusion, "content.conclusion"),
            operators=tuple(sorted(set(self.operators))),
            operator_kinds=tuple(sorted(set(self.operator_kinds))),
        )


def check_audience(kinds: tuple[OperatorKind, ...]) -> None:
    """Raises `NotAnAddressee`."""
    if outside := sorted(set(kinds) - AUDIENCE):
        raise NotAnAddressee(
            "Les destinataires sont des opérateurs d'enseignement qualifiant, de formation ou d'insertion.", *outside
        )


def clean_criteria(raw_criteria: tuple[OpinionCriterion, ...]) -> tuple[OpinionCriterion, ...]:
    """Sorts the criteria: the default set first, then others; each once. Raises `Invalid`."""
    criteria: dict[tuple[CriterionTopic, str], OpinionCriterion] = {}
    for each in raw_criteria:
        other = each.topic is CriterionTopic.OTHER
        if each.label and not other:
            raise Invalid("content.criteria", "Seul un critère hors de la liste porte un libellé.")
        label = texts.name(each.label, "content.criteria") if other else ""
        finding = texts.text(each.finding, "content.criteria")
        key = each.topic, texts.slug(label)
        if key in criteria:
            raise Invalid("content.criteria", "Un critère n'est examiné qu'une fois.")
        criteria[key] = OpinionCriterion(topic=each.topic, label=label, finding=finding)
    order = list(CriterionTopic)
    return tuple(sorted(criteria.values(), key=lambda each: order.index(each.topic)))
