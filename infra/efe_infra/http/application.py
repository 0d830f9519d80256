"""FastAPI as the outer application, closed by default."""

from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from efe_graphql.contract.errors import Timeout
from efe_infra.http.endpoints.openapi import document
from efe_infra.http.errors.refusals import answer_late, answer_refusal, answer_unfit

type Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]
type Layer = Callable[[ASGIApp], ASGIApp]
type Refused = Callable[[Request, HTTPException], Coroutine[Any, Any, Response]]

UNTOLD: Final = TelemetryConfig(tracing=False, metrics=False, logs=False, operation_spans=False, auto_configure=False)
"""FastAPI's own telemetry would begin with any global provider, and its logs carry the messages of exceptions."""
HANDLERS: Final[Mapping[Any, Any]] = {
    RequestValidationError: answer_unfit,
    Timeout: answer_late,
}


class Application(FastAPI):
    """Its pages of documentation are our own: FastAPI's load scripts from elsewhere.

    The layers given stand before FastAPI's, the outermost first: what they answer themselves passes none of those.
    One of them answers every exception: FastAPI's own layer for that, which answers in English, is left out.
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
            redirect_slashes=False,  # it would send a client to whatever host the client names
            exception_handlers={**HANDLERS, HTTPException: refused},
            lifespan=lifespan,
            telemetry=UNTOLD,
        )

    def build_middleware_stack(self) -> ASGIApp:
        app: ASGIApp = ExceptionMiddleware(AsyncExitStackMiddleware(self.router), handlers=self.exception_handlers)
        for layer in reversed(list(self._layers)):
            app = layer(app)
        return app

    def openapi(self) -> dict[str, Any]:
        return document(self.routes)
