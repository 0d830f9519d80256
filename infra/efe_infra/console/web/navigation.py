"""Entries of the menu, in their order."""

from collections.abc import Iterator
from typing import Final, NamedTuple


class MenuEntry(NamedTuple):
    label: str
    path: str
    is_current: bool = False
    signed_in: bool = False
    waiting: int = 0


TASKS: Final = "/a-faire"
CALENDAR: Final = "/calendrier"
SEARCH: Final = "/recherche"
ENTRIES: Final = (
    MenuEntry("Pôles et projets", "/"),
    MenuEntry("À faire", TASKS, signed_in=True),
    MenuEntry("Calendrier", CALENDAR, signed_in=True),
    MenuEntry("Aide", "/aide"),
)


def entries(path: str, *, signed_in: bool, tasks: int = 0) -> Iterator[MenuEntry]:
    """Yields the entries of the menu; `tasks` is the number of open tasks of the signed-in person."""
    for each in ENTRIES:
        if signed_in or not each.signed_in:
            yield each._replace(is_current=each.path == path, waiting=tasks if each.path == TASKS else 0)
