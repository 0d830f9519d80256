"""What the person at a page may do, for what a page offers them; each command checks it itself."""

from collections.abc import Iterable
from typing import Final

from efe_infra.console.language.translatable import tr
from efe_infra.console.register.answers import Answers, Known
from efe_infra.console.register.ids import at_present
from efe_infra.console.web.live_updates import EVERY, Course
from efe_infra.console.web.refusals import NotTheirs

INSTANCE_ROLES: Final = frozenset({"COORDINATOR", "AUDITOR", "READER"})


class Grant(Answers, frozen=True):
    role: str
    bassins: tuple[str, ...]
    pole: Known | None


class Standing(Answers, frozen=True):
    """The roles that are in force today."""

    grants: tuple[Grant, ...]

    @property
    def opened(self) -> list[str]:
        """The Instances whose trail they may read."""
        held = (each for each in self.grants if each.pole is None and each.role in INSTANCE_ROLES)
        return sorted({bassin for each in held for bassin in each.bassins})

    def coordinates(self, bassin: str) -> bool:
        return self._has(bassin, "COORDINATOR")

    def may_prove(self, bassin: str) -> bool:
        """Whether the evidence of an Instance is given to them."""
        return self._has(bassin, "COORDINATOR", "AUDITOR")

    def _has(self, bassin: str, *roles: str) -> bool:
        return any(each.role in roles and each.pole is None and bassin in each.bassins for each in self.grants)


def opened(viewer: Standing | None, bassins: Iterable[str]) -> list[str]:
    """Of these Instances, those whose trail they may read."""
    return [each for each in bassins if viewer and each in viewer.opened]


def followed(viewer: Standing | None, bassins: Iterable[str]) -> Course:
    """What a page of these Instances follows: where the person may read the trail."""
    if found := opened(viewer, bassins):
        return Course.of(found)
    return Course(every=EVERY if viewer else None)


class Acting(Standing, frozen=True):
    """`poles` are those of which the person represents a member."""

    poles: tuple[Known, ...]

    def acts_in(self, pole: str, bassin: str) -> bool:
        """In the pôle of that identifier and bassin."""
        return self.coordinates(bassin) or any(at_present(pole) == at_present(each.id) for each in self.poles)

    def acts(self, bassins: Iterable[str], pole: Known | None) -> bool:
        """For an Instance of the bassins, or in the pôle."""
        return any(self.acts_in(pole.id, each) if pole else self.coordinates(each) for each in bassins)


def coordinates(viewer: Standing | None, bassin: str) -> bool:
    return viewer is not None and viewer.coordinates(bassin)


NOT_YOURS: Final = tr("Cet acte est ouvert aux coordinateurs de l'Instance.")
NOR_A_MEMBER: Final = tr("Cet acte est ouvert aux coordinateurs de l'Instance et à qui représente un membre du pôle.")

NOR_OF_THE_POLE: Final = tr(
    "Cet acte est ouvert à qui représente un membre du pôle concerné et aux coordinateurs de son Instance."
)


def check_coordinates(viewer: Standing | None, bassin: str) -> None:
    """Raises `NotTheirs`."""
    if not coordinates(viewer, bassin):
        raise NotTheirs(NOT_YOURS)


def acts(viewer: Acting | None, bassins: Iterable[str], pole: Known | None) -> bool:
    return viewer is not None and viewer.acts(bassins, pole)


def check_acts(viewer: Acting | None, bassins: Iterable[str], pole: Known | None) -> None:
    """Raises `NotTheirs`."""
    if not acts(viewer, bassins, pole):
        raise NotTheirs(NOR_A_MEMBER)
