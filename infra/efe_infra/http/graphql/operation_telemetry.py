"""Metrics, traces and log lines of GraphQL operations, for every transport."""

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
from efe_graphql.request.ports import RefusedCommand
from efe_infra.http.graphql.response import codes_of
from efe_infra.process import metrics

log = structlog.stdlib.get_logger()

TRACE_CONTEXT: Final = TraceContextTextMapPropagator()
"""Reads the trace of a client; baggage is free text and stays out."""
CLIENT_LEFT: Final = "CLIENT_LEFT"


class ObservedOperation:
    """One operation with its outcome so far."""

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
        """Code of the first error, or OK."""
        return next(iter([*self.codes, *self.observed.refused]), "OK")


class Observer:
    """Observer of operations. Without a tracer, it records no trace and estimates no cost."""

    def __init__(self, tracer: Tracer | None = None) -> None:
        self._tracer = tracer

    @contextmanager
    def operation(self, context: object, headers: Mapping[str, str]) -> Iterator[ObservedOperation]:
        """Observes one operation; `headers` are those of the request or of the WebSocket handshake."""
        operation = ObservedOperation(context)
        span = self._start_span(operation, headers)
        try:
            yield operation
        except InvalidOperationTypeError as error:
            operation.passed_on = error.operation_type is OperationType.SUBSCRIPTION
            operation.codes.append("METHOD_NOT_ALLOWED")
            raise
        except CannotGetOperationTypeError:
            operation.codes.append("BAD_USER_INPUT")
            raise
        except Exception:
            operation.codes.append("INTERNAL_SERVER_ERROR")
            raise
        except BaseException:
            if operation.observed.kind is not OperationType.SUBSCRIPTION:
                operation.codes.append(CLIENT_LEFT)
            raise
        finally:
            if not operation.passed_on:  # else another transport executes and observes it
                _record_metrics(operation, span)

    def _start_span(self, operation: ObservedOperation, headers: Mapping[str, str]) -> Span | None:
        if self._tracer is None:
            return None
        span = self._tracer.start_span("graphql", TRACE_CONTEXT.extract(headers), SpanKind.SERVER)
        operation.observed.with_cost = span.is_recording()
        return span


def _record_metrics(operation: ObservedOperation, span: Span | None) -> None:
    metrics.child(metrics.OPERATIONS, operation.kind, operation.code).inc()
    metrics.child(metrics.LATENCY, operation.kind).observe(time.perf_counter() - operation.began)
    if operation.observed.fallback_reason:
        metrics.LEFT.labels(operation.observed.fallback_reason).inc()
    if operation.observed.sql_fallback_reason:
        metrics.child(metrics.NOT_WORDED, operation.observed.sql_fallback_reason).inc()
    if operation.observed.recorded_commands:
        metrics.COMMANDS.labels("OK").inc(operation.observed.recorded_commands)
    if operation.observed.named_texts:
        metrics.NAMED.inc(operation.observed.named_texts)
    for code in operation.observed.refused:
        metrics.COMMANDS.labels(code).inc()
    if span:
        _end_span(operation, span)
    if operation.codes and operation.observed.kind is not OperationType.MUTATION:  # they have their own line
        _log_refusal(operation)


def _end_span(operation: ObservedOperation, span: Span) -> None:
    span.update_name(f"graphql {operation.kind}")
    span.set_attribute("graphql.operation.type", operation.kind)
    span.set_attribute("efe.outcome", operation.code)
    if operation.observed.cost is not None:
        span.set_attribute("efe.cost", operation.observed.cost)
    if isinstance(operation.context, Context):
        span.set_attribute("efe.correlation_id", operation.context.correlation_id)
    span.end()


def _log_refusal(operation: ObservedOperation) -> None:
    """Logs the codes, never the messages, which quote the request."""
    account = {"account": str(operation.context.viewer.account)} if isinstance(operation.context, Context) else {}
    log.info("operation refused", kind=operation.kind, codes=sorted({*operation.codes}), **account)


def log_refused_command(refused: RefusedCommand) -> None:
    log.warning(
        "command refused",
        command=refused.command,
        code=refused.code,
        account=str(refused.account) if refused.account else None,
        bassin=refused.bassin,
        subjects=[str(each) for each in refused.subjects],
        correlation_id=refused.correlation_id,
    )
