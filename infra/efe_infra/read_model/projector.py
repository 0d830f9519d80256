"""Projector: writes pages of the ledger into the read tables, each in one transaction with the read position."""

from collections.abc import Sequence
from functools import partial
from typing import Self

from efe_infra.ledger.pages import LedgerEvent
from efe_infra.postgres.pipeline import PipelineConnection
from efe_infra.read_model.folding.fold import Fold
from efe_infra.read_model.folding.ledger_source import decode_event, decoded_stream, read_page, read_stream
from efe_infra.read_model.folding.table_fold import FoldBatch
from efe_infra.read_model.tables.fingerprint import combined_fingerprint, fingerprints
from efe_infra.read_model.tables.position import PositionMoved, move_position, read_position
from efe_infra.read_model.tables.session import prepare_writing
from efe_infra.read_model.tables.table_writer import BackgroundWriter, StoredState, TableWriter, is_short
from efe_projections.engine.audit_fold import Projections


class LostRace(Exception):
    """Read position that another process or a rebuild has moved."""


class TablesSuperseded(Exception):
    """Read tables of another version of the code, which continues them."""


class Projector:
    """Projector of pages in order. Writes a long page on a background thread while it folds the next one.

    After any error, `resume` returns the position to continue after. `memory` bounds the rows that are cached (about
    1 kB each). The cache stays valid because only this process moves the position. A page of `long` events or more is
    written in the background.
    """

    def __init__(
        self,
        writing: PipelineConnection,
        reading: PipelineConnection,
        projections: Projections,
        *,
        memory: int = 100_000,
        long: int = 50,
    ) -> None:
        prepare_writing(writing)
        prepare_writing(reading)
        self.committed = 0
        self._writing = writing
        self._reading = reading
        self._projections = projections
        self._definition = combined_fingerprint(fingerprints(projections))
        self._past = StoredState(reading, projections)
        self._stream = decoded_stream(partial(read_stream, reading))
        self._writer = TableWriter(writing, projections)
        self._fold = Fold(projections, self._past, self._stream)
        self._memory = memory
        self._long = long
        self._background = BackgroundWriter[int]()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._background.__exit__()

    def resume(self) -> int:
        """Drops uncommitted state and returns the position to continue after. Raises `TablesSuperseded`."""
        self._background.forget()
        self._fold = Fold(self._projections, self._past, self._stream)
        self.committed, definition = read_position(self._writing)
        if definition != self._definition:
            raise TablesSuperseded
        return self.committed

    def project(self, page: Sequence[LedgerEvent]) -> None:
        """Projects a page. It is committed on return if it ends the ledger, else after the next one or `settle`.

        Raises `FoldFailed`, `LostRace` or psycopg's errors, for this page or the one before.
        """
        if len(self._fold) > self._memory:
            self.settle()
            self._fold = Fold(self._projections, self._past, self._stream)
        self._fold.take_in([decode_event(event) for event in page])
        write = partial(self._write, page[0].position - 1, self._fold.take())
        self.settle()
        if len(page) < self._long:
            self.committed = write()
            return
        self._background.start(write)
        if not read_page(self._reading, after=page[-1].position, limit=1):
            self.settle()

    def settle(self) -> None:
        """Waits until every page is committed. Raises as `project`."""
        self.committed = self._background.settle() or self.committed

    def _write(self, old: int, batch: FoldBatch) -> int:
        """Writes a batch; a short one in one round trip."""
        first = move_position(old=old, new=batch.position, definition=self._definition, tables=batch.changed)
        try:
            if is_short(batch):
                self._writing.ask([first, *self._writer.statements(batch)])
            else:
                with self._writing.transaction():
                    self._writing.ask([first])
                    self._writer.write(batch)
        except PositionMoved as lost:
            raise LostRace from lost
        return batch.position
