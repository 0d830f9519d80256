"""Objects of any kind: their pages, and what names them."""

from datetime import date
from typing import Final

import msgspec

from efe_infra.console.language.translatable import tr
from efe_infra.console.register.answers import Answers
from efe_infra.console.register.ids import key_of, kind_of
from efe_infra.console.register.labels import KINDS

PLACES: Final = {
    "Pole": "/poles/",
    "Decision": "/decisions/",
    "Project": "/projets/",
    "Invitation": "/invitations/",
    "Meeting": "/reunions/",
    "Opinion": "/avis/",
}
"""Where the pages are of the objects that have one."""


def page_of(global_id: str) -> str | None:
    place = PLACES.get(kind_of(global_id))
    return f"{place}{key_of(global_id)}" if place else None


class Subject(Answers, frozen=True):
    kind: str = msgspec.field(name="__typename")
    id: str

    @property
    def page(self) -> str | None:
        return page_of(self.id)

    @property
    def kind_words(self) -> str:
        return KINDS.get(self.kind, self.kind)


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
        return titled or (tr("Réunion du %(day)s", day=self.day) if self.day else None)

    @property
    def words(self) -> str:
        return self.called or tr("Sans titre")
