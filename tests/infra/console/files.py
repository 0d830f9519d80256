"""Files that a browser deposits or downloads, and that a program fetches."""

import csv
from hashlib import sha256
from io import BytesIO, StringIO
from typing import Any, Final
from uuid import uuid4

import httpx
from openpyxl import load_workbook

from tests.api.given import Api
from tests.infra.console.browser import Browser, Outline

PAGE = "/instances/liege/documents"
PROGRAM: Final = {"accept": "*/*"}


def deposited(browser: Browser, name: str, media: str = "application/pdf", content: bytes = b"") -> str:
    """Returns the fingerprint of a document that the form takes under that name."""
    content = content or b"%PDF-1.7 " + uuid4().bytes
    response = browser.upload(PAGE, content, media, name=name)
    assert response.status_code == 303, Outline(response.text).text
    return sha256(content).hexdigest()


def fetched(platform: Api, address: str, method: str = "GET", **headers: str) -> httpx.Response:
    """Returns the answer that a program gets, without a cookie."""
    sent = PROGRAM | {name.replace("_", "-"): each for name, each in headers.items()}
    return platform.http.portal.call(lambda: platform.http.client.request(method, address, headers=sent))


def csv_rows(browser: Browser, address: str) -> list[list[str]]:
    answer = browser.get(address)
    assert answer.status_code == 200, answer.text
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def workbook(browser: Browser, address: str) -> Any:
    answer = browser.get(address)
    assert answer.status_code == 200, answer.text
    return load_workbook(BytesIO(answer.content))
