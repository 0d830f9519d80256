"""`/administration/acces`: the roles over the whole platform, and the forms that give and take them."""

from typing import Final

from starlette.responses import Response

from efe_domain.shared.ids import REGISTER
from efe_infra.console.access.new_accounts import ACCOUNT_FIELD, AccountPage, account_search
from efe_infra.console.administration.forms import GRANTING, PLATFORM_COMMANDS
from efe_infra.console.administration.generated import PLATFORM_ACCESS, PlatformAccessPower, PlatformAccessResponse
from efe_infra.console.administration.setup_steps import ACCESS as PATH
from efe_infra.console.forms.command_form import Option
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.offers import links_to
from efe_infra.console.forms.page import redirect_to_present
from efe_infra.console.language.translatable import tr
from efe_infra.console.register.ids import global_id, key_of
from efe_infra.console.register.labels import LABELS
from efe_infra.console.register.links import account_name
from efe_infra.console.web.form_body import Fields
from efe_infra.console.web.moment import NOW
from efe_infra.console.web.page_request import PageRequest, SignedInVisit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import check_administers
from efe_infra.console.web.refusals import require

pages = page_router(multilingual=True)
FORM: Final = f"{PATH}/actes/{{slug}}"
ROLES: Final = ("ADMINISTRATOR", "AUDITOR", "READER")
NO_BASSIN: Final = ""
"""Bassin of the page of a form that takes no document."""


@pages.get(PATH)
async def access(visit: SignedInVisit) -> Response:
    if visit.moment != NOW:
        return redirect_to_present(visit)
    answer = await read(visit)
    powers = powers_of(answer)
    return visit.page(
        "administration/access.html",
        answer,
        powers=sorted(powers, key=lambda each: (each.standing, each.since)),
        links=links_to(PATH, PLATFORM_COMMANDS),
        here=PATH,
        role_value=role_value,
        is_alone=sum(each.standing == ROLES[0] for each in powers) == 1,
    )


async def read(visit: PageRequest) -> PlatformAccessResponse:
    """Raises `NotTheirs`."""
    answer = await visit.ask(PLATFORM_ACCESS, register=global_id("AccessRegister", str(REGISTER)))
    check_administers(answer.viewer)
    return answer


def powers_of(answer: PlatformAccessResponse) -> tuple[PlatformAccessPower, ...]:
    """Returns the roles over the whole platform that are in force today."""
    return (answer.register.powers or ()) if answer.register else ()


def role_value(power: PlatformAccessPower) -> str:
    return f"{key_of(power.account.id)}/{power.standing}" if power.account else ""


def role_option(value: str, words: str, *, is_offered: bool = True) -> Option:
    account, _, role = value.partition("/")
    return Option(value, words, {"accountId": global_id("Account", account), "role": role}, is_offered)


@form_at(pages, FORM)
async def platform_access_page(visit: PageRequest, slug: str, form: Fields) -> AccountPage:
    """Builds the page of a form; `q` is the first search for accounts, `role` the role to take.

    It accepts a role that has ended: a form may be sent again.
    """
    command = require(PLATFORM_COMMANDS.get(slug))
    answer = await read(visit)
    holders = {power.account.id: account_name(power.account) for power in powers_of(answer) if power.account}
    named_accounts = [Option(each, name) for each, name in holders.items()]
    current_roles = {role_value(each): role_words(each) for each in powers_of(answer) if each.standing in ROLES}
    role = form.get("grant", "")
    ended = (
        [role_option(role, role, is_offered=False)]
        if role.partition("/")[2] in ROLES and role not in current_roles
        else []
    )
    return AccountPage(
        visit=visit,
        command=command,
        frame=answer,
        subject_link=(tr("Accès à toute la plateforme"), PATH),
        options={
            "role": [Option(each, tr(LABELS["Role"][each].words)) for each in ROLES],
            "grant": [*(role_option(value, words) for value, words in current_roles.items()), *ended],
        },
        bassin=NO_BASSIN,
        initial={"grant": visit.query("role") or ""},
        searches={ACCOUNT_FIELD: await account_search(visit, form, named_accounts)} if command is GRANTING else {},
    )


def role_words(power: PlatformAccessPower) -> str:
    account = account_name(power.account) if power.account else ""
    return tr("%(account)s : %(role)s", account=account, role=tr(LABELS["Role"][power.standing].words))
