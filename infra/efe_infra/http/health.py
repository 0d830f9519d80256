"""Whether the process lives, and whether it can serve."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from efe_infra.http.refusal import JSONResponse


@dataclass(frozen=True)
class Readiness:
    """`details` go out as JSON to whoever asks: figures and states, nothing private."""

    ready: bool
    details: dict[str, object] = field(default_factory=dict)


type ReadinessCheck = Callable[[], Awaitable[Readiness]]


async def live(_: Request) -> Response:
    return JSONResponse({"status": "live"})


def health(check: ReadinessCheck) -> list[Route]:
    return [Route("/health/live", live), Route("/health/ready", ready(check))]


def ready(check: ReadinessCheck) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_: Request) -> Response:
        found = await check()
        status = "ready" if found.ready else "unready"
        return JSONResponse({"status": status, **found.details}, 200 if found.ready else 503)

    return answer
