"""GraphiQL under the session of a person: the token stays on the server, and no other person or origin can use it."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import uuid4

import httpx
import pytest
from graphql import parse, validate

from efe_graphql.schema import schema
from efe_infra.console.explorer.page import ADDRESS
from efe_infra.http.graphql.endpoint import GRAPHIQL_FOLDER
from tests.api.given import Api
from tests.infra.console.browser import Browser
from tests.infra.console.chromium import Tab
from tests.infra.console.signing_in import signed_in

ACCOUNT = {"query": "{ viewer { bassins } }"}
LIEGE, NAMUR = "coordination-liege", "coordination-namur"
STORED = "JSON.stringify({...localStorage}) + JSON.stringify({...sessionStorage})"


def person(platform: Api, subject: str) -> Browser:
    browser = Browser(platform)
    signed_in(browser, subject)
    return browser


def reader(browser: Browser) -> dict[str, object]:
    found: dict[str, object] = browser.get(ADDRESS, accept="application/json").json()
    return found


def sent(browser: Browser, key: object, body: Mapping[str, object] = ACCOUNT, /, **headers: str) -> httpx.Response:
    stated = {
        "sec_fetch_site": "same-origin",
        "sec_fetch_dest": "empty",
        "origin": browser.origin,
        "content_type": "application/json",
        "efe_reader": str(key),
        **headers,
    }
    stated = {name.replace("_", "-"): each for name, each in stated.items()}
    content = json.dumps(body)
    return browser._send("POST", ADDRESS, {k: v for k, v in stated.items() if v}, content=content)


def test_a_person_asks_under_the_session_and_sees_no_token(platform: Api) -> None:
    liege = person(platform, LIEGE)
    found = reader(liege)

    answer = sent(liege, found["key"])

    assert (found["signedIn"], found["label"]) == (True, LIEGE)
    assert answer.json()["data"] == {"viewer": {"bassins": ["LIEGE"]}}
    assert answer.headers["cache-control"] == "no-store"
    everything = json.dumps(found) + answer.text + liege.get("/graphql").text
    assert not re.search(r"eyJ|Bearer [A-Za-z0-9]{20}", everything + str(answer.headers))
    assert liege.cookies["__Host-efe"] not in everything


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site", "origin": "https://elsewhere.example"},
        {"sec_fetch_site": "same-site", "origin": "http://127.0.0.1:1"},
        {"sec_fetch_site": "", "origin": "null"},
        {"sec_fetch_site": "", "origin": ""},
        {"efe_reader": ""},
        {"efe_reader": "0" * 64},
    ],
)
def test_another_origin_does_nothing_with_the_session(platform: Api, headers: dict[str, str]) -> None:
    liege = person(platform, LIEGE)
    key = reader(liege)["key"]

    answer = sent(liege, key, **headers)

    assert answer.status_code in {401, 403}
    assert "LIEGE" not in answer.text
    assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_the_next_person_of_a_browser_finds_nothing_of_the_first(platform: Api) -> None:
    """The page of the first person is still open when the second signs in; the cookie of the first one is copied."""
    browser = person(platform, LIEGE)
    first, copied = reader(browser)["key"], dict(browser.cookies)
    browser.post("/deconnexion")
    visitor = sent(browser, first)
    signed_in(browser, NAMUR)
    second = reader(browser)["key"]
    stale = sent(browser, first)
    browser.cookies = copied

    assert (visitor.status_code, stale.status_code, sent(browser, first).status_code) == (401, 401, 401)
    assert first != second
    assert reader(browser)["signedIn"] is False


def test_a_visitor_is_told_to_sign_in_and_asks_without_a_session(platform: Api) -> None:
    assert reader(Browser(platform)) == {"signedIn": False, "canSignIn": True, "label": "", "key": ""}
    assert sent(Browser(platform), "").status_code == 401


def test_a_body_that_graphql_refuses_is_refused_here_too(platform: Api) -> None:
    liege = person(platform, LIEGE)
    key = reader(liege)["key"]

    assert sent(liege, key, {"query": "{" + " " * 1_100_000}).status_code == 413
    assert sent(liege, key, {"query": "subscription { __typename }"}).status_code in {400, 405, 406}
    assert sent(liege, key, content_type="text/plain").status_code == 415


FOLLOWED = {"query": "subscription { auditEntries(bassin: LIEGE) { sentence } }"}


@contextmanager
def following(browser: Browser, key: object, **headers: str) -> Iterator[httpx.Response]:
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    stated = {
        "accept": "text/event-stream",
        "cookie": cookies,
        "sec-fetch-site": "same-origin",
        "sec-fetch-dest": "empty",
        "origin": browser.origin,
        "efe-reader": str(key),
        **headers,
    }
    with httpx.stream("POST", f"{browser.origin}{ADDRESS}", headers=stated, json=FOLLOWED, timeout=20) as response:
        yield response


def test_a_subscription_follows_the_register_under_the_session_and_ends_with_it(platform: Api) -> None:
    liege = person(platform, LIEGE)
    key = reader(liege)["key"]
    axis = {"kind": "METIER", "label": f"Métier abonné {uuid4().hex}"}
    with following(liege, key) as stream:
        lines = stream.iter_lines()
        next(line for line in lines if line.startswith(":"))
        platform.client(LIEGE).done("identifyAxis", "position", bassin="LIEGE", axis=axis)
        told = next(line for line in lines if line.startswith("data: "))
        liege.post("/deconnexion")
        rest = list(lines)

    assert "identifié" in json.loads(told.removeprefix("data: "))["data"]["auditEntries"]["sentence"]
    assert any("UNAUTHENTICATED" in line for line in rest)
    assert "event: complete" in rest


def test_another_origin_and_another_session_follow_nothing(platform: Api) -> None:
    liege = person(platform, LIEGE)
    key = reader(liege)["key"]
    foreign = {"sec-fetch-site": "cross-site", "origin": "https://elsewhere.example"}
    with following(liege, key, **foreign) as one, following(liege, "0" * 64) as other:
        assert (one.status_code, other.status_code) == (403, 401)
    with following(person(platform, NAMUR), reader(person(platform, NAMUR))["key"]) as stale:
        assert stale.status_code == 401


def test_every_example_is_a_valid_operation_and_a_query_or_a_dry_run() -> None:
    text = (GRAPHIQL_FOLDER / "examples.graphql").read_text()
    document = parse(text)

    assert validate(schema._schema, document) == []
    assert len(document.definitions) == len(text.split("# ---\n")) == 6
    assert text.count("mutation") == text.count("dryRun: true") == 1


@pytest.mark.long
def test_graphiql_opens_with_examples_and_keeps_nothing_for_the_next_person(opened: Tab, platform: Api) -> None:
    opened.take(person(platform, LIEGE).cookies)
    opened.go("/graphql")
    opened.wait("document.querySelectorAll('.graphiql-tab').length >= 6")

    assert LIEGE in opened.run("document.getElementById('reader').innerText")
    opened.wait(f"({STORED}).includes('Poles')")  # GraphiQL writes after a pause
    stored = opened.run(STORED)
    assert not re.search(r"eyJ|[Bb]earer [A-Za-z0-9]{20}", stored)

    opened.run("sessionStorage.setItem('graphiql:query', 'query DeLiege { meta { position } }')")
    opened.run("localStorage.setItem('graphiql:query', 'query DeLiege { meta { position } }')")
    opened.take(person(platform, NAMUR).cookies)
    opened.go("/graphql")
    opened.wait("document.querySelectorAll('.graphiql-tab').length >= 6")

    assert "DeLiege" not in opened.run(STORED)
