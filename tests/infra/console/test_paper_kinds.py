"""Every kind of paper of the demonstration, in three languages: a valid PDF with names, and without codes."""

import re
from functools import partial
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.api.given import Api
from tests.infra.console.paper_objects import KEYS, paths_of

BASSINS = ("liege", "verviers", "huy-waremme", "namur", "hainaut-sud", "hainaut-centre")
COORDINATORS = tuple(f"coordination-{each}" for each in BASSINS)
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}")
CODE = re.compile(r"\b[A-Z]{3,}_[A-Z_]+\b|\bPS-[A-Z]+\b|%\(\w+\)s|\bNone\b")


@pytest.fixture(scope="module")
def paths(platform: Api) -> dict[str, tuple[str, str]]:
    return paths_of(platform, COORDINATORS)


def printed(platform: Api, path: str, subject: str, language: str) -> bytes:
    client = platform.client(subject)
    headers = {**client.headers, "Accept-Language": language, "Accept": "application/pdf"}
    response = client.http.portal.call(partial(client.http.client.get, path, headers=headers))
    assert (response.status_code, response.headers["content-type"]) == (200, "application/pdf"), (
        path,
        response.text[:3000],
    )
    return response.content


def test_the_demonstration_has_an_object_of_each_kind(paths: dict[str, tuple[str, str]]) -> None:
    assert {*KEYS} - {*paths} == set()


@pytest.mark.parametrize("language", ["fr", "de", "en"])
def test_each_kind_is_printed_with_names_and_without_codes(
    platform: Api, paths: dict[str, tuple[str, str]], language: str
) -> None:
    for kind, (path, subject) in paths.items():
        content = printed(platform, path, subject, language)
        pdf = PdfReader(BytesIO(content))
        text = "\n".join(page.extract_text() for page in pdf.pages)

        assert str(pdf.root_object["/Lang"]).startswith(language), kind
        assert not UUID.findall(text), (kind, UUID.findall(text))
        assert not CODE.findall(text), (kind, CODE.findall(text))


def test_the_same_state_gives_the_same_bytes(platform: Api, paths: dict[str, tuple[str, str]]) -> None:
    path, subject = paths["minutes"]

    assert printed(platform, path, subject, "fr") == printed(platform, path, subject, "fr")
