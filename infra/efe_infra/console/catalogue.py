"""Lists of pôles and projects, as several pages show them."""

from datetime import date

from efe_infra.console.answers import Answers, Titled
from efe_infra.console.projects import Pole


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
