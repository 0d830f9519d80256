"""Statements that travel together: what they give, what is left of the connection, and what is prepared."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
import pytest
import uvloop

from efe_infra.postgres import pipeline_results as answers
from efe_infra.postgres import prepared
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.pipeline import AsyncPipelineConnection
from efe_infra.postgres.prepared import PreparedStatement
from efe_infra.read_model.tables.values import adapt

NUMBER = "select %(number)s::int8 as number"


def on_one[T](database: Database, work: Callable[[AsyncPipelineConnection], Awaitable[T]]) -> T:
    async def run() -> T:
        async with await AsyncPipelineConnection.connect(
            database.conninfo(DatabaseRole.READ), autocommit=True
        ) as connection:
            return await work(connection)

    return uvloop.run(run())


async def values(connection: AsyncPipelineConnection, sql: str, params: Mapping[str, Any]) -> Sequence[Any]:
    [answer] = await connection.ask([PreparedStatement(sql, params)])
    return answer.rows(tuple)


async def prepared_on(connection: AsyncPipelineConnection) -> int:
    [[count]] = await values(connection, "select count(*) from pg_prepared_statements", {})
    return int(count)


def test_every_value_comes_back_as_psycopg_would_give_it(database: Database) -> None:
    sql = """select %(text)s::text as text, %(day)s::date as day, %(ids)s::uuid[] as ids,
        %(nothing)s::int8 as nothing, '{"a": [1]}'::jsonb as json, '100%%' as percent, %(text)s::text as again"""
    params = {"text": "été", "day": date(2026, 3, 1), "ids": [UUID(int=1), UUID(int=2)], "nothing": None}

    async def both(connection: AsyncPipelineConnection) -> tuple[Any, Any]:
        usual = await connection.cursor(binary=True).execute(sql, params)
        [[*given]] = await values(connection, sql, params)
        return given, list((await usual.fetchall())[0])

    given, usual = on_one(database, both)

    assert given == usual


@pytest.mark.parametrize(
    ("items", "kind"),
    [((), "text"), ((), "uuid"), (("", "é", "a,b"), "text"), ((UUID(int=0), UUID(int=2**128 - 1)), "uuid")],
)
def test_a_tuple_is_an_array(database: Database, items: tuple[Any, ...], kind: str) -> None:
    async def back(connection: AsyncPipelineConnection) -> Sequence[Any]:
        adapt(connection)
        sql = f"select %(items)s::{kind}[] as items, 1 where cardinality(%(items)s::{kind}[]) = {len(items)}"
        return await values(connection, sql, {"items": items})

    assert on_one(database, back) == [(list(items), 1)]


def test_each_statement_that_is_wanted_answers(database: Database) -> None:
    async def numbers(connection: AsyncPipelineConnection) -> list[Any]:
        asked = [
            [PreparedStatement(NUMBER, {"number": each}, keeps_result=each % 2 == 1) for each in group]
            for group in ([1, 2, 3], [4], [6, 5])
        ]
        return [answer.rows(tuple) for answer in await connection.ask(*asked)]

    assert on_one(database, numbers) == [[(1,)], [(3,)], [(5,)]]


def test_a_transaction_leaves_its_settings_to_no_other(database: Database) -> None:
    say = PreparedStatement("select set_config('efe.viewer_bassins', 'liege', true)", {}, keeps_result=False)
    hear = PreparedStatement("select current_setting('efe.viewer_bassins', true) as said", {})

    async def said(connection: AsyncPipelineConnection) -> list[Any]:
        return [answer.rows(tuple) for answer in await connection.ask([say, hear], [hear])]

    [[[within]], [[after]]] = on_one(database, said)

    assert within == "liege"
    assert not after


def test_a_statement_is_prepared_once_for_the_types_of_its_values(database: Database) -> None:
    async def count(connection: AsyncPipelineConnection) -> int:
        for number in (1, 2, 3, 2**40):
            await values(connection, NUMBER, {"number": number})
        return await prepared_on(connection)

    assert on_one(database, count) == 3


def test_no_more_statements_are_kept_than_there_is_room_for(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepared, "MAX_PREPARED", 10)

    async def count(connection: AsyncPipelineConnection) -> tuple[list[int], int]:
        given = [(await values(connection, f"select {n} as n", {}))[0][0] for n in range(120)]
        return given, await prepared_on(connection)

    given, kept = on_one(database, count)

    assert given == list(range(120))
    assert kept <= 12


@pytest.mark.parametrize("sql", ["select nothing", "select 1/%(number)s::int8 as number", "select ("])
def test_a_refused_statement_leaves_the_connection_as_it_was(database: Database, sql: str) -> None:
    async def after(connection: AsyncPipelineConnection) -> list[Any]:
        for _ in range(3):
            with pytest.raises((psycopg.ProgrammingError, psycopg.DataError)):
                await connection.ask(
                    [PreparedStatement(sql, {"number": 0}), PreparedStatement(NUMBER, {"number": 1})]
                )
        return [await values(connection, NUMBER, {"number": 2}), await prepared_on(connection)]

    rows, kept = on_one(database, after)

    assert rows == [(2,)]
    assert kept <= 3


def test_who_waits_no_longer_leaves_a_connection_that_can_be_used(database: Database) -> None:
    async def after(connection: AsyncPipelineConnection) -> Sequence[Any]:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await values(connection, "select pg_sleep(30)", {})
        return await values(connection, NUMBER, {"number": 3})

    assert on_one(database, after) == [(3,)]


def test_a_connection_that_is_cut_is_closed_and_says_so(database: Database) -> None:
    async def cut(connection: AsyncPipelineConnection) -> bool:
        under_way = asyncio.ensure_future(values(connection, "select pg_sleep(30)", {}))
        await asyncio.sleep(0.1)
        with psycopg.connect(database.admin, autocommit=True) as admin:
            admin.execute("select pg_terminate_backend(%s)", [connection.info.backend_pid])
        with pytest.raises(psycopg.OperationalError):
            await under_way
        return connection.closed

    assert on_one(database, cut)


@pytest.mark.parametrize("run", [uvloop.run, asyncio.run])
@pytest.mark.parametrize("unread", [100_000, 8_000_000], ids=["sent", "sent in part"])
def test_a_farewell_that_comes_with_the_end_is_heard_to_the_end(
    database: Database, monkeypatch: pytest.MonkeyPatch, run: Callable[..., None], unread: int
) -> None:
    """A server that ends with what it was sent still unread resets the connection behind its last words."""

    monkeypatch.setattr(answers, "SOCKET_CHECK_S", 3600)

    async def cut() -> None:
        async with await AsyncPipelineConnection.connect(database.admin, autocommit=True) as connection:
            waits = PreparedStatement("select pg_sleep(60)", {})
            under_way = asyncio.ensure_future(
                connection.ask([waits, PreparedStatement("select %(large)s::text as large", {"large": "x" * unread})])
            )
            await asyncio.sleep(0.1)
            with psycopg.connect(database.admin, autocommit=True) as admin:  # meanwhile this loop hears nothing
                admin.execute("select pg_terminate_backend(%s, 5000)", [connection.info.backend_pid])
            with pytest.raises(psycopg.OperationalError):
                await asyncio.wait_for(under_way, 20)
            assert connection.closed

    run(cut())


def test_what_is_larger_than_any_buffer_travels_both_ways(database: Database) -> None:
    large = "é" * 8_000_000

    async def there_and_back(connection: AsyncPipelineConnection) -> Sequence[Any]:
        asked = [PreparedStatement("select %(large)s::text as large", {"large": large})]
        return [answer.rows(tuple) for answer in await connection.ask(asked, asked)]

    assert on_one(database, there_and_back) == [[(large,)], [(large,)]]


def test_the_statements_used_last_stay_prepared(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "MAX_PREPARED", 10)
    runs = "select generic_plans + custom_plans from pg_prepared_statements where statement = %(sql)s"

    async def used_between(connection: AsyncPipelineConnection) -> Sequence[Any]:
        for n in range(60):
            await values(connection, "select 1 as often", {})
            await values(connection, f"select {n} as once", {})
        return await values(connection, runs, {"sql": "select 1 as often"})

    assert on_one(database, used_between) == [(60,)]
