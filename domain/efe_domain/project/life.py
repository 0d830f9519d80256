"""Life cycle of a project: emergence, start, progress reports, and completion or abandonment."""

from datetime import date
from uuid import UUID

from efe_domain.project.content import ActionName, ActionProgress
from efe_domain.project.events import ProgressReported
from efe_domain.project.refusals import AlreadyReported, AlreadyStarted, NotStarted, ProjectIsOver
from efe_domain.shared import texts
from efe_domain.shared.days import check_not_before
from efe_domain.shared.errors import Invalid


class Life:
    """Legal days of the life cycle. `latest_on` is that of the last command: no change and no end comes before it."""

    def __init__(self) -> None:
        self.emerged_on = date.max
        self.started_on: date | None = None
        self.ended_on: date | None = None
        self.latest_on = date.min
        self._reports: set[tuple[object, ...]] = set()

    def check_going(self, on: date) -> None:
        """Raises `ProjectIsOver` or `TooEarly`."""
        if self.ended_on:
            raise ProjectIsOver("Le projet a pris fin le {day}.", day=self.ended_on)
        check_not_before(on, self.emerged_on, "l'émergence du projet")

    def check_may_end(self, on: date) -> None:
        """Checks a command that amends or ends: the project goes on, and the day is not before its last act.

        Raises `ProjectIsOver` or `TooEarly`.
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

    def checked_report(
        self, pole: UUID, report: str, action: ActionName | None, state: ActionProgress | None, on: date
    ) -> ProgressReported:
        """Returns the event of a progress report. Raises `AlreadyReported` or `Invalid`."""
        if (action is None) != (state is None):
            raise Invalid("state", "Un rapport sur une action en dit l'état, et lui seul.")
        report = texts.text(report, "report") if report or not action else ""
        event = ProgressReported(pole=pole, report=report, action=action, state=state, effective_on=on)
        if _content_of(event) in self._reports:
            raise AlreadyReported("Ce rapport de ce jour est déjà enregistré.")
        return event

    def report(self, event: ProgressReported) -> None:
        self._reports.add(_content_of(event))


def _content_of(event: ProgressReported) -> tuple[object, ...]:
    return event.pole, event.report, event.action, event.state, event.effective_on
