"""The file of a form: read however it arrives, and whatever is in it the event loop goes on."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.requests import Request

from efe_infra.console.web.form_file import MAX_PARTS, File, file_of
from efe_infra.console.web.refusals import PageRefused
from efe_infra.http.errors.refusals import RequestRefused
from tests.infra.console.in_threads import run

HEAD = b'Content-Disposition: form-data; name="fichier"; filename="p.pdf"\r\nContent-Type: application/PDF\r\n\r\n'
FIELD = b'Content-Disposition: form-data; name="x"\r\n\r\nun champ'
MEBIBYTE = 1 << 20


def form(*parts: bytes, boundary: bytes = b"a") -> bytes:
    return b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + boundary + b"--\r\n"


def request(body: bytes, piece: int, content_type: str) -> Request:
    pieces: Iterator[bytes] = (body[start : start + piece] for start in range(0, len(body), piece))

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0)
        content = next(pieces, None)
        return {"type": "http.request", "body": content or b"", "more_body": content is not None}

    return Request({"type": "http", "method": "POST", "headers": [(b"content-type", content_type.encode())]}, receive)


def read(
    body: bytes,
    piece: int = 65_536,
    *,
    most: int = 30 * MEBIBYTE,
    content_type: str = "multipart/form-data; boundary=a",
) -> File:
    return run(file_of(request(body, piece, content_type), most))


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 65_536])
def test_a_file_is_read_however_it_arrives(piece: int) -> None:
    content = b"%PDF\r\n--\r\n--b\r\n-"

    file = read(form(FIELD, HEAD + content, HEAD + b"another"), piece)

    assert file == File("application/pdf", content, "p.pdf")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (form(HEAD), "multipart/form-data; boundary=a"),
        (form(FIELD), "multipart/form-data; boundary=a"),
        (b"no form", "multipart/form-data; boundary=a"),
        (form(HEAD + b"x"), "multipart/form-data"),
        (form(HEAD + b"x"), f"multipart/form-data; boundary={'a' * 71}"),
        (form(HEAD + b"x"), "application/octet-stream; boundary=a"),
        (form(*[FIELD] * MAX_PARTS, HEAD + b"x"), "multipart/form-data; boundary=a"),
        (form(b"A: b\r\n" * 20 + HEAD + b"x"), "multipart/form-data; boundary=a"),
    ],
)
def test_anything_else_is_refused_in_french(body: bytes, content_type: str) -> None:
    with pytest.raises(PageRefused) as refused:
        read(body, content_type=content_type)

    assert refused.value.status_code == 400
    assert refused.value.detail in {"Un fichier est attendu.", "Choisissez un fichier."}


def test_a_file_over_the_limit_is_refused() -> None:
    with pytest.raises(PageRefused) as refused:
        read(form(HEAD + b"x" * MEBIBYTE), most=MEBIBYTE // 2)

    assert (refused.value.status_code, refused.value.code) == (413, "CONTENT_TOO_LARGE")


def test_a_form_is_read_to_its_end_up_to_a_limit() -> None:
    with pytest.raises(RequestRefused) as refused:
        read(form(HEAD + b"x" * (4 * MEBIBYTE)), most=MEBIBYTE // 2)

    assert refused.value.status_code == 413


HOSTILE = {
    "boundaries everywhere": HEAD + b"--a" * (7 * MEBIBYTE),
    "the letter of the boundary": HEAD + b"a" * (20 * MEBIBYTE),
    "beginnings of boundaries": HEAD + b"\r\n--" * (5 * MEBIBYTE),
    "line ends": HEAD + b"\r\n" * (10 * MEBIBYTE),
}
PARTS = b"--a\r\nA: b\r\n\r\n\r\n" * MEBIBYTE


@pytest.mark.parametrize("body", [*(form(part) for part in HOSTILE.values()), PARTS], ids=[*HOSTILE, "parts"])
def test_the_event_loop_goes_on_while_a_large_form_is_read(body: bytes) -> None:
    longest = 0.0

    async def tick() -> None:
        nonlocal longest
        while True:
            began = time.thread_time()
            await asyncio.sleep(0)
            longest = max(longest, time.thread_time() - began)

    async def main() -> None:
        ticking = asyncio.create_task(tick())
        try:
            await file_of(request(body, 65_536, "multipart/form-data; boundary=a"), 30 * MEBIBYTE)
        except PageRefused:
            pass
        finally:
            ticking.cancel()

    run(main())

    assert longest < 0.1
