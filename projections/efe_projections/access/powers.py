"""Powers on a day, computed from rows: every role and every seat, with its first day and the day of its end."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from uuid import UUID

import msgspec

from efe_domain.access.powers import Standing
from efe_domain.shared.days import Period
from efe_projections.access.rows import GrantRow
from efe_projections.instance.mandates import MandateRow
from efe_projections.instance.rows import BodyRow
from efe_projections.pole.memberships import MembershipRow


class HeldPower(msgspec.Struct, frozen=True, kw_only=True):
    """Right held from `since` up to, not including, `until`: by an account with a role, or by a person.

    `scope` is the Instance, the pôle or the register. `operator` is the member that a representative speaks for,
    `body` the body of a seat.
    """

    standing: Standing
    scope: UUID
    pole: UUID | None = None
    body: UUID | None = None
    account: UUID | None = None
    person: UUID | None = None
    operator: UUID | None = None
    since: date
    until: date | None


def of_roles(grants: Iterable[GrantRow]) -> Iterator[HeldPower]:
    """Yields the powers of granted roles."""
    for row in grants:
        yield HeldPower(
            standing=Standing(row.role),
            scope=row.scope,
            pole=row.pole,
            account=row.account,
            since=row.since,
            until=row.until,
        )


def of_members(memberships: Iterable[MembershipRow]) -> Iterator[HeldPower]:
    """Yields the powers of representatives: until another speaks for the member, or the membership ends."""
    for row in memberships:
        ends = [each.since for each in row.representations[1:]]
        for each, until in zip(row.representations, [*ends, row.until], strict=True):
            if each.person:
                yield HeldPower(
                    standing=Standing.REPRESENTATIVE,
                    scope=row.pole,
                    pole=row.pole,
                    person=each.person,
                    operator=row.operator,
                    since=each.since,
                    until=until,
                )


def of_bodies(mandates: Iterable[MandateRow], bodies: Mapping[UUID, BodyRow]) -> Iterator[HeldPower]:
    """Yields the powers of seats; a dissolved body has none."""
    for row in mandates:
        body = bodies.get(row.body)
        yield HeldPower(
            standing=Standing.SITTING,
            scope=row.instance,
            body=row.body,
            person=row.person,
            since=row.since,
            until=earliest(row.until, body.until if body else None),
        )


def held_on(day: date, powers: Iterable[HeldPower], forgotten: Mapping[UUID, date]) -> list[HeldPower]:
    """Returns the powers of the day, without those of persons erased by then."""
    ended = (
        msgspec.structs.replace(each, until=earliest(each.until, forgotten.get(each.person) if each.person else None))
        for each in powers
    )
    current = (each for each in ended if Period(each.since, each.until).covers(day))
    return sorted(current, key=_order)


def _order(power: HeldPower) -> tuple[Standing, date, str, str, str]:
    return power.standing, power.since, str(power.account or power.person), str(power.scope), str(power.operator)


def earliest(*days: date | None) -> date | None:
    """Returns the earliest of the days that are known; None without any."""
    return min(filter(None, days), default=None)
