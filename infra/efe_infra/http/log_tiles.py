"""The ledger log for others' tools, at `/log/`: the checkpoint and tiles of hashes (c2sp.org/tlog-tiles)."""

from functools import partial
from http import HTTPStatus

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from efe_infra.http.refusal import RequestRefused
from efe_infra.transparency.sealing.proofs import Proofs
from efe_infra.transparency.sealing.tiles import WIDTH, TileAddress

FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
FOR_NOW = {"Cache-Control": "no-cache"}


class TilesEndpoint:
    """Without a token: what it gives is public."""

    def __init__(self, proofs: Proofs) -> None:
        self._proofs = proofs

    @property
    def routes(self) -> list[Route]:
        return [Route("/log/checkpoint", self.checkpoint), Route("/log/tile/{path:path}", self.tile)]

    async def checkpoint(self, _: Request) -> Response:
        found = await run_sync(self._proofs.ledger_checkpoint)
        if found is None:
            raise RequestRefused(HTTPStatus.NOT_FOUND, "NOT_FOUND", "Rien n'est encore scellé.")
        return PlainTextResponse(found.note, headers=FOR_NOW)

    async def tile(self, request: Request) -> Response:
        """Whole tiles never change; of the last one there is a part, which the width names."""
        place = TileAddress.parse(request.path_params["path"])
        found = await run_sync(partial(self._proofs.tile, place)) if place else None
        if found is None or place is None:
            raise RequestRefused(HTTPStatus.NOT_FOUND, "NOT_FOUND", "Cette tuile n'est pas dans le journal signé.")
        lasting = FOR_EVER if place.width == WIDTH else FOR_NOW
        return Response(found, media_type="application/octet-stream", headers=lasting)
