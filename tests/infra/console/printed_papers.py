"""Papers as persons and programs print them, and what is read in them."""

import json
from functools import partial
from io import BytesIO
from typing import Any

import httpx
import pytest
from pypdf import PdfReader

from tests.api.given import Api

BASSINS = ("liege", "verviers", "huy-waremme", "namur", "hainaut-sud", "hainaut-centre")
COORDINATORS = tuple(f"coordination-{each}" for each in BASSINS)
DECISIONS = "{ decisions(filter: {bassin: LIEGE}) { edges { node { id } } } }"


def printed(platform: Api, path: str, subject: str, language: str) -> bytes:
    client = platform.client(subject)
    headers = {**client.headers, "Accept-Language": language, "Accept": "application/pdf"}
    response = client.http.portal.call(partial(client.http.client.get, path, headers=headers))
    assert (response.status_code, response.headers["content-type"]) == (200, "application/pdf"), (
        path,
        response.text[:3000],
    )
    return response.content


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def paper_of(response: httpx.Response) -> PdfReader:
    assert (response.status_code, response.headers["content-type"]) == (200, "application/pdf"), response.text[:2000]
    return PdfReader(BytesIO(response.content))


def proof_in(pdf: PdfReader) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(pdf.attachments["preuve.json"][0])
    return found


@pytest.fixture(scope="module")
def decision(platform: Api) -> str:
    found = platform.client("coordination-liege").ask(DECISIONS)["decisions"]["edges"]
    key: str = found[0]["node"]["id"]
    return key.partition(":")[2]
