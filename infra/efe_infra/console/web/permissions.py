"""Rights of the viewer, as far as pages need them to offer commands; the platform checks each command itself."""

from collections.abc import Iterable, Sequence
from typing import Final

from efe_infra.console.language.translatable import tr
from efe_infra.console.register.ids import at_present
from efe_infra.console.web.generated import Acting, Standing
from efe_infra.console.web.live_updates import RELOAD_INTERVAL_S, LiveUpdates
from efe_infra.console.web.refusals import NotTheirs

TRAIL_READERS: Final = frozenset({"COORDINATOR", "AUDITOR", "READER"})
"""Roles that may read the audit trail of an Instance."""
NOT_YOURS: Final = tr("Cet acte est ouvert aux coordinateurs de l'Instance.")
NOR_A_MEMBER: Final = tr("Cet acte est ouvert aux coordinateurs de l'Instance et à qui représente un membre du pôle.")

ADMINISTRATORS_ONLY: Final = tr("Cette page est ouverte aux administrateurs de la plateforme.")


def readable_instances(viewer: Standing) -> Sequence[str]:
    """Returns the Instances whose trail the viewer may read."""
    grants = (each for each in viewer.grants if each.pole is None and each.role in TRAIL_READERS)
    return sorted({bassin for each in grants for bassin in each.bassins})


def trail_bassin(viewer: Standing | None, bassins: Sequence[str]) -> str:
    """Returns the first of these Instances whose trail the viewer may read, else the first one."""
    readable = readable_instances(viewer) if viewer else ()
    return next((each for each in bassins if each in readable), bassins[0])


def live_updates(viewer: Standing | None, bassins: Iterable[str]) -> LiveUpdates:
    """Returns the live updates of a page about these Instances, as far as the viewer may read their trails."""
    readable = readable_instances(viewer) if viewer else ()
    if followed_bassins := [each for each in bassins if each in readable]:
        return LiveUpdates.of(followed_bassins)
    return LiveUpdates(reload_interval_s=RELOAD_INTERVAL_S if viewer else None)


def coordinates(viewer: Standing | None, bassin: str) -> bool:
    return _has_role(viewer, bassin, "COORDINATOR")


def coordinated_bassin(viewer: Standing | None, bassins: Sequence[str]) -> str:
    """Returns the first of these Instances that the viewer coordinates, else the first one."""
    return next((each for each in bassins if coordinates(viewer, each)), bassins[0])


def may_prove(viewer: Standing | None, bassin: str) -> bool:
    """Tells whether the viewer may download the evidence of an Instance."""
    return _has_role(viewer, bassin, "COORDINATOR", "AUDITOR")


def _has_role(viewer: Standing | None, bassin: str, *roles: str) -> bool:
    grants = viewer.grants if viewer else ()
    return any(each.role in roles and each.pole is None and bassin in each.bassins for each in grants)


def acts_in(viewer: Acting | None, pole: str, bassin: str) -> bool:
    """Tells whether the viewer coordinates the bassin, or represents a member of the pôle with this id."""
    if viewer is None:
        return False
    return coordinates(viewer, bassin) or any(at_present(pole) == at_present(each.id) for each in viewer.poles)


def check_coordinates(viewer: Standing | None, bassin: str) -> None:
    """Raises `NotTheirs`."""
    if not coordinates(viewer, bassin):
        raise NotTheirs(NOT_YOURS)


def check_administers(viewer: Standing | None) -> None:
    """Raises `NotTheirs`."""
    if not any(each.role == "ADMINISTRATOR" for each in (viewer.grants if viewer else ())):
        raise NotTheirs(ADMINISTRATORS_ONLY)
