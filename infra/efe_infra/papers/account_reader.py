"""Reader of a paper outside a request: an account named on the command line, or a visitor."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import uuid4

import msgspec
from starlette.requests import Request
from starlette.types import ASGIApp

from efe_domain.shared.messages import Language
from efe_infra.console.language.formats import today
from efe_infra.console.register.client import ask
from efe_infra.console.register.documents import Document
from efe_infra.console.web.moment import Moment
from efe_infra.console.web.page_request import refuse
from efe_infra.console.web.refusals import NotHere
from efe_infra.identity.tokens import Verified

LOOPBACK: Final = ("127.0.0.1", 0)


@dataclass(frozen=True)
class AccountReader:
    """Person who receives a paper from the command line; `verified` is None for a visitor."""

    app: ASGIApp
    verified: Verified | None
    moment: Moment
    language: Language = Language.FRENCH

    @property
    def is_signed_in(self) -> bool:
        return self.verified is not None

    @property
    def law_day(self) -> date | None:
        return self.moment.law_day

    async def ask[T: msgspec.Struct](self, document: Document[T], /, **variables: Any) -> T:
        """Raises `PageRefused`."""
        defaults = self.moment.variables | {"signedIn": self.is_signed_in, "today": today().isoformat()}
        filled = {name: value for name, value in defaults.items() if name in document.takes}
        reply = await ask(self.request(), document, filled | variables, token=None, reader=self.verified)
        if reply.answer.errors:
            refuse(reply, self.language)
        if reply.answer.data is None:
            raise NotHere
        return reply.answer.data

    def request(self) -> Request:
        """Returns a request to the application, on which those of the reader are made."""
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "app": self.app,
            "method": "GET",
            "scheme": "http",
            "path": "/",
            "query_string": b"",
            "headers": [(b"host", b"127.0.0.1")],
            "client": LOOPBACK,
            "server": LOOPBACK,
            "state": {"correlation_id": str(uuid4())},
        }
        return Request(scope)
