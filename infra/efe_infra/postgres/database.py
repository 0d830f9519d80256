"""One database, and the roles in which the platform speaks to it."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from efe_infra.postgres.errors import AddressInvalid


class DatabaseRole(StrEnum):
    """What a connection may do; the first migration creates them and says what each is for."""

    OWNER = "efe_owner"
    COMMAND = "efe_command"
    PROJECTOR = "efe_projector"
    READ = "efe_read"


@dataclass(frozen=True)
class Database:
    """Where to connect. `admin` is the connection string of a user who owns the database and may take every role.

    Raises `AddressInvalid`.
    """

    admin: str = field(repr=False)

    def __post_init__(self) -> None:
        try:
            conninfo_to_dict(self.admin)
        except ProgrammingError:
            raise AddressInvalid from None

    def conninfo(self, role: DatabaseRole) -> str:
        """The connection string under which `current_user` is the role, so that grants and row policies hold."""
        options = str(conninfo_to_dict(self.admin).get("options") or "")
        return make_conninfo(self.admin, options=f"{options} -c role={role}".strip())

    def named(self, name: str) -> Self:
        """Another database of the same server, for the same user."""
        return replace(self, admin=make_conninfo(self.admin, dbname=name))
