"""Pipelines of prepared statements in one round trip, written over libpq.

psycopg's general path takes ten times the processor time of a statement that is prepared already.
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
from efe_infra.postgres.prepared import Bound, EncodedStatement, Plan, Plans, PreparedStatement, deallocation
from efe_infra.postgres.session_settings import connect_pinned_async

CANCEL_TIMEOUT_S = 5.0
"""Time within which a cancelled statement has to end."""

type AnyStatement = PreparedStatement | EncodedStatement
type MakeRow[R] = Callable[[Sequence[Any]], R]

_OK_STATUSES = {ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK}


class PipelineMessage(NamedTuple):
    """Sent message that prepares or executes a plan."""

    plan: Plan
    prepares: bool = False
    keeps_result: bool = False


class StatementResult(NamedTuple):
    """Result of one statement."""

    plans: Plans
    columns: tuple[str, ...]
    result: PGresult

    def rows[R](self, make: MakeRow[R]) -> list[R]:
        """Returns the rows. `make` takes the values of a row, in the order of the columns."""
        self.plans.transformer.set_pgresult(self.result)
        return self.plans.transformer.load_rows(0, self.result.ntuples, make)


class PipelineRun:
    """One pipeline on a connection. Each transaction in it ends with a synchronisation message."""

    def __init__(self, connection: psycopg.BaseConnection[Any], plans: Plans, patience: float) -> None:
        self._connection = connection
        self._plans = plans
        self._patience = patience
        self._messages: list[PipelineMessage] = []

    @contextmanager
    def sent(self, transactions: Sequence[Sequence[AnyStatement]]) -> Iterator[PipelineResults]:
        """Sends the statements; the caller waits inside the context. Closes a connection in an undefined state."""
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
        is_clean = False
        try:
            if self._answers.complete:
                note_prepared(self._messages, self._answers.results)
                pgconn.exit_pipeline_mode()
                is_clean = True
        finally:
            if not is_clean:
                pgconn.finish()

    def _send(self, pgconn: PGconn, statements: Sequence[Bound]) -> None:
        for plan, values, formats, keeps_result in statements:
            if not plan.prepared:
                plan.prepared = True
                pgconn.send_prepare(plan.name, plan.text, plan.types)
                self._messages.append(PipelineMessage(plan, prepares=True))
            pgconn.send_query_prepared(plan.name, values, formats, Format.BINARY)
            self._messages.append(PipelineMessage(plan, keeps_result=keeps_result))
        pgconn.pipeline_sync()

    def answers(self) -> list[StatementResult]:
        """Returns the results of the wanted statements. Raises the first `psycopg.Error`."""
        return [
            StatementResult(self._plans, message.plan.named(result), result)
            for message, result in zip(self._messages, check_results(self._answers.results), strict=True)
            if message.keeps_result
        ]


class AsyncPipelineConnection(psycopg.AsyncConnection[Any]):
    """Connection of one event loop, in autocommit, that keeps its statements prepared.

    A server that does not answer for `patience` seconds counts as lost.
    """

    patience: float = DEFAULT_TIMEOUT_S
    max_prepared_characters: int | None = None
    _plans: Plans | None = None
    _running: PipelineResults | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.made = monotonic()

    @classmethod
    async def connect(cls, conninfo: str = "", **options: Any) -> Self:
        connect_once = partial(super().connect, **options)
        return await first_to_connect_async(conninfo, partial(connect_pinned_async, connect_once))

    async def wait[R](self, gen: PQGen[R], interval: float = INTERRUPT_CHECK_S, timeout: float | None = None) -> R:  # noqa: ASYNC109 - psycopg's
        """Bounds every wait of psycopg."""
        started_at = monotonic()
        try:
            return await super().wait(gen, interval, self.patience if timeout is None else timeout)
        except psycopg.OperationalError as error:
            if timeout is None and is_lost(error):
                note_silence(self.pgconn, started_at)
                self.pgconn.finish()
            raise

    async def ask(self, *transactions: Sequence[AnyStatement]) -> list[StatementResult]:
        """Sends transactions in one pipeline and returns the wanted results. Raises the first `psycopg.Error`.

        If the caller is cancelled, cancels the statements on the server, and the connection stays usable.
        """
        plans = self._plans = self._plans or Plans(self, self.max_prepared_characters)
        if names := plans.drop_excess():
            await self.execute(deallocation(names), prepare=False)
        trip = PipelineRun(self, plans, self.patience)
        with trip.sent(transactions) as answers:
            self._running = answers
            await self._await(answers)
        return trip.answers()

    def give_up(self) -> None:
        """Ends the running pipeline as if the connection were lost, without a message to the server."""
        if self._running:
            self._running.give_up()

    async def _await(self, answers: PipelineResults) -> None:
        try:
            await answers.all()
        except psycopg.Error:
            raise
        except BaseException:
            await answers.end(self, CANCEL_TIMEOUT_S)
            raise
        finally:
            self._running = None


class PipelineConnection(PatientConnection):
    """Connection of one thread, in autocommit. A caller waits until all results are there."""

    _plans: Plans | None = None

    def ask(self, statements: Sequence[AnyStatement]) -> list[StatementResult]:
        """Sends statements in the open transaction, or in one of their own, and returns the wanted results.

        Raises the first `psycopg.Error`; then none has an effect.
        """
        plans = self._plans = self._plans or Plans(self)
        if names := plans.drop_excess():
            self.execute(deallocation(names), prepare=False)
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
    """Returns the results. Raises the first `psycopg.Error`."""
    for result in results:
        if result.status not in _OK_STATUSES:
            raise error_from_result(result)
    return results
