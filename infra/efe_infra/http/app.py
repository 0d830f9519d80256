"""The web application: FastAPI, closed by default, with GraphQL and the other addresses."""

from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Any, Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp
from strawberry.schema.base import BaseSchema

from efe_graphql.contract.errors import Timeout
from efe_infra.documents.store import DocumentStore
from efe_infra.http.admission.admissions import Admissions
from efe_infra.http.admission.middleware import AdmissionMiddleware
from efe_infra.http.endpoints.bundles import BundlesEndpoint, WriteBundle
from efe_infra.http.endpoints.documents import DocumentsEndpoint
from efe_infra.http.endpoints.event_feed import EventFeedEndpoint
from efe_infra.http.endpoints.health import health
from efe_infra.http.endpoints.openapi import document
from efe_infra.http.endpoints.public_feed import PublicFeedEndpoint
from efe_infra.http.endpoints.public_texts import PublicTexts
from efe_infra.http.endpoints.transparency_log import CosignaturesEndpoint, TilesEndpoint
from efe_infra.http.errors.refusals import answer_late, answer_refusal, answer_unfit
from efe_infra.http.graphql.endpoint import GRAPHIQL_ADDRESS, GRAPHIQL_FOLDER, GraphQLEndpoint
from efe_infra.http.graphql.request import ANY_DOCUMENT, TrustedDocuments
from efe_infra.http.graphql.streams import Streams
from efe_infra.http.graphql.websocket import WebSocketEndpoint
from efe_infra.http.ports import PrincipalResolver, ReadinessCheck
from efe_infra.http.server.connection_limits import ConnectionLimits
from efe_infra.http.server.middleware import CrossOrigin, RequestMiddleware
from efe_infra.transparency.sealing.cosignatures import Cosignatures
from efe_infra.transparency.sealing.proofs import ProofStore

type Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]
type Layer = Callable[[ASGIApp], ASGIApp]
type Refused = Callable[[Request, HTTPException], Coroutine[Any, Any, Response]]

NO_TELEMETRY: Final = TelemetryConfig(
    tracing=False, metrics=False, logs=False, operation_spans=False, auto_configure=False
)
"""FastAPI's own telemetry would start with any global provider, and its logs contain messages of exceptions."""
ERROR_HANDLERS: Final[Mapping[Any, Any]] = {RequestValidationError: answer_unfit, Timeout: answer_late}
MAX_BODY: Final = 1_000_000
"""Bytes of a GraphQL request."""
DEFAULT_LIMITS: Final = ConnectionLimits()


class Application(FastAPI):
    """FastAPI without its documentation pages, which load scripts from other hosts.

    `layers` are middleware in front of FastAPI's own, the outermost first. One of them answers every exception, in
    place of FastAPI's layer, which answers in English.
    """

    def __init__(
        self,
        routes: Sequence[BaseRoute],
        *,
        layers: Collection[Layer],
        lifespan: Lifespan | None,
        refused: Refused = answer_refusal,
    ) -> None:
        self._layers = layers
        super().__init__(
            routes=list(routes),
            openapi_url=None,
            docs_url=None,
            redoc_url=None,
            redirect_slashes=False,  # a redirect would go to the host that the client named
            exception_handlers={**ERROR_HANDLERS, HTTPException: refused},
            lifespan=lifespan,
            telemetry=NO_TELEMETRY,
        )

    def build_middleware_stack(self) -> ASGIApp:
        app: ASGIApp = ExceptionMiddleware(AsyncExitStackMiddleware(self.router), handlers=self.exception_handlers)
        for layer in reversed(list(self._layers)):
            app = layer(app)
        return app

    def openapi(self) -> dict[str, Any]:
        return document(self.routes)


def create_app(  # noqa: PLR0913 - the parts of an application, each with its name
    schema: BaseSchema,
    *,
    principals: PrincipalResolver,
    lifespan: Lifespan | None = None,
    max_body: int = MAX_BODY,
    trusted: TrustedDocuments = ANY_DOCUMENT,
    routes: Sequence[BaseRoute] = (),
    streams: Streams | None = None,
    limits: ConnectionLimits = DEFAULT_LIMITS,
    origins: Sequence[str] = (),
    sdl: Callable[[], str] | None = None,
    refused: Refused = answer_refusal,
    layers: Sequence[Layer] = (),
) -> Application:
    """Builds the application. `routes` are the addresses beside GraphQL; `sdl` is the published contract.

    `layers` are middleware of its own, within the one that logs each request.
    `refused` answers every `HTTPException`. Browsers may call from pages of `origins` (CORS).
    """
    streams, admissions = Streams() if streams is None else streams, Admissions()
    endpoint = GraphQLEndpoint(schema, principals=principals, max_body=max_body, streams=streams, trusted=trusted)
    sockets = WebSocketEndpoint(
        schema, principals=principals, streams=streams, trusted=trusted, admissions=admissions
    )
    texts = PublicTexts(sdl or schema.as_str)
    app = Application(
        [
            Route("/graphql", endpoint.answer, methods=["GET", "POST"]),
            WebSocketRoute("/graphql", sockets.answer),
            *routes,
            *texts.routes,
            Mount(GRAPHIQL_ADDRESS, StaticFiles(directory=GRAPHIQL_FOLDER)),
        ],
        layers=[*outer_layers(origins, admissions, refused), *layers],
        lifespan=lifespan,
        refused=refused,
    )
    texts.describe(app.openapi)
    app.state.streams, app.state.limits = streams, limits
    app.state.notice = ""  # shown above GraphiQL
    return app


def outer_layers(origins: Sequence[str], admissions: Admissions, refused: Refused) -> list[Layer]:
    """Returns the layers that see every request, the outermost first."""
    cross_origin = [partial(CrossOrigin, origins=origins)] if origins else []
    return [*cross_origin, RequestMiddleware, partial(AdmissionMiddleware, admissions=admissions, refused=refused)]


def platform_routes(  # noqa: PLR0913 - the parts of the addresses, each with its name
    *,
    check: ReadinessCheck,
    broken: Callable[[], list[str]],
    documents: DocumentStore,
    max_document: int,
    principals: PrincipalResolver,
    cosignatures: Cosignatures,
    proofs: ProofStore,
    write_bundle: WriteBundle,
    public: str | None,
) -> list[BaseRoute]:
    """Returns the routes; `max_document` is in bytes, `public` the configured origin."""
    return [
        *health(check, broken),
        *DocumentsEndpoint(documents, principals=principals, max_size=max_document).routes,
        *CosignaturesEndpoint(cosignatures).routes,
        *TilesEndpoint(proofs).routes,
        *BundlesEndpoint(write_bundle, principals=principals, proofs=proofs).routes,
        *EventFeedEndpoint(principals=principals, proofs=proofs).routes,
        *PublicFeedEndpoint(principals=principals, public=public).routes,
    ]


def undelivered() -> list[BaseRoute]:
    """Returns `platform_routes` without an installation, for the OpenAPI document. No handler can be called."""
    nothing: Any = None
    parameters = dict.fromkeys(platform_routes.__annotations__.keys() - {"return"}, nothing)
    return [*platform_routes(**parameters), *PublicTexts(nothing).routes]
