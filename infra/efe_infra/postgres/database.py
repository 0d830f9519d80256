"""One database, and the roles in which the platform speaks to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from efe_infra.postgres.errors import AddressInvalid, ReplicaAddressRefused

_WHERE = frozenset({"host", "hostaddr", "port", "target_session_attrs", "load_balance_hosts"})
_WHO = frozenset({"user", "password", "passfile", "options"})


class DatabaseRole(StrEnum):
    """What a connection may do; the first migration creates them and says what each is for."""

    OWNER = "efe_owner"
    COMMAND = "efe_command"
    PROJECTOR = "efe_projector"
    READ = "efe_read"


@dataclass(frozen=True)
class Database:
    """Where to connect. `admin` is the connection string of a user who owns the database and may take every role;
    `logins` those of users who may take one role each. A role without one is entered by the administrator.

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

    def conninfo(self, role: DatabaseRole) -> str:
        """The connection string under which `current_user` is the role, so that grants and row policies hold."""
        address = self.logins.get(role, self.admin)
        options = str(conninfo_to_dict(address).get("options") or "")
        return make_conninfo(address, options=f"{options} -c role={role}".strip())

    def named(self, name: str) -> Self:
        """Another database of the same server, for the same users."""
        logins = {role: make_conninfo(address, dbname=name) for role, address in self.logins.items()}
        return replace(self, admin=make_conninfo(self.admin, dbname=name), logins=logins)

    def at(self, address: str) -> Self:
        """The same database on another server, for the same users: those of a streaming replica are its primary's.

        Raises `AddressInvalid`, or `ReplicaAddressRefused` for an address that names a user.
        """
        try:
            given = conninfo_to_dict(address)
        except ProgrammingError:
            raise AddressInvalid from None
        if not address.startswith(("postgresql://", "postgres://")) or _WHO & given.keys():
            raise ReplicaAddressRefused
        logins = {role: _moved(known, given) for role, known in self.logins.items()}
        return replace(self, admin=_moved(self.admin, given), logins=logins)

    @property
    def administered(self) -> Self:
        """The same, for what only the administrator may do between two statements of a role."""
        return self.with_logins({})

    def with_logins(self, logins: Mapping[DatabaseRole, str]) -> Self:
        return replace(self, logins=logins)


def _moved(address: str, given: Mapping[str, Any]) -> str:
    """Nothing of where the address leads remains; how it is encrypted does, unless that is given too."""
    kept = {name: value for name, value in conninfo_to_dict(address).items() if name not in _WHERE}
    return make_conninfo("", **{**kept, **given})
