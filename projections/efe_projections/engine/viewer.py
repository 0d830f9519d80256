"""The viewer: which dossiers are open to the reader now. Rights are always the current ones."""

from uuid import UUID

import msgspec


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """`account` is None for a visitor without a token; `bassins` are the codes whose dossiers are open.

    `poles` are those where the viewer represents a member, or which were opened to them: of their Instances'
    dossiers, what is theirs is open.
    """

    account: UUID | None = None
    bassins: tuple[str, ...] = ()
    poles: tuple[UUID, ...] = ()


VISITOR = Viewer()
