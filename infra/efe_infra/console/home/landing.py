"""`/mon-espace`: leads a signed-in person to the first page of their role, and changes the role."""

from starlette.responses import RedirectResponse, Response

from efe_infra.console.home.generated import LANDING
from efe_infra.console.web.acting_roles import ROLE_COOKIE
from efe_infra.console.web.form_body import Form
from efe_infra.console.web.navigation import LANDING as PATH
from efe_infra.console.web.navigation import first_page
from efe_infra.console.web.page_request import SignedInVisit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.rendering import HEADERS

pages = page_router(multilingual=True)


@pages.get(PATH)
async def landing(visit: SignedInVisit) -> Response:
    """Redirects to the first page of the role."""
    await visit.ask(LANDING)
    return RedirectResponse(visit.link(first_page(visit.role)), 303, headers=HEADERS)


@pages.post(PATH)
async def take_role(visit: SignedInVisit, form: Form) -> Response:
    """Keeps the chosen role in a cookie of the browser's session, and leads to its first page."""
    await visit.ask(LANDING)
    role = next((each for each in visit.roles if each.key == form.get("role")), visit.role)
    response = RedirectResponse(visit.link(first_page(role)), 303, headers=HEADERS)
    if role:
        response.set_cookie(ROLE_COOKIE, role.key, path="/", secure=True, httponly=True, samesite="lax")
    return response
