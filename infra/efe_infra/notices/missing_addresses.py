"""Persons of an Instance that a mail did not reach: without an address, or with one that the mail server refused."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final, LiteralString
from uuid import UUID

import msgspec

from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.pools import Store

MAX_PERSONS: Final = 40
"""Persons that are read of one Instance."""

UNREACHED: LiteralString = """
    select outbox.person, bool_or(refused.person is not null) as is_refused, array(
        select id from vault.account where account.person = outbox.person
    ) as accounts
    from notices.outbox
    join vault.person on person.id = outbox.person and person.forgotten_at is null
    left join notices.refused_address as refused
        on refused.person = person.id and refused.address = sha256(convert_to(person.email, 'UTF8'))
    where outbox.state in ('without-address', 'refused') and outbox.former is null
    and outbox.bassin = any(%(bassins)s::text[]) and (person.email is null or refused.person is not null)
    group by outbox.person order by max(outbox.number) desc limit %(limit)s
"""
"""Persons by the newest mail that did not reach them; a person with another address since is no longer one."""
SEATED: LiteralString = """
    with present as (
        select representative, substitute, since, until from read.membership
        where (representative = any(%(persons)s::uuid[]) or substitute = any(%(persons)s::uuid[]))
        and to_position is null
        union all
        select person, substitute, since, until from read.mandate
        where (person = any(%(persons)s::uuid[]) or substitute = any(%(persons)s::uuid[])) and to_position is null
        union all
        select person, null, since, until from read.zone_representative
        where person = any(%(persons)s::uuid[]) and to_position is null
        union all
        select account, null, since, until from read.access_grant
        where account = any(%(accounts)s::uuid[]) and to_position is null
    )
    select distinct held.id from present cross join lateral (values (representative), (substitute)) as held (id)
    where held.id is not null and since <= %(day)s and (until is null or until > %(day)s)
"""


class UnreachedRow(msgspec.Struct, frozen=True):
    person: UUID
    is_refused: bool
    accounts: list[UUID]


class HolderRow(msgspec.Struct, frozen=True):
    id: UUID


class SeatHolders(Store):
    """Holders of seats and roles, by the rows of the read model."""

    POOL = "NoticeSeats"

    def __init__(self, database: Database) -> None:
        super().__init__(database, DatabaseRole.PROJECTOR)

    def still_concerned(self, rows: Collection[UnreachedRow], day: date) -> Sequence[UnreachedRow]:
        """Returns the persons that hold a seat or a role on that day."""
        if not rows:
            return ()
        keys = {
            "persons": [each.person for each in rows],
            "accounts": [account for each in rows for account in each.accounts],
            "day": day,
        }
        holders = {each.id for each in self._fetch(HolderRow, SEATED, keys)}
        return [each for each in rows if not holders.isdisjoint({each.person, *each.accounts})]
