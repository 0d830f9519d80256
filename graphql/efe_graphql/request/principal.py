"""The principal of a request: account, grants and rights as a person, read with the request or before it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

import msgspec

from efe_graphql.request.api_tokens import TokenScope
from efe_graphql.request.ports import Reads
from efe_projections.access.reads import forgetting_of, grants_of, represented, seats_of, sittings_of, viewer_of
from efe_projections.access.rows import GrantRow
from efe_projections.engine.changes import ReadState
from efe_projections.engine.query import ReadQuery
from efe_projections.engine.viewer import Viewer
from efe_projections.instance.mandates import MandateRow
from efe_projections.pole.memberships import MembershipRow


class ActingAccount(msgspec.Struct, frozen=True):
    """An account, and the person linked to it, if any. `is_service`: a service account, of no person."""

    id: UUID
    person: UUID | None
    is_service: bool = False


class PrincipalChanged(Exception):
    """The optimistic principal, or its read position, is outdated."""

    REASON = "Changed"  # label of a metric


@dataclass
class Principal:
    """An account's grants, seats and mandates, as of read-model position `since`.

    They stay valid as long as the read model stays at that position. `theirs` are the grants of the person. `scope`
    is that of the API token of the request: then `granted`, `viewer` and the seats are the part that it gives.
    """

    acting: ActingAccount
    today: date
    grants: list[GrantRow]
    theirs: list[list[Any]]
    since: int
    scope: TokenScope | None = None

    @cached_property
    def granted(self) -> tuple[GrantRow, ...]:
        """The grants of the account, or the part of them that its token gives."""
        return tuple(self.scope.narrow(self.grants) if self.scope else self.grants)

    @property
    def _person(self) -> tuple[list[MembershipRow], list[MandateRow]]:
        forgotten, seats, sittings = self.theirs or ([], [], [])
        if forgotten:
            return [], []
        if self.scope:
            return self.scope.narrow_seats(seats), self.scope.narrow_sittings(sittings)
        return seats, sittings

    @property
    def person(self) -> UUID | None:
        """The person linked to the account; None for an erased person, and for a token, which speaks for none."""
        return None if self.scope or (self.theirs and self.theirs[0]) else self.acting.person

    @cached_property
    def viewer(self) -> Viewer:
        seats, sittings = self._person
        return viewer_of(self.acting.id, self.granted, self.today, seats=seats, sittings=sittings)

    @cached_property
    def represented(self) -> tuple[UUID, ...]:
        return represented(self._person[0], self.today)

    @property
    def sittings(self) -> tuple[MandateRow, ...]:
        return tuple(self._person[1])


def rights_of(acting: ActingAccount, today: date) -> list[ReadQuery[Any]]:
    """Returns the queries of a `Principal`, grants first."""
    person = acting.person
    theirs = (forgetting_of(person), seats_of(person), sittings_of(person, today)) if person else ()
    return [grants_of(acting.id), *theirs]


async def find_principal(
    reads: Reads, acting: ActingAccount, today: date, scope: TokenScope | None = None
) -> Principal:
    """Reads the current rights of an account, of which `scope` is the part that an API token gives."""
    [grants, *theirs], read_position = await reads.together(*rights_of(acting, today))
    return Principal(acting, today, grants, theirs, read_position, scope)


@dataclass(frozen=True)
class OptimisticVisitor[C]:
    """Visitor without rights at a position taken as current until the round trip of the answer confirms it."""

    reads: Reads
    read_position: int
    look_up: Callable[[], Awaitable[C]]

    async def confirmed[T: msgspec.Struct](self, query: ReadQuery[T]) -> list[T]:
        """Returns the rows of a query, confirmed in the same round trip. Raises `PrincipalChanged`."""
        [rows], read_position = await self.reads.together(query)
        self._check(read_position)
        return rows

    async def state(self) -> ReadState:
        """Returns the confirmed state of the read model. Raises `PrincipalChanged`."""
        _, state = await self.reads.confirm()
        self._check(state.position)
        return state

    def _check(self, read_position: int) -> None:
        if read_position != self.read_position:
            raise PrincipalChanged


@dataclass(frozen=True)
class OptimisticPrincipal[C]:
    """Principal of the request before, taken as current until the round trip of the answer confirms it.

    The same round trip reads account and rights again: the answer is used only if they are unchanged. `look_up`
    returns the context of a freshly read principal, for everything else.
    """

    reads: Reads
    account: ReadQuery[ActingAccount]
    principal: Principal
    read_position: int
    look_up: Callable[[], Awaitable[C]]

    async def confirmed[T: msgspec.Struct](self, query: ReadQuery[T]) -> list[T]:
        """Returns the rows of a query, confirmed in the same round trip. Raises `PrincipalChanged`."""
        [acting, *rights, rows], read_position = await self.reads.together(self.account, *self._rights, query)
        self._check(acting, rights, read_position)
        return rows

    async def state(self) -> ReadState:
        """Returns the confirmed state of the read model. Raises `PrincipalChanged`."""
        [acting, *rights], state = await self.reads.confirm(self.account, *self._rights)
        self._check(acting, rights, state.position)
        return state

    @property
    def _rights(self) -> list[ReadQuery[Any]]:
        """The queries of the rights; none where nothing was recorded since they were read."""
        principal = self.principal
        return [] if principal.since == self.read_position else rights_of(principal.acting, principal.today)

    def _check(self, acting: list[ActingAccount], rights: list[list[Any]], read_position: int) -> None:
        principal = self.principal
        if (acting, read_position) != ([principal.acting], self.read_position) or (
            rights and rights != [principal.grants, *principal.theirs]
        ):
            raise PrincipalChanged
        principal.since = read_position


type Optimistic[C] = OptimisticPrincipal[C] | OptimisticVisitor[C]
"""Account or visitor, taken as unchanged until the round trip of the answer confirms it."""
