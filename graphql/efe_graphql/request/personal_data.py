"""Export of all data on one person, for that person."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec
from anyio.to_thread import run_sync

from efe_domain.access.api_token import TokenRight
from efe_domain.shared.documents import Document
from efe_graphql.request.access_journal import Journal, StoredReading
from efe_graphql.request.invitations import InvitationOnFile, Invitations
from efe_graphql.request.ports import Documents, Reads, Vault
from efe_graphql.request.vault_rows import AccountOnFile
from efe_projections.personal_data import DoneRow, HeldRow, done_by, held_of_accounts, held_of_person


class OnFile(msgspec.Struct, frozen=True):
    """Row of the vault."""

    id: UUID
    given_name: str
    family_name: str
    email: str | None
    function: str | None


class OwnAccount(msgspec.Struct, frozen=True):
    id: UUID
    issuer: str
    subject: str
    created_at: datetime


class OwnDeposit(msgspec.Struct, frozen=True, kw_only=True):
    """Document that the person deposited for an Instance, under that name."""

    sha256: str
    bassin: str
    size: int
    media_type: str
    name: str | None
    deposited_at: datetime


class InvitationData(msgspec.Struct, frozen=True, kw_only=True):
    """Invitation of the person, or one that an account of the person sent or accepted; `role` is null for a seat."""

    id: UUID
    bassin: str
    role: str | None
    language: str
    is_for_the_person: bool
    is_sent_by_the_person: bool
    is_accepted_by_the_person: bool
    invited_at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    outcome: str | None
    ended_at: datetime | None


class OwnDraft(msgspec.Struct, frozen=True):
    """Draft of a form. Its content is sealed; the person reads it on the page of their tasks."""

    id: UUID
    saved_at: datetime
    ends_at: datetime


class OwnApiToken(msgspec.Struct, frozen=True, kw_only=True):
    """API token of an account of the person. Its text is not stored."""

    id: UUID
    account: UUID
    name: str
    rights: Sequence[TokenRight]
    is_read_only: bool
    created_at: datetime
    expires_at: datetime
    last_used_on: date | None
    revoked_at: datetime | None


class OwnVisit(msgspec.Struct, frozen=True):
    """Last time that an account was seen by the pages."""

    account: UUID
    seen_at: datetime


class OwnWebhook(msgspec.Struct, frozen=True):
    """Webhook of an account. Its secret is sealed, and was shown once."""

    id: UUID
    url: str
    bassins: Sequence[str]
    created_at: datetime


class PersonalData(msgspec.Struct, frozen=True, kw_only=True):
    """Export of a person's data. `held`: facts of the register on the person and their accounts. `done`: their acts.
    `read`: their readings as an auditor, from the access journal. `deposits`: their documents,
    with the name that they gave to each in an Instance. `drafts` and `last_visits` are those of the pages.
    `webhooks` are those of the accounts.

    `person` is null for an unlinked account and for an erased person. `position` is the read position of the
    register.
    """

    position: int
    person: OnFile | None
    accounts: Sequence[OwnAccount]
    held: Sequence[HeldRow]
    done: Sequence[DoneRow]
    read: Sequence[StoredReading]
    documents: Sequence[Document]
    deposits: Sequence[OwnDeposit]
    invitations: Sequence[InvitationData]
    drafts: Sequence[OwnDraft]
    last_visits: Sequence[OwnVisit]
    api_tokens: Sequence[OwnApiToken]
    webhooks: Sequence[OwnWebhook]


async def personal_data(
    reads: Reads,
    vault: Vault,
    invitations: Invitations,
    documents: Documents,
    journal: Journal,
    *,
    person: UUID | None,
    account: UUID | None = None,
) -> PersonalData:
    """Returns the data of a person and all their accounts, or of one account without a person."""
    accounts = await run_sync(_accounts, vault, person, account)
    on_file = (await run_sync(vault.persons, [person])).get(person) if person else None
    ids = [each.id for each in accounts]
    queries = [*(held_of_person(person) if person else ()), held_of_accounts(ids)]
    return PersonalData(
        position=await reads.position(),
        person=msgspec.convert(on_file, OnFile, from_attributes=True) if on_file else None,
        accounts=[msgspec.convert(each, OwnAccount, from_attributes=True) for each in accounts],
        held=[row for query in queries for row in await reads.fetch(query)],
        done=await reads.fetch(done_by(ids)),
        read=await run_sync(journal.readings_of, ids),
        documents=await run_sync(documents.stored_by, ids),
        deposits=[
            msgspec.convert(each, OwnDeposit, from_attributes=True)
            for each in await run_sync(documents.deposited_by, ids)
        ],
        invitations=[
            invitation_data(each, person, ids) for each in await run_sync(invitations.invitations_about, person, ids)
        ],
        drafts=[
            msgspec.convert(each, OwnDraft, from_attributes=True) for each in await run_sync(vault.drafts_of, ids)
        ],
        last_visits=[
            msgspec.convert(each, OwnVisit, from_attributes=True)
            for each in await run_sync(vault.last_visits_of, ids)
        ],
        api_tokens=[
            msgspec.convert(each, OwnApiToken, from_attributes=True)
            for each in await run_sync(vault.api_tokens_of, ids)
        ],
        webhooks=[
            msgspec.convert(each, OwnWebhook, from_attributes=True) for each in await run_sync(vault.webhooks_of, ids)
        ],
    )


def invitation_data(invitation: InvitationOnFile, person: UUID | None, accounts: Sequence[UUID]) -> InvitationData:
    """Returns an invitation as its person may read it: without the ids of other persons and accounts."""
    return InvitationData(
        id=invitation.id,
        bassin=invitation.bassin,
        role=invitation.role,
        language=invitation.language,
        is_for_the_person=invitation.person == person,
        is_sent_by_the_person=invitation.invited_by in accounts,
        is_accepted_by_the_person=invitation.accepted_by in accounts,
        invited_at=invitation.invited_at,
        expires_at=invitation.expires_at,
        accepted_at=invitation.accepted_at,
        outcome=invitation.outcome,
        ended_at=invitation.ended_at,
    )


def _accounts(vault: Vault, person: UUID | None, account: UUID | None) -> list[AccountOnFile]:
    if person:
        return list(vault.accounts_of(person))
    on_file = vault.account(account) if account else None
    return [on_file] if on_file else []
