"""`/rejoindre`: acceptance of an invitation by its link, and the first pôle of the Instance in the same form."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID, uuid4

from starlette.responses import Response

from efe_infra.console.axis.commands import axis_command_page
from efe_infra.console.axis.forms import FIRST_POLE, IDENTIFICATION
from efe_infra.console.draft.keeping import keep
from efe_infra.console.draft.store import DraftRefused
from efe_infra.console.forms.content_fields import options_of
from efe_infra.console.forms.page import keep_input
from efe_infra.console.forms.submission import COMMAND, command_in
from efe_infra.console.language.translatable import tr
from efe_infra.console.person_invitation.generated import (
    ACCEPT_PERSON_INVITATION,
    ACCEPTING,
    AcceptPersonInvitationAcceptedInvitationPayload,
)
from efe_infra.console.register.generated import Refused
from efe_infra.console.register.labels import BASSINS, SLUGS
from efe_infra.console.sign_in.flow import to
from efe_infra.console.web.form_body import Fields, Form
from efe_infra.console.web.page_request import PageRequest, SignedInVisit, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import PageRefused

pages = page_router(multilingual=True)
PATH: Final = "/rejoindre"
JOINED: Final = "rejoint"
"""Value of the parameter `fait` on the page of the Instance after the acceptance."""
NO_FIELDS: Final[Mapping[str, str]] = {}
KIND: Final = "axis.kind"
WRITTEN: Final = ("axis.label", FIRST_POLE.name)
"""Fields of the first pôle that a person writes; the kind of its axis is a choice."""


@pages.get(PATH)
async def accepting(visit: SignedInVisit) -> Response:
    """Shows the button that accepts. It looks nothing up: a program that follows links uses up none."""
    return await shown(visit, visit.query("cle") or "")


@pages.post(PATH)
async def accepted(visit: Visit, form: Form) -> Response:
    return await keep_input(visit, form, lambda: accept(visit, form))


async def accept(visit: PageRequest, form: Fields) -> Response:
    """Accepts the invitation. A coordinator is led to the Instance, or the first pôle is created at once."""
    secret = form.get("cle", "").strip()
    answer = (await visit.ask(ACCEPT_PERSON_INVITATION, input={"link": secret})).done
    pole = first_pole(form)
    if answer.user_errors or answer.bassin is None:
        return await shown(visit, secret, typed=pole or NO_FIELDS, errors=answer.user_errors)
    if answer.role != "COORDINATOR":
        return await shown(visit, answer=answer, is_left_out=pole is not None)
    if answer.is_confirmed:
        return await begin(visit, answer.bassin, pole)
    if pole:
        await keep_for_later(visit, answer.bassin, pole)
    return await shown(visit, answer=answer, is_kept=pole is not None)


def first_pole(form: Fields) -> Fields | None:
    """Returns the fields of the first pôle; None if nothing is written there."""
    if not any(form.get(each, "").strip() for each in WRITTEN):
        return None
    command = command_in(form.get(COMMAND, ""))
    return Fields([(COMMAND, command), *((name, form.get(name, "")) for name in (KIND, *WRITTEN))])


def form_of(bassin: str) -> str:
    """Returns the path of the form that identifies an axis and creates a pôle around it."""
    return f"/instances/{SLUGS[bassin]}/axes/actes/{IDENTIFICATION.slug}"


async def begin(visit: PageRequest, bassin: str, pole: Fields | None) -> Response:
    """Leads to the page of the Instance, whose first form creates its first pôle; or creates it."""
    if pole is None:
        return to(visit.link(f"/instances/{SLUGS[bassin]}", fait=JOINED))
    page = await axis_command_page(visit, SLUGS[bassin], IDENTIFICATION.slug, pole)
    words = tr("C'est fait : votre compte a accès à l'Instance bassin EFE de %(name)s.", name=BASSINS[bassin])
    return await replace(page, action=visit.link(form_of(bassin)), quote=words).respond(pole)


async def keep_for_later(visit: PageRequest, bassin: str, pole: Fields) -> None:
    """Keeps the first pôle as a draft until the account is confirmed. Raises `PageRefused` without room for it."""
    key = UUID(pole[COMMAND])
    subject = BASSINS[bassin]
    try:
        await keep(visit, key, pole, title=IDENTIFICATION.title, subject=subject, path=form_of(bassin))
    except DraftRefused as refusal:
        raise PageRefused(413, refusal.words) from None


async def shown(
    visit: PageRequest,
    secret: str = "",
    *,
    typed: Mapping[str, str] = NO_FIELDS,
    errors: Sequence[Refused] = (),
    answer: AcceptPersonInvitationAcceptedInvitationPayload | None = None,
    is_kept: bool = False,
    is_left_out: bool = False,
) -> Response:
    """Shows the form, or the answer; a written pôle `is_kept` as a draft, or `is_left_out` for want of the role."""
    return visit.page(
        "person_invitation/acceptance.html",
        await visit.ask(ACCEPTING),
        status=422 if errors else 200,
        secret=secret,
        errors=errors,
        answer=answer,
        kinds=[(each.value, tr(each.words)) for each in options_of("AxisKind")],
        typed=typed,
        command_id=typed.get(COMMAND) or str(uuid4()),
        is_kept=is_kept,
        is_left_out=is_left_out,
    )
