"""Which persons the register seats where the viewer sees it, and which accounts it trusts with a role there."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from efe_projections.access.rows import GrantRow
from efe_projections.engine.query import Query, alive, viewing, visible
from efe_projections.engine.viewer import Viewer
from efe_projections.instance.mandates import MandateRow
from efe_projections.pole.memberships import MembershipRow
from efe_projections.zone.rows import ZoneRepresentativeRow


class Named(msgspec.Struct, frozen=True):
    """A person or an account."""

    id: UUID


def seated_among(persons: Sequence[UUID], at: int, viewer: Viewer) -> Query[Named]:
    """Those of the persons who represent a member, hold a seat or stand for an Instance in the zone."""
    return Query(
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
        row=Named,
    )


def trusted_among(accounts: Sequence[UUID], at: int, viewer: Viewer) -> Query[Named]:
    """Those of the accounts that have, or had, a role in a dossier which the viewer sees."""
    return Query(
        sql=f"""
            select distinct account as id from read.{GrantRow.TABLE.name}
            where account = any(%(ids)s::uuid[]) and {alive()} and {visible(GrantRow.TABLE)}
        """,  # noqa: S608 - as above
        params={"ids": tuple(accounts), "at": at, **viewing(viewer)},
        row=Named,
    )
