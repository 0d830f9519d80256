"""One request of a person: who they are, as of when they read, what they ask of the register, and their page."""

from asyncio import gather
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, NoReturn
from urllib.parse import urlencode

import msgspec
from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from efe_domain.shared.messages import Language
from efe_infra.console.language.formats import today
from efe_infra.console.register.client import Reply, ask
from efe_infra.console.register.documents import Document
from efe_infra.console.register.task_count import waiting
from efe_infra.console.web.languages import LANGUAGE, asked, preferred
from efe_infra.console.web.layout import Frame
from efe_infra.console.web.live_updates import NOTHING, Course
from efe_infra.console.web.moment import AS_OF, IN_FORCE, MOST_DIGITS, NOW, Moment
from efe_infra.console.web.navigation import entries
from efe_infra.console.web.origin import origin_of
from efe_infra.console.web.refusals import NotHere, PageRefused, SignInNeeded
from efe_infra.console.web.rendering import render, spoken_in
from efe_infra.console.web.session import Session

STATUSES = {
    "FORBIDDEN": 403,
    "UNAUTHENTICATED": 403,
    "NOT_FOUND": 404,
    "BAD_USER_INPUT": 400,
    "AS_OF_NOT_REACHED": 404,
}
"""Of the codes of GraphQL errors; any other is a fault."""
RECORDED = "consigne"
"""The parameter with which a page says, once, at which position an act was just recorded."""
OF_A_MOMENT = {AS_OF, IN_FORCE, "apres", "avant", "poles", "projets", RECORDED}
"""Places in a list are of a moment too."""
UNAVAILABLE = "La base de données ou le fournisseur d'identité ne répond pas."


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """A person at a page. Route functions take a `Visit`."""

    request: Request
    session: Session | None
    moment: Moment = NOW

    @property
    def here(self) -> str:
        """The address of the page, to come back to it."""
        url = self.request.url
        return f"{url.path}?{url.query}" if url.query else url.path

    @property
    def kept(self) -> dict[str, str]:
        """The parameters of the page that hold at any moment."""
        return {name: each for name, each in self.request.query_params.items() if name not in OF_A_MOMENT}

    @property
    def at_present(self) -> str:
        return NOW.link(self.request.url.path, **self.kept)

    @property
    def language(self) -> Language:
        """Of the page: French at an address whose pages are in French only, whatever the person would rather have."""
        return preferred(self.request) if getattr(self.request.state, "multilingual", True) else Language.FRENCH

    @property
    def asked_language(self) -> str | None:
        """What the address says."""
        return asked(self.request)

    def in_language(self, language: str) -> str:
        """The address of the page in another language."""
        return f"{self.request.url.path}?{urlencode({**self.request.query_params, LANGUAGE: language})}"

    def link(self, path: str, /, **more: str | None) -> str:
        """An address of the console as of the same moment and in the same language."""
        return self.moment.link(path, **{LANGUAGE: self.asked_language, **more})

    @property
    def may_sign_in(self) -> bool:
        console = self.request.app.state.console
        return console.sign_in is not None and origin_of(self.request, console.public) is not None

    def given(self, name: str) -> str | None:
        """A parameter of the address; an empty one is as good as none."""
        return self.request.query_params.get(name, "").strip() or None

    @property
    def recorded(self) -> int | None:
        """The position of the act that this person just recorded."""
        said = self.given(RECORDED) or ""
        return (
            int(said) if self.session and said.isascii() and said.isdecimal() and len(said) <= MOST_DIGITS else None
        )

    def acting[V](self, viewer: V | None) -> V | None:
        """Whoever may do something on this page: in the past nobody does."""
        return None if self.moment.is_past else viewer

    async def ask[T: msgspec.Struct](self, document: Document[T], **variables: Any) -> T:
        """What the register answers to this person.

        Documents that take them are given the moment of the page, `$today`, and whether somebody is signed in
        (`$signedIn`).
        Raises `PageRefused` for any error, also beside data: half a page is no page. Raises `SignInNeeded`.
        """
        token = self.session.access_token if self.session else None
        given = self.moment.variables | {"signedIn": self.session is not None, "today": today().isoformat()}
        taken = {name: value for name, value in given.items() if name in document.takes}
        asking = ask(self.request, document, taken | variables, token=token, language=self.language)
        if issubclass(document.answer, Frame):
            counting = waiting(self.request, token, lately=self.moment.is_past)
            reply, self.request.state.tasks = await gather(asking, counting)
        else:
            reply = await asking
        if self.may_sign_in and (reply.status == 401 or reply.code == "UNAUTHENTICATED"):
            raise SignInNeeded
        if reply.answer.errors or reply.answer.data is None:
            refuse(reply, self.language)
        return reply.answer.data

    @property
    def _tasks(self) -> int:
        return getattr(self.request.state, "tasks", 0)

    def page(
        self,
        template: str,
        frame: Frame | None = None,
        *,
        status: int = 200,
        language: Language | None = None,
        texts: Iterable[str] = (),
        structured: Mapping[str, Any] | None = None,
        course: Course = NOTHING,
        **values: Any,
    ) -> Response:
        """`frame` is what the document of the page answered; the template has it as `found`.

        Without all its texts in its language (`language`, else that of the visit), a page is in French; `texts` are
        those that its template does not have.

        `structured` is what search engines are told (JSON-LD).
        """
        menu = list(entries(self.request.url.path, signed_in=self.session is not None, tasks=self._tasks))
        return render(
            template,
            language=spoken_in(template, language or self.language, [each.label for each in menu], texts),
            status=status,
            found=frame,
            structured=structured,
            time_of=course.time_of,
            live=None if self.moment.is_past else course.live,
            every=None if self.moment.is_past else course.every,
            visit=self,
            moment=self.moment,
            link=self.link,
            entries=menu,
            **values,
        )


async def visit(request: Request) -> Visitor:
    session: Session | None = request.state.session
    return Visitor(request=request, session=session, moment=Moment.of(request.query_params))


async def signed_in(request: Request) -> Visitor:
    found = await visit(request)
    if found.session is None:
        raise SignInNeeded
    return found


Visit = Annotated[Visitor, Depends(visit)]
SignedInVisit = Annotated[Visitor, Depends(signed_in)]
"""For pages of who is signed in: anybody else is sent to sign in first."""


def refuse[T](reply: Reply[T], language: Language) -> NoReturn:
    """Raises `PageRefused`."""
    fault = reply.fault
    headers = {"Retry-After": reply.retry_after} if reply.retry_after else None
    code, error_id = fault.extensions.code, fault.extensions.error_id
    if reply.status in {429, 503}:
        said = language if fault.message else None
        raise PageRefused(reply.status, fault.message or UNAVAILABLE, code=code, language=said, headers=headers)
    status = STATUSES.get(code, 500)
    if status == 404 and code == "NOT_FOUND":
        raise NotHere
    raise PageRefused(status, fault.message, code=code, error_id=error_id, language=language)
