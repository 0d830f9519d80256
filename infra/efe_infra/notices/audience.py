"""Persons and accounts that a notice is for, read from the current rows of the read model."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, LiteralString
from uuid import UUID

import psycopg

from efe_domain.meeting.events import AssemblyKind

type Connection = psycopg.Connection[Any]

MEMBERS: LiteralString = """
    select representative, substitute from read.membership
    where pole = %(pole)s and since <= %(day)s and (until is null or until > %(day)s) and to_position is null
"""
MEMBER: LiteralString = MEMBERS + " and operator = %(operator)s"
SEATS: LiteralString = """
    select person, substitute from read.mandate
    where body = %(body)s and since <= %(day)s and (until is null or until > %(day)s) and to_position is null
"""
OF_ZONE: LiteralString = """
    select person, null from read.zone_representative
    where zone = %(zone)s and since <= %(day)s and (until is null or until > %(day)s) and to_position is null
"""
COORDINATORS: LiteralString = """
    select account from read.access_grant
    where role = 'coordinator' and pole is null and bassins && %(bassins)s::text[]
    and since <= %(day)s and (until is null or until > %(day)s) and to_position is null
"""
MEETING: LiteralString = "select kind, assembly, day from read.meeting where id = %s and to_position is null"
CANCELLED: LiteralString = """
    select from read.meeting where id = %s and cancelled_on is not null and to_position is null
"""
DECISION: LiteralString = "select pole, contested_on from read.decision where id = %s and to_position is null"
CARRIERS: LiteralString = """
    select pole from read.project_carrier where project = %s and until is null and to_position is null
"""
AUTHOR: LiteralString = """
    select pole, operator from read.objection
    where decision = %s and number = %s and to_position is null
"""
FORMER: LiteralString = """
    select former.person from read.representation as begun
    cross join lateral (
        select person from read.representation as earlier
        where earlier.pole = begun.pole and earlier.operator = begun.operator and earlier.since = begun.since
        and earlier.version < begun.version and earlier.to_position is null order by earlier.version desc limit 1
    ) as former
    where begun.pole = %s and begun.version = %s and begun.to_position is null
"""


@dataclass(frozen=True)
class Audience:
    """Audience of a notice: persons, and accounts whose persons the vault knows."""

    persons: frozenset[UUID] = field(default_factory=frozenset)
    accounts: frozenset[UUID] = field(default_factory=frozenset)

    def __or__(self, other: "Audience") -> "Audience":
        return Audience(self.persons | other.persons, self.accounts | other.accounts)


@dataclass(frozen=True)
class AudienceReads:
    """Reads of audiences on a day, with a connection that sees every row of the read model."""

    connection: Connection
    day: date

    def members(self, pole: UUID) -> Audience:
        """Returns representatives and substitutes of the members of a pôle."""
        return self._persons(MEMBERS, pole=pole)

    def member(self, pole: UUID, operator: UUID) -> Audience:
        return self._persons(MEMBER, pole=pole, operator=operator)

    def coordinators(self, *bassins: str) -> Audience:
        rows = self.connection.execute(COORDINATORS, {"bassins": list(bassins), "day": self.day})
        return Audience(accounts=frozenset(account for (account,) in rows))

    def assembly(self, meeting: UUID) -> Audience:
        """Returns the members of the assembly of a meeting, their representatives and substitutes."""
        row = self.connection.execute(MEETING, [meeting]).fetchone()
        if row is None:
            return Audience()
        kind, assembly, day = row
        reads = AudienceReads(self.connection, max(day, self.day))
        match AssemblyKind(kind):
            case AssemblyKind.POLE:
                return reads.members(assembly)
            case AssemblyKind.BODY:
                return reads._persons(SEATS, body=assembly)
            case AssemblyKind.ZONE:
                return reads._persons(OF_ZONE, zone=assembly)

    def is_cancelled(self, meeting: UUID) -> bool:
        return self.connection.execute(CANCELLED, [meeting]).fetchone() is not None

    def pole_of(self, decision: UUID) -> tuple[UUID | None, bool]:
        """Returns the pôle of a decision, and whether the decision is contested."""
        row = self.connection.execute(DECISION, [decision]).fetchone()
        return (row[0], row[1] is not None) if row else (None, False)

    def author(self, decision: UUID, objection: int) -> Audience:
        """Returns representative and substitute of the member that raised an objection."""
        row = self.connection.execute(AUTHOR, [decision, objection]).fetchone()
        return self.member(*row) if row else Audience()

    def carriers(self, project: UUID) -> Audience:
        """Returns representatives and substitutes of the pôles that carry a project."""
        audience = Audience()
        for (pole,) in self.connection.execute(CARRIERS, [project]).fetchall():
            audience |= self.members(pole)
        return audience

    def replaced(self, pole: UUID, version: int) -> Audience:
        """Returns the person that a representation replaced."""
        rows = self.connection.execute(FORMER, [pole, version])
        return Audience(frozenset(person for (person,) in rows if person))

    def _persons(self, sql: LiteralString, **params: UUID) -> Audience:
        rows = self.connection.execute(sql, {**params, "day": self.day})
        return Audience(frozenset(_known(rows)))


def _known(rows: psycopg.Cursor[Any]) -> Iterator[UUID]:
    for row in rows:
        yield from filter(None, row)


type FindAudience = Callable[[AudienceReads], Audience]
