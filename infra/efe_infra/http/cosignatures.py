"""Where witnesses give back their cosignatures: a C2SP signed note, as plain text."""

from functools import partial
from http import HTTPStatus

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from efe_infra.http.refusal import JSONResponse, RequestRefused
from efe_infra.http.request import read_body
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


class CosignaturesEndpoint:
    """Without a token: the signature of a witness is what opens it."""

    def __init__(self, cosignatures: Cosignatures) -> None:
        self._cosignatures = cosignatures

    @property
    def routes(self) -> list[Route]:
        return [Route(ADDRESS, self.post, methods=["POST"])]

    async def post(self, request: Request) -> Response:
        """201 for a line that is kept from now on, 200 when it was before."""
        body = await read_body(request, MAX_BODY)
        try:
            taken = await run_sync(partial(self._cosignatures.take, body.decode(errors="replace")))
        except CosignatureRefused as refusal:
            raise RequestRefused(STATUS[refusal.code], refusal.code, str(refusal)) from refusal
        known = {"size": taken.size, "witnesses": list(taken.witnesses)}
        return JSONResponse(known, HTTPStatus.CREATED if taken.new else HTTPStatus.OK)
