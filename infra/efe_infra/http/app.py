"""The web application: the GraphQL address, its page, two health addresses, and what the platform adds."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from strawberry.schema.base import BaseSchema

from efe_graphql.refusals import Timeout
from efe_infra.http.endpoint import ContextGetter, GraphQLEndpoint
from efe_infra.http.health import ReadinessCheck, live, ready
from efe_infra.http.middleware import Surroundings
from efe_infra.http.page import ADDRESS, FOLDER
from efe_infra.http.refusal import answer_late, answer_refusal
from efe_infra.http.streams import Streams
from efe_infra.http.trusted import ANY_DOCUMENT, TrustedDocuments
from efe_infra.http.websocket import WebSocketEndpoint

type Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]

MAX_BODY = 1_000_000


def create_app(
    schema: BaseSchema,
    *,
    context_getter: ContextGetter,
    readiness: ReadinessCheck,
    lifespan: Lifespan | None = None,
    max_body: int = MAX_BODY,
    trusted: TrustedDocuments = ANY_DOCUMENT,
    routes: Sequence[BaseRoute] = (),
) -> FastAPI:
    """`max_body`, of a GraphQL request, is in bytes; `routes` are those of the platform beside GraphQL.

    What lasts is in `app.state.streams`, for whoever stops the server; `app.state.notice` stands above GraphiQL.
    """
    streams = Streams()
    endpoint = GraphQLEndpoint(
        schema, context_getter=context_getter, max_body=max_body, streams=streams, trusted=trusted
    )
    sockets = WebSocketEndpoint(schema, context_getter=context_getter, streams=streams, trusted=trusted)
    app = FastAPI(
        routes=[
            Route("/graphql", endpoint.answer, methods=["GET", "POST"]),
            WebSocketRoute("/graphql", sockets.answer),
            *routes,
            Route("/health/live", live),
            Route("/health/ready", ready(readiness)),
            Mount(ADDRESS, StaticFiles(directory=FOLDER)),
        ],
        middleware=[Middleware(Surroundings)],
        exception_handlers={HTTPException: answer_refusal, Timeout: answer_late},
        lifespan=lifespan,
        openapi_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # it would record query strings
    )
    app.state.streams = streams
    app.state.notice = ""
    return app
