"""Links to the pages of objects, the names of objects and accounts, and the steps of an object's timeline."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple, Protocol

from efe_infra.console.language.translatable import tr
from efe_infra.console.register.generated import ObjectName
from efe_infra.console.register.ids import key_of, kind_of
from efe_infra.console.register.object_labels import KINDS

PLACES: Final = {
    "Pole": "/poles/",
    "Decision": "/decisions/",
    "Project": "/projets/",
    "Invitation": "/invitations/",
    "Meeting": "/reunions/",
    "Opinion": "/avis/",
    "Operator": "/operateurs/",
    "FundingCall": "/appels/",
    "Analysis": "/analyses/",
    "ThemeList": "/thematiques/",
}
"""Paths of the objects that have a page, by their type."""


class NamedAccount(Protocol):
    """Account in a response."""

    @property
    def id(self) -> str: ...

    @property
    def display_name(self) -> str | None: ...


def page_of(global_id: str) -> str | None:
    """Returns the path of an object's page; None for an object without a page."""
    place = PLACES.get(kind_of(global_id))
    return f"{place}{key_of(global_id)}" if place else None


def kind_name(typename: str) -> str:
    return KINDS.get(typename, typename)


def account_name(account: NamedAccount) -> str:
    return account.display_name or tr("Compte sans nom")


def account_check(account: NamedAccount) -> str:
    """Returns the account with a short code: two persons compare it by another means."""
    key = key_of(account.id)
    code = f"{key[:4]} {key[4:8]}"
    return tr("%(name)s, code de contrôle %(code)s", name=account_name(account), code=code)


def object_name(thing: ObjectName) -> str | None:
    """Returns the name of an object of any kind; None if it has none, or the viewer may not read it."""
    title = thing.name or thing.title or thing.opinion or thing.question or (thing.content and thing.content.title)
    return title or (tr("Réunion du %(day)s", day=thing.day) if thing.day else None)


def object_title(thing: ObjectName) -> str:
    return object_name(thing) or tr("Sans titre")


class Step(NamedTuple):
    """Step in the timeline of an object: a day and its event in words."""

    day: date
    words: str


def in_order(*steps: tuple[date | None, str]) -> list[Step]:
    """Returns the steps that have a day, sorted by it."""
    return sorted((Step(day, words) for day, words in steps if day), key=lambda step: step.day)


FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "intitule": object_title,
    "objet": object_name,
    "page": page_of,
    "sorte": kind_name,
}
