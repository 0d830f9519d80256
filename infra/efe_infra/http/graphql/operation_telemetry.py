"""Every GraphQL operation, whatever its transport: counted, traced where that is on, and its refusals noted."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import structlog
from opentelemetry.trace import Span, SpanKind, Tracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from efe_graphql.limits.telemetry import Observed
from efe_graphql.request.context import Context
from efe_infra.http.graphql.response import codes_of
from efe_infra.process import metrics

log = structlog.stdlib.get_logger()

PARENT: Final = TraceContextTextMapPropagator()
"""Of what a client sends, only its trace: baggage is free text."""
LEFT: Final = "CLIENT_LEFT"


class ObservedOperation:
    """One operation, as far as it has come."""

    def __init__(self, context: object) -> None:
        self.context = context
        self.observed = context.observed if isinstance(context, Context) else Observed()
        self.codes: list[str] = []
        self.passed_on = False
        self.began = time.perf_counter()

    def take(self, result: ExecutionResult) -> ExecutionResult:
        self.codes += codes_of(result)
        return result

    @property
    def kind(self) -> str:
        return self.observed.kind.value if self.observed.kind else "unknown"

    @property
    def code(self) -> str:
        """The first thing that went wrong, or OK."""
        return next(iter([*self.codes, *self.observed.refused]), "OK")


class Observer:
    """Without a tracer nothing is traced, and no cost is estimated."""

    def __init__(self, tracer: Tracer | None = None) -> None:
        self._tracer = tracer

    @contextmanager
    def operation(self, context: object, headers: Mapping[str, str]) -> Iterator[ObservedOperation]:
        """`headers` are those of the request, or of the handshake."""
        seen = ObservedOperation(context)
        span = self._started(seen, headers)
        try:
            yield seen
        except InvalidOperationTypeError as error:
            seen.passed_on = error.operation_type is OperationType.SUBSCRIPTION
            seen.codes.append("METHOD_NOT_ALLOWED")
            raise
        except CannotGetOperationTypeError:
            seen.codes.append("BAD_USER_INPUT")
            raise
        except Exception:
            seen.codes.append("INTERNAL_SERVER_ERROR")
            raise
        except BaseException:
            if seen.observed.kind is not OperationType.SUBSCRIPTION:
                seen.codes.append(LEFT)
            raise
        finally:
            if not seen.passed_on:  # else another transport runs it, and is the one to tell
                _ended(seen, span)

    def _started(self, seen: ObservedOperation, headers: Mapping[str, str]) -> Span | None:
        if self._tracer is None:
            return None
        span = self._tracer.start_span("graphql", PARENT.extract(headers), SpanKind.SERVER)
        seen.observed.with_cost = span.is_recording()
        return span


def _ended(seen: ObservedOperation, span: Span | None) -> None:
    metrics.child(metrics.OPERATIONS, seen.kind, seen.code).inc()
    metrics.child(metrics.LATENCY, seen.kind).observe(time.perf_counter() - seen.began)
    if seen.observed.left:
        metrics.LEFT.labels(seen.observed.left).inc()
    if seen.observed.left_to_python:
        metrics.child(metrics.NOT_WORDED, seen.observed.left_to_python).inc()
    if seen.observed.recorded:
        metrics.COMMANDS.labels("OK").inc(seen.observed.recorded)
    if seen.observed.named:
        metrics.NAMED.inc(seen.observed.named)
    for code in seen.observed.refused:
        metrics.COMMANDS.labels(code).inc()
    if span:
        _tell(seen, span)
    if seen.codes and seen.observed.kind is not OperationType.MUTATION:  # refused commands have their own line
        _note(seen)


def _tell(seen: ObservedOperation, span: Span) -> None:
    span.update_name(f"graphql {seen.kind}")
    span.set_attribute("graphql.operation.type", seen.kind)
    span.set_attribute("efe.outcome", seen.code)
    if seen.observed.cost is not None:
        span.set_attribute("efe.cost", seen.observed.cost)
    if isinstance(seen.context, Context):
        span.set_attribute("efe.correlation_id", seen.context.correlation_id)
    span.end()


def _note(seen: ObservedOperation) -> None:
    """The codes, never the messages: those quote what was asked."""
    who = {"account": str(seen.context.viewer.account)} if isinstance(seen.context, Context) else {}
    log.info("operation refused", kind=seen.kind, codes=sorted({*seen.codes}), **who)
