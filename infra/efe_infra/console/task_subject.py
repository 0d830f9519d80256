"""What a task is about, by whatever names it."""

from datetime import date

from efe_infra.console.frame import Answers
from efe_infra.console.french import day
from efe_infra.console.trail import Subject


class Content(Answers, frozen=True):
    title: str


class TaskSubject(Subject, frozen=True):
    """What it is about, each kind with the field that names it."""

    name: str | None = None
    title: str | None = None
    opinion: str | None = None
    question: str | None = None
    content: Content | None = None
    day: date | None = None

    @property
    def words(self) -> str:
        titled = self.name or self.title or self.opinion or self.question or (self.content and self.content.title)
        return titled or (f"Réunion du {day(self.day)}" if self.day else "Sans titre")
