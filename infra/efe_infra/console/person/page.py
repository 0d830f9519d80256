"""`/instances/{bassin}/personnes`: persons with what each does; `/personnes/{key}`: one person."""

from asyncio import gather
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from starlette.responses import Response

from efe_infra.console.forms.command_form import by_slug
from efe_infra.console.forms.offers import CommandLink, CommandMenu, Offers, links_to
from efe_infra.console.language.translatable import tr
from efe_infra.console.person.forms import AMENDMENT, FORGETTING, LINKING, REGISTRATION
from efe_infra.console.person.generated import PERSON_DOSSIER, PERSON_POWERS, PERSONS_OF_INSTANCE, PowerOfPerson
from efe_infra.console.register.ids import global_id, key_of
from efe_infra.console.register.links import account_name
from efe_infra.console.web.generated import Standing
from efe_infra.console.web.page_request import SignedInVisit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import coordinates, readable_instances
from efe_infra.console.web.refusals import PageRefused, bassin_at

pages = page_router(multilingual=True)
OF_ADMINISTRATORS: Final = (FORGETTING, LINKING)
NOTICES: Final = {
    "inscrite": tr("La personne est inscrite au coffre. Ensuite : lui donner un siège, ou l'inviter à se connecter."),
    "reliee": tr("Le compte est relié : la personne agit désormais par lui."),
}
"""Notices after a command on the vault alone, by the parameter `fait`."""


class PersonLine(NamedTuple):
    """Person or account of an Instance; `key` is that of the person, `powers` what each does."""

    name: str
    key: str | None
    powers: Sequence[PowerOfPerson]


@pages.get("/instances/{bassin}/personnes")
async def persons(visit: SignedInVisit, bassin: str) -> Response:
    name, here, search = bassin_at(bassin), f"/instances/{bassin}/personnes", visit.query("q")
    response = await visit.ask(PERSONS_OF_INSTANCE, bassin=name, search=search or "", searching=search is not None)
    if response.instance is None or response.instance.dossier is None:
        raise PageRefused(403, tr("Les personnes d'une Instance se lisent par les siens."))
    may_register = coordinates(visit.viewer_now(response.viewer), name)
    links = [CommandLink(REGISTRATION, f"{here}/actes/{REGISTRATION.slug}")] if may_register else []
    return visit.page(
        "person/list.html",
        response,
        bassin=name,
        here=here,
        lines=lines_of(response.instance.dossier.powers),
        menu=CommandMenu(links, []),
    )


@pages.get("/personnes/{key:uuid}")
async def person(visit: SignedInVisit, key: UUID) -> Response:
    """Shows a person; to an administrator who may not read their name, what they may do all the same."""
    person_id, here = global_id("Person", str(key)), f"/personnes/{key}"
    response = await visit.ask(PERSON_DOSSIER, id=person_id)
    data, is_administrator = response.person, administers(response.viewer)
    if data is None and not is_administrator:
        raise PageRefused(404)
    readable = readable_instances(response.viewer) if response.viewer else ()
    menu = Offers.of(data.available_commands if data else None).menu(links_to(here, by_slug(AMENDMENT, FORGETTING)))
    links = list(menu.links)
    if is_administrator and not (data and data.forgotten):
        listed = {each.form.slug for each in links}
        own = [each for each in OF_ADMINISTRATORS if each.slug not in listed]
        links += [CommandLink(each, f"{here}/actes/{each.slug}") for each in own]
    answers = await gather(*(visit.ask(PERSON_POWERS, bassin=each) for each in readable))
    powers = [
        power for each in answers if each.instance and each.instance.dossier for power in each.instance.dossier.powers
    ]
    return visit.page(
        "person/page.html",
        response,
        texts=NOTICES.values(),
        here=here,
        person=data,
        powers=list(dict.fromkeys(each for each in powers if person_of(each) == person_id)),
        readable=readable,
        is_administrator=is_administrator,
        notice=NOTICES.get(visit.query("fait") or ""),
        menu=CommandMenu(links, [] if data and data.forgotten else menu.impossible),
    )


def administers(viewer: Standing | None) -> bool:
    return any(each.role == "ADMINISTRATOR" for each in (viewer.grants if viewer else ()))


def person_of(power: PowerOfPerson) -> str | None:
    """Returns the id of the person of a power: who sits, or to whose account the role was given."""
    person = power.person or (power.account and power.account.person)
    return person.id if person else None


def lines_of(powers: Iterable[PowerOfPerson]) -> list[PersonLine]:
    """Returns the persons and accounts by name, each with its powers."""
    lines: dict[str, PersonLine] = {}
    for each in powers:
        person_id = person_of(each)
        account = each.account
        words = (each.person and each.person.display_name) or (account and account_name(account)) or "—"
        key = person_id or (account.id if account else words)
        line = lines.setdefault(key, PersonLine(words, key_of(person_id) if person_id else None, []))
        lines[key] = line._replace(powers=[*line.powers, each])
    return sorted(lines.values(), key=lambda line: line.name.casefold())
