"""What an account may do, read before it is known what it may see."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from efe_domain.access import Role
from efe_domain.bassins import ALL_BASSINS
from efe_domain.days import Spell
from efe_projections.access import GrantRow
from efe_projections.membership import MembershipRow
from efe_projections.person import ForgottenPersonRow
from efe_projections.query import Query
from efe_projections.reads.batch import by
from efe_projections.viewer import Viewer

_ANYONE = Viewer(bassins=ALL_BASSINS)
_NOW = 2**63 - 1
"""Ahead of every position: what holds then is what holds now."""


def grants_of(account: UUID) -> Query[GrantRow]:
    """Every grant of the account itself, in any Instance, in force or not, as is known now."""
    return by(GrantRow, "account").read([(account,)], _NOW, _ANYONE)


def seats_of(person: UUID) -> Query[MembershipRow]:
    """Every seat that the person represents, in any pôle, of today or not, as is known now."""
    return by(MembershipRow, "representative").read([(person,)], _NOW, _ANYONE)


def forgetting_of(person: UUID) -> Query[ForgottenPersonRow]:
    """What the register says of the person, if they were forgotten."""
    return by(ForgottenPersonRow, "id").read([(person,)], _NOW, _ANYONE)


def viewer_of(
    account: UUID, grants: Iterable[GrantRow], today: date, *, seats: Sequence[MembershipRow] = ()
) -> Viewer:
    """Whose dossiers are open today: of every role but that of administrator, who has no part in them."""
    bassins = {
        bassin
        for grant in grants
        if grant.role is not Role.ADMINISTRATOR and Spell(grant.since, grant.until).covers(today)
        for bassin in grant.bassins
    }
    poles = {seat.pole for seat in seats if Spell(seat.since, seat.until).covers(today)}
    return Viewer(account=account, bassins=tuple(sorted(bassins)), poles=tuple(sorted(poles)))
