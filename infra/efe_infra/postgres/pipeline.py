"""Statements that travel together and are waited for once, by hand over libpq.

What psycopg does for a statement, whatever it may be, takes ten times the processor of one that was prepared before.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from time import monotonic
from typing import Any, NamedTuple, Self

import psycopg
from psycopg.abc import PQGen
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, Format
from psycopg.pq.abc import PGconn, PGresult

from efe_infra.postgres.connection import DEFAULT_TIMEOUT_S, INTERRUPT_CHECK_S, PatientConnection, is_lost
from efe_infra.postgres.hosts import first_to_connect_async, note_silence
from efe_infra.postgres.pipeline_results import PipelineResults
from efe_infra.postgres.prepared import Bound, EncodedStatement, Plan, Plans, PreparedStatement

CANCEL_TIMEOUT_S = 5.0
"""Seconds within which an abandoned statement has to end."""

DEALLOCATE_ALL_SQL = "deallocate all"  # itself not prepared: it would take itself away

type AnyStatement = PreparedStatement | EncodedStatement
type MakeRow[R] = Callable[[Sequence[Any]], R]

_OK_STATUSES = {ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK}


class PipelineMessage(NamedTuple):
    """A message that was sent: it prepares its plan, or runs it."""

    plan: Plan
    prepares: bool = False
    wanted: bool = False


class StatementResult(NamedTuple):
    """The result of one statement."""

    plans: Plans
    columns: tuple[str, ...]
    result: PGresult

    def rows[R](self, make: MakeRow[R]) -> list[R]:
        """`make` gets the values of a row, in the order of the columns."""
        self.plans.transformer.set_pgresult(self.result)
        return self.plans.transformer.load_rows(0, self.result.ntuples, make)


class PipelineRun:
    """Statements under way on a connection: each transaction of them ends with a mark of synchronisation."""

    def __init__(self, connection: psycopg.BaseConnection[Any], plans: Plans, patience: float) -> None:
        self._connection = connection
        self._plans = plans
        self._patience = patience
        self._messages: list[PipelineMessage] = []

    @contextmanager
    def sent(self, transactions: Sequence[Sequence[AnyStatement]]) -> Iterator[PipelineResults]:
        """They are waited for inside; afterwards the connection is free again, or closed if it is in doubt."""
        pgconn = self._connection.pgconn
        bound = [[self._plans.bind(each) for each in statements] for statements in transactions]
        self._answers = PipelineResults(pgconn, len(bound), self._patience)
        try:
            pgconn.enter_pipeline_mode()
            for statements in bound:
                self._send(pgconn, statements)
            yield self._answers
        finally:
            self._leave(pgconn)

    def _leave(self, pgconn: PGconn) -> None:
        free = False
        try:
            if self._answers.complete:
                note_prepared(self._messages, self._answers.results)
                pgconn.exit_pipeline_mode()
                free = True
        finally:
            if not free:
                pgconn.finish()

    def _send(self, pgconn: PGconn, statements: Sequence[Bound]) -> None:
        for plan, values, formats, wanted in statements:
            if not plan.prepared:
                plan.prepared = True
                pgconn.send_prepare(plan.name, plan.text, plan.types)
                self._messages.append(PipelineMessage(plan, prepares=True))
            pgconn.send_query_prepared(plan.name, values, formats, Format.BINARY)
            self._messages.append(PipelineMessage(plan, wanted=wanted))
        pgconn.pipeline_sync()

    def answers(self) -> list[StatementResult]:
        """The results of the wanted statements. Raises `psycopg.Error`: the first one."""
        return [
            StatementResult(self._plans, message.plan.named(result), result)
            for message, result in zip(self._messages, check_results(self._answers.results), strict=True)
            if message.wanted
        ]


class AsyncPipelineConnection(psycopg.AsyncConnection[Any]):
    """A connection of one event loop, in autocommit. Whatever it asks it keeps prepared.

    A server that keeps it waiting for `patience` seconds is taken to be lost.
    """

    patience: float = DEFAULT_TIMEOUT_S
    _plans: Plans | None = None
    _under_way: PipelineResults | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.made = monotonic()

    @classmethod
    async def connect(cls, conninfo: str = "", **options: Any) -> Self:
        return await first_to_connect_async(conninfo, partial(super().connect, **options))

    async def wait[R](self, gen: PQGen[R], interval: float = INTERRUPT_CHECK_S, timeout: float | None = None) -> R:  # noqa: ASYNC109 - psycopg's
        """Every wait of psycopg for this connection passes here."""
        asked = monotonic()
        try:
            return await super().wait(gen, interval, self.patience if timeout is None else timeout)
        except psycopg.OperationalError as error:
            if timeout is None and is_lost(error):
                note_silence(self.pgconn, asked)
                self.pgconn.finish()
            raise

    async def ask(self, *transactions: Sequence[AnyStatement]) -> list[StatementResult]:
        """What each statement gives that is wanted; they are sent, then all are waited for.

        Raises `psycopg.Error`: the first one. When nobody waits any more, what is under way is cancelled on the
        server, and the connection is free again.
        """
        plans = self._plans = self._plans or Plans(self)
        if plans.too_many:
            plans.forget()
            await self.execute(DEALLOCATE_ALL_SQL, prepare=False)
        trip = PipelineRun(self, plans, self.patience)
        with trip.sent(transactions) as answers:
            self._under_way = answers
            await self._come(answers)
        return trip.answers()

    def give_up(self) -> None:
        """Ends what is under way as when the connection is lost; nothing is asked of the server any more."""
        if self._under_way:
            self._under_way.give_up()

    async def _come(self, answers: PipelineResults) -> None:
        try:
            await answers.all()
        except psycopg.Error:
            raise
        except BaseException:
            await answers.end(self, CANCEL_TIMEOUT_S)
            raise
        finally:
            self._under_way = None


class PipelineConnection(PatientConnection):
    """Connection of one thread, in autocommit. A caller waits until all results are there."""

    _plans: Plans | None = None

    def ask(self, statements: Sequence[AnyStatement]) -> list[StatementResult]:
        """What each statement gives that is wanted, in the transaction under way or in one of their own.

        Raises `psycopg.Error`: the first one; none is carried out.
        """
        plans = self._plans = self._plans or Plans(self)
        if plans.too_many:
            plans.forget()
            self.execute(DEALLOCATE_ALL_SQL, prepare=False)
        trip = PipelineRun(self, plans, self.patience)
        with trip.sent([statements]) as answers:
            answers.wait()
        self.check_replicated()
        return trip.answers()


def note_prepared(messages: Sequence[PipelineMessage], results: Sequence[PGresult]) -> None:
    """Marks plans whose preparation failed as not prepared."""
    for message, result in zip(messages, results, strict=True):
        if message.prepares:
            message.plan.prepared = result.status == ExecStatus.COMMAND_OK


def check_results(results: Sequence[PGresult]) -> Sequence[PGresult]:
    """Raises `psycopg.Error`, the first one."""
    for result in results:
        if result.status not in _OK_STATUSES:
            raise error_from_result(result)
    return results
