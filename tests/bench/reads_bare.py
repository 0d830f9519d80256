"""The other side of the bench of reads: an ASGI route that answers from one SQL statement, without a framework.

`python -m tests.bench.reads_bare`, told on standard input what to serve; it prints its port. It reads as
`efe_projector`, past the walls between Instances: no token, no rights, no parsing of a document, no check. Of a read
that is `parsed`, it parses the JSON that it is sent.
"""

import sys
from typing import Any

import msgspec
import orjson
import uvicorn
from psycopg_pool import AsyncConnectionPool

from efe_infra.http.server.server import bound_socket
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.tables.values import adapt
from tests.bench.reads_queries import Read

CONNECTIONS = 8
"""As many as the port of reads has."""


class Bare(msgspec.Struct, frozen=True):
    """`admin` is the connection string of the database."""

    admin: str
    reads: list[Read]


class BareApp:
    """`/name` answers the read of that name."""

    def __init__(self, bare: Bare) -> None:
        self._reads = {f"/{read.name}": read for read in bare.reads}
        self._pool = AsyncConnectionPool(
            Database(bare.admin).conninfo(DatabaseRole.PROJECTOR),
            kwargs={"autocommit": True},
            configure=_configure,
            min_size=1,
            max_size=CONNECTIONS,
            open=False,
        )

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        read = self._reads[scope["path"]]
        if read.parsed:
            orjson.loads((await receive())["body"])
        async with self._pool.connection() as connection:
            cursor = await connection.execute(read.sql.encode(), read.params, prepare=True, binary=True)
            [(body,)] = await cursor.fetchall()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": bytes(body)})

    async def _live(self, receive: Any, send: Any) -> None:
        await receive()
        await self._pool.open()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._pool.close()
        await send({"type": "lifespan.shutdown.complete"})


async def _configure(connection: Any) -> None:
    adapt(connection)


def main() -> None:
    bare = msgspec.json.decode(sys.stdin.buffer.readline(), type=Bare)
    bound = bound_socket("127.0.0.1", 0)
    print(bound.getsockname()[1], flush=True)
    config = uvicorn.Config(BareApp(bare), access_log=False, log_config=None, server_header=False, lifespan="on")
    uvicorn.Server(config).run(sockets=[bound])


if __name__ == "__main__":
    main()
