"""What the platform tells of itself to anybody, and what may be loaded there."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from itertools import pairwise

import httpx
import pytest

from efe_infra.http.api_page import api_page, prose
from efe_infra.http.front_page import framed, front_page
from efe_infra.http.routes import declared
from tests.infra.http.demonstration import schema

pytestmark = pytest.mark.anyio

PAGES = ["/", "/docs/api"]
VOID = {"meta", "link", "br"}


class Outline(HTMLParser):
    """Which elements a page has, whether each is closed in its place, and where it links to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.links: list[str] = []
        self.anchors: list[str] = []
        self.attributes: set[str] = set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.attributes |= given.keys()
        self.links += [value for name in ("href", "src") if (value := given.get(name))]
        self.anchors += [value for value in [given.get("id")] if value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def digest_of(page: str) -> str:
    style = page.partition("<style>")[2].partition("</style>")[0]
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_may_load_its_one_style_and_nothing_else(client: httpx.AsyncClient, path: str) -> None:
    page = await client.get(path)

    policy = dict(rule.split(" ", 1) for rule in page.headers["content-security-policy"].split("; "))
    outline = Outline(page.text)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert policy.pop("style-src") == f"'sha256-{digest_of(page.text)}'"
    assert policy.pop("img-src") == "data:"
    assert set(policy) == {"default-src", "base-uri", "form-action", "frame-ancestors"}
    assert set(policy.values()) == {"'none'"}
    assert not {"script", "img", "iframe", "form"} & set(outline.tags)
    assert not {each for each in outline.attributes if each.startswith("on") or each == "style"}
    assert [each for each in outline.links if "//" in each] == []


@pytest.mark.parametrize("path", PAGES)
async def test_every_link_of_a_page_leads_somewhere(client: httpx.AsyncClient, path: str) -> None:
    outline = Outline((await client.get(path)).text)

    found = [(each, (await client.get(each)).status_code) for each in outline.links if each.startswith("/")]
    assert [each for each, status in found if status not in {200, 400}] == []  # GraphQL asks for a question
    assert {each[1:] for each in outline.links if each.startswith("#")} <= set(outline.anchors)
    assert outline.open == []


@pytest.mark.parametrize("page", [front_page(graphiql=True), framed("Adresses", api_page(declared()))])
def test_a_page_is_whole_french_and_has_one_title(page: str) -> None:
    outline = Outline(page)

    levels = [int(each[1]) for each in outline.tags if re.fullmatch("h[1-6]", each)]
    assert outline.open == []
    assert '<html lang="fr">' in page
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert len(outline.anchors) == len(set(outline.anchors))
    assert {"header", "main", "title"} <= set(outline.tags)


def test_the_page_names_every_operation_status_and_model() -> None:
    document = declared()
    page = api_page(document)

    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            told = re.search(rf'<article id="{operation["operationId"]}">.*?</article>', page, re.DOTALL)
            assert told
            assert f"<code>{method.upper()} {path}</code>" in told[0]
            assert [each for each in operation["responses"] if f"<dt><code>{each}</code></dt>" not in told[0]] == []
    assert [each for each in document["components"]["schemas"] if f'<article id="{each}">' not in page] == []


def test_what_a_document_says_is_text_on_the_page() -> None:
    assert prose("a < b, `c & d` <script>") == "a &lt; b, <code>c &amp; d</code> &lt;script&gt;"


async def test_graphiql_is_linked_where_it_is_open_alone() -> None:
    assert 'href="/graphql"' in front_page(graphiql=True)
    assert 'href="/graphql"' not in front_page(graphiql=False)


@pytest.mark.parametrize("path", [*PAGES, "/schema.graphql", "/openapi.json"])
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
