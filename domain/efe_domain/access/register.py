"""The one register of access for the whole platform: administrators, auditors and readers of all Instances."""

from datetime import date
from typing import assert_never
from uuid import UUID

from efe_domain.access.grants import Grant, Grants, Role, RoleOutOfScope, granted_by
from efe_domain.law.rules import Rule
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.bassins import ALL_BASSINS
from efe_domain.shared.event import Event


class PlatformAccessGranted(
    Event, topic="register.access-granted.v1", command="grantPlatformAccess", rule=Rule.REGISTRE
):
    """An account holds a role over all ten Instances from that day."""

    account: UUID
    role: Role
    effective_on: date


class PlatformAccessRevoked(
    Event, topic="register.access-revoked.v1", command="revokePlatformAccess", rule=Rule.REGISTRE
):
    """The account lost the role over all Instances, which it held since `since`, on that day."""

    account: UUID
    role: Role
    since: date
    effective_on: date


type RegisterEvent = PlatformAccessGranted | PlatformAccessRevoked


class Register(Aggregate[RegisterEvent], kind="register", noun="Registre des accès"):
    """Register of the grants over all Instances. It concerns the ten of them, and exists before its first event."""

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(aggregate_id)
        self.grants = Grants()

    @property
    def bassins(self) -> tuple[str, ...]:
        return ALL_BASSINS

    def grant_access(self, account: UUID, role: Role, *, by: str = "", on: date) -> None:
        """`by` is the actor who grants."""
        if role is Role.COORDINATOR:
            raise RoleOutOfScope("Un coordinateur est désigné par Instance, non pour toute la plateforme.")
        self.grants.check_grantable(Grant(account, role), on)
        self.record(PlatformAccessGranted(account=account, role=role, metadata=granted_by(by), effective_on=on))

    def revoke_access(self, account: UUID, role: Role, *, on: date) -> None:
        self.grants.check_revocable(Grant(account, role), on)
        since = self.grants.since(Grant(account, role))
        self.record(PlatformAccessRevoked(account=account, role=role, since=since, effective_on=on))

    def _apply(self, event: RegisterEvent) -> None:
        match event:
            case PlatformAccessGranted(account=account, role=role, effective_on=on):
                self.grants.give(Grant(account, role), on, by=event.metadata.get("actor", ""))
            case PlatformAccessRevoked(account=account, role=role, effective_on=on):
                self.grants.close(Grant(account, role), on)
            case _:
                assert_never(event)
