"""`/mise-en-route`: the six steps of the first run, the ten Instances and the invitations of their coordinations."""

from collections.abc import Mapping
from typing import Final
from uuid import uuid4

from starlette.responses import Response

from efe_infra.console.administration import coordinations
from efe_infra.console.administration.coordinations import RowResult
from efe_infra.console.administration.generated import SET_UP
from efe_infra.console.administration.setup_steps import ACCESS, lines
from efe_infra.console.forms.page import keep_input, redirect_to_present
from efe_infra.console.forms.submission import COMMAND, command_in
from efe_infra.console.sign_in.flow import to
from efe_infra.console.web.form_body import Fields, Form
from efe_infra.console.web.moment import NOW
from efe_infra.console.web.page_request import PageRequest, SignedInVisit, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import ADMINISTRATORS_ONLY
from efe_infra.console.web.refusals import NotTheirs
from efe_infra.http.origin import origin_of

pages = page_router(multilingual=True)
PATH: Final = "/mise-en-route"


@pages.get(PATH)
async def setup(visit: SignedInVisit) -> Response:
    return redirect_to_present(visit) if visit.moment != NOW else await shown(visit)


@pages.post(PATH)
async def act(visit: Visit, form: Form) -> Response:
    return await keep_input(visit, form, lambda: answered(visit, form))


async def answered(visit: PageRequest, form: Fields) -> Response:
    """Does what the pressed button says, then shows what was done for each Instance."""
    command = command_in(form.get(COMMAND, ""))
    if coordinations.RENEWED in form:
        return await shown(visit, await coordinations.renew(visit, form, command))
    match form.get("acte", ""):
        case "etablir":
            established = await coordinations.establish(visit, form, command)
            refused = {bassin for bassin, each in established.items() if not each.is_done}
            results = established | await coordinations.invite(visit, form, command, without=refused)
        case "inviter":
            results = await coordinations.invite(visit, form, command)
        case _:
            results = await coordinations.confirm(visit, form)
    if not results:
        return to(visit.link(PATH))
    return await shown(visit, results, coordinations.typed_rows(form), command=command)


async def shown(
    visit: PageRequest,
    results: Mapping[str, RowResult] | None = None,
    typed: Mapping[str, Mapping[str, str]] | None = None,
    *,
    command: str | None = None,
) -> Response:
    """Shows the page. A form in which a row is refused keeps its idempotency key: the other rows are done once."""
    answer = await visit.ask(SET_UP)
    if answer.setup is None:
        raise NotTheirs(ADMINISTRATORS_ONLY)
    results = results or {}
    is_refused = any(each.errors or each.failure for each in results.values())
    is_reused = any(error.code == "COMMAND_REUSED" for each in results.values() for error in each.errors)
    steps = lines(answer)
    return visit.page(
        "administration/page.html",
        answer,
        status=422 if is_refused else 200,
        steps=steps,
        done_count=sum(each.at == "done" for each in steps),
        next_line=next((each for each in steps if each.at == "now"), None),
        rows=await coordinations.rows(visit, answer, results, typed or {}),
        results=results,
        is_refused=is_refused,
        command_id=command if command and is_refused and not is_reused else str(uuid4()),
        origin=origin_of(visit.request, visit.request.app.state.console.public) or "",
        here=PATH,
        access=ACCESS,
    )
