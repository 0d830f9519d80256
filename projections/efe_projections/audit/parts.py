"""Read tables of the parts of each kind of entity, which a comparison of the entity reads."""

from collections.abc import Mapping
from typing import Final

from efe_projections.access.rows import ForgottenPersonRow, GrantRow
from efe_projections.analysis.rows import AnalysisRow
from efe_projections.annexes.documents import AttachmentRow, ProjectAttachmentRow, PurgedDocumentRow
from efe_projections.decision.consultation import ObjectionRow, PositionRow, RosterRow, WordingRow
from efe_projections.decision.rows import DecisionRow
from efe_projections.engine.row import Row
from efe_projections.funding.rows import FundingCallRow
from efe_projections.instance.mandates import MandateRow
from efe_projections.instance.rows import AxisMatchRow, AxisRow, BodyRow, InstanceRow
from efe_projections.meeting.rows import MeetingRow
from efe_projections.operator.rows import CompetenceRow, OperatorChangeRow, OperatorRow, RessortRow, SiteRow
from efe_projections.opinion.rows import OpinionRow
from efe_projections.pole.memberships import MembershipRow
from efe_projections.pole.rows import PoleRow
from efe_projections.pole.terms import EvaluationRow, ModalitiesProposalRow, ModalitiesRow, TermRow
from efe_projections.project.contents import ProgressReportRow, ProjectCarrierRow, ProjectContentRow
from efe_projections.project.hearings import HearingRow, VerdictRow
from efe_projections.project.invitations import InvitationRow
from efe_projections.project.joint_meetings import JointAttendanceRow, JointMeetingRow
from efe_projections.project.means import FundingRow, SupportRow
from efe_projections.project.plan import CurrentPlanRow, PlanPartRow
from efe_projections.project.rows import ProjectDossierRow, ProjectRow
from efe_projections.themes.rows import CitationRow, ThemeListRow
from efe_projections.zone.rows import ZoneRepresentativeRow, ZoneRow

PARTS: Final[Mapping[str, Mapping[type[Row], str]]] = {
    "instance": {
        InstanceRow: "id",
        BodyRow: "instance",
        AxisRow: "instance",
        AxisMatchRow: "instance",
        MandateRow: "instance",
        GrantRow: "kept_in",
    },
    "register": {GrantRow: "kept_in"},
    "operator": {
        OperatorRow: "id",
        OperatorChangeRow: "operator",
        SiteRow: "operator",
        RessortRow: "operator",
        CompetenceRow: "operator",
    },
    "person": {ForgottenPersonRow: "id"},
    "pole": {
        PoleRow: "id",
        MembershipRow: "pole",
        TermRow: "pole",
        EvaluationRow: "pole",
        ModalitiesRow: "id",
        ModalitiesProposalRow: "id",
        CitationRow: "pole",
    },
    "decision": {
        DecisionRow: "id",
        WordingRow: "decision",
        RosterRow: "id",
        PositionRow: "decision",
        ObjectionRow: "decision",
        AttachmentRow: "subject",
    },
    "meeting": {MeetingRow: "id", AttachmentRow: "subject"},
    "document": {PurgedDocumentRow: "id"},
    "analysis": {AnalysisRow: "id"},
    "call": {FundingCallRow: "id"},
    "themes": {ThemeListRow: "id"},
    "opinion": {OpinionRow: "id", AttachmentRow: "subject"},
    "project": dict.fromkeys(
        (
            ProjectRow,
            ProjectDossierRow,
            ProjectContentRow,
            ProjectAttachmentRow,
            ProjectCarrierRow,
            ProgressReportRow,
            PlanPartRow,
            CurrentPlanRow,
            JointMeetingRow,
            JointAttendanceRow,
            HearingRow,
            VerdictRow,
            SupportRow,
            FundingRow,
        ),
        "project",
    ),
    "invitation": {InvitationRow: "id"},
    "zone": {ZoneRow: "id", ZoneRepresentativeRow: "zone"},
}
"""By the kind of the entity, as the topics of its events begin: the tables, and the column that names it there.

`project_concern` is left out: it says who may read, and the carriers of a project say the same to a reader.
`correction` too: a correction is an event of the trail, and compared are the facts as they stand. And
`representation`, `pending_correction`, `project_fact` and `search_entry`: they repeat what other tables have.
"""
