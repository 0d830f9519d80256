"""GraphQL over HTTP: one address for queries and mutations, and for the page of a person with a browser."""

from typing import NoReturn

from starlette.requests import Request
from starlette.responses import Response
from strawberry.schema.base import BaseSchema
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from efe_graphql.execution.operation import Operation
from efe_graphql.execution.schema import CompiledSchema
from efe_graphql.request.context import Context
from efe_infra.http.errors.refusals import RequestRefused
from efe_infra.http.graphql.event_stream import EventStream, last_event_id
from efe_infra.http.graphql.graphiql_page import page
from efe_infra.http.graphql.rate_headers import left_of, rate_headers
from efe_infra.http.graphql.request import GraphQLRequest, read_request
from efe_infra.http.graphql.response import respond
from efe_infra.http.graphql.streams import Streams, answers, observed_in, progress_of, seconds_left
from efe_infra.http.graphql.trusted_documents import TrustedDocuments, refused
from efe_infra.http.negotiation import EVENTS, GRAPHQL, JSON, negotiate, spoken, takes_events, wants_page
from efe_infra.http.ports import PrincipalResolver

ALLOWED = {
    "GET": {OperationType.QUERY},
    "HEAD": {OperationType.QUERY},
    "POST": {OperationType.QUERY, OperationType.MUTATION},
}
DOCUMENT = {"query", "documentId"}


class GraphQLEndpoint:
    """Runs any schema, for the principals of requests."""

    def __init__(
        self,
        schema: BaseSchema,
        *,
        principals: PrincipalResolver,
        max_body: int,
        streams: Streams,
        trusted: TrustedDocuments,
    ) -> None:
        self._schema = schema
        self._trusted = trusted
        self._streams = streams
        self._principals = principals
        self._max_body = max_body

    async def answer(self, request: Request) -> Response:
        accept = request.headers.get("accept")
        if request.method == "GET" and not DOCUMENT & request.query_params.keys() and wants_page(accept):
            return self._page(request.app.state.notice)
        media = acceptable(accept)
        asked = self._trusted.told(await read_request(request, max_body=self._max_body))
        if media == EVENTS:
            return self._stream(request, asked, await self._principals.resolve(request))
        return await self._answered(request, asked, media)

    async def _answered(self, request: Request, asked: GraphQLRequest, media: str) -> Response:
        context = await self._principals.resolve(request, self._known(asked))
        try:
            with self._streams.observer.operation(context, request.headers) as seen:
                result = seen.take(await self._execute(request.method, asked, context))
                if result.errors and not is_confirmed(context):
                    seen.context = await self._principals.resolve(request)  # the log says who was refused
            return respond(result, media, spoken(request), headers=rate_headers(left_of(context)))
        except CannotGetOperationTypeError as error:
            raise RequestRefused(400, "BAD_USER_INPUT", "Le document n'a pas l'opération demandée.") from error
        except InvalidOperationTypeError as error:
            if error.operation_type is OperationType.SUBSCRIPTION and takes_events(request.headers.get("accept")):
                return self._stream(request, asked, context)
            refuse_operation(request.method, error)

    def _known(self, asked: GraphQLRequest) -> Operation | None:
        schema = self._schema
        if not isinstance(schema, CompiledSchema):
            return None
        return schema.known(asked.query, asked.operation_name or None)

    def _page(self, notice: str) -> Response:
        if self._trusted.only:
            raise refused()
        return page(notice)

    def _stream(self, request: Request, asked: GraphQLRequest, context: object) -> Response:
        self._streams.check_room()
        progress, observed = progress_of(context), observed_in(context)
        progress.passed = last_event_id(request)
        seen = self._streams.observer.operation(context, request.headers)
        results = answers(self._schema, asked, context, ALLOWED[request.method] | {OperationType.SUBSCRIPTION}, seen)
        return EventStream(
            results,
            progress,
            expires_in=seconds_left(context),
            streams=self._streams,
            language=spoken(request),
            observed=observed,
        )

    async def _execute(self, method: str, asked: GraphQLRequest, context: object) -> ExecutionResult:
        return await self._schema.execute(
            asked.query,
            variable_values=asked.variables,
            context_value=context,
            operation_name=asked.operation_name or None,
            allowed_operation_types=ALLOWED[method],
            operation_extensions=asked.extensions,
        )


def is_confirmed(context: object) -> bool:
    return not isinstance(context, Context) or context.is_confirmed


def acceptable(accept: str | None) -> str:
    """The media type of the answer. Raises `RequestRefused`: 406."""
    if media := negotiate(accept):
        return media
    raise RequestRefused(
        406,
        "NOT_ACCEPTABLE",
        "La réponse est du type {graphql}, {json} ou {events}.",
        graphql=GRAPHQL,
        json=JSON,
        events=EVENTS,
    )


def refuse_operation(method: str, error: InvalidOperationTypeError) -> NoReturn:
    if error.operation_type is OperationType.MUTATION:
        raise RequestRefused(
            405,
            "METHOD_NOT_ALLOWED",
            "Une mutation ne passe pas par {method}.",
            method=method,
            headers={"Allow": "POST"},
        ) from error
    raise RequestRefused(
        400, "BAD_USER_INPUT", "Un abonnement demande un WebSocket, ou une réponse du type {events}.", events=EVENTS
    ) from error
