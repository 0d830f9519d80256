"""Lists of projects."""

from uuid import UUID

from efe_domain.texts import slug
from efe_domain.verdicts import JointOutcome
from efe_projections.project import ProjectDossierRow, ProjectRow, ProjectState
from efe_projections.project_content import ProjectCarrierRow
from efe_projections.query import alive, visible
from efe_projections.reads.listing import Listing, listing
from efe_projections.row import Row


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
    """By title. `pole` carries or leads them; that, and `state`, are known only to those whom they concern."""
    return listing(
        ProjectRow,
        "sort_title",
        "project",
        when={
            "%(bassin)s = any(bassins)": {"bassin": bassin},
            f"({_has(ProjectCarrierRow, 'pole = %(pole)s and held.until is null')} or"
            f" {_has(ProjectDossierRow, 'lead = %(pole)s')})": {"pole": pole},
            "outcome = %(outcome)s": {"outcome": outcome},
            _has(ProjectDossierRow, "state = %(state)s"): {"state": state},
            "(cardinality(bassins) > 1) = %(joint)s": {"joint": joint},
            "zone = %(zone)s": {"zone": zone},
            "strpos(sort_title, %(search)s) > 0": {"search": search and slug(search)},
        },
    )


def _has(row: type[Row], condition: str) -> str:
    return f"""exists (
        select from read.{row.TABLE.name} as held where held.project = project.project and held.{condition}
        and {alive("held")} and {visible(row.TABLE, "held")}
    )"""
