"""Commands of an Instance on its règlement, bodies, seats and axes; and grants of access, the platform's included.

`bassin` is a code. `on` is the day in law, today when None.
"""

from datetime import date
from typing import cast
from uuid import UUID

from efe_domain.access.grants import Role
from efe_domain.commands.authorization import administering, check_cited, check_nameable, coordinating, granting
from efe_domain.commands.handler import CommandResult, UseCases, use_case
from efe_domain.instance.events import NO_SETTINGS, BodyRules, InstanceEvent, Mandate, OrderSettings
from efe_domain.instance.instance import InstanceBassin
from efe_domain.law.rules import Rule
from efe_domain.pole.pole import Pole
from efe_domain.shared.axis import Axis
from efe_domain.shared.bassins import bassin as bassin_of
from efe_domain.shared.command_context import current_context
from efe_domain.shared.documents import Document
from efe_domain.shared.ids import instance_id


@use_case
def establish_instance(uow: UseCases, bassin: str, *, on: date | None = None) -> CommandResult:
    administering(uow)
    instance = uow.target(uow.load(InstanceBassin, instance_id(bassin_of(bassin))))
    instance.establish(bassin_of(bassin), on=uow.day(on))
    return uow.record(instance)


@use_case
def adopt_rules_of_order(
    uow: UseCases,
    bassin: str,
    rules: tuple[BodyRules, ...],
    *,
    settings: OrderSettings = NO_SETTINGS,
    contest_days: int | None = None,
    verdicts_need_quorum: bool | None = None,
    on: date | None = None,
) -> CommandResult:
    instance = uow.target(coordinating(uow, bassin))
    instance.adopt_rules_of_order(
        rules, settings, contest_days=contest_days, verdicts_need_quorum=verdicts_need_quorum, on=uow.day(on)
    )
    return uow.record(instance)


@use_case
def set_up_body(
    uow: UseCases, bassin: str, body: UUID, name: str, mission: Rule, *, on: date | None = None
) -> CommandResult:
    instance = uow.target(coordinating(uow, bassin))
    instance.set_up_body(body, name, mission, on=uow.day(on))
    return uow.record(instance)


@use_case
def dissolve_body(uow: UseCases, bassin: str, body: UUID, *, on: date | None = None) -> CommandResult:
    instance = uow.target(coordinating(uow, bassin))
    instance.dissolve_body(body, on=uow.day(on))
    return uow.record(instance)


@use_case
def fill_seat(
    uow: UseCases,
    bassin: str,
    body: UUID,
    seat: UUID,
    mandate: Mandate,
    *,
    known: bool = False,
    on: date | None = None,
) -> CommandResult:
    """Fills a seat. The mandate starts on the legal day of the command; an unknown seat id makes a new seat.

    Raises `NotFound` for a `known` seat of another Instance.
    """
    instance = uow.target(coordinating(uow, bassin))
    if known:
        instance.seats.check_known(body, seat)
    check_nameable(uow, mandate.person, mandate.substitute)
    instance.fill_seat(body, seat, mandate, on=uow.day(on))
    return uow.record(instance)


@use_case
def vacate_seat(
    uow: UseCases, bassin: str, body: UUID, seat: UUID, reason: str, *, on: date | None = None
) -> CommandResult:
    instance = uow.target(coordinating(uow, bassin))
    instance.vacate_seat(body, seat, reason, on=uow.day(on))
    return uow.record(instance)


@use_case
def identify_axis(
    uow: UseCases, bassin: str, axis: Axis, *, meeting_id: UUID | None = None, on: date | None = None
) -> CommandResult:
    """`meeting_id` is a meeting of a body of the Instance that the act cites."""
    instance, day = uow.target(coordinating(uow, bassin)), uow.day(on)
    instance.identify_axis(axis, meeting=meeting_id, on=day)
    check_cited(uow, meeting_id, instance.bassin, day)
    return uow.record(instance)


@use_case
def withdraw_axis(uow: UseCases, bassin: str, key: str, *, on: date | None = None) -> CommandResult:
    instance = uow.target(coordinating(uow, bassin))
    instance.withdraw_axis(key, on=uow.day(on))
    return uow.record(instance)


@use_case
def match_axes(
    uow: UseCases, bassin: str, key: str, other_bassin: str, other_key: str, basis: str, *, on: date | None = None
) -> CommandResult:
    instance = uow.target(coordinating(uow, bassin))
    instance.match_axes(key, bassin_of(other_bassin), other_key, basis, on=uow.day(on))
    return uow.record(instance)


@use_case
def unmatch_axes(
    uow: UseCases, bassin: str, key: str, other_bassin: str, other_key: str, *, on: date | None = None
) -> CommandResult:
    instance = uow.target(coordinating(uow, bassin))
    instance.unmatch_axes(key, bassin_of(other_bassin), other_key, on=uow.day(on))
    return uow.record(instance)


@use_case
def set_letterhead(
    uow: UseCases, bassin: str, address: str, office: str, *, logo: Document | None = None, on: date | None = None
) -> CommandResult:
    """`office` is that of the signatory, such as « La présidence »: never a person."""
    instance = uow.target(coordinating(uow, bassin))
    instance.set_letterhead(logo, address, office, on=uow.day(on))
    return uow.record(instance)


@use_case
def grant_access(uow: UseCases, bassin: str, account: UUID, role: Role, *, on: date | None = None) -> CommandResult:
    instance = uow.target(granting(uow, bassin))
    instance.grant_access(account, role, by=current_context().actor, on=uow.day(on))
    return uow.record(instance)


@use_case
def revoke_access(uow: UseCases, bassin: str, account: UUID, role: Role, *, on: date | None = None) -> CommandResult:
    instance = uow.target(granting(uow, bassin))
    instance.revoke_access(account, role, on=uow.day(on))
    return uow.record(instance)


def has_lost_access(uow: UseCases, bassin: str, account: UUID, role: Role, *, on: date) -> bool:
    """Tells whether an account held a role of an Instance and holds it no more, by the ledger itself."""
    stream = instance_id(bassin_of(bassin))
    instance = InstanceBassin.replay(stream, cast("list[InstanceEvent]", uow.events.get(stream)))
    return instance.grants.has_lost(account, role, on)


@use_case
def grant_pole_access(
    uow: UseCases, pole_id: UUID, account: UUID, role: Role, *, on: date | None = None
) -> CommandResult:
    instance = _opening(uow, pole_id, on)
    instance.grant_pole_access(pole_id, account, role, by=current_context().actor, on=uow.day(on))
    return uow.record(instance)


@use_case
def revoke_pole_access(
    uow: UseCases, pole_id: UUID, account: UUID, role: Role, *, on: date | None = None
) -> CommandResult:
    instance = _opening(uow, pole_id, on)
    instance.revoke_pole_access(pole_id, account, role, on=uow.day(on))
    return uow.record(instance)


def _opening(uow: UseCases, pole_id: UUID, on: date | None) -> InstanceBassin:
    """Returns the Instance of a pôle for an account that may grant access to it."""
    pole = uow.require(Pole, pole_id)
    instance = uow.target(granting(uow, pole.bassin))
    pole.check_created(uow.day(on))
    return instance


@use_case
def grant_platform_access(uow: UseCases, account: UUID, role: Role, *, on: date | None = None) -> CommandResult:
    register = uow.target(administering(uow))
    register.grant_access(account, role, by=current_context().actor, on=uow.day(on))
    return uow.record(register)


@use_case
def revoke_platform_access(uow: UseCases, account: UUID, role: Role, *, on: date | None = None) -> CommandResult:
    register = uow.target(administering(uow))
    register.revoke_access(account, role, on=uow.day(on))
    return uow.record(register)
