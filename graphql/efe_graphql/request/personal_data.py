"""Export of all data on one person, for that person."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from anyio.to_thread import run_sync

from efe_domain.shared.documents import Document
from efe_graphql.request.access_journal import Journal, StoredReading
from efe_graphql.request.ports import AccountOnFile, Documents, Reads, Vault
from efe_projections.personal import DoneRow, HeldRow, done_by, held_of_accounts, held_of_person


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


class PersonalData(msgspec.Struct, frozen=True, kw_only=True):
    """Export of a person's data. `held`: facts of the register on the person and their accounts. `done`: their acts.
    `read`: their readings as an auditor, from the access journal. `deposits`: their documents,
    with the name that they gave to each in an Instance.

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


async def personal_data(
    reads: Reads,
    vault: Vault,
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
    )


def _accounts(vault: Vault, person: UUID | None, account: UUID | None) -> list[AccountOnFile]:
    if person:
        return list(vault.accounts_of(person))
    on_file = vault.account(account) if account else None
    return [on_file] if on_file else []
