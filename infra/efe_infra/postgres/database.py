"""Address of the database, with the roles of the platform."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from efe_infra.postgres.errors import AddressInvalid, OwnerMissing, ReplicaAddressRefused

_WHERE = frozenset({"host", "hostaddr", "port", "target_session_attrs", "load_balance_hosts"})
_WHO = frozenset({"user", "password", "passfile", "options"})


class DatabaseRole(StrEnum):
    """Database role of a connection; the first migration creates and describes them."""

    OWNER = "efe_owner"
    COMMAND = "efe_command"
    PROJECTOR = "efe_projector"
    READ = "efe_read"


@dataclass(frozen=True)
class Database:
    """Address of a database. `admin` is the connection string of its owner, who may take every role.

    `logins` are connection strings of users with one role each. The owner enters a role without one. A process that
    serves needs no owner: `admin` is then empty.

    Raises `AddressInvalid`.
    """

    admin: str = field(repr=False)
    logins: Mapping[DatabaseRole, str] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        try:
            for address in (self.admin, *self.logins.values()):
                conninfo_to_dict(address)
        except ProgrammingError:
            raise AddressInvalid from None

    @property
    def owner(self) -> str:
        """Connection string of the owner. Raises `OwnerMissing`."""
        if not self.admin:
            raise OwnerMissing
        return self.admin

    def conninfo(self, role: DatabaseRole) -> str:
        """Returns the connection string for a role, so that grants and row policies apply. Raises `OwnerMissing`."""
        address = self.logins.get(role) or self.owner
        options = str(conninfo_to_dict(address).get("options") or "")
        return make_conninfo(address, options=f"{options} -c role={role}".strip())

    def named(self, name: str) -> Self:
        logins = {role: make_conninfo(address, dbname=name) for role, address in self.logins.items()}
        return replace(self, admin=make_conninfo(self.owner, dbname=name), logins=logins)

    def at(self, address: str) -> Self:
        """Returns the same database on a streaming replica, which has the users of its primary.

        Raises `AddressInvalid`, or `ReplicaAddressRefused` for an address that names a user.
        """
        try:
            replica = conninfo_to_dict(address)
        except ProgrammingError:
            raise AddressInvalid from None
        if not address.startswith(("postgresql://", "postgres://")) or _WHO & replica.keys():
            raise ReplicaAddressRefused
        logins = {role: _moved(login, replica) for role, login in self.logins.items()}
        return replace(self, admin=_moved(self.admin, replica) if self.admin else "", logins=logins)

    @property
    def administered(self) -> Self:
        """Returns the same database without logins, for work that needs the owner's rights."""
        return self.with_logins({})

    def with_logins(self, logins: Mapping[DatabaseRole, str]) -> Self:
        return replace(self, logins=logins)


def _moved(address: str, replica: Mapping[str, Any]) -> str:
    """Replaces the server of an address; keeps its encryption, unless the replica sets its own."""
    parameters = {name: value for name, value in conninfo_to_dict(address).items() if name not in _WHERE}
    return make_conninfo("", **{**parameters, **replica})
