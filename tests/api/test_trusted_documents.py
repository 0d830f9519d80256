"""Clients that send the id of a document of their manifest, whichever way they ask."""

import json
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from efe_domain.shared.bassins import Bassin
from efe_infra.postgres.database import Database
from tests.api.given import Api, Client, mutation
from tests.api.streams import ENTRIES, EVENTS, PATIENCE, Stream, socket_of
from tests.running import served

TEXTS = {
    "viewer": "query Viewer { viewer { account { id } } }",
    "meta": "query Meta { meta { version } }",
    "follow": ENTRIES,
    "identify": mutation("identifyAxis"),
}
IDS = {name: f"sha256:{sha256(text.encode()).hexdigest()}" for name, text in TEXTS.items()}
AXIS = {"bassin": "LIEGE", "axis": {"kind": "METIER", "label": "Carreleur"}}


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    folder = tmp_path / "manifests"
    folder.mkdir()
    written = {IDS[name]: text for name, text in TEXTS.items()}
    (folder / "portail.json").write_text(json.dumps(written, indent=2), encoding="utf-8")
    return folder


@pytest.fixture
def api(database: Database, tmp_path: Path, manifest: Path) -> Iterator[Api]:
    with served(database, tmp_path, trusted_documents=manifest, cost_budget=20_000) as running:
        yield running


@pytest.fixture
def closed(database: Database, tmp_path: Path, manifest: Path) -> Iterator[Api]:
    with served(database, tmp_path, trusted_documents=manifest, trusted_only=True) as running:
        yield running


def ask(by: Client, name: str, **variables: Any) -> dict[str, Any]:
    return by.http.post({"documentId": IDS[name], "variables": variables}, by.headers)


def coordinator(api: Api) -> Client:
    return api.coordinator(Bassin.LIEGE)


def test_queries_and_mutations_are_run_by_their_id(api: Api) -> None:
    liege = coordinator(api)

    viewer = ask(liege, "viewer")["data"]["viewer"]
    done = ask(liege, "identify", input=AXIS)["data"]["identifyAxis"]

    assert viewer["account"]["id"].startswith("Account:")
    assert (done["userErrors"], int(done["position"]) > 0) == ([], True)


def test_a_document_of_a_manifest_is_charged_like_another(api: Api) -> None:
    answer = httpx.post(f"{api.http.url}/graphql", json={"documentId": IDS["viewer"]})

    assert answer.headers["ratelimit"] == '"cost";r=19987;t=1'


def test_a_subscription_of_a_manifest_is_followed(api: Api) -> None:
    liege = coordinator(api)
    asked = {"documentId": IDS["follow"], "variables": {"after": "0"}}
    headers = {**liege.headers, "Accept": EVENTS}

    with httpx.stream("POST", f"{api.http.url}/graphql", json=asked, headers=headers, timeout=PATIENCE) as response:
        event = Stream(response).event()
    with socket_of(liege) as socket:
        socket.say("subscribe", id="1", payload=asked)
        entry = socket.entry("1")

    assert event.entry == entry
    assert entry["seq"] == 1


def test_a_socket_says_why_a_document_is_not_run_and_goes_on(api: Api) -> None:
    liege = coordinator(api)

    with socket_of(liege) as socket:
        socket.say("subscribe", id="1", payload={"documentId": "sha256:00"})
        socket.say("subscribe", id="2", payload={"documentId": IDS["meta"], "query": TEXTS["meta"]})
        socket.say("subscribe", id="3", payload={"documentId": IDS["meta"]})
        unknown, both, found = socket.hear(), socket.hear(), socket.hear()

    assert [(each["type"], each["id"]) for each in (unknown, both)] == [("error", "1"), ("error", "2")]
    assert unknown["payload"][0]["extensions"] == {"code": "PERSISTED_DOCUMENT_NOT_FOUND"}
    assert both["payload"][0]["extensions"] == {"code": "BAD_USER_INPUT"}
    assert found["payload"]["data"]["meta"]["version"]


def test_a_server_of_trusted_documents_runs_no_other(closed: Api) -> None:
    by = closed.client("somebody")

    by_text = by.http.post({"query": TEXTS["meta"]}, by.headers)
    with socket_of(by) as socket:
        socket.subscribe("1", TEXTS["meta"])
        over_socket = socket.hear()
    page = closed.http.portal.call(partial(closed.http.client.get, "/graphql", headers={"accept": "text/html"}))

    assert ask(by, "meta")["data"]["meta"]["version"]
    assert by_text["errors"][0]["extensions"]["code"] == "TRUSTED_DOCUMENTS_ONLY"
    assert over_socket["payload"][0]["extensions"]["code"] == "TRUSTED_DOCUMENTS_ONLY"
    assert (page.status_code, page.json()["errors"][0]["extensions"]["code"]) == (400, "TRUSTED_DOCUMENTS_ONLY")
