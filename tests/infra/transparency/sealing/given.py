"""A ledger with a history, and sealers over it."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from efe_domain.transparency.notes import Checkpoint, Note, VerifierKey
from efe_infra.ledger.append_request import APPEND_SQL, AppendRequest, append_parameters
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.samples.simulation.history import History
from efe_infra.transparency.sealing.keys import KeyFiles
from efe_infra.transparency.sealing.sealer import Sealer
from efe_infra.transparency.sealing.signing import Signing
from tests.infra.transparency.sealing.recount import ledger_leaves, tree_root

ORIGIN = "tests.example/efe"
LOG = f"{ORIGIN}/ledger"
SEAL_TABLES = ("genesis", "entry", "subtree", "ledger_key", "ledger_checkpoint")


class Ledger:
    """A database whose history is written little by little, and sealed."""

    def __init__(self, database: Database, home: Path) -> None:
        self.database = database
        self.home = home
        self._history = History()

    def write(self, events: int) -> None:
        with closing(LedgerRecorder(self.database)) as recorder:
            recorder.insert_events(self._history.take(events))

    @contextmanager
    def writing(self, events: int) -> Iterator[None]:
        """Events that are appended, and committed at the end only."""
        with psycopg.connect(self.database.conninfo(DatabaseRole.COMMAND)) as connection:
            connection.execute(APPEND_SQL, append_parameters([AppendRequest(self._history.take(events), [], None)]))
            yield

    def sealer(self, *, page_size: int = 7) -> Sealer:
        return Sealer(self.database, Signing(KeyFiles(self.home), ORIGIN), page_size=page_size)

    def rows(self, query: str) -> list[Any]:
        with psycopg.connect(self.database.admin) as connection:
            return connection.execute(query.encode()).fetchall()

    def seal_rows(self) -> dict[str, int]:
        return {table: self.rows(f"select count(*) from seal.{table}")[0][0] for table in SEAL_TABLES}

    def run(self, statement: str) -> None:
        with psycopg.connect(self.database.admin) as connection:
            connection.execute(statement.encode())

    def rewrite(self, table: str, statement: str) -> None:
        """Rewrites rows as a determined superuser can."""
        with psycopg.connect(self.database.admin) as connection:
            connection.execute(f"alter table {table} disable trigger append_only".encode())
            assert connection.execute(statement.encode()).rowcount == 1
            connection.execute(f"alter table {table} enable always trigger append_only".encode())

    @property
    def keys(self) -> list[VerifierKey]:
        return [VerifierKey.parse(vkey) for (vkey,) in self.rows("select vkey from seal.ledger_key order by number")]

    @property
    def notes(self) -> list[Note]:
        return [Note.parse(note) for (note,) in self.rows("select note from seal.ledger_checkpoint order by size")]

    def check_sealed(self) -> None:
        """Everything is sealed and signed, and all of it is what it must be."""
        leaves = ledger_leaves(self.database)
        checkpoints = [Checkpoint.parse(note.text) for note in self.notes]
        assert checkpoints[-1].size == len(leaves) == self.rows("select max(position) + 1 from seal.entry")[0][0]
        assert all(note.verified(self.keys) for note in self.notes)
        assert checkpoints == [Checkpoint(LOG, each.size, tree_root(leaves[: each.size])) for each in checkpoints]


@contextmanager
def failing_at(ledger: Ledger, table: str, *, deferred: bool = False) -> Iterator[None]:
    """While it lasts, an insert into the table fails; deferred, the commit does."""
    kind = "constraint trigger" if deferred else "trigger"
    when = "deferrable initially deferred" if deferred else ""
    ledger.run(
        "create function public.fail() returns trigger language plpgsql"
        " as $$ begin raise exception 'The process dies here'; end $$"
    )
    ledger.run(f"create {kind} fail after insert on {table} {when} for each row execute function public.fail()")
    try:
        yield
    finally:
        ledger.run(f"drop trigger fail on {table}")
        ledger.run("drop function public.fail()")
