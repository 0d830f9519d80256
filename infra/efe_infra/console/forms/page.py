"""Page of a command: shows its form and sends it."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, ClassVar, Final
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from efe_infra.console.draft.keeping import shown_draft
from efe_infra.console.forms.command_form import SEARCH, STEP, TRY, CommandForm, Options
from efe_infra.console.forms.contents import contents_of
from efe_infra.console.forms.field_search import LABELS, FieldSearch, options_found
from efe_infra.console.forms.form_errors import further_errors, probe_input
from efe_infra.console.forms.generated import ACTS_SINCE, ActsSinceAuditEntry
from efe_infra.console.forms.offers import Offers
from efe_infra.console.forms.outcome import Done
from efe_infra.console.forms.submission import FormError, InvalidForm, Submission
from efe_infra.console.forms.trial import Trial, trial_of
from efe_infra.console.language.translatable import Translatable, tr, tr_join
from efe_infra.console.web.form_body import Fields
from efe_infra.console.web.generated import FrameAndLaw
from efe_infra.console.web.page_request import RECORDED, PageRequest
from efe_infra.console.web.refusals import PageRefused, SignInNeeded
from efe_infra.console.web.rendering import HEADERS

RESUBMIT_HINT: Final = tr(
    "Ce que vous avez rempli est gardé ci-dessous ; envoyé à nouveau, l'acte n'est consigné qu'une fois."
)
SESSION_OVER_NOTICE: Final = tr("Votre session est terminée. Connectez-vous, puis envoyez l'acte.")
UNREAD_INPUT: Final = tr(
    "La plateforme n'a pas pu lire ce formulaire : il manque un choix, ou l'un d'eux n'existe plus."
)
TOO_LONG_INPUT: Final = tr("Ce formulaire contient trop de texte : raccourcissez-le.")
CONTRACT_INPUT: Final = "$input"
"""Word of the platform's refusals of an input that does not have the type of the contract."""
RETRYABLE_STATUSES: Final = frozenset({400, 413, 429, 500, 503})
"""Statuses after which the form is shown again with its input."""


def refusal_text(refusal: PageRefused) -> str:
    """Returns the sentence of a refusal, translated unless the platform has done so.

    One about the input of the contract says nothing to a person.
    """
    sentence: str = UNREAD_INPUT if CONTRACT_INPUT in refusal.detail else refusal.detail
    if refusal.status_code == 413:
        sentence = TOO_LONG_INPUT
    return sentence if refusal.language or isinstance(sentence, Translatable) else tr(sentence)


@dataclass(frozen=True, kw_only=True)
class CommandPage:
    """Form of a command on an object.

    `subject_link` is the label and the path of the object, `subject` its identifier and `version` its version, if
    the command compares it. A command that names the text which it judges compares `content_hash` instead.
    `fixed` are the values that the address gives, `initial` the initial values by field. `next_url` is the address
    after the command, by default the page of the created object or of `subject_link`. `offers` are the commands of
    the object, in the name of the party that the address gives. `quote` is the text that the command concerns.
    `searches` find the options of fields inside the form. `links` are labels and paths of pages to read before.
    `hidden` are further fields, by which the builder knows what the form offered. The form is sent to `action`, by
    default to its own address. `trial` is the result of its dry run.
    """

    template: ClassVar[str] = "forms/page.html"

    visit: PageRequest
    command: CommandForm
    frame: FrameAndLaw
    subject_link: tuple[str, str]
    bassin: str
    offers: Offers | None = None
    fixed: Mapping[str, Any] = field(default_factory=dict)
    options: Options = field(default_factory=dict)
    subject: str | None = None
    version: int | None = None
    content_hash: str | None = None
    initial: Mapping[str, str] = field(default_factory=dict)
    next_url: str | None = None
    searches: Mapping[str, FieldSearch] = field(default_factory=dict)
    quote: str = ""
    links: Sequence[tuple[str, str]] = ()
    hidden: Mapping[str, str] = field(default_factory=dict)
    action: str = ""
    trial: Trial | None = None

    @property
    def all_options(self) -> Options:
        return {**self.options, **options_found(self.searches)}

    @property
    def extra(self) -> dict[str, Any]:
        """Additional values for the template of a subclass."""
        return {}

    def opened(self, submission: Submission) -> Response:
        """Shows the form before it is sent. Raises `NotTheirs` or `CommandImpossible`."""
        offers = self.offers.of_form(self.command) if self.offers else None
        page = replace(self, command=offers.dated(self.command)) if offers else self
        return page.show(submission)

    def blank(self) -> Submission:
        return Submission(version=self.version, content_hash=self.content_hash, typed=self.initial)

    def submission(self, form: Fields) -> Submission:
        judging = self.content_hash is not None
        return Submission.of(form, self.command, versioned=self.version is not None, judging=judging)

    def notes(self, _answer: Done, _submission: Submission) -> Iterator[str]:
        """Yields what the acts of a dry run do not say, such as what is still missing."""
        yield from ()

    def follow_up_words(self, _answer: Done, _submission: Submission) -> Iterator[str]:
        """Yields a sentence for each command that follows the one of the form."""
        yield from ()

    def after_step(self, submission: Submission, _step: str) -> Submission:
        """Returns the input after a button that neither sends nor tries the form, such as one that adds a row."""
        return submission

    async def respond(self, form: Fields) -> Response:
        """Does what the pressed button says: sends the form, tries it, or shows it again."""
        step, submission = form.get(STEP, ""), self.submission(form)
        if step == TRY and self.command.has_dry_run:
            return await self.rehearse(submission)
        if step == SEARCH:
            return self.show(submission)
        return self.show(self.after_step(submission, step)) if step else await self.send(submission)

    def show(
        self, submission: Submission, *, status: int = 200, changes: tuple[ActsSinceAuditEntry, ...] = ()
    ) -> Response:
        return self.visit.page(
            self.template,
            self.frame,
            status=status,
            command=self.command,
            submission=submission,
            contents=contents_of(self.command, submission),
            rule=next(each for each in self.frame.law.rules if each.key == self.command.rule),
            subject_link=self.subject_link,
            options=self.all_options,
            searches=self.searches,
            quote=self.quote,
            links=self.links,
            changes=changes,
            bassin=self.bassin,
            draft=shown_draft(self.visit),
            hidden=self.hidden,
            action=self.action,
            trial=self.trial,
            **self.extra,
        )

    async def send(self, submission: Submission) -> Response:
        """Sends a form: redirects after success, else shows the form again. Raises `PageRefused`."""
        answer = await self.ask(submission)
        if isinstance(answer, Response):
            return answer
        return redirect_after(self.visit, answer.page or self.next_url or self.subject_link[1], answer)

    async def rehearse(self, submission: Submission) -> Response:
        """Shows the form with the result of its dry run, or with its errors. Raises `PageRefused`."""
        answer = await self.ask(submission, dryRun=True)
        if isinstance(answer, Response):
            return answer
        notes, follow_ups = self.notes(answer, submission), self.follow_up_words(answer, submission)
        return replace(self, trial=trial_of(answer.done, list(notes), list(follow_ups))).show(submission)

    async def ask(self, submission: Submission, **envelope: Any) -> Done | Response:
        """Returns the answer to an accepted command, or the page that shows its errors. Raises `PageRefused`."""
        try:
            values = {**self.fixed, **submission.variables(self.command, self.all_options), **envelope}
            answer = await self.perform(submission, values)
        except InvalidForm as fault:
            return self.show(await self._with_all_errors(fault.submission), status=422)
        except PageRefused as refusal:
            if refusal.status_code not in RETRYABLE_STATUSES and not self._is_refused_choice(refusal):
                raise
            hint = RESUBMIT_HINT if refusal.status_code in RETRYABLE_STATUSES else ""
            error = FormError(tr_join(" ", filter(None, (refusal_text(refusal), hint))), code=refusal.code)
            response = self.show(replace(submission, errors=(error,)), status=refusal.status_code)
            response.headers.update(refusal.headers or {})
            return response
        if refusals := answer.done.user_errors:
            moved = any(each.current_version is not None for each in refusals)
            changes = await self._changes(submission) if moved else ()
            refused = submission.refused(self.command, refusals, self.all_options, self.content_hash)
            return self.show(refused, status=409 if moved else 422, changes=changes)
        return answer

    async def perform(self, _submission: Submission, values: dict[str, Any]) -> Done:
        """Sends the command, unless a subclass sends several. Raises `PageRefused`."""
        return await self.visit.ask(self.command.document, input=values)

    def _is_refused_choice(self, refusal: PageRefused) -> bool:
        """Tells whether the viewer may send the command, but not with the chosen option."""
        may_send = self.offers is None or bool(self.offers.of_form(self.command).rows)
        return refusal.code == "FORBIDDEN" and may_send

    async def _with_all_errors(self, submission: Submission) -> Submission:
        """Adds the errors that only the platform finds, if it can be asked."""
        values = probe_input(submission, self.command, self.all_options)
        if values is None or not self.command.has_dry_run:
            return submission
        try:
            answer = await self.perform(submission, {**self.fixed, **values, "dryRun": True})
        except PageRefused:
            return submission
        errors = further_errors(submission, self.command, self.all_options, answer.done.user_errors)
        return submission.in_order(self.command, (*submission.errors, *errors))

    async def _changes(self, submission: Submission) -> tuple[ActsSinceAuditEntry, ...]:
        """Returns the acts since the form was opened, the latest first; none if the viewer may not read them."""
        try:
            since = await self.visit.ask(ACTS_SINCE, bassin=self.bassin, filter={"subjectId": self.subject})
        except PageRefused:
            return ()
        return tuple(each for each in since.audit_trail.nodes if each.version > (submission.version or 0))


def redirect_to_present(visit: PageRequest) -> Response:
    """Redirects to the page of the present, since commands apply to the current object."""
    return RedirectResponse(visit.at_present, 303, headers=HEADERS)


async def keep_input(visit: PageRequest, form: Fields, act: Callable[[], Awaitable[Response]]) -> Response:
    """Runs an action; if the session is over or the platform fails, shows a page that keeps the input.

    A person who may not act shall still find the written texts.
    """
    over = partial(
        unsent_page, visit, form, 403, SESSION_OVER_NOTICE, sign_in=f"/connexion?{urlencode({'suite': visit.here})}"
    )
    if visit.session is None:
        return over()
    try:
        return await act()
    except SignInNeeded:
        return over()
    except PageRefused as refusal:
        may_resend = refusal.status_code in RETRYABLE_STATUSES
        if not may_resend and not written_texts(form):
            raise
        return unsent_page(
            visit, form, refusal.status_code, refusal_text(refusal), headers=refusal.headers, may_resend=may_resend
        )


def written_texts(form: Fields) -> list[str]:
    """Returns the texts of several words."""
    return [text for name, text in form.multi_items() if " " in text.strip() and not name.startswith(LABELS)]


def unsent_page(
    visit: PageRequest,
    form: Fields,
    status: int,
    sentence: str,
    *,
    sign_in: str | None = None,
    headers: Mapping[str, str] | None = None,
    may_resend: bool = True,
) -> Response:
    response = visit.page(
        "forms/unsent.html",
        status=status,
        sentence=sentence,
        sign_in=sign_in,
        fields=form.multi_items() if may_resend else [],
        texts_to_copy=[] if may_resend else written_texts(form),
    )
    response.headers.update(headers or {})
    return response


def redirect_after(visit: PageRequest, path: str, done: Done) -> Response:
    """Redirects to a page with a notice (POST, redirect, GET): a reload sends nothing again."""
    position = done.done.position
    address = visit.link(path, **{RECORDED: None if position is None else str(position)})
    return RedirectResponse(address, 303, headers=HEADERS)
