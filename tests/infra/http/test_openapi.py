"""Declarations of the addresses beside GraphQL, and FastAPI behind our own layers."""

from collections.abc import Iterator
from typing import Annotated, Any

import httpx
import pytest
from fastapi import Query
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from starlette.requests import Request
from starlette.responses import Response

from efe_infra.console.home.openapi_page import openapi_document
from efe_infra.http.app import Application, create_app
from efe_infra.http.endpoints.openapi import router
from tests.infra.http.demonstration import PRINCIPALS, SECRET, schema

pytestmark = pytest.mark.anyio


async def counted(number: Annotated[int, Query(le=10)]) -> Response:
    return Response(str(number))


async def failing(_: Request) -> Response:
    raise RuntimeError(SECRET)


def application() -> Application:
    routes = router("Essais")
    routes.add_api_route("/counted", counted)
    routes.add_api_route("/failing", failing)
    return create_app(schema(), principals=PRINCIPALS, routes=routes.routes)


async def asked(app: Application, method: str, path: str, **given: Any) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://efe") as client:
        return await client.request(method, path, **given)


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    """Collects the spans of any library under the global provider."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", provider)
    yield exporter
    provider.shutdown()


@pytest.mark.parametrize("query", [{"number": SECRET}, {"number": "11"}, {}])
async def test_a_parameter_that_does_not_fit_is_refused_in_our_shape_and_not_repeated(query: dict[str, str]) -> None:
    response = await asked(application(), "GET", "/counted", params=query)

    [error] = response.json()["errors"]
    assert response.status_code == 422
    assert error == {
        "message": "Un paramètre de cette requête manque, ou n'a pas la forme attendue.",
        "extensions": {"code": "BAD_USER_INPUT"},
    }
    assert (await asked(application(), "GET", "/counted?number=10")).text == "10"


async def test_a_fault_in_a_typed_route_is_answered_by_our_own_layer() -> None:
    response = await asked(application(), "GET", "/failing")

    assert response.status_code == 500
    assert response.json()["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert SECRET not in response.text
    assert "x-correlation-id" in response.headers


@pytest.mark.parametrize("path", ["/counted?number=1", "/graphql?query={greeting}", "/nowhere"])
async def test_nothing_is_traced_because_there_is_a_global_provider(spans: InMemorySpanExporter, path: str) -> None:
    await asked(application(), "GET", path)

    assert spans.get_finished_spans() == ()


async def test_a_head_is_given_wherever_a_get_is() -> None:
    app = application()

    head = await asked(app, "HEAD", "/counted?number=1")
    wrong = await asked(app, "POST", "/counted?number=1")

    assert (head.status_code, head.headers["content-length"]) == (200, "1")
    assert (wrong.status_code, set(wrong.headers["allow"].split(", "))) == (405, {"GET", "HEAD"})


def test_every_operation_is_described_and_says_what_it_refuses() -> None:
    document = openapi_document()
    refusal = {"$ref": "#/components/schemas/Refused"}

    for path, methods in document["paths"].items():
        assert "head" not in methods
        for operation in methods.values():
            assert operation["summary"]
            assert operation["description"]
            assert all(each["description"] for each in operation.get("parameters", []))
            assert "HTTPValidationError" not in str(operation)
            refused = {
                status: each["content"] for status, each in operation["responses"].items() if int(status) >= 400
            }
            assert "500" in refused
            for status, content in refused.items():
                if (path.startswith("/health/"), status) != (True, "503"):
                    assert [each["schema"] for each in content.values()] == [refusal, refusal]
    assert not {"HTTPValidationError", "ValidationError"} & document["components"]["schemas"].keys()


def test_the_operations_have_names_of_their_own() -> None:
    names = [each["operationId"] for methods in openapi_document()["paths"].values() for each in methods.values()]

    assert len(names) == len(set(names))
