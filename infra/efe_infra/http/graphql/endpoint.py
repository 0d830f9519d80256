"""GraphQL over HTTP: queries, mutations and event streams at one address, and GraphiQL for a browser."""

from asyncio import current_task, get_running_loop
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any, NoReturn

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from strawberry.schema.base import BaseSchema
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from efe_graphql.contract.errors import Timeout
from efe_graphql.execution.operation import Operation
from efe_graphql.execution.schema import CompiledSchema
from efe_graphql.limits.deadline import one_request
from efe_graphql.request.context import Context
from efe_infra.http.errors.refusals import RequestRefused
from efe_infra.http.graphql.caching import BEGAN, NEW, conditional, keep_request
from efe_infra.http.graphql.event_stream import EventStream, last_event_id
from efe_infra.http.graphql.large_requests import admit_variables
from efe_infra.http.graphql.request import GraphQLRequest, TrustedDocuments, read_request, untrusted_document
from efe_infra.http.graphql.response import rate_headers, respond
from efe_infra.http.graphql.streams import Streams, answers, observed_in, progress_of, seconds_left
from efe_infra.http.negotiation import EVENTS, GRAPHQL, JSON, negotiate, spoken, takes_events, wants_page
from efe_infra.http.ports import PrincipalResolver

GRAPHIQL_FOLDER = Path(__file__).parent / "graphiql"
GRAPHIQL_ADDRESS = "/graphiql"
GRAPHIQL_CSP = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; font-src data:; img-src data:; "
    "style-src 'self' 'unsafe-inline'; "  # its dialogs write style elements
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def graphiql_page(notice: str = "") -> Response:
    """Returns GraphiQL, served from own files only, with a notice above it."""
    note = f'<p id="notice" role="note">{escape(notice)}</p>' if notice else ""
    return HTMLResponse(
        (GRAPHIQL_FOLDER / "index.html").read_text(encoding="utf-8").replace("<!-- notice -->", note),
        headers={"Content-Security-Policy": GRAPHIQL_CSP, "Vary": "Accept", "Cache-Control": "no-cache"},
    )


ALLOWED = {
    "GET": {OperationType.QUERY},
    "HEAD": {OperationType.QUERY},
    "POST": {OperationType.QUERY, OperationType.MUTATION},
}
DOCUMENT_PARAMETERS = {"query", "documentId"}


class GraphQLEndpoint:
    """Endpoint that executes operations for the principals of requests."""

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
        if request.method == "GET" and not DOCUMENT_PARAMETERS & request.query_params.keys() and wants_page(accept):
            return self._page(request.app.state.notice)
        media = acceptable(accept)
        body = self._trusted.resolve(await read_request(request, max_body=self._max_body))
        if media == EVENTS:
            context = await self._principals.resolve(request)
            await admit_variables(body.variables, context)
            return self._stream(request, body, context)
        return await self._respond(request, body, media)

    async def _admit(self, request: Request, body: GraphQLRequest) -> tuple[object, float]:
        """Returns the context, and the moment from which the time of the request counts: not that of its turn."""
        clock = get_running_loop().time
        began = request.scope["state"].get(BEGAN) or clock()
        with one_request(began):
            context = await self._principals.resolve(request, self._compiled(body))
        resolved = clock()
        await admit_variables(body.variables, context)
        return context, began + clock() - resolved

    async def _respond(self, request: Request, body: GraphQLRequest, media: str) -> Response:
        context, began = await self._admit(request, body)
        if isinstance(context, Context):
            context.task, context.is_disconnected = current_task(), request.is_disconnected
            context.is_new = request.scope["state"].get(NEW, False)
        try:
            with one_request(began), self._streams.observer.operation(context, request.headers) as observed:
                result = observed.take(await self._execute(request.method, body, context))
                if result.errors and not is_confirmed(context):
                    observed.context = await self._name(request)
            response = respond(
                result,
                media,
                spoken(request),
                headers=rate_headers(context.remaining_budget if isinstance(context, Context) else None),
                may_repeat=may_repeat(observed.observed.recorded_commands, body.variables),
            )
            if response.status_code != 200 or result.errors:
                return response
            keep_request(request, context, media, body.variables)
            return conditional(request, response, context)
        except CannotGetOperationTypeError as error:
            raise RequestRefused(400, "BAD_USER_INPUT", "Le document n'a pas l'opération demandée.") from error
        except InvalidOperationTypeError as error:
            if error.operation_type is OperationType.SUBSCRIPTION and takes_events(request.headers.get("accept")):
                return self._stream(request, body, context)
            refuse_operation(request.method, error)

    async def _name(self, request: Request) -> object:
        """Returns the context with the account that the log names; None if no time is left to read it."""
        try:
            return await self._principals.resolve(request)
        except Timeout:
            return None

    def _compiled(self, body: GraphQLRequest) -> Operation | None:
        """Returns the operation if the schema has compiled it before."""
        if not isinstance(self._schema, CompiledSchema):
            return None
        return self._schema.known(body.query, body.operation_name or None)

    def _page(self, notice: str) -> Response:
        if self._trusted.only:
            raise untrusted_document()
        return graphiql_page(notice)

    def _stream(self, request: Request, body: GraphQLRequest, context: object) -> Response:
        self._streams.check_room()
        progress, observed = progress_of(context), observed_in(context)
        progress.passed = last_event_id(request)
        observation = self._streams.observer.operation(context, request.headers)
        allowed = ALLOWED[request.method] | {OperationType.SUBSCRIPTION}
        results = answers(self._schema, body, context, allowed, observation)
        return EventStream(
            results,
            progress,
            expires_in=seconds_left(context),
            streams=self._streams,
            language=spoken(request),
            observed=observed,
        )

    async def _execute(self, method: str, body: GraphQLRequest, context: object) -> ExecutionResult:
        return await self._schema.execute(
            body.query,
            variable_values=body.variables,
            context_value=context,
            operation_name=body.operation_name or None,
            allowed_operation_types=ALLOWED[method],
            operation_extensions=body.extensions,
        )


def may_repeat(recorded_commands: int, variables: Mapping[str, Any] | None) -> bool:
    """Tells whether a repeated request records nothing twice: it recorded nothing, or one command with an id."""
    inputs = [each for each in (variables or {}).values() if isinstance(each, dict)]
    return not recorded_commands or (recorded_commands == 1 and any(each.get("commandId") for each in inputs))


def is_confirmed(context: object) -> bool:
    return not isinstance(context, Context) or context.is_confirmed


def acceptable(accept: str | None) -> str:
    """Returns the media type of the answer. Raises `RequestRefused`: 406."""
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
