"""Entries of the menu of each role, in their order, and the first page after signing in."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, Literal, NamedTuple

from efe_infra.console.register.labels import SLUGS
from efe_infra.console.web.acting_roles import ADMINISTRATOR, AUDITOR, COORDINATOR, MEMBER, READER, ActingRole


class MenuEntry(NamedTuple):
    """`current` is its `aria-current`: the page itself, or one below it."""

    label: str
    path: str
    current: Literal["", "page", "true"] = ""
    waiting: int = 0


LANDING: Final = "/mon-espace"
"""Address that leads to the first page of a signed-in person."""
TASKS: Final = "/a-faire"
CALENDAR: Final = "/calendrier"
SEARCH: Final = "/recherche"
OWN_POLES: Final = "/mes-poles"
SETUP: Final = "/mise-en-route"
STATE: Final = "/administration/etat"
PERSONS: Final = "/administration/personnes"
HOME: Final = MenuEntry("Accueil", "/")
TODO: Final = MenuEntry("À faire", TASKS)
POLES: Final = MenuEntry("Pôles", "/poles")
PROJECTS: Final = MenuEntry("Projets", "/projets")
DECISIONS: Final = MenuEntry("Décisions et avis", "/decisions")
AGENDA: Final = MenuEntry("Calendrier", CALENDAR)
HELP: Final = MenuEntry("Aide", "/aide")
TRAIL: Final = MenuEntry("Piste", "/instances/{}/piste")
COMPARISON: Final = MenuEntry("Comparer", "/instances/{}/comparer")
ACCESS: Final = MenuEntry("Accès", "/instances/{}/acces")
OWN_INSTANCE: Final = MenuEntry("Mon Instance", "/instances/{}")
PROOFS: Final = MenuEntry("Preuves", "/instances/{}/preuves")
ADMINISTRATION: Final = MenuEntry("Mise en route", SETUP)
INSTANCES: Final = MenuEntry("Instances", "/administration/instances")
PLATFORM_ACCESS: Final = MenuEntry("Accès", "/administration/acces")
PLATFORM_STATE: Final = MenuEntry("État", STATE)
PLATFORM_PERSONS: Final = MenuEntry("Personnes", PERSONS)
VISITOR: Final = (HOME, POLES, PROJECTS, DECISIONS, HELP)
SIGNED_IN: Final = (HOME, TODO, POLES, PROJECTS, DECISIONS, AGENDA, HELP)
"""Menu of a person without a role, and of a page that did not ask for it."""
MENUS: Final[Mapping[str, tuple[MenuEntry, ...]]] = {
    COORDINATOR: (OWN_INSTANCE, TODO, POLES, PROJECTS, AGENDA, TRAIL, ACCESS, HELP),
    MEMBER: (MenuEntry("Mes pôles", OWN_POLES), TODO, PROJECTS, AGENDA, HELP),
    AUDITOR: (TRAIL, COMPARISON, PROOFS, ACCESS, HELP),
    READER: (TRAIL, COMPARISON, POLES, PROJECTS, HELP),
    ADMINISTRATOR: (ADMINISTRATION, INSTANCES, PLATFORM_PERSONS, PLATFORM_ACCESS, PLATFORM_STATE, HELP),
}
FIRST_PAGES: Final[Mapping[str, Callable[[ActingRole], str]]] = {
    COORDINATOR: lambda role: f"/instances/{SLUGS[role.bassin]}",
    MEMBER: lambda role: f"/poles/{role.poles[0]}" if len(role.poles) == 1 else TASKS,
    AUDITOR: lambda role: f"/instances/{SLUGS[role.bassin]}/piste",
    READER: lambda role: f"/instances/{SLUGS[role.bassin]}/piste",
    ADMINISTRATOR: lambda _: SETUP,
}


def entries(path: str, role: ActingRole | None, *, signed_in: bool, tasks: int = 0) -> Iterator[MenuEntry]:
    """Yields the entries of the menu; `tasks` is the number of open tasks of the signed-in person."""
    menu = MENUS[role.kind] if role else SIGNED_IN if signed_in else VISITOR
    addresses = [each.path.format(SLUGS[role.bassin]) if role and role.bassin else each.path for each in menu]
    nearest = max((each for each in addresses if f"{path}/".startswith(f"{each}/")), key=len, default=None)
    for each, address in zip(menu, addresses, strict=True):
        current: Literal["", "page", "true"] = "page" if address == path else "true" if address == nearest else ""
        yield each._replace(path=address, current=current, waiting=tasks if each is TODO else 0)


def first_page(role: ActingRole | None) -> str:
    """Returns the path of the first page after signing in; the home page for a person without a role."""
    return FIRST_PAGES[role.kind](role) if role else HOME.path
