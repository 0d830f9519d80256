"""Tracing: spans sent by OTLP over HTTP, if an endpoint is set."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version

from opentelemetry.trace import Tracer

NAME = "efe-synergies"
EXPORT_TIMEOUT_S = 5


class TelemetryMissing(Exception):
    """Raised for an endpoint without the extra `telemetry`. The message is one French line."""

    def __init__(self) -> None:
        super().__init__(
            "Envoi de traces demandé : installez « efe-synergies[telemetry] » ou videz EFE_OTEL_ENDPOINT."
        )


@contextmanager
def tracing(endpoint: str | None) -> Iterator[Tracer | None]:
    """Yields a tracer, or none without an endpoint. `OTEL_*` variables set its headers, sampler and batch size.

    Raises `TelemetryMissing`.
    """
    if not endpoint:
        yield None
        return
    try:
        # An extra that may not be installed.
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise TelemetryMissing from error
    provider = TracerProvider(
        resource=Resource.create({SERVICE_NAME: NAME, SERVICE_VERSION: version(NAME)}), shutdown_on_exit=False
    )
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=EXPORT_TIMEOUT_S)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    try:
        yield provider.get_tracer(NAME)
    finally:
        provider.shutdown()
