"""Figures and spans of operations for the operator; never a text of a client."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind
from prometheus_client import REGISTRY

from efe_infra.composition import measuring
from efe_infra.http.server.connection_limits import ConnectionLimits
from efe_infra.operations.prometheus import InstallationMetrics, serving_metrics
from efe_infra.operations.readiness import standings
from efe_infra.postgres.database import Database
from efe_infra.settings import Settings
from tests.api.given import AXIS, Api, Client, a_pole, mutation
from tests.api.streams import socket_of, stream
from tests.infra.ledger.given import until
from tests.running import served

CORRELATION = "0b9f4d3e-7a36-4c1c-9d7e-2f5a3f1f7c11"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SECRET = "Quaquebeke"
QUERY = f"query {SECRET} {{ {SECRET}: poles(first: 3) {{ edges {{ node {{ id }} }} }} }}"
FIELDS = {"graphql.operation.type", "efe.outcome", "efe.cost", "efe.correlation_id"}


@pytest.fixture
def spans() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def api(database: Database, tmp_path: Path, spans: InMemorySpanExporter) -> Iterator[Api]:
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(spans))
    with served(database, tmp_path, tracer=provider.get_tracer("tests")) as running:
        yield running
    provider.shutdown()


@pytest.fixture
def measured(api: Api) -> Iterator[str]:
    """The address where Prometheus reads."""
    installation = api.installation
    installation = type(installation)(
        **{**vars(installation), "settings": Settings(home=installation.settings.home, metrics_port=0)}
    )
    with measuring(installation) as port:
        yield f"http://127.0.0.1:{port}/metrics"


def told(span: ReadableSpan) -> dict[str, object]:
    return dict(span.attributes or {})


def counted(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def test_a_query_is_one_span_that_says_what_it_was_and_not_what_it_asked(
    liege: Client, spans: InMemorySpanExporter
) -> None:
    spans.clear()
    parent = liege.with_header("traceparent", f"00-{TRACE}-00f067aa0ba902b7-01")

    parent.with_header("X-Correlation-Id", CORRELATION).ask(QUERY)

    [span] = spans.get_finished_spans()
    assert (span.name, span.kind) == ("graphql query", SpanKind.SERVER)
    assert told(span) == {
        "graphql.operation.type": "query",
        "efe.outcome": "OK",
        "efe.cost": 30,
        "efe.correlation_id": CORRELATION,
    }
    assert span.context
    assert span.parent
    assert (f"{span.context.trace_id:032x}", f"{span.parent.span_id:016x}") == (TRACE, "00f067aa0ba902b7")
    assert SECRET not in span.to_json()


def test_every_operation_is_one_span_whatever_becomes_of_it(liege: Client, spans: InMemorySpanExporter) -> None:
    spans.clear()

    liege.done("identifyAxis", "instance { id }", bassin="LIEGE", axis=AXIS)
    liege.refused("identifyAxis", bassin="LIEGE", axis=AXIS)
    liege.refusal(f'{{ pole(id: "Pole:{SECRET}") {{ id }} }}')
    liege.refusal(f"{{ {SECRET} }}")
    liege.refusal("{")

    found = spans.get_finished_spans()
    assert [(span.name, told(span)["efe.outcome"]) for span in found] == [
        ("graphql mutation", "OK"),
        ("graphql mutation", "AXIS_ALREADY_IDENTIFIED"),
        ("graphql query", "BAD_USER_INPUT"),
        ("graphql query", "GRAPHQL_VALIDATION_FAILED"),
        ("graphql unknown", "GRAPHQL_PARSE_FAILED"),
    ]
    assert {name for span in found for name in told(span)} == FIELDS
    assert not any(SECRET in span.to_json() for span in found)


def test_who_follows_is_one_span_as_long_as_they_follow(api: Api, liege: Client, spans: InMemorySpanExporter) -> None:
    spans.clear()

    with socket_of(liege) as socket:
        socket.subscribe("1", after="0")
        socket.entry("1")
        open_ = list(spans.get_finished_spans())
    with stream(liege, after="0") as events:
        events.event()
    until(lambda: len(spans.get_finished_spans()) == 2)

    assert open_ == []
    assert {span.name for span in spans.get_finished_spans()} == {"graphql subscription"}
    assert {told(span)["efe.outcome"] for span in spans.get_finished_spans()} == {"OK"}


def test_a_trace_that_is_none_and_baggage_are_left_aside(liege: Client, spans: InMemorySpanExporter) -> None:
    spans.clear()

    liege.with_header("traceparent", SECRET).with_header("baggage", f"name={SECRET}").ask("{ meta { position } }")

    [span] = spans.get_finished_spans()
    assert span.parent is None
    assert SECRET not in span.to_json()


def test_what_is_done_and_refused_is_counted_by_its_code(api: Api, liege: Client) -> None:
    before = {code: counted("efe_commands_total", code=code) for code in ("OK", "AXIS_ALREADY_IDENTIFIED")}
    heavy = "{" + " ".join(f"a{n}: meta {{ position }}" for n in range(60)) + "}"

    liege.done("identifyAxis", "instance { id }", bassin="LIEGE", axis=AXIS)
    liege.refused("identifyAxis", bassin="LIEGE", axis=AXIS)
    limited = counted("efe_operations_total", kind="query", code="QUERY_TOO_COMPLEX")
    liege.refusal(heavy)
    unknown = counted("efe_http_refused_total", code="UNAUTHENTICATED")
    httpx.post(f"{api.http.url}/graphql", json={"query": "{__typename}"}, headers={"Authorization": "Bearer x"})

    assert counted("efe_commands_total", code="OK") == before["OK"] + 1
    assert counted("efe_commands_total", code="AXIS_ALREADY_IDENTIFIED") == before["AXIS_ALREADY_IDENTIFIED"] + 1
    assert counted("efe_operations_total", kind="query", code="QUERY_TOO_COMPLEX") == limited + 1
    assert counted("efe_http_refused_total", code="UNAUTHENTICATED") == unknown + 1


def test_a_query_that_is_left_to_graphql_core_is_counted_with_the_reason(liege: Client) -> None:
    before = counted("efe_queries_left_total", reason="refused")

    liege.refusal('{ node(id: "nothing") { id } }')
    liege.ask("{ meta { position } }")

    assert counted("efe_queries_left_total", reason="refused") == before + 1


def test_prometheus_reads_how_the_installation_stands(api: Api, liege: Client, measured: str) -> None:
    a_pole(liege)
    requests = counted("efe_http_requests_total", method="other", status="405")
    httpx.request("PROPFIND", f"{api.http.url}/graphql")
    with socket_of(liege):
        text = httpx.get(measured).text
    head = standings(api.installation.database).wait(20).read_model.head

    figures = dict(re.findall(r"^(efe_\S+) ([-\d.e+]+)$", text, re.MULTILINE))
    assert float(figures["efe_ledger_position"]) == head
    assert float(figures["efe_database_up"]) == 1
    assert float(figures["efe_seal_lag_events"]) == head
    assert float(figures["efe_lasting_answers"]) >= 1
    assert float(figures["efe_append_batch_requests_count"]) > 0
    assert float(figures['efe_pool_connections{pool="Reads",state="idle"}']) >= 0
    assert {'efe_pool_connections{pool="Vault",state="used"}', "efe_projection_lag_seconds"} <= figures.keys()
    assert float(figures['efe_http_requests_total{method="other",status="405"}']) == requests + 1


def test_no_label_holds_what_a_client_wrote(api: Api, liege: Client, measured: str) -> None:
    liege.post(QUERY, {SECRET: SECRET})
    liege.post(mutation("identifyAxis"), {"input": {"bassin": SECRET}})
    httpx.get(f"{api.http.url}/{SECRET}", headers={"X-Correlation-Id": SECRET})

    text = httpx.get(measured).text

    assert SECRET.casefold() not in text.casefold()
    assert str(api.account("coordination-liege")) not in text


def test_figures_are_not_where_the_public_is(api: Api) -> None:
    assert httpx.get(f"{api.http.url}/metrics").status_code == 404


def test_who_says_nothing_to_the_port_of_figures_is_let_go(api: Api) -> None:
    limits = ConnectionLimits(header_timeout=0.2, proxies="")
    state = InstallationMetrics(standings(api.installation.database), within=2)
    with serving_metrics(state, "127.0.0.1", 0, limits) as port:
        slow = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(20)]
        for each in slow:
            each.sendall(b"GET /metrics HTTP/1.1\r\nX: ")
        figures = httpx.get(f"http://127.0.0.1:{port}/metrics").text
        ended = [b" 408 " in each.recv(65536) for each in slow]
        for each in slow:
            each.close()

    assert "efe_database_up 1" in figures
    assert ended == [True] * len(slow)
