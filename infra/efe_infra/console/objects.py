"""Objects of any kind, by what names them."""

from datetime import date

from efe_infra.console.frame import Answers
from efe_infra.console.french import day
from efe_infra.console.trail import Subject


class Content(Answers, frozen=True):
    title: str


class NamedObject(Subject, frozen=True):
    """The fragment `ObjectName`: each kind has the field that names it."""

    name: str | None = None
    title: str | None = None
    opinion: str | None = None
    question: str | None = None
    content: Content | None = None
    day: date | None = None

    @property
    def called(self) -> str | None:
        titled = self.name or self.title or self.opinion or self.question or (self.content and self.content.title)
        return titled or (f"Réunion du {day(self.day)}" if self.day else None)

    @property
    def words(self) -> str:
        return self.called or "Sans titre"
