"""schemathesis over the addresses beside GraphQL, as the server describes them: it says no more and no less."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from schemathesis import GenerationMode, checks

from efe_domain.shared.bassins import Bassin
from efe_graphql.schema import sdl
from efe_infra.console.home.openapi_page import openapi_document
from efe_infra.http.endpoints.health import Ready
from efe_infra.http.endpoints.openapi import to_json
from efe_infra.postgres.database import Database
from tests.api.documents import put, stored
from tests.api.given import Api, Client
from tests.examined import examined
from tests.running import served

SEED = 20261126
EXAMPLES = 20
"""Of each operation, by each caller; the simplest among them."""
CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
ORIGIN = "https://app.example"
METHODS = {"get", "put", "post", "delete", "patch"}


@pytest.fixture(scope="module")
def platform(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with served(module_database, tmp_path_factory.mktemp("home"), max_document=999, allowed_origins=(ORIGIN,)) as api:
        yield api


@pytest.fixture(scope="module")
def liege(platform: Api) -> Client:
    coordinator = platform.coordinator(Bassin.LIEGE)
    platform.installation.sealer.run()
    return coordinator


@pytest.fixture(scope="module")
def told(platform: Api, liege: Client) -> dict[str, Any]:
    """The document as it is served, after which no field is left untold."""
    document: dict[str, Any] = httpx.get(f"{platform.http.url}/openapi.json").json()
    for model in document["components"]["schemas"].values():
        model["additionalProperties"] = False
    return document


def test_every_operation_answers_as_it_is_described(platform: Api, liege: Client, told: dict[str, Any]) -> None:
    schema: Any = schemathesis.openapi.from_dict(told)
    seen: Counter[str] = Counter()

    def send(case: Any) -> None:
        for caller in (liege, platform.visitor):
            case.call_and_validate(
                base_url=platform.http.url, headers=dict(caller.headers), checks=CHECKS, timeout=60
            )
            seen[f"{case.method} {case.path}"] += 1

    for found in schema.get_all_operations():
        examined(
            found.ok().as_strategy(generation_mode=GenerationMode.POSITIVE), send, examples=EXAMPLES, drawn_from=SEED
        )

    assert seen.keys() == {f"{method.upper()} {path}" for path, each in told["paths"].items() for method in each}
    assert seen["PUT /documents"] > EXAMPLES


def test_what_is_seldom_met_is_described_too(platform: Api, liege: Client, told: dict[str, Any]) -> None:
    schema: Any = schemathesis.openapi.from_dict(told)
    sha256 = stored(liege, b"%PDF-1.7")
    answers = {
        ("PUT", "/documents", 201): put(liege, b"%PDF-2.0"),
        ("PUT", "/documents", 200): put(liege, b"%PDF-2.0"),
        ("PUT", "/documents", 400): put(liege, b""),
        ("PUT", "/documents", 401): put(platform.visitor, b"%PDF-2.0"),
        ("PUT", "/documents", 403): put(platform.client("nobody"), b"%PDF-2.0"),
        ("PUT", "/documents", 413): put(liege, b"%PDF" * 250),
        ("PUT", "/documents", 415): put(liege, b"<p>", "text/html"),
        ("POST", "/cosignatures", 400): httpx.post(f"{platform.http.url}/cosignatures", content=b"note"),
        ("POST", "/cosignatures", 413): httpx.post(f"{platform.http.url}/cosignatures", content=bytes(65_000)),
        ("GET", "/documents/{sha256}", 200): got(liege, f"/documents/{sha256}"),
        ("GET", "/log/checkpoint", 200): got(platform.visitor, "/log/checkpoint"),
        ("GET", "/log/keys", 200): got(platform.visitor, "/log/keys"),
        ("GET", "/log/tile/{path}", 200): got(platform.visitor, "/log/tile/0/000.p/1"),
        ("GET", "/health/ready", 200): got(platform.visitor, "/health/ready"),
        ("GET", "/", 304): got(platform.visitor, "/", **{"If-None-Match": "*"}),
    }

    for (method, path, status), response in answers.items():
        sent = {name: "0" for name in ("sha256", "path") if f"{{{name}}}" in path}
        case = schema[path][method].Case(path_parameters=sent)
        case.validate_response(response, checks=CHECKS)
        assert response.status_code == status


def got(caller: Client, path: str, **headers: str) -> httpx.Response:
    return httpx.get(f"{caller.http.url}{path}", headers={**caller.headers, **headers})


@pytest.mark.parametrize("path", ["/graphql?query={__typename}", "/documents/0"])
def test_a_page_of_an_origin_that_the_settings_name_reads_the_answer(platform: Api, path: str) -> None:
    theirs, foreign = got(platform.visitor, path, Origin=ORIGIN), got(platform.visitor, path, Origin=f"{ORIGIN}:1")

    assert theirs.headers["access-control-allow-origin"] == ORIGIN
    assert "access-control-allow-origin" not in foreign.headers


def test_a_method_that_is_not_described_is_not_there(platform: Api, told: dict[str, Any]) -> None:
    for path, methods in told["paths"].items():
        address = path.replace("{sha256}", "0").replace("{path}", "0/000")
        for method in METHODS - methods.keys():
            answer = httpx.request(method, f"{platform.http.url}{address}")
            allowed = {each.lower() for each in answer.headers["allow"].split(", ")}
            assert (answer.status_code, allowed - {"head"}) == (405, set(methods)), (method, path)


def test_the_document_that_is_served_is_the_one_that_is_committed(platform: Api) -> None:
    assert got(platform.visitor, "/openapi.json").text == to_json(openapi_document())


def test_the_contract_that_is_served_is_the_one_that_is_committed(platform: Api) -> None:
    assert got(platform.visitor, "/schema.graphql").text == sdl()


def test_readiness_says_all_that_its_model_has(platform: Api, liege: Client) -> None:
    answer = got(platform.visitor, "/health/ready").json()

    assert answer.keys() == {field.alias for field in Ready.model_fields.values()}
    assert Ready.model_validate(answer).reasons == []
