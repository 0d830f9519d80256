"""Who reads, and which Instances' dossiers are open to them now. Rights are always those of now."""

from uuid import UUID

import msgspec


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """`account` is None for a visitor without a token; `bassins` are the codes whose dossiers are open."""

    account: UUID | None = None
    bassins: tuple[str, ...] = ()


VISITOR = Viewer()
