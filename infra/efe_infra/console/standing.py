"""What the person at a page may do, for what a page offers them; each command checks it itself."""

from efe_infra.console.frame import Answers
from efe_infra.console.ids import at_present


class OnePole(Answers, frozen=True):
    id: str


class Grant(Answers, frozen=True):
    role: str
    bassins: tuple[str, ...]
    pole: OnePole | None


class Standing(Answers, frozen=True):
    """The roles that are in force today."""

    grants: tuple[Grant, ...]

    def coordinates(self, bassin: str) -> bool:
        return any(
            each.role == "COORDINATOR" and each.pole is None and bassin in each.bassins for each in self.grants
        )


class Acting(Standing, frozen=True):
    """`poles` are those of which the person represents a member."""

    poles: tuple[OnePole, ...]

    def acts_in(self, pole: str, bassin: str) -> bool:
        """In the pôle of that identifier and bassin."""
        return self.coordinates(bassin) or any(at_present(pole) == at_present(each.id) for each in self.poles)


def coordinates(viewer: Standing | None, bassin: str) -> bool:
    return viewer is not None and viewer.coordinates(bassin)
