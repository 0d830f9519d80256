"""The page of a command: its form, and what becomes of it once it is sent."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, ClassVar, Final
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from efe_infra.console.forms.command_form import CommandForm, Options
from efe_infra.console.forms.generated import ACTS_SINCE, ActsSinceAuditEntry
from efe_infra.console.forms.outcome import Done
from efe_infra.console.forms.submission import Attempt, FormError, InvalidForm
from efe_infra.console.language.translatable import Translatable, tr, tr_join
from efe_infra.console.web.forms import Fields
from efe_infra.console.web.generated import FrameAndLaw
from efe_infra.console.web.page_request import RECORDED, PageRequest
from efe_infra.console.web.refusals import PageRefused, SignInNeeded
from efe_infra.console.web.rendering import HEADERS

RESUBMIT_HINT: Final = tr(
    "Ce que vous avez rempli est gardé ci-dessous ; envoyé à nouveau, l'acte n'est consigné qu'une fois."
)
OVER: Final = tr("Votre session est terminée. Connectez-vous, puis envoyez l'acte.")
LOST: Final = frozenset({400, 413, 429, 500, 503})
"""Statuses after which the form is shown again with what was typed."""


def told(refusal: PageRefused) -> str:
    """A sentence of ours in the language of the page; one of the register is in it already."""
    sentence: str = refusal.detail
    return sentence if refusal.language or isinstance(sentence, Translatable) else tr(sentence)


@dataclass(frozen=True, kw_only=True)
class CommandPage:
    """`about` are the words and the address of the object; `fixed` is what the address itself says of the command.

    `subject` is the identifier of the object that changes, which is of a bassin, and `version` its version, if that
    is compared. `begins` is what the fields begin with, by their names. `onward` is the address that follows, where
    it is neither that of `about` nor that of what the command makes. `quoted` is the text that the command is about;
    `search` is what is searched for, where what may be chosen is; `links` are the words and the addresses of what
    may be to read or to do before.
    """

    template: ClassVar[str] = "forms/page.html"

    visit: PageRequest
    command: CommandForm
    frame: FrameAndLaw
    about: tuple[str, str]
    fixed: Mapping[str, Any]
    options: Options
    bassin: str
    subject: str | None = None
    version: int | None = None
    begins: Mapping[str, str] = field(default_factory=dict)
    onward: str | None = None
    search: str = ""
    quoted: str = ""
    links: Sequence[tuple[str, str]] = ()

    @property
    def more(self) -> dict[str, Any]:
        """What a template of its own shows besides."""
        return {}

    def blank(self) -> Attempt:
        return Attempt(version=self.version, typed=self.begins)

    def attempt(self, form: Fields) -> Attempt:
        return Attempt.of(form, self.command, versioned=self.version is not None)

    def show(self, attempt: Attempt, *, status: int = 200, changes: tuple[ActsSinceAuditEntry, ...] = ()) -> Response:
        return self.visit.page(
            self.template,
            self.frame,
            status=status,
            command=self.command,
            attempt=attempt,
            rule=next(each for each in self.frame.law.rules if each.key == self.command.rule),
            about=self.about,
            options=self.options,
            search=self.search,
            quoted=self.quoted,
            links=self.links,
            changes=changes,
            bassin=self.bassin,
            **self.more,
        )

    async def send(self, attempt: Attempt) -> Response:
        """On from an act that is recorded, or the form again. Raises `PageRefused`."""
        try:
            sent = {**self.fixed, **attempt.variables(self.command, self.options)}
            done = await self.visit.ask(self.command.document, input=sent)
        except InvalidForm as fault:
            return self.show(fault.attempt, status=422)
        except PageRefused as refusal:
            if refusal.status_code not in LOST:
                raise
            error = FormError(tr_join(" ", filter(None, (told(refusal), RESUBMIT_HINT))), code=refusal.code)
            response = self.show(replace(attempt, errors=(error,)), status=refusal.status_code)
            response.headers.update(refusal.headers or {})
            return response
        if refusals := done.done.user_errors:
            moved = any(each.current_version is not None for each in refusals)
            changes = await self._changes(attempt) if moved else ()
            return self.show(attempt.refused(self.command, refusals), status=409 if moved else 422, changes=changes)
        return recorded(self.visit, done.page or self.onward or self.about[1], done)

    async def _changes(self, attempt: Attempt) -> tuple[ActsSinceAuditEntry, ...]:
        """The acts since the form was opened, the newest first; none for who may not read them."""
        try:
            found = await self.visit.ask(ACTS_SINCE, bassin=self.bassin, filter={"subjectId": self.subject})
        except PageRefused:
            return ()
        acts = found.audit_trail.nodes
        return tuple(each for each in acts if each.version > (attempt.version or 0))


def at_present(visit: PageRequest) -> Response:
    """An act is of now, whatever moment was looked at."""
    return RedirectResponse(visit.at_present, 303, headers=HEADERS)


async def keeping(visit: PageRequest, form: Fields, act: Callable[[], Awaitable[Response]]) -> Response:
    """What was typed stays with the person where the form cannot be shown: a session over, or the register away."""
    over = partial(kept, visit, form, 403, OVER, sign_in=f"/connexion?{urlencode({'suite': visit.here})}")
    if visit.session is None:
        return over()
    try:
        return await act()
    except SignInNeeded:
        return over()
    except PageRefused as refusal:
        if refusal.status_code not in LOST:
            raise
        return kept(visit, form, refusal.status_code, told(refusal), headers=refusal.headers)


def kept(
    visit: PageRequest,
    form: Fields,
    status: int,
    sentence: str,
    *,
    sign_in: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    fields = form.multi_items()
    response = visit.page("forms/unsent.html", status=status, sentence=sentence, sign_in=sign_in, fields=fields)
    response.headers.update(headers or {})
    return response


def recorded(visit: PageRequest, path: str, done: Done) -> Response:
    """On to a page that says so, and sends nothing if it is loaded again."""
    return RedirectResponse(visit.link(path, **{RECORDED: str(done.done.position)}), 303, headers=HEADERS)
