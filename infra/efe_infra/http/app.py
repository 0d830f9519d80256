"""The web application: the GraphQL address, its page, two health addresses, and what the platform adds."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from strawberry.schema.base import BaseSchema

from efe_infra.http.endpoint import ContextGetter, GraphQLEndpoint
from efe_infra.http.health import ReadinessCheck, live, ready
from efe_infra.http.middleware import Surroundings
from efe_infra.http.page import ADDRESS, FOLDER
from efe_infra.http.refusal import answer_refusal
from efe_infra.http.streams import MOST, Streams
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
    most_streams: int = MOST,
    routes: Sequence[BaseRoute] = (),
) -> FastAPI:
    """`max_body`, of a GraphQL request, is in bytes; `most_streams` lasting answers are given at the same time.

    `routes` are those of the platform beside GraphQL.

    What lasts is in `app.state.streams`, for whoever stops the server.
    """
    streams = Streams(most_streams)
    endpoint = GraphQLEndpoint(schema, context_getter=context_getter, max_body=max_body, streams=streams)
    sockets = WebSocketEndpoint(schema, context_getter=context_getter, streams=streams)
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
        exception_handlers={HTTPException: answer_refusal},
        lifespan=lifespan,
        openapi_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # it would record query strings
    )
    app.state.streams = streams
    return app
