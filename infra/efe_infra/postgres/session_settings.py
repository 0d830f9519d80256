"""Session settings that every connection fixes, over those of the database, the role and the environment."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.errors import error_from_result
from psycopg.generators import execute as receive_results
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult

PIN_TIMEOUT_S: Final = 5.0
"""Time for the server to accept the settings of a new connection."""

TIMEOUTS: Final = (
    "statement_timeout",
    "lock_timeout",
    "idle_in_transaction_session_timeout",
    "idle_session_timeout",
)
"""Timeouts that the start of the session sets too: a short one would end it before the statements."""

PINNED_SETTINGS: Final[Mapping[str, str]] = {
    # texts and values, as they are sent and received
    "client_encoding": "'UTF8'",
    "standard_conforming_strings": "on",
    "backslash_quote": "safe_encoding",
    "datestyle": "'ISO, YMD'",
    "intervalstyle": "'postgres'",
    "timezone": "'UTC'",
    "bytea_output": "'hex'",
    "extra_float_digits": "1",
    "xmlbinary": "'base64'",
    "lc_monetary": "'C'",
    "lc_numeric": "'C'",
    "lc_time": "'C'",
    # meaning of statements
    "search_path": "pg_catalog, pg_temp",
    "row_security": "on",
    "transform_null_equals": "off",
    "array_nulls": "on",
    "default_text_search_config": "'pg_catalog.simple'",
    "gin_fuzzy_search_limit": "0",
    "check_function_bodies": "on",
    "default_tablespace": "''",
    "temp_tablespaces": "''",
    # transactions
    "default_transaction_isolation": "'read committed'",
    "default_transaction_deferrable": "off",
    "exit_on_error": "off",
    # timeouts: a connection sets its own afterwards
    **dict.fromkeys(TIMEOUTS, "0"),
    # the warning of a server that no longer waits for its standbys
    "client_min_messages": "notice",
}
"""Each setting with its value, as SQL. Any user may set them. `default_transaction_read_only` is absent: an
administrator may close a database to writes.
"""

SINCE_17: Final[Mapping[str, str]] = {"transaction_timeout": "0"}
VERSION_17: Final = 170000


def pin_sql(server_version: int) -> str:
    """Returns the statements, which name no function: a schema in the search path could replace one."""
    settings = {**PINNED_SETTINGS, **(SINCE_17 if server_version >= VERSION_17 else {})}
    return "; ".join(f"set {name} to {value}" for name, value in settings.items())


def connect_pinned[C: psycopg.Connection[Any]](connect: Callable[[str], C], conninfo: str) -> C:
    """Connects and fixes the settings. Closes a connection that refuses them, and raises `psycopg.Error`."""
    connection = connect(_without_timeouts(conninfo))
    try:
        _send(connection)
        _check(connection.wait(receive_results(connection.pgconn), timeout=PIN_TIMEOUT_S))
    except BaseException:
        connection.close()
        raise
    return connection


async def connect_pinned_async[C: psycopg.AsyncConnection[Any]](
    connect: Callable[[str], Awaitable[C]], conninfo: str
) -> C:
    """Connects as `connect_pinned`, in a task of the event loop."""
    connection = await connect(_without_timeouts(conninfo))
    try:
        _send(connection)
        _check(await connection.wait(receive_results(connection.pgconn), timeout=PIN_TIMEOUT_S))
    except BaseException:
        await connection.close()
        raise
    return connection


def _without_timeouts(conninfo: str) -> str:
    options = str(conninfo_to_dict(conninfo).get("options") or "")
    return make_conninfo(conninfo, options=" ".join([options, *(f"-c {name}=0" for name in TIMEOUTS)]).strip())


def _send(connection: psycopg.BaseConnection[Any]) -> None:
    """Sends all statements as one message, outside psycopg's transactions: a rollback does not undo them."""
    pgconn = connection.pgconn
    pgconn.send_query(pin_sql(pgconn.server_version).encode())


def _check(results: list[PGresult]) -> None:
    for result in results:
        if result.status != ExecStatus.COMMAND_OK:
            raise error_from_result(result)
