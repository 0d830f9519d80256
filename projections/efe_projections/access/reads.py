"""Grants, seats and viewer of an account, and searches among persons and accounts."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

import msgspec

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import ALL_BASSINS
from efe_domain.shared.days import Period
from efe_domain.shared.ids import REGISTER
from efe_projections.access.rows import ForgottenPersonRow, GrantRow
from efe_projections.engine.batch import by
from efe_projections.engine.query import ENDLESS, ReadQuery, alive, columns_of, current, valid_at, viewing, visible
from efe_projections.engine.viewer import Viewer
from efe_projections.instance.mandates import MandateRow
from efe_projections.instance.rows import InstanceRow
from efe_projections.pole.memberships import MembershipRow
from efe_projections.zone.rows import ZoneRepresentativeRow

_ANYONE = Viewer(bassins=ALL_BASSINS)
_NOW = ENDLESS - 1
"""Position beyond every other: it selects the current rows."""


def grants_of(account: UUID) -> ReadQuery[GrantRow]:
    """Returns every grant of the account, in any Instance, in force or not, as known now."""
    return by(GrantRow, "account").read([(account,)], _NOW, _ANYONE)


def seats_of(person: UUID) -> ReadQuery[MembershipRow]:
    """Returns every seat that the person represents, in any pôle, current or not, as known now."""
    return by(MembershipRow, "representative").read([(person,)], _NOW, _ANYONE)


def grants_for_all(at: int) -> ReadQuery[GrantRow]:
    """Returns every grant over all ten Instances, as of a position, for administrators."""
    return by(GrantRow, "kept_in").read([(REGISTER,)], at, _ANYONE)


def grants_kept_in(keepers: Sequence[UUID]) -> ReadQuery[GrantRow]:
    """Returns every grant of Instances and of their pôles, or of the register, as known now, for checks of rights."""
    return by(GrantRow, "kept_in").read([(each,) for each in keepers], _NOW, _ANYONE)


def established_instances(instances: Sequence[UUID]) -> ReadQuery[InstanceRow]:
    """Returns the rows of Instances as known now; none of one that is not established."""
    return by(InstanceRow, "id").read([(each,) for each in instances], _NOW, _ANYONE)


def memberships_of(bassin: str, at: int, viewer: Viewer) -> ReadQuery[MembershipRow]:
    """Returns the memberships of the pôles of an Instance."""
    table = MembershipRow.TABLE
    return ReadQuery(
        sql=f"""
            select {columns_of(table)} from read.membership
            where %(bassin)s = any(bassins) and {valid_at(table)} and {visible(table)}
            order by pole, operator, since
        """,  # noqa: S608 - names of columns and the predicate of access, never a value
        params={"bassin": bassin, "at": at, **viewing(viewer)},
        row=MembershipRow,
    )


def sittings_of(person: UUID, day: date) -> ReadQuery[MandateRow]:
    """Returns the seats of the person on that day, as known now, in bodies in place."""
    columns = ", ".join(f"mandate.{column.name}" for column in MandateRow.TABLE.columns)
    return ReadQuery(
        sql=f"""
            select {columns} from read.mandate as mandate
            where mandate.person = %(person)s and {current("mandate")}
            and mandate.since <= %(day)s and (mandate.until is null or mandate.until > %(day)s)
            and not exists (
                select from read.body as body
                where body.id = mandate.body and {current("body")} and body.until <= %(day)s
            )
            and {visible(MandateRow.TABLE, "mandate")}
            order by mandate.seat
        """,  # noqa: S608 - names of columns and the predicate of access, never a value
        params={"person": person, "day": day, **viewing(_ANYONE)},
        row=MandateRow,
    )


def forgetting_of(person: UUID) -> ReadQuery[ForgottenPersonRow]:
    """Returns the erasure of a person, if the register has one."""
    return by(ForgottenPersonRow, "id").read([(person,)], _NOW, _ANYONE)


def viewer_of(
    account: UUID,
    grants: Iterable[GrantRow],
    today: date,
    *,
    seats: Iterable[MembershipRow] = (),
    sittings: Iterable[MandateRow] = (),
) -> Viewer:
    """Returns the viewer with the dossiers open today, by every role but that of administrator.

    A seat in a body opens the Instance; a representative's seat opens the pôle.
    """
    active = [
        grant
        for grant in grants
        if grant.role is not Role.ADMINISTRATOR and Period(grant.since, grant.until).covers(today)
    ]
    bassins = {bassin for grant in active if grant.pole is None for bassin in grant.bassins}
    bassins |= {bassin for sitting in sittings for bassin in sitting.bassins}
    poles = {grant.pole for grant in active if grant.pole} | set(represented(seats, today))
    return Viewer(account=account, bassins=tuple(sorted(bassins)), poles=tuple(sorted(poles)))


def represented(seats: Iterable[MembershipRow], today: date) -> tuple[UUID, ...]:
    """Returns the pôles where one of the seats is held today."""
    return tuple(sorted({seat.pole for seat in seats if Period(seat.since, seat.until).covers(today)}))


class VaultId(msgspec.Struct, frozen=True):
    """Id of a person or an account."""

    id: UUID


def seated_among(persons: Sequence[UUID], at: int, viewer: Viewer) -> ReadQuery[VaultId]:
    """Returns the persons among these who represent a member, hold a seat or represent an Instance in the zone."""
    return ReadQuery(
        sql=f"""
            select representative as id from read.{MembershipRow.TABLE.name}
            where representative = any(%(ids)s::uuid[]) and {alive()} and {visible(MembershipRow.TABLE)}
            union
            select person from read.{MandateRow.TABLE.name}
            where person = any(%(ids)s::uuid[]) and {alive()} and {visible(MandateRow.TABLE)}
            union
            select person from read.{ZoneRepresentativeRow.TABLE.name}
            where person = any(%(ids)s::uuid[]) and {alive()} and {visible(ZoneRepresentativeRow.TABLE)}
        """,  # noqa: S608 - names of tables and the predicate of access, never a value
        params={"ids": tuple(persons), "at": at, **viewing(viewer)},
        row=VaultId,
    )


def trusted_among(accounts: Sequence[UUID], at: int, viewer: Viewer) -> ReadQuery[VaultId]:
    """Returns the accounts among these that have, or had, a role in a dossier open to the viewer."""
    return ReadQuery(
        sql=f"""
            select distinct account as id from read.{GrantRow.TABLE.name}
            where account = any(%(ids)s::uuid[]) and {alive()} and {visible(GrantRow.TABLE)}
        """,  # noqa: S608 - as above
        params={"ids": tuple(accounts), "at": at, **viewing(viewer)},
        row=VaultId,
    )
