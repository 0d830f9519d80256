"""The two contracts as texts, and the page that shows the OpenAPI document."""

import re
from typing import Any

import httpx
import pytest

from efe_infra.console.home.openapi_page import openapi_document
from efe_infra.console.web.rendering import templates
from tests.infra.console.browser import Outline
from tests.infra.http.demonstration import schema

pytestmark = pytest.mark.anyio


def rendered(macro: str, value: Any) -> str:
    return str(getattr(templates().get_template("home/openapi_reference.html").module, macro)(value))


def test_the_page_is_whole_and_its_links_lead_somewhere() -> None:
    outline = Outline(rendered("content", openapi_document()))

    assert {each[1:] for each in outline.links if each.startswith("#")} <= set(outline.ids)
    assert len(outline.ids) == len(set(outline.ids))


def test_the_page_names_every_operation_status_and_model() -> None:
    document = openapi_document()
    page = rendered("content", document)

    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            told = re.search(rf'<article id="{operation["operationId"]}">.*?</article>', page, re.DOTALL)
            assert told
            assert f"<code>{method.upper()} {path}</code>" in told[0]
            assert [each for each in operation["responses"] if f"<dt><code>{each}</code></dt>" not in told[0]] == []
    assert [each for each in document["components"]["schemas"] if f'<article id="{each}">' not in page] == []


def test_what_a_document_says_is_text_on_the_page() -> None:
    assert rendered("prose", "a < b, `c & d` <script>") == "a &lt; b, <code>c &amp; d</code> &lt;script&gt;"


@pytest.mark.parametrize("path", ["/schema.graphql", "/openapi.json"])
async def test_what_is_known_already_is_not_sent_again(client: httpx.AsyncClient, path: str) -> None:
    first = await client.get(path)
    tag = first.headers["etag"]

    for known in (tag, f'"other", W/{tag}', "*"):
        again = await client.get(path, headers={"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert (await client.get(path, headers={"if-none-match": '"other"'})).content == first.content
    assert (await client.head(path)).headers["content-length"] == str(len(first.content))


async def test_the_contract_is_served_as_text(client: httpx.AsyncClient) -> None:
    response = await client.get("/schema.graphql")

    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.text == schema().as_str()


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/docs/oauth2-redirect"])
async def test_no_page_of_fastapi_is_open(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404
