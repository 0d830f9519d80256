"""Texts that are the same for everybody, as long as the process lives."""

import hashlib
from collections.abc import Callable
from threading import Lock

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response


class FixedText:
    """Made when it is first asked for, on another thread; told by its `ETag`."""

    def __init__(self, make: Callable[[], str], media: str) -> None:
        self._make, self._media = make, media
        self._lock = Lock()
        self._made: bytes | None = None

    async def answer(self, request: Request) -> Response:
        body = self._made if self._made is not None else await run_sync(self._first)
        tag = tag_of(body)
        headers = {"ETag": tag, "Cache-Control": "no-cache"}
        if is_known(request.headers.get("if-none-match"), tag):
            return Response(status_code=304, headers=headers)
        return Response(body, media_type=self._media, headers=headers)

    def _first(self) -> bytes:
        with self._lock:
            if self._made is None:
                self._made = self._make().encode()
            return self._made


def tag_of(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def is_known(sent: str | None, tag: str) -> bool:
    """Whether `If-None-Match` names it (RFC 9110 §13.1.2)."""
    if sent is None:
        return False
    return sent.strip() == "*" or tag in (each.strip().removeprefix("W/") for each in sent.split(","))
