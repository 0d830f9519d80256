"""Rights of accounts to the trails of Instances, read again at each delivery."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, LiteralString
from uuid import UUID

import psycopg

from efe_infra.read_model.tables.position import read_position
from efe_infra.read_model.tables.values import fetch_rows
from efe_projections.access.reads import forgetting_of, grants_of, sittings_of, viewer_of

type Connection = psycopg.Connection[Any]

ACCOUNTS: LiteralString = "select id, person from vault.account where id = any(%s)"


@dataclass
class TrailRights:
    """Codes of the Instances whose trail an account may read now. They are read anew once the read model has moved.

    `reading` sees every row of the read model, `writing` the accounts of the vault.
    """

    reading: Connection
    writing: Connection
    _bassins: dict[tuple[UUID, UUID | None], frozenset[str]] = field(default_factory=dict)
    _read_at: tuple[int, date] | None = None

    def bassins_of(self, accounts: Collection[UUID], day: date) -> Mapping[UUID, frozenset[str]]:
        """Returns the Instances of each account; an account that is erased is missing."""
        read_at = read_position(self.reading)[0], day
        if read_at != self._read_at:
            self._bassins.clear()
            self._read_at = read_at
        rows = self.writing.execute(ACCOUNTS, [list(accounts)]).fetchall()
        return {account: self._of(account, person, day) for account, person in rows}

    def _of(self, account: UUID, person: UUID | None, day: date) -> frozenset[str]:
        key = account, person
        if key not in self._bassins:
            is_linked = person is not None and not fetch_rows(self.reading, forgetting_of(person))
            sittings = fetch_rows(self.reading, sittings_of(person, day)) if person and is_linked else []
            viewer = viewer_of(account, fetch_rows(self.reading, grants_of(account)), day, sittings=sittings)
            self._bassins[key] = frozenset(viewer.bassins)
        return self._bassins[key]
