"""Entity tags of answers, and `If-None-Match` (RFC 9110 §8.8.3, §13.1.2)."""

import hashlib
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

OF_THE_BODY: Final = frozenset({"content-length", "content-type"})


def tag_of(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def is_known(if_none_match: str | None, tag: str) -> bool:
    """Tells whether `If-None-Match` names the tag (RFC 9110 §13.1.2)."""
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or tag in (
        each.strip().removeprefix("W/") for each in if_none_match.split(",")
    )


def tagged(request: Request, response: Response, *, caching: str) -> Response:
    """Returns the response with a strong tag and this `Cache-Control`, or 304 if the client has it already.

    The same body in two media types has two tags.
    """
    tag = tag_of(response.headers.get("content-type", "").encode() + bytes(response.body))
    response.headers.update({"Cache-Control": caching, "ETag": tag})
    if not is_known(request.headers.get("if-none-match"), tag):
        return response
    headers = {name: each for name, each in response.headers.items() if name not in OF_THE_BODY}
    return Response(status_code=304, headers=headers)
