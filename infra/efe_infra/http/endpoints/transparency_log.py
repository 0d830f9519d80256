"""Public transparency log: checkpoint, keys, hash tiles (c2sp.org/tlog-tiles) and cosignatures of witnesses."""

from functools import partial
from http import HTTPStatus
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import Path
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute

from efe_infra.http.endpoints.openapi import UNAVAILABLE, UNFIT, Model, body, content, json_answer, refusals, router
from efe_infra.http.errors.refusals import JSONResponse, RequestRefused
from efe_infra.http.graphql.request import read_body
from efe_infra.transparency.sealing.cosignatures import CosignatureRefused, Cosignatures
from efe_infra.transparency.sealing.proofs import ProofStore
from efe_infra.transparency.sealing.tiles import WIDTH, TileAddress

IMMUTABLE = {"Cache-Control": "public, max-age=31536000, immutable"}
REVALIDATED = {"Cache-Control": "no-cache"}


class TilesEndpoint:
    """Public endpoint, without a token."""

    def __init__(self, proofs: ProofStore) -> None:
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
        checkpoint = await run_sync(self._proofs.ledger_checkpoint)
        if checkpoint is None:
            raise RequestRefused(HTTPStatus.NOT_FOUND, "NOT_FOUND", "Rien n'est encore scellé.")
        return PlainTextResponse(checkpoint.note, headers=REVALIDATED)

    async def keys(self, _: Request) -> Response:
        keys = await run_sync(self._proofs.keys)
        return PlainTextResponse("".join(f"{key}\n" for key in keys), headers=REVALIDATED)

    async def tile(
        self, path: Annotated[str, Path(description="Le niveau et la place, comme « 0/000 » ou « 0/000.p/3 ».")]
    ) -> Response:
        """Returns a tile. Whole tiles never change; the width names a part of the last one."""
        address = TileAddress.parse(path)
        tile = await run_sync(partial(self._proofs.tile, address)) if address else None
        if tile is None or address is None:
            raise RequestRefused(HTTPStatus.NOT_FOUND, "NOT_FOUND", "Cette tuile n'est pas dans le journal signé.")
        headers = IMMUTABLE if address.width == WIDTH else REVALIDATED
        return Response(tile, media_type="application/octet-stream", headers=headers)


COSIGNATURES_ADDRESS = "/cosignatures"
MAX_NOTE_BYTES = 64_000
COSIGNATURE_STATUS = {
    "BAD_USER_INPUT": HTTPStatus.BAD_REQUEST,
    "WITNESS_UNTRUSTED": HTTPStatus.FORBIDDEN,
    "COSIGNATURE_INVALID": HTTPStatus.FORBIDDEN,
    "CHECKPOINT_UNKNOWN": HTTPStatus.NOT_FOUND,
    "CHECKPOINT_DIFFERS": HTTPStatus.CONFLICT,
}
COSIGNATURE_REFUSALS = {
    400: "Le corps n'est pas une note signée.",
    403: "Aucune ligne n'est d'un témoin reconnu, ou la signature ne tient pas.",
    404: "Ce journal n'a pas ce point de contrôle.",
    409: "Le point de contrôle de cette taille est un autre.",
    413: f"Le corps dépasse {MAX_NOTE_BYTES} octets.",
    **UNAVAILABLE,
}


class Cosigned(Model):
    """Le point de contrôle, et les témoins dont une cosignature est gardée."""

    size: int
    witnesses: list[str]


class CosignaturesEndpoint:
    """Endpoint for cosignatures: C2SP signed notes in plain text. The signature of a witness replaces a token."""

    def __init__(self, cosignatures: Cosignatures) -> None:
        self._cosignatures = cosignatures

    @property
    def routes(self) -> list[BaseRoute]:
        routes = router("Transparence")
        routes.add_api_route(
            COSIGNATURES_ADDRESS,
            self.post,
            name="post_cosignature",
            methods=["POST"],
            summary="Déposer la cosignature d'un témoin",
            description="Une note signée (C2SP) : le point de contrôle, et la ligne du témoin. Sans jeton.",
            responses={
                201: json_answer(Cosigned, "Une ligne au moins est nouvelle."),
                200: json_answer(Cosigned, "Toutes étaient gardées déjà."),
                **refusals(COSIGNATURE_REFUSALS),
            },
            openapi_extra=body("text/plain", description="La note signée, en UTF-8."),
        )
        return routes.routes

    async def post(self, request: Request) -> Response:
        note = await read_body(request, MAX_NOTE_BYTES)
        try:
            result = await run_sync(partial(self._cosignatures.take, note.decode(errors="replace")))
        except CosignatureRefused as refusal:
            raise RequestRefused(COSIGNATURE_STATUS[refusal.code], refusal.code, str(refusal)) from refusal
        cosigned = Cosigned(size=result.size, witnesses=list(result.witnesses))
        return JSONResponse(cosigned.model_dump(), HTTPStatus.CREATED if result.new else HTTPStatus.OK)
