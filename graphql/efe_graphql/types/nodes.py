"""Every type of object that `node` finds, and the entities among them."""

from typing import Final

from efe_graphql.types.access.access_journal import AccessJournalEntry
from efe_graphql.types.access.grants import AccessGrant, AccessRegister
from efe_graphql.types.analysis import Analysis
from efe_graphql.types.correction import Correction
from efe_graphql.types.decision.consultation import DecisionPosition, DecisionWording, Objection
from efe_graphql.types.decision.decision import Decision
from efe_graphql.types.document import Attachment, ProjectAttachment, PurgedDocument
from efe_graphql.types.funding_call import FundingCall
from efe_graphql.types.instance.instance import AxisMatch, Body, IdentifiedAxis, Instance
from efe_graphql.types.instance.mandate import Mandate
from efe_graphql.types.meeting import Meeting
from efe_graphql.types.objects.entity import Entity
from efe_graphql.types.objects.lazy import register
from efe_graphql.types.objects.node import Node
from efe_graphql.types.operator import Competence, Operator, Ressort, Site
from efe_graphql.types.opinion import Opinion
from efe_graphql.types.people import ForgottenPerson
from efe_graphql.types.pole.pole import Pole
from efe_graphql.types.pole.pole_dossier import Evaluation, Membership, Modalities, ModalitiesProposal, Term
from efe_graphql.types.project.invitation import Invitation
from efe_graphql.types.project.joint_meeting import JointMeeting
from efe_graphql.types.project.project import Project
from efe_graphql.types.project.project_content import ProjectContent
from efe_graphql.types.project.project_dossier import ProgressReport, ProjectCarrier
from efe_graphql.types.project.project_plan import PlanPart
from efe_graphql.types.project.project_verdicts import Funding, ProjectHearing, Support, Verdict
from efe_graphql.types.territory import Zone, ZoneRepresentative
from efe_graphql.types.themes import Theme, ThemeList
from efe_graphql.types.trail.entries import AuditEntry, HistoryEntry

NODES: Final[tuple[type[Node], ...]] = (
    AccessGrant,
    AccessJournalEntry,
    AccessRegister,
    Analysis,
    Attachment,
    AuditEntry,
    AxisMatch,
    Body,
    Competence,
    Correction,
    Decision,
    DecisionPosition,
    DecisionWording,
    Evaluation,
    ForgottenPerson,
    Funding,
    FundingCall,
    HistoryEntry,
    IdentifiedAxis,
    Instance,
    Invitation,
    Mandate,
    JointMeeting,
    Meeting,
    Membership,
    Modalities,
    ModalitiesProposal,
    Objection,
    Operator,
    Opinion,
    PlanPart,
    Pole,
    ProgressReport,
    Project,
    ProjectAttachment,
    ProjectCarrier,
    ProjectContent,
    ProjectHearing,
    PurgedDocument,
    Ressort,
    Site,
    Support,
    Term,
    Theme,
    ThemeList,
    Verdict,
    Zone,
    ZoneRepresentative,
)
register(*NODES)
KINDS: Final = {kind.__name__: kind for kind in NODES}
ENTITIES: Final = {kind.SUBJECT: kind for kind in NODES if issubclass(kind, Entity)}
"""By the kind of the entity, as the topics of its events begin."""
