"""The console as the application has it: its routes, and what its pages reach through `app.state.console`."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from efe_infra.console.assets import asset
from efe_infra.console.pages import home
from efe_infra.console.sessions import Session

PAGES = (home.pages,)


class Console:
    """`public` is the origin under which people reach it, if the operator names one."""

    def __init__(self, *, public: str | None = None) -> None:
        self.public = public

    @property
    def routes(self) -> Sequence[BaseRoute]:
        return [
            Route("/assets/{version}/{name}", asset, methods=["GET"]),
            *(route for pages in PAGES for route in pages.routes),
        ]

    async def session(self, _: Request) -> Session | None:
        """Who is signed in, if anybody."""
        return None
