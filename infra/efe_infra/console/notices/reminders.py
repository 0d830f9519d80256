"""`/courriels/rappels`: a reminder of the next step of an object, by mail to the persons who do it."""

from typing import Final

from anyio.to_thread import run_sync
from starlette.responses import Response

from efe_infra.console.language.translatable import tr
from efe_infra.console.notices.desk import OwnerOfTask
from efe_infra.console.notices.generated import REMINDER_STEP, ReminderTask
from efe_infra.console.notices.page import desk_of
from efe_infra.console.register.ids import at_present, key_of, kind_of
from efe_infra.console.register.labels import SLUGS
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
INSTANCE: Final = "Instance"
NO_STEP: Final = tr("Plus aucun acte n'est attendu d'une autre personne ici : rechargez la page.")


@pages.post(PATH)
async def remind(visit: Visit, form: Form) -> Response:
    """Plans a reminder. The register says anew what is expected, and of which person; the form names the object only.

    Raises `PageRefused`.
    """
    if visit.session is None:
        raise SignInNeeded
    subject = at_present(form.get(OBJECT, ""))
    if kind_of(subject) != INSTANCE and page_of(subject) is None:
        raise NotHere
    answer = await visit.ask(REMINDER_STEP, id=subject)
    step: ReminderTask | None = answer.node.next_step if answer.node else None
    owner = owner_of(step) if step and not step.viewer_owns else None
    if step is None or owner is None:
        raise PageRefused(409, NO_STEP)
    task, desk = f"{step.kind}/{step.command or ''}", desk_of(visit)
    result = await run_sync(lambda: desk.remind(owner, subject, task))
    page = page_of(subject) or f"/instances/{SLUGS[step.bassin]}"
    return to(visit.link(page, **{REMINDED: result}))


def owner_of(step: ReminderTask) -> OwnerOfTask | None:
    """Returns None for a task of the administrators."""
    party = step.owner.party
    match step.owner.kind:
        case "INSTANCE":
            return OwnerOfTask("instance", SLUGS[step.bassin])
        case "POLE" if party:
            return OwnerOfTask("pole", key_of(party.id))
        case "MEMBER" if party and step.subject:
            return OwnerOfTask("member", key_of(party.id), key_of(step.subject.id))
        case _:
            return None
