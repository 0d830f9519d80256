"""Request of a page: its session, the moment it shows, what it asks of the register, and its rendering."""

from asyncio import gather
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Final, NoReturn, cast
from urllib.parse import urlencode

import msgspec
from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from efe_domain.shared.messages import Language
from efe_infra.console.language.formats import today
from efe_infra.console.register.client import Reply, ask
from efe_infra.console.register.documents import Document
from efe_infra.console.register.paging import all_nodes
from efe_infra.console.register.responses import Connection
from efe_infra.console.web.acting_roles import ROLE_COOKIE, ActingRole, acting_roles, chosen_role
from efe_infra.console.web.generated import MOMENT_KNOWN, RECORDED_ACTS, Frame, WaitingViewer
from efe_infra.console.web.languages import LANGUAGE, chosen_language, preferred_language
from efe_infra.console.web.live_updates import NO_UPDATES, LiveUpdates
from efe_infra.console.web.moment import AS_OF, IN_FORCE, MAX_DIGITS, NOW, Moment
from efe_infra.console.web.navigation import entries
from efe_infra.console.web.recorded_acts import RecordedNote, ids_until, note_of
from efe_infra.console.web.refusals import NotHere, PageRefused, SignInNeeded
from efe_infra.console.web.rendering import render, spoken_in
from efe_infra.console.web.session import Session
from efe_infra.console.web.task_count import TaskCountCache, waiting_viewer
from efe_infra.http.origin import origin_of
from efe_infra.identity.tokens import Verified

STATUSES: Final = {
    "FORBIDDEN": 403,
    "UNAUTHENTICATED": 403,
    "NOT_FOUND": 404,
    "BAD_USER_INPUT": 400,
    "AS_OF_NOT_REACHED": 404,
    "SUPERSEDED": 503,
}
"""HTTP statuses by the code of a GraphQL error; any other code is a fault."""
RECORDED: Final = "consigne"
"""Parameter with the position of the act that was just recorded."""
MOMENT_PARAMETERS: Final = {AS_OF, IN_FORCE, "apres", "avant", "poles", "projets", "brouillon", "rappel", RECORDED}
"""Parameters that hold at one moment only; cursors of lists do too."""
UNAVAILABLE: Final = "La base de données ou le fournisseur d'identité ne répond pas."


@dataclass(frozen=True, kw_only=True)
class PageRequest:
    """Request of a page. Route functions take it as a `Visit` or a `SignedInVisit`."""

    request: Request
    session: Session | None
    moment: Moment = NOW

    @property
    def here(self) -> str:
        """Path and query of the page, to return to it."""
        url = self.request.url
        return f"{url.path}?{url.query}" if url.query else url.path

    @property
    def site(self) -> str:
        """Origin of the addresses of pages: the public one, else that of the request."""
        return self.request.app.state.console.public or str(self.request.base_url).rstrip("/")

    @property
    def address(self) -> str:
        """Whole address of the page, for a message about it."""
        return f"{self.site}{self.here}"

    @property
    def sticky_params(self) -> dict[str, str]:
        """Parameters that hold at any moment."""
        return {name: each for name, each in self.request.query_params.items() if name not in MOMENT_PARAMETERS}

    @property
    def at_present(self) -> str:
        return NOW.link(self.request.url.path, **self.sticky_params)

    @property
    def language(self) -> Language:
        """Language of the page: French where pages exist in French only."""
        if not getattr(self.request.state, "multilingual", True):
            return Language.FRENCH
        return preferred_language(self.request)

    @property
    def chosen_language(self) -> str | None:
        """Language that the address names."""
        return chosen_language(self.request)

    def in_language(self, language: str) -> str:
        """Returns the address of the page in another language."""
        return f"{self.request.url.path}?{urlencode({**self.request.query_params, LANGUAGE: language})}"

    def link(self, path: str, /, **params: str | None) -> str:
        """Returns an address of the console at the same moment and in the same language."""
        return self.moment.link(path, **{LANGUAGE: self.chosen_language, **params})

    @property
    def may_sign_in(self) -> bool:
        console = self.request.app.state.console
        return console.sign_in is not None and origin_of(self.request, console.public) is not None

    @property
    def is_demonstration(self) -> bool:
        """Tells whether the platform serves a demonstration, whose days of recording are examples too."""
        return bool(self.request.app.state.console.is_demonstration)

    @property
    def sends_mail(self) -> bool:
        """Tells whether mails leave this platform."""
        desk = self.request.app.state.console.notices
        return desk is not None and bool(desk.sends)

    def query(self, name: str) -> str | None:
        """Returns a parameter of the address; None for an empty one."""
        return self.request.query_params.get(name, "").strip() or None

    @property
    def recorded(self) -> int | None:
        """Position of the act that the signed-in person just recorded."""
        text = self.query(RECORDED) or ""
        is_position = text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS
        return int(text) if self.session and is_position else None

    @property
    def last_visit(self) -> datetime | None:
        """When the person was here before this session; None on a page of the past."""
        return None if self.session is None or self.moment.is_past else self.session.last_visit

    async def owner(self) -> Verified:
        """Returns the identity of the session. Raises `SignInNeeded`."""
        if self.session is None:
            raise SignInNeeded
        verified: Verified = await self.request.app.state.console.verified(self.session)
        return verified

    def viewer_now[V](self, viewer: V | None) -> V | None:
        """Returns the viewer on a page of the present; None on a page of the past, where no command is offered."""
        return None if self.moment.is_past else viewer

    async def ask[T: msgspec.Struct](self, document: Document[T], /, **variables: Any) -> T:
        """Returns the response to a document, with the rights of the session.

        The moment of the page, `$today` and `$signedIn` are filled in where the document has these variables.
        Raises `PageRefused` for any error, even beside data: a page is never shown by halves. Raises `SignInNeeded`.
        """
        token = self.session.access_token if self.session else None
        page_variables = self.moment.variables | {"signedIn": self.session is not None, "today": today().isoformat()}
        filled = {name: value for name, value in page_variables.items() if name in document.takes}
        request = ask(self.request, document, filled | variables, token=token, language=self.language)
        if issubclass(document.answer, Frame):
            viewer = waiting_viewer(self.request, token, may_be_old=self.moment.is_past)
            reply, self.request.state.waiting, _ = await gather(request, viewer, self._look_up(token))
        else:
            reply = await request
        if self.may_sign_in and (reply.status == 401 or reply.code == "UNAUTHENTICATED"):
            raise SignInNeeded
        if reply.answer.errors or reply.answer.data is None:
            refuse(reply, self.language)
        return reply.answer.data

    async def ask_all[T: msgspec.Struct, N](
        self, document: Document[T], connection: Callable[[T], Connection[N]], **variables: Any
    ) -> list[N]:
        """Returns the objects of all pages of a list, within the cost budget of the reader. Raises as `ask`."""
        return await all_nodes(self.ask, document, connection, **variables)

    async def _look_up(self, token: str | None) -> None:
        """Reads the act that was just recorded, which the address names by its position."""
        if (position := self.recorded) is not None:
            ids = ids_until(position)
            acts = await ask(
                self.request, RECORDED_ACTS, {"id": ids[-1], "ids": ids}, token=token, language=self.language
            )
            self.request.state.recorded = acts.answer.data

    @property
    def recorded_note(self) -> RecordedNote | None:
        """Sentences of the act that the person just recorded."""
        if (position := self.recorded) is None:
            return None
        return note_of(position, getattr(self.request.state, "recorded", None), self.role)

    @property
    def _waiting(self) -> WaitingViewer | None:
        if self.session is None:
            return None
        if (waiting := getattr(self.request.state, "waiting", None)) is not None:
            return cast("WaitingViewer", waiting)
        cache: TaskCountCache = self.request.app.state.console.task_counts
        return cache.last(self.session.access_token)

    @property
    def tasks(self) -> int:
        """Number of open tasks of the person, today and in all roles."""
        return self._waiting.tasks.total_count if self._waiting else 0

    @property
    def roles(self) -> list[ActingRole]:
        """Roles of the signed-in person, today."""
        return acting_roles(self._waiting)

    @property
    def role(self) -> ActingRole | None:
        """Role in which the person acts: the chosen one, else the first one."""
        return chosen_role(self.roles, self.request.cookies.get(ROLE_COOKIE))

    def page(
        self,
        template: str,
        frame: Frame | None = None,
        *,
        status: int = 200,
        language: Language | None = None,
        texts: Iterable[str] = (),
        structured: Mapping[str, Any] | None = None,
        updates: LiveUpdates = NO_UPDATES,
        **values: Any,
    ) -> Response:
        """Renders a template; it has the response of the page's document (`frame`) as `found`.

        A page that misses a text in its language is rendered in French. `texts` are texts that the template does not
        contain. `structured` is data for search engines (JSON-LD).
        """
        signed_in, path = self.session is not None, self.request.url.path
        menu = list(entries(path, self.role, signed_in=signed_in, tasks=self.tasks))
        return render(
            template,
            language=spoken_in(template, language or self.language, [each.label for each in menu], texts),
            status=status,
            found=frame,
            structured=structured,
            time_of=updates.time_of,
            live=None if self.moment.is_past else updates.stream,
            every=None if self.moment.is_past else updates.reload_interval_s,
            visit=self,
            moment=self.moment,
            link=self.link,
            entries=menu,
            **values,
        )


async def page_request(request: Request) -> PageRequest:
    session: Session | None = request.state.session
    return await at_instant(PageRequest(request=request, session=session, moment=Moment.of(request.query_params)))


async def at_instant(visit: PageRequest) -> PageRequest:
    """Reads the instant of a moment that the address names by a position: it gives the day in law."""
    if not isinstance(visit.moment.known_at, int):
        return visit
    token = visit.session.access_token if visit.session else None
    variables = {"asOf": visit.moment.variables["asOf"]}
    reply = await ask(visit.request, MOMENT_KNOWN, variables, token=token, language=visit.language)
    instant = reply.answer.data.meta.known_at if reply.answer.data else None
    visit.request.state.moment = moment = replace(visit.moment, known_instant=instant)
    return replace(visit, moment=moment)


async def signed_in_request(request: Request) -> PageRequest:
    """Raises `SignInNeeded`."""
    visit = await page_request(request)
    if visit.session is None:
        raise SignInNeeded
    return visit


Visit = Annotated[PageRequest, Depends(page_request)]
SignedInVisit = Annotated[PageRequest, Depends(signed_in_request)]
"""Request of a page for signed-in persons only; others sign in first."""


def refuse[T](reply: Reply[T], language: Language) -> NoReturn:
    """Raises `PageRefused`."""
    fault = reply.fault
    headers = {"Retry-After": reply.retry_after} if reply.retry_after else None
    code, error_id = fault.extensions.code, fault.extensions.error_id
    if reply.status in {429, 503}:
        message_language = language if fault.message else None
        raise PageRefused(
            reply.status, fault.message or UNAVAILABLE, code=code, language=message_language, headers=headers
        )
    status = STATUSES.get(code, 500)
    if status == 404 and code == "NOT_FOUND":
        raise NotHere
    field = fault.extensions.field
    raise PageRefused(status, fault.message, code=code, error_id=error_id, language=language, field=field)
