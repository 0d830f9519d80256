"""Statements that travel together on a connection of a thread."""

from collections.abc import Iterator
from itertools import count
from threading import Event, Thread
from time import monotonic, thread_time
from typing import Any

import psycopg
import pytest
from psycopg.errors import DivisionByZero
from psycopg.pq import TransactionStatus

from efe_infra.postgres.database import Database
from efe_infra.postgres.pipeline import PipelineConnection
from efe_infra.postgres.prepared import MAX_PREPARED, PreparedStatement

NUMBER = "select %(number)s::int as number"
KEEP = "insert into public.kept values (%(number)s)"


@pytest.fixture
def connection(database: Database) -> Iterator[PipelineConnection]:
    with PipelineConnection.connect(database.admin, autocommit=True) as connection:
        connection.execute("create table public.kept (number int)")
        yield connection


def keep(number: int) -> PreparedStatement:
    return PreparedStatement(KEEP, {"number": number}, keeps_result=False)


def kept(connection: PipelineConnection) -> list[Any]:
    [answer] = connection.ask([PreparedStatement("select number from public.kept order by number", {})])
    return [number for (number,) in answer.rows(tuple)]


def test_each_statement_that_is_wanted_answers_in_order(connection: PipelineConnection) -> None:
    asked = [PreparedStatement(NUMBER, {"number": each}, keeps_result=each % 2 == 1) for each in range(6)]

    answers = connection.ask(asked)

    assert [answer.rows(tuple) for answer in answers] == [[(1,)], [(3,)], [(5,)]]


def test_of_statements_that_travel_together_all_are_carried_out_or_none(connection: PipelineConnection) -> None:
    connection.ask([keep(1), keep(2)])
    fails = PreparedStatement("select 1 / %(number)s", {"number": 0})

    for asked in ([keep(3), fails], [fails, keep(3)], [keep(3), fails, keep(4)]):
        with pytest.raises(DivisionByZero):
            connection.ask(asked)

    assert connection.info.transaction_status == TransactionStatus.IDLE
    assert kept(connection) == [1, 2]


def test_in_a_transaction_under_way_they_belong_to_it(connection: PipelineConnection) -> None:
    with connection.transaction(force_rollback=True):
        connection.ask([keep(1)])
        meanwhile = kept(connection)
    with connection.transaction():
        connection.ask([keep(2)])
        connection.execute("insert into public.kept values (3)")

    assert meanwhile == [1]
    assert kept(connection) == [2, 3]


def test_what_is_large_both_ways_is_no_deadlock(connection: PipelineConnection) -> None:
    large = "x" * 8_000_000

    answers = connection.ask([PreparedStatement("select %(large)s::text as large", {"large": large})] * 3)

    assert [answer.rows(tuple) for answer in answers] == [[(large,)]] * 3


def test_waiting_takes_no_processor(connection: PipelineConnection) -> None:
    large = PreparedStatement("select length(%(large)s::text)", {"large": "x" * 8_000_000})
    connection.ask([large])
    began, spent = monotonic(), thread_time()

    connection.ask([large, PreparedStatement("select pg_sleep(1)", {})])

    assert thread_time() - spent < (monotonic() - began) / 4


def test_what_is_too_much_to_keep_prepared_is_forgotten(connection: PipelineConnection) -> None:
    for number in range(2 * MAX_PREPARED):
        connection.ask([PreparedStatement(f"select {number} as number", {})])
    connection.execute("select 1", prepare=True)
    [[prepared]] = connection.execute("select count(*) from pg_prepared_statements").fetchall()

    assert 0 < prepared <= MAX_PREPARED + 2
    assert connection.ask([PreparedStatement("select 7 as number", {})])[0].rows(tuple) == [(7,)]


def test_a_connection_that_is_lost_says_so_and_is_closed(connection: PipelineConnection, database: Database) -> None:
    with psycopg.connect(database.admin, autocommit=True) as admin:
        admin.execute("select pg_terminate_backend(%s, 5000)", [connection.info.backend_pid])

    with pytest.raises(psycopg.OperationalError):
        connection.ask([keep(1)])

    assert connection.closed


def test_it_does_not_keep_other_threads_from_running(connection: PipelineConnection) -> None:
    ticks, done = count(), Event()

    def tick() -> None:
        while not done.wait(0.005):
            next(ticks)

    thread = Thread(target=tick)
    thread.start()
    connection.ask([PreparedStatement("select pg_sleep(0.5)", {})])
    done.set()
    thread.join()

    assert next(ticks) > 20
