"""Where witnesses give back their cosignatures: a C2SP signed note, as plain text."""

from functools import partial
from http import HTTPStatus

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from efe_infra.http.endpoints.declarations import (
    UNAVAILABLE,
    Model,
    answered,
    body,
    refusals,
    router,
)
from efe_infra.http.errors.refusals import JSONResponse, RequestRefused
from efe_infra.http.graphql.request import read_body
from efe_infra.transparency.sealing.cosignatures import CosignatureRefused, Cosignatures

ADDRESS = "/cosignatures"
MAX_BODY = 64_000
STATUS = {
    "BAD_USER_INPUT": HTTPStatus.BAD_REQUEST,
    "WITNESS_UNTRUSTED": HTTPStatus.FORBIDDEN,
    "COSIGNATURE_INVALID": HTTPStatus.FORBIDDEN,
    "CHECKPOINT_UNKNOWN": HTTPStatus.NOT_FOUND,
    "CHECKPOINT_DIFFERS": HTTPStatus.CONFLICT,
}
REFUSALS = {
    400: "Le corps n'est pas une note signée.",
    403: "Aucune ligne n'est d'un témoin reconnu, ou la signature ne tient pas.",
    404: "Ce journal n'a pas ce point de contrôle.",
    409: "Le point de contrôle de cette taille est un autre.",
    413: f"Le corps dépasse {MAX_BODY} octets.",
    **UNAVAILABLE,
}


class Cosigned(Model):
    """Le point de contrôle, et les témoins dont une cosignature est gardée."""

    size: int
    witnesses: list[str]


class CosignaturesEndpoint:
    """Without a token: the signature of a witness is what opens it."""

    def __init__(self, cosignatures: Cosignatures) -> None:
        self._cosignatures = cosignatures

    @property
    def routes(self) -> list[BaseRoute]:
        routes = router("Transparence")
        routes.add_api_route(
            ADDRESS,
            self.post,
            name="post_cosignature",
            methods=["POST"],
            summary="Déposer la cosignature d'un témoin",
            description="Une note signée (C2SP) : le point de contrôle, et la ligne du témoin. Sans jeton.",
            responses={
                201: answered(Cosigned, "Une ligne au moins est nouvelle."),
                200: answered(Cosigned, "Toutes étaient gardées déjà."),
                **refusals(REFUSALS),
            },
            openapi_extra=body("text/plain", description="La note signée, en UTF-8."),
        )
        return routes.routes

    async def post(self, request: Request) -> Response:
        """201 for a line that is kept from now on, 200 when it was before."""
        note = await read_body(request, MAX_BODY)
        try:
            taken = await run_sync(partial(self._cosignatures.take, note.decode(errors="replace")))
        except CosignatureRefused as refusal:
            raise RequestRefused(STATUS[refusal.code], refusal.code, str(refusal)) from refusal
        known = Cosigned(size=taken.size, witnesses=list(taken.witnesses))
        return JSONResponse(known.model_dump(), HTTPStatus.CREATED if taken.new else HTTPStatus.OK)
