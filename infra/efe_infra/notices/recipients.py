"""Recipients of notices in the vault: their addresses, their choices, and the addresses that were replaced."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final, LiteralString
from uuid import UUID

import psycopg

from efe_domain.shared.messages import Language
from efe_infra.notices.audience import Audience
from efe_infra.notices.kinds import DEFAULT_CHOICES, Choice, NoticeKind
from efe_infra.notices.outbox import NoticeAddress

type Connection = psycopg.Connection[Any]

FORMER_PERIOD: Final = timedelta(days=30)
"""Time for which notices also go to an address that was replaced."""

LIVING: LiteralString = """
    select id from vault.person where id = any(%s) and forgotten_at is null
"""
OF_ACCOUNTS: LiteralString = """
    select distinct person from vault.account where id = any(%s) and person is not null
"""
CHOICES: LiteralString = "select person, kind, choice from vault.notice_choice where person = any(%s)"
FORMER: LiteralString = """
    select former.id, former.person from vault.former_address as former join vault.person on person.id = former.person
    where former.person = any(%(persons)s) and former.replaced_at > %(since)s
    and former.email is distinct from person.email
"""
REPLACED: LiteralString = """
    select former.id, former.person from vault.former_address as former where former.replaced_at > %(since)s
"""
CLEAN_FORMER: LiteralString = "delete from vault.former_address where replaced_at <= %s"
RECIPIENTS: LiteralString = """
    select person.id, asked.former, case when asked.former is null then person.email else former.email end, language
    from unnest(%(persons)s::uuid[], %(former)s::uuid[]) as asked (person, former)
    join vault.person on person.id = asked.person and person.forgotten_at is null
    left join vault.notice_language using_language on using_language.person = person.id
    left join vault.former_address as former on former.id = asked.former and former.person = person.id
"""
REFUSE: LiteralString = """
    insert into notices.refused_address (person, address, code, refused_at)
    select id, %(address)s, %(code)s, %(now)s
    from (select id from vault.person where id = %(person)s and forgotten_at is null for share) as living
    on conflict (person) do update set address = excluded.address, code = excluded.code,
        refused_at = excluded.refused_at
"""


@dataclass(frozen=True)
class Recipients:
    """Living persons of an audience, with their choices and former addresses."""

    persons: frozenset[UUID]
    choices: Mapping[UUID, Mapping[str, Choice]]
    former: Mapping[UUID, list[UUID]] = field(default_factory=dict)

    def choice(self, person: UUID, kind: NoticeKind) -> Choice:
        chosen = self.choices.get(person, {}).get(kind)
        return chosen or DEFAULT_CHOICES.get(kind, Choice.AT_ONCE)


@dataclass(frozen=True)
class Recipient:
    """Recipient of one mail. `address` is None if the vault has none."""

    address: str | None
    language: Language


def recipients_of(connection: Connection, audience: Audience, now: datetime) -> Recipients:
    """Returns the persons of the audience that are not forgotten; accounts without a person have no address."""
    of_accounts = connection.execute(OF_ACCOUNTS, [list(audience.accounts)]).fetchall()
    candidates = audience.persons | {person for (person,) in of_accounts}
    persons = [person for (person,) in connection.execute(LIVING, [list(candidates)])]
    former: dict[UUID, list[UUID]] = defaultdict(list)
    for address, person in connection.execute(FORMER, {"persons": persons, "since": now - FORMER_PERIOD}):
        former[person].append(address)
    return Recipients(frozenset(persons), choices_of(connection, persons), former)


def choices_of(connection: Connection, persons: Collection[UUID]) -> Mapping[UUID, Mapping[str, Choice]]:
    choices: dict[UUID, dict[str, Choice]] = defaultdict(dict)
    for person, kind, choice in connection.execute(CHOICES, [list(persons)]):
        choices[person][kind] = Choice(choice)
    return choices


def replaced_addresses(connection: Connection, now: datetime) -> list[tuple[UUID, UUID]]:
    """Returns the addresses replaced of late with their persons, and deletes those of before."""
    connection.execute(CLEAN_FORMER, [now - FORMER_PERIOD])
    return connection.execute(REPLACED, {"since": now - FORMER_PERIOD}).fetchall()


@dataclass(frozen=True)
class RecipientReads:
    """Recipients of a few rows as the vault has them now, with the choices of their persons."""

    recipients: Mapping[NoticeAddress, Recipient]
    choices: Mapping[UUID, Mapping[str, Choice]]

    def recipient(self, address: NoticeAddress) -> Recipient | None:
        """Returns where a notice goes; None for a forgotten person, and for a former address that is deleted."""
        return self.recipients.get(address)


def recipients_for(connection: Connection, addresses: Collection[NoticeAddress]) -> RecipientReads:
    persons, former = [each.person for each in addresses], [each.former for each in addresses]
    rows = connection.execute(RECIPIENTS, {"persons": persons, "former": former})
    recipients = {
        NoticeAddress(person, old): Recipient(email, Language(language) if language else Language.FRENCH)
        for person, old, email, language in rows
        if old is None or email is not None
    }
    return RecipientReads(recipients, choices_of(connection, persons))


def note_refusal(connection: Connection, person: UUID, address: str, code: int, now: datetime) -> None:
    """Notes that the server refused the present address; pages show it to the coordinator."""
    params = {"person": person, "address": digest_of(address), "code": code, "now": now}
    connection.execute(REFUSE, params)


def digest_of(address: str) -> bytes:
    return sha256(address.encode()).digest()
