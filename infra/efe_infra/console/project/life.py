"""Life of a project in steps, for the head of its page."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from efe_infra.console.language.translatable import tr, tr_plural, tr_value
from efe_infra.console.project.generated import BoardProjectHearing, ProjectDossier, ProjectProject

DONE: Final = "done"
NOW: Final = "now"
LATER: Final = "todo"


class LifeStep(NamedTuple):
    """Step of a life: whether it is over, its words and a note."""

    at: str
    words: str
    note: str


class _Step(NamedTuple):
    is_over: bool
    words: str
    note: str


def life_of(project: ProjectProject, dossier: ProjectDossier, lines: Sequence[BoardProjectHearing]) -> list[LifeStep]:
    """Returns the steps; the first one that is not over is the present one."""
    steps = list(_steps(project, dossier, [each for each in lines if each.until is None]))
    present = next((nth for nth, each in enumerate(steps) if not each.is_over), len(steps))
    marks = [DONE if nth < present else NOW if nth == present else LATER for nth in range(len(steps))]
    return [LifeStep(mark, each.words, each.note) for mark, each in zip(marks, steps, strict=True)]


def _steps(project: ProjectProject, dossier: ProjectDossier, lines: Sequence[BoardProjectHearing]) -> Iterator[_Step]:
    carriers = [each for each in dossier.carriers if each.until is None]
    submissions = [each.submitted_on for each in lines if each.submitted_on]
    heard = [each for each in lines if each.verdict]
    yield _Step(True, tr("Émergé"), tr_value(project.emerged_on))
    yield _Step(bool(carriers), tr_plural("Porté par %(count)s pôle", "Porté par %(count)s pôles", len(carriers)), "")
    yield _Step(bool(submissions), tr("Soumis"), _day(max(submissions, default=None)))
    yield _Step(
        bool(lines) and len(heard) == len(lines),
        tr("Verdicts"),
        tr("%(given)s sur %(all)s", given=len(heard), all=len(lines)),
    )
    yield _Step(dossier.started_on is not None, tr("Démarré"), _day(dossier.started_on))
    if dossier.state == "ABANDONED":
        yield _Step(True, tr("Abandonné"), _day(dossier.ended_on))
    else:
        yield _Step(dossier.ended_on is not None, tr("Achevé"), _day(dossier.ended_on))


def _day(day: date | None) -> str:
    return tr_value(day) if day else ""
