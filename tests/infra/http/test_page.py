"""The page of a person with a browser."""

import base64
import hashlib
import re

import httpx
import pytest

from efe_infra.http.graphql.endpoint import GRAPHIQL_FOLDER, graphiql_page

pytestmark = pytest.mark.anyio

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


async def test_a_browser_is_given_the_page_and_every_file_it_names(client: httpx.AsyncClient) -> None:
    page = await client.get("/graphql", headers=BROWSER)

    named = re.findall(r'(?:src|href)="(/[^"]+)"', page.text)
    answers = [await client.get(name) for name in named]
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert len(named) == 6
    assert [answer.status_code for answer in answers] == [200] * 6


async def test_a_browser_that_sends_a_query_is_given_its_answer(client: httpx.AsyncClient) -> None:
    response = await client.get("/graphql", params={"query": "{greeting}"}, headers=BROWSER)

    assert response.json() == {"data": {"greeting": "Bonjour, monde"}}


async def test_the_page_may_speak_to_its_own_server_alone(client: httpx.AsyncClient) -> None:
    page = await client.get("/graphql", headers=BROWSER)

    policy = dict(rule.split(" ", 1) for rule in page.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == "'self'"
    assert "//" not in page.text
    assert "//" not in (GRAPHIQL_FOLDER / "page.js").read_text()


def test_the_page_follows_a_subscription_over_the_socket_of_its_own_address() -> None:
    script = (GRAPHIQL_FOLDER / "page.js").read_text()

    assert "const SOCKET = new URL(window.location.pathname, window.location.href)" in script
    assert "subscriptionUrl: SOCKET.href" in script


async def test_a_notice_stands_above_the_page_as_text() -> None:
    noticed = bytes(graphiql_page("Essais <b>seulement</b>").body).decode()

    assert "Essais &lt;b&gt;seulement&lt;/b&gt;" in noticed
    assert "notice" not in bytes(graphiql_page().body).decode()


def test_the_files_of_others_are_those_they_published() -> None:
    hashes = dict(
        re.findall(r'"/graphiql/([^"]+)" integrity="([^"]+)"', (GRAPHIQL_FOLDER / "index.html").read_text())
    )

    found = {path.name: hashlib.sha384(path.read_bytes()).digest() for path in GRAPHIQL_FOLDER.glob("*.min.*")}

    assert {name: f"sha384-{base64.b64encode(digest).decode()}" for name, digest in found.items()} == hashes


def test_the_files_of_others_are_named_with_their_licence() -> None:
    notice = (GRAPHIQL_FOLDER / "NOTICE").read_text()

    assert [path.name for path in GRAPHIQL_FOLDER.glob("*.min.*") if path.name not in notice] == []
