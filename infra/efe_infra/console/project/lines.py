"""Lists of pôles and projects, as several pages show them."""

from datetime import date

from efe_infra.console.project.answers import Pole
from efe_infra.console.register.answers import Answers, Titled


class Axis(Answers, frozen=True):
    kind: str
    label: str


class PoleLine(Pole, frozen=True):
    axis: Axis
    state: str
    term_ends: date | None
    illustrative: bool


class ProjectLine(Titled, frozen=True):
    bassins: tuple[str, ...]
    outcome: str
    illustrative: bool
