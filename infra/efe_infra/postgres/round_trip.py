"""Statements that travel together and are waited for once, by hand over libpq.

What psycopg does for a statement, whatever it may be, takes ten times the processor of one that was prepared before.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import psycopg
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, Format
from psycopg.pq.abc import PGresult

from efe_infra.postgres.answers import Answers
from efe_infra.postgres.prepared import Bound, Plan, Plans, Statement

CANCELLING = 5.0
"""Seconds for which a statement that nobody waits for any more may take to end."""

type Make[R] = Callable[[Sequence[Any]], R]

_WELL = {ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK}


class Message(NamedTuple):
    """What was sent: it prepares its plan, or runs it."""

    plan: Plan
    prepares: bool = False
    wanted: bool = False


class Answer(NamedTuple):
    """What one statement gave."""

    plans: Plans
    columns: tuple[str, ...]
    result: PGresult

    def rows[R](self, make: Make[R]) -> list[R]:
        """`make` gets the values of a row, in the order of the columns."""
        self.plans.transformer.set_pgresult(self.result)
        return self.plans.transformer.load_rows(0, self.result.ntuples, make)


class RoundTrips(psycopg.AsyncConnection[Any]):
    """A connection of one event loop, in autocommit. Whatever it asks it keeps prepared."""

    _plans: Plans | None = None

    async def ask(self, *transactions: Sequence[Statement]) -> list[Answer]:
        """What each statement gives that is wanted; they are sent, then all are waited for.

        Raises `psycopg.Error`: the first one. When nobody waits any more, what is under way is cancelled on the
        server, and the connection is free again.
        """
        plans = self._plans = self._plans or Plans(self)
        if plans.too_many:
            plans.forget()
            await self.execute("deallocate all", prepare=False)  # prepared, it would take itself away
        bound = [[plans.bind(each) for each in statements] for statements in transactions]
        answers = Answers(self.pgconn, syncs=len(bound))
        self.pgconn.enter_pipeline_mode()
        try:
            messages = self._sent(bound)
            await self._come(answers)
        except psycopg.Error:  # of the connection: what the server refuses is among the results
            self.pgconn.finish()
            raise
        finally:
            if not self.closed:
                heard(messages, answers.results)
                self.pgconn.exit_pipeline_mode()
        return [
            Answer(plans, message.plan.named(result), result)
            for message, result in zip(messages, well(answers.results), strict=True)
            if message.wanted
        ]

    def _sent(self, bound: Sequence[Sequence[Bound]]) -> list[Message]:
        messages: list[Message] = []
        for statements in bound:
            for plan, values, formats, wanted in statements:
                if not plan.prepared:
                    plan.prepared = True
                    self.pgconn.send_prepare(plan.name, plan.text, plan.types)
                    messages.append(Message(plan, prepares=True))
                self.pgconn.send_query_prepared(plan.name, values, formats, Format.BINARY)
                messages.append(Message(plan, wanted=wanted))
            self.pgconn.pipeline_sync()
        return messages

    async def _come(self, answers: Answers) -> None:
        try:
            await answers.all()
        except psycopg.Error:
            raise
        except BaseException:
            await answers.end(self, CANCELLING)
            raise


def heard(messages: Sequence[Message], results: Sequence[PGresult]) -> None:
    """What could not be prepared is not."""
    for message, result in zip(messages, results, strict=True):
        if message.prepares:
            message.plan.prepared = result.status == ExecStatus.COMMAND_OK


def well(results: Sequence[PGresult]) -> Sequence[PGresult]:
    """Raises `psycopg.Error`, the first one."""
    for result in results:
        if result.status not in _WELL:
            raise error_from_result(result)
    return results
