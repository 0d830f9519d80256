"""The ledger log for others' tools, at `/log/`: the checkpoint and tiles of hashes (c2sp.org/tlog-tiles)."""

from functools import partial
from http import HTTPStatus
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import Path
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute

from efe_infra.http.endpoints.declarations import UNAVAILABLE, UNFIT, content, refusals, router
from efe_infra.http.errors.refusals import RequestRefused
from efe_infra.transparency.sealing.proofs import Proofs
from efe_infra.transparency.sealing.tiles import WIDTH, TileAddress

FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
FOR_NOW = {"Cache-Control": "no-cache"}


class TilesEndpoint:
    """Without a token: what it gives is public."""

    def __init__(self, proofs: Proofs) -> None:
        self._proofs = proofs

    @property
    def routes(self) -> list[BaseRoute]:
        routes = router("Transparence")
        routes.add_api_route(
            "/log/checkpoint",
            self.checkpoint,
            name="log_checkpoint",
            summary="Le dernier point de contrôle du journal",
            description="Une note signée (C2SP tlog-checkpoint), avec les cosignatures des témoins. Sans jeton.",
            responses={
                200: content("text/plain", description="La note."),
                **refusals({404: "Rien n'est encore scellé.", **UNAVAILABLE}),
            },
        )
        routes.add_api_route(
            "/log/keys",
            self.keys,
            name="log_keys",
            summary="Les clés publiques du journal",
            description="Celles que la plateforme nomme, de la plus ancienne à la plus récente, une par ligne (C2SP "
            "signed-note). Une clé lue ici ne vaut que pour comparer : celle à laquelle se fier est remise en mains "
            "propres. Sans jeton.",
            responses={
                200: content("text/plain", description="Les clés, « nom+empreinte+base64 »."),
                **refusals(UNAVAILABLE),
            },
        )
        routes.add_api_route(
            "/log/tile/{path:path}",
            self.tile,
            name="log_tile",
            summary="Une tuile du journal",
            description="Des empreintes, l'une après l'autre (C2SP tlog-tiles). Sans jeton.",
            responses={
                200: content("application/octet-stream", binary=True, description="Les empreintes de la tuile."),
                **refusals({404: "Cette tuile n'est pas dans le journal signé.", **UNFIT, **UNAVAILABLE}),
            },
        )
        return routes.routes

    async def checkpoint(self, _: Request) -> Response:
        found = await run_sync(self._proofs.ledger_checkpoint)
        if found is None:
            raise RequestRefused(HTTPStatus.NOT_FOUND, "NOT_FOUND", "Rien n'est encore scellé.")
        return PlainTextResponse(found.note, headers=FOR_NOW)

    async def keys(self, _: Request) -> Response:
        found = await run_sync(self._proofs.keys)
        return PlainTextResponse("".join(f"{key}\n" for key in found), headers=FOR_NOW)

    async def tile(
        self, path: Annotated[str, Path(description="Le niveau et la place, comme « 0/000 » ou « 0/000.p/3 ».")]
    ) -> Response:
        """Whole tiles never change; of the last one there is a part, which the width names."""
        place = TileAddress.parse(path)
        found = await run_sync(partial(self._proofs.tile, place)) if place else None
        if found is None or place is None:
            raise RequestRefused(HTTPStatus.NOT_FOUND, "NOT_FOUND", "Cette tuile n'est pas dans le journal signé.")
        lasting = FOR_EVER if place.width == WIDTH else FOR_NOW
        return Response(found, media_type="application/octet-stream", headers=lasting)
