"""`/administration/services`: the service accounts, and the form that declares one."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from starlette.responses import Response

from efe_infra.console.forms.form_errors import refused_at
from efe_infra.console.forms.page import keep_input
from efe_infra.console.register.generated import Refused
from efe_infra.console.service.generated import DECLARE_SERVICE, SERVICE_ACCOUNTS
from efe_infra.console.sign_in.flow import to
from efe_infra.console.web.form_body import Fields, Form
from efe_infra.console.web.page_request import PageRequest, SignedInVisit, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import check_administers

pages = page_router(multilingual=True)
PATH: Final = "/administration/services"
FIELDS: Final = ("subject", "name")


@pages.get(PATH)
async def services(visit: SignedInVisit) -> Response:
    return await shown(visit)


@pages.post(PATH)
async def declare(visit: Visit, form: Form) -> Response:
    return await keep_input(visit, form, lambda: declared(visit, form))


async def declared(visit: PageRequest, form: Fields) -> Response:
    service = {field: form.get(field, "") for field in FIELDS}
    errors = (await visit.ask(DECLARE_SERVICE, input=service)).done.user_errors
    return await shown(visit, form, errors) if errors else to(visit.link(PATH))


async def shown(visit: PageRequest, form: Fields | None = None, errors: Sequence[Refused] = ()) -> Response:
    """Shows the services. Raises `NotTheirs`."""
    answer = await visit.ask(SERVICE_ACCOUNTS)
    check_administers(answer.viewer)
    return visit.page(
        "service/page.html",
        answer,
        status=422 if errors else 200,
        here=PATH,
        services=answer.service_accounts,
        form=form or Fields(),
        errors=errors,
        at=partial(refused_at, errors),
    )
