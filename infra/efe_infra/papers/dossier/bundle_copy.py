"""Evidence bundle of the Instance for its evaluation file, from the address where auditors get it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import IO, Final

import msgspec
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.types import Message

from efe_infra.console.register.client import Answer, AppExchange, scope_of
from efe_infra.http.endpoints.bundles import pieces
from efe_infra.http.negotiation import JSON
from efe_infra.identity.bearer import READER
from efe_infra.identity.tokens import Verified
from efe_infra.papers.dossier.order import DossierOrder

FILE: Final = "preuves.zip"
MAX_REFUSAL_BYTES: Final = 1 << 16
OK: Final = 200

type CopyBundle = Callable[[DossierOrder, int, IO[bytes]], Awaitable[str]]
"""Writes the bundle that covers a position to a file; returns why there is none, or an empty text."""


class FileExchange(AppExchange):
    """Request of the application whose response goes to a file; a refusal stays in `body`."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(b"")
        self._file = file

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif self.status == OK:
            await run_sync(self._file.write, message.get("body", b""))
        elif len(self.body) < MAX_REFUSAL_BYTES:
            self.body += message.get("body", b"")

    @property
    def sentence(self) -> str:
        """Sentence of a refusal; empty for a bundle."""
        if self.status == OK:
            return ""
        errors = msgspec.json.decode(bytes(self.body), type=Answer[msgspec.Raw]).errors
        return errors[0].message if errors else ""


async def copy_by_request(
    request: Request,
    order: DossierOrder,
    position: int,
    file: IO[bytes],
    *,
    token: str | None,
    reader: Verified | None,
) -> str:
    """Copies the bundle with the rights of the person of a request: the address checks and records the download.

    Returns why there is no bundle, or an empty text.
    """
    exchange = FileExchange(file)
    scope = scope_of(request, "GET", f"/preuves/{order.bassin.value}.zip", token=token, headers={"accept": JSON})
    scope |= {"query_string": f"position={position}".encode()}
    if reader:
        scope |= {"state": {READER: reader}}
    await request.app(scope, exchange.receive, exchange.send)
    return exchange.sentence


async def pieces_of(file: IO[bytes]) -> AsyncIterator[bytes]:
    """Yields a file from its beginning, and closes it."""
    file.seek(0)
    async for piece in pieces(file):
        yield piece
