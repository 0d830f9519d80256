"""Life cycle of a project: emergence, start, progress reports, and completion or abandonment."""

from datetime import date
from uuid import UUID

from efe_domain.project.events import ProgressReported
from efe_domain.project.refusals import AlreadyReported, AlreadyStarted, NotStarted, ProjectIsOver
from efe_domain.shared import texts
from efe_domain.shared.days import check_not_before


class Life:
    """Legal days of the life cycle. `latest_on` is that of the last command: no change and no end comes before it."""

    def __init__(self) -> None:
        self.emerged_on = date.max
        self.started_on: date | None = None
        self.ended_on: date | None = None
        self.latest_on = date.min
        self._reports: set[tuple[UUID, str, date]] = set()

    def check_going(self, on: date) -> None:
        """Raises `ProjectIsOver` or `TooEarly`."""
        if self.ended_on:
            raise ProjectIsOver("Le projet a pris fin le {day}.", day=self.ended_on)
        check_not_before(on, self.emerged_on, "l'émergence du projet")

    def check_turning(self, on: date) -> None:
        """Checks a closing command: the project is open, and not before its last act. Raises `ProjectIsOver` or
        `TooEarly`.
        """
        self.check_going(on)
        check_not_before(on, self.latest_on, "le dernier acte du projet")

    def check_not_started(self, on: date) -> None:
        """Raises `AlreadyStarted`, `ProjectIsOver` or `TooEarly`."""
        self.check_going(on)
        if self.started_on:
            raise AlreadyStarted("Le projet a déjà démarré le {day}.", day=self.started_on)

    def check_started(self, on: date) -> None:
        """Raises `NotStarted`, `ProjectIsOver` or `TooEarly`."""
        self.check_going(on)
        if not self.started_on:
            raise NotStarted("Le projet n'a pas démarré.")
        check_not_before(on, self.started_on, "le démarrage du projet")

    def reported(self, pole: UUID, report: str, on: date) -> ProgressReported:
        """Raises `AlreadyReported` or `Invalid`."""
        report = texts.text(report, "report")
        if (pole, report, on) in self._reports:
            raise AlreadyReported("Ce rapport de ce jour est déjà enregistré.")
        return ProgressReported(pole=pole, report=report, effective_on=on)

    def report(self, reported: ProgressReported) -> None:
        self._reports.add((reported.pole, reported.report, reported.effective_on))
