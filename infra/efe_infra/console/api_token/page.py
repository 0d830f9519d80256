"""`/jetons`: the API tokens of the account; `/administration/jetons`: those of all accounts, for an administrator."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, Final
from uuid import uuid4

from starlette.responses import Response

from efe_infra.console.api_token.generated import (
    ALL_API_TOKENS,
    CREATE_API_TOKEN,
    OWN_API_TOKENS,
    REVOKE_API_TOKEN,
    TOKEN_POLES,
    OwnApiTokensResponse,
)
from efe_infra.console.api_token.rights import boxes, sent, words_of
from efe_infra.console.forms.form_errors import refused_at
from efe_infra.console.forms.page import keep_input
from efe_infra.console.forms.submission import COMMAND, command_in
from efe_infra.console.language.formats import today
from efe_infra.console.language.translatable import tr
from efe_infra.console.register.generated import Refused
from efe_infra.console.sign_in.flow import to
from efe_infra.console.web.form_body import Fields, Form
from efe_infra.console.web.page_request import PageRequest, SignedInVisit, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import check_administers
from efe_infra.console.web.refusals import PageRefused

pages = page_router(multilingual=True)
PATH: Final = "/jetons"
ALL_PATH: Final = "/administration/jetons"
DEFAULT_LIFETIME: Final = timedelta(days=90)
MAX_LIFETIME: Final = timedelta(days=365)
STATES: Final = {"VALID": tr("Valable"), "ENDED": tr("Terminé"), "REVOKED": tr("Révoqué")}


@pages.get(PATH)
async def own_tokens(visit: SignedInVisit) -> Response:
    return await shown(visit)


@pages.post(PATH)
async def act(visit: Visit, form: Form) -> Response:
    return await keep_input(visit, form, lambda: answered(visit, form))


async def answered(visit: PageRequest, form: Fields) -> Response:
    """Revokes a token, or creates one and shows its secret once."""
    if form.get("acte") == "revoquer":
        errors = await revoked(visit, form)
        return await shown(visit, errors=errors) if errors else to(visit.link(PATH))
    command, rights = command_in(form.get(COMMAND, "")), form.getlist("droit")
    command_input: dict[str, Any] = {
        "commandId": command,
        "name": form.get("name", ""),
        "isReadOnly": form.get("isReadOnly", "oui") != "non",
        "rights": sent(rights),
        "endsOn": last_day_in(form),
    }
    answer = (await visit.ask(CREATE_API_TOKEN, input=command_input)).done
    if answer.user_errors:
        return await shown(visit, form=form, errors=answer.user_errors, command=command)
    return await shown(visit, new=answer.token)


async def revoked(visit: PageRequest, form: Fields) -> Sequence[Refused]:
    return (await visit.ask(REVOKE_API_TOKEN, input={"tokenId": form.get("jeton", "")})).done.user_errors


def last_day_in(form: Fields) -> str | None:
    """Returns the day of the form. Raises `PageRefused` for what is no day."""
    try:
        return date.fromisoformat(form["endsOn"]).isoformat() if form.get("endsOn") else None
    except ValueError:
        raise PageRefused(400, tr("Un jour est attendu."), code="BAD_USER_INPUT") from None


async def shown(
    visit: PageRequest,
    *,
    new: object = None,
    form: Fields | None = None,
    errors: Sequence[Refused] = (),
    command: str | None = None,
) -> Response:
    answer = await visit.ask(OWN_API_TOKENS)
    return visit.page(
        "api_token/page.html",
        answer,
        status=422 if errors else 200,
        here=PATH,
        new=new,
        form=form or Fields(),
        tokens=answer.api_tokens,
        boxes=boxes(answer.viewer, await poles_of(visit, answer)) if answer.viewer else [],
        last=today() + DEFAULT_LIFETIME,
        first=today(),
        latest=today() + MAX_LIFETIME,
        states=STATES,
        words_of=words_of,
        errors=errors,
        at=partial(refused_at, errors),
        command_id=command or str(uuid4()),
    )


async def poles_of(visit: PageRequest, answer: OwnApiTokensResponse) -> list[tuple[str, str]]:
    """Returns the pôles of the only Instance in which the viewer has a role; none if they have several."""
    grants = answer.viewer.grants if answer.viewer else ()
    bassins = {bassin for each in grants if each.pole is None for bassin in each.bassins}
    if len(bassins) != 1:
        return []
    poles = await visit.ask_all(TOKEN_POLES, lambda answer: answer.poles, bassin=bassins.pop())
    return [(each.id, each.name) for each in poles]


@pages.get(ALL_PATH)
async def all_tokens(visit: SignedInVisit) -> Response:
    return await listed(visit)


@pages.post(ALL_PATH)
async def revoke(visit: Visit, form: Form) -> Response:
    errors = await revoked(visit, form)
    return await listed(visit, errors) if errors else to(visit.link(ALL_PATH))


async def listed(visit: PageRequest, errors: Sequence[Refused] = ()) -> Response:
    """Shows the tokens of all accounts. Raises `NotTheirs`."""
    answer = await visit.ask(ALL_API_TOKENS)
    check_administers(answer.viewer)
    return visit.page(
        "api_token/all.html",
        answer,
        status=422 if errors else 200,
        here=ALL_PATH,
        tokens=answer.api_tokens,
        states=STATES,
        words_of=words_of,
        errors=errors,
    )
