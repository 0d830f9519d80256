"""`/a-faire/brouillons`: deletion of a draft, by a button of the list of tasks."""

from typing import Final

from starlette.responses import Response

from efe_infra.console.draft.keeping import DRAFT, end, key_in
from efe_infra.console.sign_in.flow import to
from efe_infra.console.web.form_body import Form
from efe_infra.console.web.navigation import TASKS
from efe_infra.console.web.page_request import Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import SignInNeeded

pages = page_router(multilingual=True)
PATH: Final = "/a-faire/brouillons"


@pages.post(PATH)
async def delete_draft(visit: Visit, form: Form) -> Response:
    """Deletes a draft; one that has ended already is no error."""
    if visit.session is None:
        raise SignInNeeded
    await end(visit, key_in(form.get(DRAFT)))
    return to(visit.link(TASKS))
