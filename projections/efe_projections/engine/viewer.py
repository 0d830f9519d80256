"""Viewer of a read: the dossiers open to it now. Rights are always current."""

from uuid import UUID

import msgspec


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """Viewer of a read. `account` is None for a visitor; `bassins` are the codes whose dossiers are open.

    `poles` are those where the viewer represents a member or has a role: their part of their Instances' dossiers is
    open.
    """

    account: UUID | None = None
    bassins: tuple[str, ...] = ()
    poles: tuple[UUID, ...] = ()


VISITOR = Viewer()
