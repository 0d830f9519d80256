"""A connection that the server ends after so many statements."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self

import psycopg
from psycopg.conninfo import conninfo_to_dict

from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.pipeline import AnyStatement, PipelineConnection, StatementResult
from tests.infra.read_model.world import World


class MortalCursor(psycopg.Cursor[Any]):
    """Each statement is counted once it is done, a COPY also when it begins."""

    def execute(self, *args: Any, **kwargs: Any) -> Self:
        done = super().execute(*args, **kwargs)
        self._live_on()
        return done

    @contextmanager
    def copy(self, *args: Any, **kwargs: Any) -> Iterator[psycopg.Copy]:
        with super().copy(*args, **kwargs) as copy:
            self._live_on()
            yield copy
        self._live_on()

    def _live_on(self) -> None:
        if isinstance(self.connection, Mortal):
            self.connection.live_on()


class Mortal(PipelineConnection):
    """To be opened by `mortal`. What travels together is one statement; the answer to the last is not heard."""

    statements_left = -1
    admin = ""

    def ask(self, statements: Sequence[AnyStatement]) -> list[StatementResult]:
        answers = super().ask(statements)
        self.live_on()
        if self.statements_left == 0:
            raise psycopg.OperationalError("the connection is lost")
        return answers

    def live_on(self) -> None:
        """One statement fewer; after the last one, the server ends the connection."""
        self.statements_left -= 1
        if self.statements_left == 0:
            with psycopg.connect(self.admin) as admin:
                admin.execute("select pg_terminate_backend(%s, 5000)", [self.info.backend_pid])


def mortal(database: Database, statements: int) -> Mortal:
    connection = Mortal.connect(
        database.conninfo(DatabaseRole.PROJECTOR), autocommit=True, cursor_factory=MortalCursor
    )
    connection.admin = database.admin
    connection.statements_left = statements
    return connection


def cut(world: World) -> None:
    """Ends every connection that reads."""
    reader = conninfo_to_dict(world.database.conninfo(DatabaseRole.READ))
    with psycopg.connect(world.database.admin) as admin:
        admin.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
            " where usename = %(user)s and datname = %(dbname)s",
            reader,
        )
