"""`/instances/{bassin}/acces/invitations`: invitations of persons to sign in."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID, uuid4

from starlette.responses import Response

from efe_infra.console.draft.keeping import end, is_draft, keep, key_in, shown_draft
from efe_infra.console.draft.store import DraftRefused
from efe_infra.console.forms.handling import draft_fields
from efe_infra.console.forms.page import keep_input
from efe_infra.console.forms.submission import COMMAND, command_in
from efe_infra.console.language.translatable import tr
from efe_infra.console.person_invitation.generated import (
    CONFIRM_PERSON_INVITATION,
    DECLINE_PERSON_INVITATION,
    INVITE_PERSON,
    PERSON_INVITATIONS,
    RENEW_PERSON_INVITATION,
    WITHDRAW_PERSON_INVITATION,
    InvitedPerson,
)
from efe_infra.console.register.generated import Refused
from efe_infra.console.register.labels import BASSINS
from efe_infra.console.sign_in.flow import to
from efe_infra.console.web.form_body import Fields, Form
from efe_infra.console.web.page_request import PageRequest, SignedInVisit, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import coordinates
from efe_infra.console.web.refusals import PageRefused, bassin_at
from efe_infra.http.origin import origin_of

pages = page_router(multilingual=True)
PATH: Final = "/instances/{bassin}/acces/invitations"
MAX_ROWS: Final = 10
FIELDS: Final = ("givenName", "familyName", "email")
ROLES: Final = ("COORDINATOR", "AUDITOR", "READER")
STATES: Final = {
    "OPEN": tr("Envoyée"),
    "ACCEPTED": tr("Acceptée : à confirmer"),
    "CONFIRMED": tr("Confirmée"),
    "DECLINED": tr("Compte refusé"),
    "WITHDRAWN": tr("Retirée"),
    "EXPIRED": tr("Expirée"),
}

MAIL_STATES: Final = {
    "WAITING": tr("En attente"),
    "SENT": tr("Envoyé"),
    "REFUSED": tr("Adresse refusée par le serveur de courrier"),
    "EXPIRED": tr("Pas parti en trois jours"),
    "WITHOUT_ADDRESS": tr("Sans adresse"),
}


@pages.get(PATH)
async def invitations(visit: SignedInVisit, bassin: str) -> Response:
    """Shows the invitations and the form: blank, or as the draft has it that the address names."""
    if draft := await draft_fields(visit):
        return await shown(visit, bassin, rows=rows_of(draft), command=command_in(draft.get(COMMAND, "")))
    return await shown(visit, bassin)


@pages.post(PATH)
async def act(visit: Visit, bassin: str, form: Form) -> Response:
    return await keep_input(visit, form, lambda: answered(visit, bassin, form))


async def answered(visit: PageRequest, bassin: str, form: Fields) -> Response:
    """Executes the command of a button; then shows its links, its refusal, or the list."""
    if is_draft(form):
        return await drafted(visit, bassin, form)
    name, invitation = form.get("acte", ""), form.get("invitation", "")
    match name:
        case "inviter":
            rows = rows_of(form)
            command = command_in(form.get(COMMAND, ""))
            persons = [sent_row(row) for row in rows]
            invite = {"bassin": bassin_at(bassin), "commandId": command, "persons": persons}
            answer = (await visit.ask(INVITE_PERSON, input=invite)).done
            if answer.user_errors:
                return await shown(visit, bassin, rows=rows, errors=answer.user_errors, command=command)
            await end(visit, key_in(command))
            return await shown(visit, bassin, new=answer.invitations)
        case "renouveler":
            renewal = {"invitationId": invitation, "commandId": command_in(form.get(COMMAND, ""))}
            outcome = (await visit.ask(RENEW_PERSON_INVITATION, input=renewal)).done
            return await shown(visit, bassin, new=outcome.invitations, errors=outcome.user_errors)
    if errors := await errors_of(visit, form):
        return await shown(visit, bassin, errors=errors)
    return to(visit.link(PATH.format(bassin=bassin)))


async def drafted(visit: PageRequest, bassin: str, form: Fields) -> Response:
    """Keeps the rows as a draft. Raises `PageRefused` if there is no room for it."""
    key, subject = UUID(command_in(form.get(COMMAND, ""))), BASSINS[bassin_at(bassin)]
    try:
        return to(await keep(visit, key, form, title="Inviter", subject=subject))
    except DraftRefused as refusal:
        raise PageRefused(413, refusal.words) from None


async def errors_of(visit: PageRequest, form: Fields) -> Sequence[Refused]:
    """Withdraws, confirms or declines an invitation, and returns the errors."""
    invitation: dict[str, Any] = {"invitationId": form.get("invitation", "")}
    answer = invitation | {"accountId": form.get("compte", "")}
    match form.get("acte", ""):
        case "retirer":
            return (await visit.ask(WITHDRAW_PERSON_INVITATION, input=invitation)).done.user_errors
        case "confirmer":
            return (await visit.ask(CONFIRM_PERSON_INVITATION, input=answer)).done.user_errors
        case _:
            return (await visit.ask(DECLINE_PERSON_INVITATION, input=answer)).done.user_errors


def rows_of(form: Fields) -> list[dict[str, str]]:
    """Returns the rows of the form with a name or an address; the first one in any case."""
    rows = [
        {field: form.get(f"persons.{number}.{field}", "").strip() for field in (*FIELDS, "role", "language")}
        for number in range(MAX_ROWS)
    ]
    filled = [row for row in rows if any(row[field] for field in FIELDS)]
    return filled or rows[:1]


def sent_row(row: Mapping[str, str]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value or name in FIELDS}


async def shown(
    visit: PageRequest,
    bassin: str,
    *,
    new: Sequence[InvitedPerson] = (),
    rows: Sequence[Mapping[str, str]] = (),
    errors: Sequence[Refused] = (),
    command: str | None = None,
) -> Response:
    name = bassin_at(bassin)
    frame = await visit.ask(PERSON_INVITATIONS, bassin=name)
    may_choose = coordinates(frame.viewer, name)
    count = MAX_ROWS if visit.query("dix") else max(1, len(rows))
    return visit.page(
        "person_invitation/page.html",
        frame,
        status=422 if errors else 200,
        bassin=name,
        here=PATH.format(bassin=bassin),
        new=[each for each in new if each.link],
        origin=origin_of(visit.request, visit.request.app.state.console.public) or "",
        invitations=frame.person_invitations,
        rows=[*rows, *({} for _ in range(count - len(rows)))],
        roles=ROLES if may_choose else ROLES[:1],
        may_choose=may_choose,
        states=STATES,
        mail_states=MAIL_STATES,
        errors=errors,
        fields_of=field_of,
        command_id=command or str(uuid4()),
        draft=shown_draft(visit),
        new_command=lambda: str(uuid4()),
    )


def field_of(errors: Sequence[Refused], number: int, field: str) -> list[Refused]:
    """Returns the errors at a field of a row."""
    return [each for each in errors if each.path[1:] == ("persons", str(number), field)]
