"""What the person at a page may do, for what a page offers them; each command checks it itself."""

from efe_infra.console.frame import Answers


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


def coordinates(viewer: Standing | None, bassin: str) -> bool:
    return viewer is not None and viewer.coordinates(bassin)
