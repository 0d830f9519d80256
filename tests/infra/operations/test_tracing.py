"""Spans on their way out: to a collector that is named, over HTTP, and nowhere without one."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from efe_infra.operations.tracing import tracing
from efe_infra.settings import Settings


class Collector(HTTPServer):
    """Keeps what it is sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.received: list[tuple[str, ExportTraceServiceRequest]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.received.append((self.path, ExportTraceServiceRequest.FromString(body)))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Discards the log line."""


@contextmanager
def listening() -> Iterator[Collector]:
    with Collector() as collector:
        thread = threading.Thread(target=collector.serve_forever)
        thread.start()
        yield collector
        collector.shutdown()
        thread.join()


def test_what_was_under_way_is_sent_before_the_process_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "none")
    with listening() as collector, tracing(collector.url) as tracer:
        assert tracer
        tracer.start_span("graphql query").end()

    [(path, sent)] = collector.received
    [resource] = sent.resource_spans
    assert path == "/v1/traces"
    assert [span.name for scope in resource.scope_spans for span in scope.spans] == ["graphql query"]
    assert {each.key: each.value.string_value for each in resource.resource.attributes}[
        "service.name"
    ] == "efe-synergies"


def test_without_an_address_there_is_no_tracer() -> None:
    with tracing(Settings(home=Path()).otel_endpoint) as tracer:
        assert tracer is None


@pytest.mark.parametrize("name", ["EFE_OTEL_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"])
def test_the_address_is_ours_or_the_customary_one(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "http://collector:4318")

    assert Settings.from_environment().otel_endpoint == "http://collector:4318"
