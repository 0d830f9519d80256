"""Grants of access, in one Instance or in all, and their end."""

import pytest

from efe_domain.access.grants import AccessHeld, AccessNotHeld, Role, RoleOutOfScope
from efe_domain.access.register import PlatformAccessGranted, PlatformAccessRevoked
from efe_domain.instance.events import AccessGranted, AccessRevoked, PoleAccessGranted, PoleAccessRevoked
from efe_domain.shared.bassins import ALL_BASSINS
from efe_domain.shared.days import TooEarly
from tests.domain.given import TODAY, TOMORROW, YESTERDAY, a_register, an_instance, given, recorded, some_id

ACCOUNT = some_id("account")


def test_access_is_granted_revoked_and_granted_again() -> None:
    instance = given(an_instance())

    instance.grant_access(ACCOUNT, Role.COORDINATOR, on=YESTERDAY)
    instance.revoke_access(ACCOUNT, Role.COORDINATOR, on=TODAY)
    instance.grant_access(ACCOUNT, Role.COORDINATOR, on=TODAY)

    assert recorded(instance) == [
        AccessGranted(account=ACCOUNT, role=Role.COORDINATOR, effective_on=YESTERDAY),
        AccessRevoked(account=ACCOUNT, role=Role.COORDINATOR, since=YESTERDAY, effective_on=TODAY),
        AccessGranted(account=ACCOUNT, role=Role.COORDINATOR, effective_on=TODAY),
    ]
    assert instance.grants.hold(ACCOUNT, Role.COORDINATOR, TODAY)


def test_a_role_revoked_today_is_not_held_today() -> None:
    instance = given(an_instance())

    instance.grant_access(ACCOUNT, Role.COORDINATOR, on=TODAY)
    instance.revoke_access(ACCOUNT, Role.COORDINATOR, on=TODAY)

    assert not instance.grants.hold(ACCOUNT, Role.COORDINATOR, TODAY)


def test_a_role_is_not_granted_twice() -> None:
    instance = an_instance()
    instance.grant_access(ACCOUNT, Role.READER, on=TODAY)
    instance = given(instance)

    with pytest.raises(AccessHeld, match="lecteur"):
        instance.grant_access(ACCOUNT, Role.READER, on=TOMORROW)

    assert recorded(instance) == []


def test_only_a_role_that_is_held_is_revoked() -> None:
    instance = an_instance()
    instance.grant_access(ACCOUNT, Role.READER, on=TODAY)
    instance = given(instance)

    with pytest.raises(AccessNotHeld, match="auditeur"):
        instance.revoke_access(ACCOUNT, Role.AUDITOR, on=TODAY)

    assert recorded(instance) == []


def test_a_role_is_not_revoked_before_it_is_granted() -> None:
    instance = an_instance()
    instance.grant_access(ACCOUNT, Role.READER, on=TODAY)
    instance = given(instance)

    with pytest.raises(TooEarly):
        instance.revoke_access(ACCOUNT, Role.READER, on=YESTERDAY)

    assert recorded(instance) == []


def test_an_administrator_is_not_of_one_instance() -> None:
    instance = given(an_instance())

    with pytest.raises(RoleOutOfScope):
        instance.grant_access(ACCOUNT, Role.ADMINISTRATOR, on=TODAY)

    assert recorded(instance) == []


def test_access_to_all_is_granted_revoked_and_granted_again() -> None:
    register = a_register()

    register.grant_access(ACCOUNT, Role.AUDITOR, on=YESTERDAY)
    register.revoke_access(ACCOUNT, Role.AUDITOR, on=TODAY)
    register.grant_access(ACCOUNT, Role.AUDITOR, on=TODAY)

    assert recorded(register) == [
        PlatformAccessGranted(account=ACCOUNT, role=Role.AUDITOR, effective_on=YESTERDAY),
        PlatformAccessRevoked(account=ACCOUNT, role=Role.AUDITOR, since=YESTERDAY, effective_on=TODAY),
        PlatformAccessGranted(account=ACCOUNT, role=Role.AUDITOR, effective_on=TODAY),
    ]


def test_access_to_all_concerns_the_ten_instances() -> None:
    register = a_register()

    register.grant_access(ACCOUNT, Role.ADMINISTRATOR, on=TODAY)

    assert register.collect_events()[0].bassins == ALL_BASSINS


def test_a_coordinator_is_not_of_all_instances() -> None:
    register = given(a_register())

    with pytest.raises(RoleOutOfScope):
        register.grant_access(ACCOUNT, Role.COORDINATOR, on=TODAY)

    assert recorded(register) == []


def test_a_role_over_all_is_not_granted_twice() -> None:
    register = a_register()
    register.grant_access(ACCOUNT, Role.AUDITOR, on=TODAY)
    register = given(register)

    with pytest.raises(AccessHeld):
        register.grant_access(ACCOUNT, Role.AUDITOR, on=TODAY)

    assert recorded(register) == []


def test_only_a_role_over_all_that_is_held_is_revoked() -> None:
    register = given(a_register())

    with pytest.raises(AccessNotHeld):
        register.revoke_access(ACCOUNT, Role.AUDITOR, on=TODAY)

    assert recorded(register) == []


def test_one_pole_is_opened_closed_and_opened_again() -> None:
    instance, pole = given(an_instance()), some_id("pole")

    instance.grant_pole_access(pole, ACCOUNT, Role.READER, on=YESTERDAY)
    instance.revoke_pole_access(pole, ACCOUNT, Role.READER, on=TODAY)
    instance.grant_pole_access(pole, ACCOUNT, Role.READER, on=TODAY)

    assert recorded(instance) == [
        PoleAccessGranted(pole=pole, account=ACCOUNT, role=Role.READER, effective_on=YESTERDAY),
        PoleAccessRevoked(pole=pole, account=ACCOUNT, role=Role.READER, since=YESTERDAY, effective_on=TODAY),
        PoleAccessGranted(pole=pole, account=ACCOUNT, role=Role.READER, effective_on=TODAY),
    ]


def test_a_pole_is_opened_beside_another_and_beside_its_instance() -> None:
    instance = an_instance()
    instance.grant_pole_access(some_id("pole"), ACCOUNT, Role.READER, on=TODAY)
    instance = given(instance)

    instance.grant_pole_access(some_id("other pole"), ACCOUNT, Role.READER, on=TODAY)
    instance.grant_access(ACCOUNT, Role.READER, on=TODAY)
    with pytest.raises(AccessHeld):
        instance.grant_pole_access(some_id("pole"), ACCOUNT, Role.READER, on=TODAY)

    assert len(recorded(instance)) == 2


def test_a_pole_opened_to_a_reader_makes_none_of_its_instance() -> None:
    instance = given(an_instance())

    instance.grant_pole_access(some_id("pole"), ACCOUNT, Role.AUDITOR, on=TODAY)

    assert not instance.grants.hold(ACCOUNT, Role.AUDITOR, TODAY)
    with pytest.raises(AccessNotHeld):
        instance.revoke_access(ACCOUNT, Role.AUDITOR, on=TODAY)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
def test_nobody_acts_by_a_role_in_one_pole(role: Role) -> None:
    instance = given(an_instance())

    with pytest.raises(RoleOutOfScope):
        instance.grant_pole_access(some_id("pole"), ACCOUNT, role, on=TODAY)

    assert recorded(instance) == []
