"""Spans, sent by OTLP over HTTP where an address is given; without one there is no tracer at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version

from opentelemetry.trace import Tracer

NAME = "efe-synergies"
PATIENCE = 5
"""Seconds for which a collector that does not answer keeps the last spans of a process."""


class TelemetryMissing(Exception):
    """An address was given, and the extra that sends spans is not installed. The message is one French line."""

    def __init__(self) -> None:
        super().__init__(
            "Envoi de traces demandé : installez « efe-synergies[telemetry] » ou videz EFE_OTEL_ENDPOINT."
        )


@contextmanager
def tracing(endpoint: str | None) -> Iterator[Tracer | None]:
    """`OTEL_*` variables say the rest: headers, sampler, size of a batch. Raises `TelemetryMissing`."""
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
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=PATIENCE)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    try:
        yield provider.get_tracer(NAME)
    finally:
        provider.shutdown()
