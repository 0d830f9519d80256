"""`/courriels`: what a person receives by mail, and the link that ends a kind of it without a sign-in (RFC 8058)."""

from typing import Final

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from efe_infra.console.notices.desk import CHOICES, NoticeDesk
from efe_infra.console.sign_in.flow import to
from efe_infra.console.web.form_body import Form
from efe_infra.console.web.languages import NAMES
from efe_infra.console.web.page_request import PageRequest, SignedInVisit, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import NotHere, PageRefused, SignInNeeded

pages = page_router(multilingual=True)
PATH: Final = "/courriels"
END_PATH: Final = "/courriels/desabonnement/{person}/{kind}/{code}"
SAVED: Final = "garde"
LANGUAGE_FIELD: Final = "langue"


def desk_of(visit: PageRequest) -> NoticeDesk:
    """Raises `NotHere` where the platform has no notices."""
    desk: NoticeDesk | None = visit.request.app.state.console.notices
    if desk is None:
        raise NotHere
    return desk


@pages.get(PATH)
async def preferences(visit: SignedInVisit) -> Response:
    desk, owner = desk_of(visit), await visit.owner()
    chosen = await run_sync(desk.preferences, owner.issuer, owner.subject)
    return visit.page(
        "notices/page.html",
        texts=[*CHOICES.values(), *(each.subject for each in chosen.kinds)],
        preferences=chosen,
        words=CHOICES,
        languages_of_mails=[(each.value, NAMES[each]) for each in NAMES],
        sends=desk.sends,
        is_saved=visit.query(SAVED) is not None,
        has_folder=desk.folder_mails is not None,
    )


@pages.post(PATH)
async def choose(visit: Visit, form: Form) -> Response:
    """Stores the choices of the person of the account. Raises `PageRefused`."""
    if visit.session is None:
        raise SignInNeeded
    desk, owner = desk_of(visit), await visit.owner()
    own = await run_sync(desk.preferences, owner.issuer, owner.subject)
    if own.person is None:
        raise PageRefused(403, "Ce compte n'est relié à aucune personne : il ne reçoit pas de courriel.")
    choices = {each.kind: form.get(each.kind, each.choice) for each in own.kinds}
    try:
        await run_sync(desk.choose, own.person, choices, form.get(LANGUAGE_FIELD, own.language))
    except ValueError:
        raise PageRefused(400, "Ce choix n'est pas proposé.", code="BAD_USER_INPUT") from None
    return to(visit.link(PATH, **{SAVED: "oui"}))


@pages.get(END_PATH)
async def ask_end(visit: Visit, person: str, kind: str, code: str) -> Response:
    """Asks before a kind ends: programs that open links end nothing."""
    subject = await run_sync(lambda: desk_of(visit).unsubscribe(person, kind, code, ends=False))
    if subject is None:
        raise NotHere
    return visit.page("notices/end.html", texts=[subject], subject=subject, is_ended=False)


async def end(request: Request) -> Response:
    """Ends a kind at the request of a mail program or of the page; such a program sends no header of a site."""
    request.state.session, request.state.multilingual = None, True
    visit = PageRequest(request=request, session=None)
    path = request.path_params
    desk: NoticeDesk | None = request.app.state.console.notices
    subject = None
    if desk:
        subject = await run_sync(lambda: desk.unsubscribe(path["person"], path["kind"], path["code"], ends=True))
    if subject is None:
        return visit.page("notices/end.html", status=404, subject=None, is_ended=False)
    return visit.page("notices/end.html", texts=[subject], subject=subject, is_ended=True)


ONE_CLICK: Final = Route(END_PATH, end, methods=["POST"])
