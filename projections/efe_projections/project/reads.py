"""Lists of projects, of hearings on their boards, and of invitations to carry one."""

from datetime import date
from uuid import UUID

from efe_domain.project.invitation import InvitationState
from efe_domain.project.verdicts import JointOutcome
from efe_domain.shared.axis import Axis
from efe_domain.shared.texts import slug
from efe_projections.engine.listing import Listing, listing
from efe_projections.engine.query import alive, visible
from efe_projections.engine.row import Row
from efe_projections.pole.reads import alike, alike_to
from efe_projections.pole.rows import PoleRow
from efe_projections.project.contents import ProjectCarrierRow
from efe_projections.project.hearings import HearingRow
from efe_projections.project.invitations import InvitationRow
from efe_projections.project.rows import ProjectDossierRow, ProjectRow, ProjectState


def projects(
    *,
    bassin: str | None = None,
    pole: UUID | None = None,
    outcome: JointOutcome | None = None,
    state: ProjectState | None = None,
    joint: bool | None = None,
    zone: bool | None = None,
    search: str | None = None,
) -> Listing[ProjectRow]:
    """Returns projects by title. Only viewers that a project concerns can filter by `pole` (carrier or lead) and
    `state`."""
    return listing(
        ProjectRow,
        "sort_title",
        "project",
        when={
            "%(bassin)s = any(bassins)": {"bassin": bassin},
            _carried_by_pole("project"): {"pole": pole},
            "outcome = %(outcome)s": {"outcome": outcome},
            _has("project", ProjectDossierRow, "state = %(state)s"): {"state": state},
            "(cardinality(bassins) > 1) = %(joint)s": {"joint": joint},
            "zone = %(zone)s": {"zone": zone},
            "strpos(sort_title, %(search)s) > 0": {"search": search and slug(search)},
        },
    )


def projects_alike(axis: Axis, *, outside: str) -> Listing[ProjectRow]:
    """Returns projects of other bassins on the same axis, or on that of a pôle with one of its codes, by title."""
    return listing(
        ProjectRow,
        "sort_title",
        "project",
        when={
            f"(axis = any(%(axes)s) or axis in ({_axes_alike()}))": alike_to(axis),
            "not bassins @> array[%(outside)s]::text[]": {"outside": outside},
        },
    )


def _axes_alike() -> str:
    return f"""
        select pole.axis from read.pole
        where {alike("pole.")} and {alive("pole")} and {visible(PoleRow.TABLE, "pole")}
    """  # noqa: S608


def verdicts_to_give(bassin: str) -> Listing[HearingRow]:
    """Returns the hearings of the Instance that await its verdict, the first submitted first (PS-ACCORD).

    Of projects that are neither completed nor abandoned.
    """
    running = f"state in ('{ProjectState.EMERGED}', '{ProjectState.STARTED}')"
    return listing(
        HearingRow,
        "submitted_on",
        "project",
        when={
            "bassin = %(bassin)s": {"bassin": bassin},
            "until is null and submitted_on is not null and verdict is null": {},
            _has("hearing", ProjectDossierRow, running): {},
        },
    )


def invitations(
    *,
    bassin: str | None = None,
    pole: UUID | None = None,
    project: UUID | None = None,
    state: InvitationState | None = None,
    open_on: date | None = None,
) -> Listing[InvitationRow]:
    """Returns invitations, the first due first. `bassin` and `pole` are invited, and may answer on `open_on`."""
    return listing(
        InvitationRow,
        "answer_by",
        "id",
        when={
            "bassin = %(bassin)s": {"bassin": bassin},
            "pole = %(pole)s": {"pole": pole},
            "project = %(project)s": {"project": project},
            "state = %(state)s": {"state": state},
            f"state = '{InvitationState.OPEN}' and answer_by >= %(open_on)s": {"open_on": open_on},
        },
    )


def board_of(pole: UUID) -> Listing[HearingRow]:
    """Returns the hearings, one for each Instance, of every project that the pôle carries or leads."""
    return listing(HearingRow, "project", "bassin", when={_carried_by_pole("hearing"): {"pole": pole}})


def _carried_by_pole(of: str) -> str:
    """Returns SQL: the pôle carries or leads the project. It starts from the pôle's few projects."""
    carried = _projects_of(ProjectCarrierRow, "pole = %(pole)s and valid.until is null")
    return f"{of}.project in ({carried} union all {_projects_of(ProjectDossierRow, 'lead = %(pole)s')})"


def _projects_of(row: type[Row], condition: str) -> str:
    return f"""
        select valid.project from read.{row.TABLE.name} as valid where valid.{condition}
        and {alive("valid")} and {visible(row.TABLE, "valid")}
    """  # noqa: S608


def _has(of: str, row: type[Row], condition: str) -> str:
    """Returns SQL: the project of a row of the table `of` has a visible row that meets the condition."""
    return f"""exists (
        select from read.{row.TABLE.name} as valid where valid.project = {of}.project and valid.{condition}
        and {alive("valid")} and {visible(row.TABLE, "valid")}
    )"""
