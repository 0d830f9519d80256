"""`/instances/{bassin}/acces`: rights of persons on a day, roles over time, access journal, and forms for roles."""

from datetime import date
from typing import Final
from uuid import uuid4

from starlette.responses import Response

from efe_infra.console.access.forms import ACCESS_COMMANDS, CLOSING, OPENING, REVOKING
from efe_infra.console.access.generated import (
    ACCESS,
    ACCESS_COMMAND,
    ACCESS_POLES,
    AccessCommandResponse,
    AccessGrant,
    AccessPower,
    RoleHeld,
)
from efe_infra.console.access.journal import readings
from efe_infra.console.access.new_accounts import AccountPage, account_search
from efe_infra.console.forms.command_form import Option
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.offers import CommandMenu, links_to
from efe_infra.console.language.formats import today
from efe_infra.console.language.translatable import tr
from efe_infra.console.register.ids import key_of
from efe_infra.console.register.labels import BASSINS, LABELS
from efe_infra.console.register.links import account_name
from efe_infra.console.web.form_body import Fields
from efe_infra.console.web.page_request import PageRequest, SignedInVisit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import check_coordinates, coordinates
from efe_infra.console.web.refusals import PageRefused, bassin_at, require

pages = page_router(multilingual=True)
FORM: Final = "/instances/{bassin}/acces/actes/{slug}"
GRANTABLE_ROLES: Final = {
    True: ("AUDITOR", "READER"),
    False: ("COORDINATOR", "AUDITOR", "READER"),
}
"""Roles in one pôle (True) and in an Instance (False)."""


@pages.get("/instances/{bassin}/acces")
async def access(visit: SignedInVisit, bassin: str) -> Response:
    """Shows the access page; `apres` is the cursor of the journal."""
    name = bassin_at(bassin)
    response = await visit.ask(ACCESS, bassin=name)
    if response.instance is None or response.instance.dossier is None:
        raise PageRefused(403, tr("L'accès d'une Instance se lit par les siens."))
    may = coordinates(response.viewer, name)
    return visit.page(
        "access/page.html",
        response,
        bassin=name,
        here=f"/instances/{bassin}/acces",
        dossier=response.instance.dossier,
        journal=await readings(visit, name),
        menu=CommandMenu(links_to(f"/instances/{bassin}/acces", ACCESS_COMMANDS) if may else [], []),
        roles=GRANTABLE_ROLES[False],
        command_id=str(uuid4()),
        on=visit.moment.law_day or today(),
        holder_of=holder_of,
        place_of=place_of,
        grant_value=grant_value,
        is_in_force=is_in_force,
    )


@form_at(pages, FORM)
async def access_page(visit: PageRequest, bassin: str, slug: str, form: Fields) -> AccountPage:
    """Builds the page of a form; `q` is the first search for accounts, `role` the role to revoke."""
    name, command = bassin_at(bassin), require(ACCESS_COMMANDS.get(slug))
    response = await visit.ask(ACCESS_COMMAND, bassin=name)
    check_coordinates(response.viewer, name)
    in_pole = command in {OPENING, CLOSING}
    searched = command not in {REVOKING, CLOSING}
    return AccountPage(
        visit=visit,
        command=command,
        frame=response,
        subject_link=(tr("Accès de %(name)s", name=BASSINS[name]), f"/instances/{bassin}/acces"),
        fixed={} if in_pole else {"bassin": name},
        options=options(response, in_pole=in_pole) | {"poleId": await pole_options(visit, name) if in_pole else []},
        searches={"accountId": await account_search(visit, form)} if searched else {},
        bassin=name,
        initial={"grant": visit.query("role") or ""},
    )


def options(response: AccessCommandResponse, *, in_pole: bool) -> dict[str, list[Option]]:
    grants = response.instance.dossier.grants if response.instance and response.instance.dossier else ()
    distinct = {grant_value(each): grant_option(each) for each in sorted(grants, key=lambda each: each.until is None)}
    roles = [Option(each, tr(LABELS["Role"][each].words)) for each in GRANTABLE_ROLES[in_pole]]
    of_scope = [each for each in distinct.values() if ("poleId" in each.sends) is in_pole]
    return {"grant": of_scope, "role": roles}


async def pole_options(visit: PageRequest, bassin: str) -> list[Option]:
    poles = await visit.ask_all(ACCESS_POLES, lambda answer: answer.poles, bassin=bassin)
    return [Option(each.id, each.name) for each in poles]


def holder_of(power: AccessPower) -> str:
    person = power.person
    return (power.account and account_name(power.account)) or (person and person.display_name) or "—"


def place_of(power: AccessPower) -> str:
    """Returns the body, the pôle and the operator of a power."""
    return ", ".join(each.name for each in (power.body, power.pole, power.operator) if each)


def grant_value(grant: RoleHeld) -> str:
    return "/".join([key_of(grant.account.id), grant.role, *([key_of(grant.pole.id)] if grant.pole else [])])


def grant_option(grant: RoleHeld) -> Option:
    """Returns a role as an option of a form; one that has ended is accepted, since a form may be sent again."""
    values = {"account": account_name(grant.account), "role": tr(LABELS["Role"][grant.role].words)}
    sends = {"accountId": grant.account.id, "role": grant.role} | ({"poleId": grant.pole.id} if grant.pole else {})
    words = tr("%(account)s : %(role)s", **values)
    if grant.pole:
        words = tr("%(account)s : %(role)s, %(pole)s", **values, pole=grant.pole.name)
    return Option(grant_value(grant), words, sends, offered=grant.until is None or grant.until > today())


def is_in_force(grant: AccessGrant, day: date) -> bool:
    return grant.since <= day and (grant.until is None or day < grant.until)
