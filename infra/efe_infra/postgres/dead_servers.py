"""Servers that were found to say nothing: a connection that was made before is not used again.

Of a server that is frozen, or whose machine vanished, a connection looks as it did. Each one would be waited for in
its turn, long after another server has taken its place.
"""

from typing import Final

from psycopg.pq import ConnStatus
from psycopg.pq.abc import PGconn

SILENCE_MESSAGE: Final = "the server says nothing"

_found: Final[dict[tuple[bytes, bytes], float]] = {}
"""Since when, the last time, by host and port."""


def note_silence(pgconn: PGconn, since: float) -> None:
    """Of a connection that is given up, by the monotonic clock; what the server ended, libpq knows. One that is made
    after the silence began shows that the server lives.
    """
    if pgconn.status == ConnStatus.OK:
        _found[pgconn.host, pgconn.port] = since


def was_silent_since(pgconn: PGconn, made: float) -> bool:
    return bool(_found) and _found.get((pgconn.host, pgconn.port), 0.0) > made
