"""Compression of pages and their files: a page sends 60 kB at most beside its pictures.

Pages contain no secret that a foreign page could guess by their size: forms are protected by their origin, and the
cookie of the session is sent with no request that another site makes in the background.
"""

from gzip import compress
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from efe_infra.http.negotiation import HTML

LEVEL: Final = 5
"""A page of 40 kB takes less than a millisecond."""
MIN_BYTES: Final = 1_000
COMPRESSED_MEDIA: Final = (HTML, "text/css", "text/javascript")


def compressed(request: Request, response: Response) -> Response:
    """Compresses a body of text for a browser that takes gzip; other responses stay as they are."""
    is_text = response.headers.get("content-type", "").startswith(COMPRESSED_MEDIA)
    body = getattr(response, "body", b"")
    if not is_text or len(body) < MIN_BYTES or not takes_gzip(request):
        return response
    response.body = gzipped(bytes(body))
    response.headers["Content-Length"] = str(len(response.body))
    response.headers["Content-Encoding"] = "gzip"
    response.headers.add_vary_header("Accept-Encoding")
    if (tag := response.headers.get("etag")) and not tag.startswith("W/"):
        response.headers["ETag"] = f"W/{tag}"
    return response


def gzipped(body: bytes) -> bytes:
    """Returns the same bytes for the same body: the header of gzip has no time."""
    return compress(body, LEVEL, mtime=0)


def takes_gzip(request: Request) -> bool:
    offers = (each.partition(";") for each in request.headers.get("accept-encoding", "").lower().split(","))
    return any(name.strip() == "gzip" and weight.strip() not in {"q=0", "q=0.0"} for name, _, weight in offers)
