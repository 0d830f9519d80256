"""Which read tables show which entity: what a comparison of the entity with itself looks at."""

from collections.abc import Mapping
from typing import Final

from efe_projections.access import GrantRow
from efe_projections.analysis import AnalysisRow
from efe_projections.consultation import ObjectionRow, PositionRow, RosterRow, WordingRow
from efe_projections.decision import DecisionRow
from efe_projections.hearing import HearingRow, VerdictRow
from efe_projections.instance import AxisRow, BodyRow, InstanceRow
from efe_projections.mandate import MandateRow
from efe_projections.means import FundingRow, SupportRow
from efe_projections.meeting import MeetingRow
from efe_projections.membership import MembershipRow
from efe_projections.operator import CompetenceRow, OperatorRow, SiteRow
from efe_projections.opinion import OpinionRow
from efe_projections.person import ForgottenPersonRow
from efe_projections.pole import PoleRow
from efe_projections.project import ProjectDossierRow, ProjectRow
from efe_projections.project_content import ProgressReportRow, ProjectCarrierRow, ProjectContentRow
from efe_projections.row import Row
from efe_projections.term import EvaluationRow, ModalitiesRow, TermRow
from efe_projections.themes import CitationRow, ThemeListRow
from efe_projections.zone import ZoneRepresentativeRow, ZoneRow

PARTS: Final[Mapping[str, Mapping[type[Row], str]]] = {
    "instance": {
        InstanceRow: "id",
        BodyRow: "instance",
        AxisRow: "instance",
        MandateRow: "instance",
        GrantRow: "kept_in",
    },
    "register": {GrantRow: "kept_in"},
    "operator": {OperatorRow: "id", SiteRow: "operator", CompetenceRow: "operator"},
    "person": {ForgottenPersonRow: "id"},
    "pole": {
        PoleRow: "id",
        MembershipRow: "pole",
        TermRow: "pole",
        EvaluationRow: "pole",
        ModalitiesRow: "id",
        CitationRow: "pole",
    },
    "decision": {
        DecisionRow: "id",
        WordingRow: "decision",
        RosterRow: "id",
        PositionRow: "decision",
        ObjectionRow: "decision",
    },
    "meeting": {MeetingRow: "id"},
    "analysis": {AnalysisRow: "id"},
    "themes": {ThemeListRow: "id"},
    "opinion": {OpinionRow: "id"},
    "project": dict.fromkeys(
        (
            ProjectRow,
            ProjectDossierRow,
            ProjectContentRow,
            ProjectCarrierRow,
            ProgressReportRow,
            HearingRow,
            VerdictRow,
            SupportRow,
            FundingRow,
        ),
        "project",
    ),
    "zone": {ZoneRow: "id", ZoneRepresentativeRow: "zone"},
}
"""By the kind of the entity, as the topics of its events begin: the tables, and the column that names it there.

`project_concern` is left out: it says who may read, and the carriers of a project say the same to a reader.
"""
