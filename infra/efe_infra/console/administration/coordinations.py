"""Table of the ten coordinations: which Instance is established, who is invited there, and what a form did."""

from asyncio import gather
from collections.abc import Awaitable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

from efe_infra.console.administration.generated import FIRST_INVITATIONS, SetUpResponse
from efe_infra.console.forms import generated as commands
from efe_infra.console.forms.page import RETRYABLE_STATUSES, refusal_text
from efe_infra.console.language.translatable import tr
from efe_infra.console.person_invitation.generated import (
    CONFIRM_PERSON_INVITATION,
    INVITE_PERSON,
    RENEW_PERSON_INVITATION,
    InvitedPerson,
)
from efe_infra.console.register.generated import Refused
from efe_infra.console.register.labels import BASSINS, BY_NAME
from efe_infra.console.web.form_body import Fields
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.refusals import PageRefused

NAMES: Final = ("givenName", "familyName", "email")
CONFIRMED: Final = "confirme"
"""Name of the boxes with the invitations whose account is to be confirmed."""
ESTABLISHED: Final = "bassin"
"""Name of the boxes with the Instances to establish."""
INVITED: Final = "inviter"
"""Part of the idempotency key of an invitation, which one form may send beside the establishment of its Instance."""
RENEWED: Final = "renouveler"
"""Name of the button with the invitation that gets another link."""
ENDED: Final = frozenset({"WITHDRAWN", "CONFIRMED"})
NOTED_BEFORE: Final = tr(
    "Cette invitation est déjà faite. Son lien n'est montré qu'une fois : demandez un nouveau lien s'il est perdu."
)


@dataclass(frozen=True)
class RowResult:
    """Result of a form for one Instance: a link that is shown once, a note, errors, or a failure of the platform."""

    link: str | None = None
    note: str = ""
    errors: Sequence[Refused] = ()
    failure: str = ""

    @property
    def is_done(self) -> bool:
        return not (self.errors or self.failure or self.note)

    def errors_at(self, name: str) -> list[Refused]:
        return [each for each in self.errors if each.path[-1:] == (name,)]

    @property
    def other_errors(self) -> list[Refused]:
        return [each for each in self.errors if each.path[-1:] not in {(name,) for name in NAMES}]


NO_RESULT: Final = RowResult()


@dataclass(frozen=True)
class CoordinationRow:
    """Row of one Instance; `typed` is the input that was refused. `invitation` is the one that is still open."""

    bassin: str
    established_on: date | None
    has_coordinator: bool
    invitation: InvitedPerson | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    result: RowResult = NO_RESULT

    @property
    def name(self) -> str:
        return BASSINS[self.bassin]

    @property
    def takes_invitation(self) -> bool:
        return self.established_on is not None and not self.has_coordinator and self.invitation is None

    @property
    def may_confirm(self) -> bool:
        return bool(self.invitation and self.invitation.state == "ACCEPTED" and not self.has_coordinator)


async def rows(
    visit: PageRequest,
    answer: SetUpResponse,
    results: Mapping[str, RowResult],
    typed: Mapping[str, Mapping[str, str]],
) -> list[CoordinationRow]:
    """Returns a row for each bassin, with its last invitation where no coordinator is there yet."""
    established = {each.bassin: each.established_on for each in answer.instances}
    missing = missing_in(answer, "FIRST_COORDINATORS")
    invited = [each for each in established if each in missing]
    answers = await gather(*(visit.ask(FIRST_INVITATIONS, bassin=each) for each in invited))
    last = {
        bassin: next((each for each in one.person_invitations if each.state not in ENDED), None)
        for bassin, one in zip(invited, answers, strict=True)
    }
    return [
        CoordinationRow(
            bassin,
            established.get(bassin),
            bassin not in missing,
            last.get(bassin),
            typed.get(bassin, {}),
            results.get(bassin, NO_RESULT),
        )
        for bassin in BY_NAME
    ]


def missing_in(answer: SetUpResponse, kind: str) -> set[str]:
    """Returns the bassins in which a step of the first run is still to be done."""
    steps = answer.setup.steps if answer.setup else ()
    return {bassin for each in steps if each.kind == kind for bassin in each.missing}


def command_of(command: str, row: str) -> str:
    """Returns the idempotency key of one row, derived from that of the form."""
    return str(uuid5(UUID(command), row))


def typed_rows(form: Fields) -> dict[str, dict[str, str]]:
    """Returns the input of the rows in which something is typed, by bassin."""
    typed = {bassin: {name: form.get(f"{bassin}.{name}", "").strip() for name in NAMES} for bassin in BASSINS}
    return {bassin: row for bassin, row in typed.items() if any(row.values())}


async def attempt(action: Awaitable[RowResult]) -> RowResult:
    """Returns the result of one row; a failure of the platform leaves the other rows as they are.

    Raises `PageRefused` for a person without the right.
    """
    try:
        return await action
    except PageRefused as refusal:
        if refusal.status_code not in RETRYABLE_STATUSES:
            raise
        return RowResult(failure=refusal_text(refusal))


async def establish(visit: PageRequest, form: Fields, command: str) -> dict[str, RowResult]:
    """Establishes the ticked Instances one by one; each may be refused alone."""
    day = form.get("effectiveOn", "").strip()

    async def establish_one(bassin: str) -> RowResult:
        values = {"bassin": bassin, "commandId": command_of(command, bassin), **({"effectiveOn": day} if day else {})}
        return RowResult(errors=(await visit.ask(commands.ESTABLISH_INSTANCE, input=values)).done.user_errors)

    return {each: await attempt(establish_one(each)) for each in ticked(form, ESTABLISHED)}


def ticked(form: Fields, name: str) -> Iterator[str]:
    """Yields the known bassins among the ticked boxes, each once."""
    yield from (each for each in dict.fromkeys(form.getlist(name)) if each in BASSINS)


async def invite(
    visit: PageRequest, form: Fields, command: str, *, without: Collection[str] = ()
) -> dict[str, RowResult]:
    """Invites a first coordinator for each filled row but those left out; each may be refused alone."""

    async def invite_one(bassin: str, row: Mapping[str, str]) -> RowResult:
        person = {**row, "role": "COORDINATOR", "language": form.get(f"{bassin}.language") or "FRENCH"}
        values = {"bassin": bassin, "commandId": command_of(command, f"{bassin}/{INVITED}"), "persons": [person]}
        outcome = (await visit.ask(INVITE_PERSON, input=values)).done
        return invitation_result(outcome.invitations, outcome.user_errors)

    rows = {bassin: row for bassin, row in typed_rows(form).items() if bassin not in without}
    return {bassin: await attempt(invite_one(bassin, row)) for bassin, row in rows.items()}


def invitation_result(invitations: Sequence[InvitedPerson], errors: Sequence[Refused]) -> RowResult:
    if errors or not invitations:
        return RowResult(errors=errors)
    [invitation] = invitations
    if invitation.link:
        return RowResult(link=invitation.link)
    return RowResult(note=NOTED_BEFORE)


async def renew(visit: PageRequest, form: Fields, command: str) -> dict[str, RowResult]:
    """Gives the invitation of the pressed button another link."""
    bassin, _, invitation = form.get(RENEWED, "").partition("/")

    async def renew_one() -> RowResult:
        values = {"invitationId": invitation, "commandId": command_of(command, invitation)}
        outcome = (await visit.ask(RENEW_PERSON_INVITATION, input=values)).done
        links = [each.link for each in outcome.invitations]
        return RowResult(
            link=next(iter(links), None), note=NOTED_BEFORE if links == [None] else "", errors=outcome.user_errors
        )

    return {bassin: await attempt(renew_one())} if bassin in BASSINS else {}


async def confirm(visit: PageRequest, form: Fields) -> dict[str, RowResult]:
    """Confirms the accounts of the ticked invitations, and gives their role."""

    async def confirm_one(invitation: str, account: str) -> RowResult:
        values: dict[str, Any] = {"invitationId": invitation, "accountId": account}
        return RowResult(errors=(await visit.ask(CONFIRM_PERSON_INVITATION, input=values)).done.user_errors)

    answers = [each.split("/") for each in dict.fromkeys(form.getlist(CONFIRMED)) if each.count("/") == 2]
    return {bassin: await attempt(confirm_one(*rest)) for bassin, *rest in answers if bassin in BASSINS}
