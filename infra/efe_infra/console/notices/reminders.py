"""`/courriels/rappels`: a reminder of the next step of an object, by mail to the person that does it."""

from typing import Final
from uuid import UUID

from anyio.to_thread import run_sync
from starlette.responses import Response

from efe_infra.console.language.translatable import tr
from efe_infra.console.notices.generated import REMINDER_STEP, ReminderTask
from efe_infra.console.notices.page import desk_of
from efe_infra.console.register.ids import at_present, key_of
from efe_infra.console.register.links import page_of
from efe_infra.console.sign_in.flow import to
from efe_infra.console.web.form_body import Form
from efe_infra.console.web.page_request import Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import NotHere, PageRefused, SignInNeeded

pages = page_router(multilingual=True)
PATH: Final = "/courriels/rappels"
OBJECT: Final = "objet"
REMINDED: Final = "rappel"
NO_STEP: Final = tr("Plus aucun acte n'est attendu d'une autre personne ici : rechargez la page.")


@pages.post(PATH)
async def remind(visit: Visit, form: Form) -> Response:
    """Plans a reminder. The register says anew what is expected, and of which person; the form names the object only.

    Raises `PageRefused`.
    """
    if visit.session is None:
        raise SignInNeeded
    subject = at_present(form.get(OBJECT, ""))
    page = page_of(subject)
    if page is None:
        raise NotHere
    answer = await visit.ask(REMINDER_STEP, id=subject)
    step: ReminderTask | None = answer.node.next_step if answer.node else None
    if step is None or step.viewer_owns or step.owner.person is None:
        raise PageRefused(409, NO_STEP)
    person, task, desk = UUID(key_of(step.owner.person.id)), f"{step.kind}/{step.command or ''}", desk_of(visit)
    is_planned = await run_sync(lambda: desk.remind(person, subject, task))
    return to(visit.link(page, **{REMINDED: "envoye" if is_planned else "deja"}))
