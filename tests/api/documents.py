"""The document store as a client sees it, over HTTP."""

from functools import partial

import httpx

from tests.api.given import Client

PDF = "application/pdf"


def put(by: Client, content: bytes, media_type: str = PDF) -> httpx.Response:
    headers = {**by.headers, "Content-Type": media_type}
    sent = partial(by.http.client.put, "/documents", content=content, headers=headers)
    return by.http.portal.call(sent)


def get(by: Client, sha256: str) -> httpx.Response:
    return by.http.portal.call(partial(by.http.client.get, f"/documents/{sha256}", headers=by.headers))


def stored(by: Client, content: bytes = b"%PDF-1.7 minutes", media_type: str = PDF) -> str:
    """The SHA-256 of a document that is put into the store."""
    response = put(by, content, media_type)
    assert response.status_code in (200, 201), response.text
    sha256: str = response.json()["sha256"]
    return sha256


def code(response: httpx.Response) -> tuple[int, str]:
    [error] = response.json()["errors"]
    return response.status_code, error["extensions"]["code"]
