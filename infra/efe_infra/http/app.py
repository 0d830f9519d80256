"""The web application: the GraphQL address, its page, and what the platform adds."""

from collections.abc import Callable, Sequence
from functools import partial

from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from strawberry.schema.base import BaseSchema

from efe_infra.http.application import Application, Layer, Lifespan, Refused
from efe_infra.http.endpoints.public_texts import PublicTexts
from efe_infra.http.errors.refusals import answer_refusal
from efe_infra.http.graphql.endpoint import GraphQLEndpoint
from efe_infra.http.graphql.graphiql_page import ADDRESS, FOLDER
from efe_infra.http.graphql.streams import Streams
from efe_infra.http.graphql.trusted_documents import ANY_DOCUMENT, TrustedDocuments
from efe_infra.http.graphql.websocket import WebSocketEndpoint
from efe_infra.http.ports import PrincipalResolver
from efe_infra.http.server.connection_limits import ConnectionLimits
from efe_infra.http.server.cross_origin import CrossOrigin
from efe_infra.http.server.middleware import Surroundings

MAX_BODY = 1_000_000
LIMITS = ConnectionLimits()


def create_app(  # noqa: PLR0913 - what an application is made of, each with its name
    schema: BaseSchema,
    *,
    principals: PrincipalResolver,
    lifespan: Lifespan | None = None,
    max_body: int = MAX_BODY,
    trusted: TrustedDocuments = ANY_DOCUMENT,
    routes: Sequence[BaseRoute] = (),
    streams: Streams | None = None,
    limits: ConnectionLimits = LIMITS,
    origins: Sequence[str] = (),
    sdl: Callable[[], str] | None = None,
    refused: Refused = answer_refusal,
) -> Application:
    """`max_body`, of a GraphQL request, is in bytes; `routes` are those of the platform beside GraphQL.

    `refused` answers every `HTTPException`. `origins` are those of the pages from elsewhere that may call it in a
    browser; `sdl` is the contract as it is published.
    For the server, what lasts is in `app.state.streams`, and what a connection may take in `app.state.limits`;
    `app.state.notice` stands above GraphiQL.
    """
    streams = Streams() if streams is None else streams
    endpoint = GraphQLEndpoint(
        schema,
        principals=principals,
        max_body=max_body,
        streams=streams,
        trusted=trusted,
    )
    sockets = WebSocketEndpoint(schema, principals=principals, streams=streams, trusted=trusted)
    layers: list[Layer] = [Surroundings]
    if origins:
        layers.insert(0, partial(CrossOrigin, origins=origins))
    texts = PublicTexts(sdl or schema.as_str)
    app = Application(
        [
            Route("/graphql", endpoint.answer, methods=["GET", "POST"]),
            WebSocketRoute("/graphql", sockets.answer),
            *routes,
            *texts.routes,
            Mount(ADDRESS, StaticFiles(directory=FOLDER)),
        ],
        layers=layers,
        lifespan=lifespan,
        refused=refused,
    )
    texts.describe(app.openapi)
    app.state.streams = streams
    app.state.limits = limits
    app.state.notice = ""
    return app
