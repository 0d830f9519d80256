"""The rows of one fold, to be written."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from efe_projections.engine.row import Row


class Version(NamedTuple):
    """A row from the position that made it up to the one that ended it; None while it holds."""

    row: Row
    since: int
    ended: int | None
    recorded_at: datetime


class TableBatch(NamedTuple):
    """Of one table: keys of written versions that ended, each followed by the position; then versions not written."""

    name: str
    closings: Sequence[tuple[object, ...]]
    versions: Sequence[Version]


class Batch(NamedTuple):
    """Of all tables, up to and including a position."""

    position: int
    tables: Sequence[TableBatch]
    events: Sequence[Row]
    places: Sequence[Row]

    @property
    def rows(self) -> int:
        """How many are written."""
        return len(self.events) + len(self.places) + sum(len(each.versions) for each in self.tables)
