"""Requests that name a document of a manifest."""

from collections.abc import AsyncIterator

import httpx
import pytest
from strawberry.extensions import parser_cache, validation_cache

from efe_graphql.limits.persisted_documents import TrustedDocument
from efe_infra.http.app import create_app
from efe_infra.http.graphql.request import TrustedDocuments
from tests.infra.http.demonstration import PRINCIPALS, schema

pytestmark = pytest.mark.anyio

GREETING = "query Greeting($name: String!) {\n  greeting(name: $name)\n}"
RENAME = 'mutation Rename {\n  rename(name: "Liège")\n}'
TWO = 'query One { greeting(name: "un") } query Two { greeting(name: "deux") }'
ID = "sha256:5b5c7bfd"
ACCEPT = {"accept": "application/graphql-response+json"}
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


async def client_of(*, only: bool) -> AsyncIterator[httpx.AsyncClient]:
    built = schema()
    texts = {ID: GREETING, "rename": RENAME, "two": TWO}
    trusted = TrustedDocuments(by_id={key: TrustedDocument.of(text, built) for key, text in texts.items()}, only=only)
    app = create_app(built, principals=PRINCIPALS, trusted=trusted)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://demonstration") as client:
        yield client


@pytest.fixture
async def open_client(anyio_backend: str) -> AsyncIterator[httpx.AsyncClient]:
    async for client in client_of(only=False):
        yield client


@pytest.fixture
async def closed_client(anyio_backend: str) -> AsyncIterator[httpx.AsyncClient]:
    async for client in client_of(only=True):
        yield client


def refusal(response: httpx.Response) -> tuple[int, str]:
    (error,) = response.json()["errors"]
    return response.status_code, error["extensions"]["code"]


async def test_a_document_is_run_by_its_id(open_client: httpx.AsyncClient) -> None:
    asked = {"documentId": ID, "variables": {"name": "Huy"}}

    by_post = await open_client.post("/graphql", json=asked, headers=ACCEPT)
    by_get = await open_client.get("/graphql", params={"documentId": ID, "variables": '{"name": "Huy"}'})
    by_browser = await open_client.get(
        "/graphql", params={"documentId": ID, "variables": '{"name": "Huy"}'}, headers=BROWSER
    )

    assert by_post.json() == by_get.json() == by_browser.json() == {"data": {"greeting": "Bonjour, Huy"}}


async def test_one_of_several_operations_is_named(open_client: httpx.AsyncClient) -> None:
    named = await open_client.post("/graphql", json={"documentId": "two", "operationName": "Two"})
    unnamed = await open_client.post("/graphql", json={"documentId": "two"}, headers=ACCEPT)

    assert named.json() == {"data": {"greeting": "Bonjour, deux"}}
    assert refusal(unnamed) == (400, "BAD_USER_INPUT")


async def test_a_mutation_of_a_manifest_does_not_pass_by_get(open_client: httpx.AsyncClient) -> None:
    by_get = await open_client.get("/graphql", params={"documentId": "rename"})
    by_post = await open_client.post("/graphql", json={"documentId": "rename"})

    assert refusal(by_get) == (405, "METHOD_NOT_ALLOWED")
    assert by_post.json() == {"data": {"rename": "Liège"}}


async def test_variables_are_checked_as_ever(open_client: httpx.AsyncClient) -> None:
    response = await open_client.post("/graphql", json={"documentId": ID, "variables": {"name": 5}}, headers=ACCEPT)

    assert refusal(response) == (400, "BAD_USER_INPUT")


@pytest.mark.parametrize("unknown", ["sha256:00", "inconnu", " ", ID.upper()])
async def test_an_unknown_id_has_its_code(open_client: httpx.AsyncClient, unknown: str) -> None:
    for accept in ("application/json", "application/graphql-response+json", "text/event-stream"):
        response = await open_client.post("/graphql", json={"documentId": unknown}, headers={"accept": accept})

        assert refusal(response) == (400, "PERSISTED_DOCUMENT_NOT_FOUND")


@pytest.mark.parametrize("query", ["{greeting}", GREETING, ""])
async def test_a_request_has_a_text_or_an_id(open_client: httpx.AsyncClient, query: str) -> None:
    response = await open_client.post("/graphql", json={"documentId": ID, "query": query})

    assert refusal(response) == (400, "BAD_USER_INPUT")


async def test_an_id_is_a_text(open_client: httpx.AsyncClient) -> None:
    for wrong in (5, True, ["two"]):
        response = await open_client.post("/graphql", json={"documentId": wrong})

        assert refusal(response) == (400, "BAD_USER_INPUT")


async def test_a_null_is_an_absent_field(open_client: httpx.AsyncClient) -> None:
    by_text = await open_client.post("/graphql", json={"documentId": None, "query": "{greeting}"})
    by_id = await open_client.post("/graphql", json={"documentId": "two", "query": None, "operationName": "One"})

    assert by_text.json() == {"data": {"greeting": "Bonjour, monde"}}
    assert by_id.json() == {"data": {"greeting": "Bonjour, un"}}


@pytest.mark.parametrize("query", ["{greeting}", GREETING, "{__schema{types{name}}}", "{", ""])
async def test_no_other_document_is_run_where_only_these_are(closed_client: httpx.AsyncClient, query: str) -> None:
    by_post = await closed_client.post("/graphql", json={"query": query})
    by_get = await closed_client.get("/graphql", params={"query": query})

    assert refusal(by_post) == refusal(by_get) == (400, "TRUSTED_DOCUMENTS_ONLY")


async def test_the_page_says_that_it_is_closed_where_only_these_are_run(closed_client: httpx.AsyncClient) -> None:
    page = await closed_client.get("/graphql", headers=BROWSER)
    trusted = await closed_client.post("/graphql", json={"documentId": "two", "operationName": "One"})

    assert refusal(page) == (400, "TRUSTED_DOCUMENTS_ONLY")
    assert trusted.json() == {"data": {"greeting": "Bonjour, un"}}


async def test_a_known_document_is_not_parsed_nor_validated_again(
    open_client: httpx.AsyncClient,
) -> None:
    parser_cache._get_parse_cache(parser_cache.DEFAULT_MAXSIZE).cache_clear()  # type: ignore[attr-defined]
    validation_cache._get_validate_cache(validation_cache.DEFAULT_MAXSIZE).cache_clear()  # type: ignore[attr-defined]

    response = await open_client.post("/graphql", json={"documentId": "two", "operationName": "One"})

    assert response.json() == {"data": {"greeting": "Bonjour, un"}}
    assert parser_cache._get_parse_cache(128).cache_info().currsize == 0  # type: ignore[attr-defined]
    assert validation_cache._get_validate_cache(128).cache_info().currsize == 0  # type: ignore[attr-defined]
