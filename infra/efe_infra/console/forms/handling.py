"""Routes of the form of a command: GET shows it, POST sends it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from inspect import Parameter, Signature, signature
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from efe_infra.console.draft.keeping import end, is_draft, keep, key_in, resume
from efe_infra.console.draft.store import DraftRefused
from efe_infra.console.forms.deposits import deposit
from efe_infra.console.forms.field_search import after_search_step
from efe_infra.console.forms.long_choices import with_searches
from efe_infra.console.forms.page import CommandPage, keep_input, redirect_to_present
from efe_infra.console.forms.submission import COMMAND, FormError
from efe_infra.console.sign_in.flow import to
from efe_infra.console.web.form_body import Fields, Form
from efe_infra.console.web.moment import NOW
from efe_infra.console.web.page_request import PageRequest, SignedInVisit, Visit
from efe_infra.console.web.refusals import PageRefused

FAULTS_OF_A_FILE: Final = frozenset({400, 403, 413, 415})
"""Statuses by which the vault refuses one file: the other fields stay, and another file may be chosen."""

type Build = Callable[[], Awaitable[CommandPage]]
"""Function that builds the page of a form. Raises `PageRefused`."""
type PageBuilder = Callable[..., Awaitable[CommandPage]]
"""Builds the page from `visit`, the parameters of the address and, if it takes it, the sent `form`."""


def form_at(pages: APIRouter, path: str) -> Callable[[PageBuilder], PageBuilder]:
    """Adds the two routes of a form, by its page builder; `form` is empty in the one that shows it."""

    def add(build: PageBuilder) -> PageBuilder:
        takes_form = "form" in signature(build).parameters

        async def show(visit: PageRequest, **values: Any) -> Response:
            form = await draft_fields(visit)
            form_fields = {"form": form} if takes_form else {}
            return await show_form(visit, partial(build, visit, **values, **form_fields), form)

        async def send(visit: PageRequest, form: Fields, **values: Any) -> Response:
            form = after_search_step(form)
            form_fields = {"form": form} if takes_form else {}
            return await send_form(visit, form, partial(build, visit, **values, **form_fields))

        pages.get(path, name=build.__name__)(routed(show, build, visit=SignedInVisit))
        pages.post(path, name=build.__name__)(routed(send, build, visit=Visit, form=Form))
        return build

    return add


def routed[E: Callable[..., Any]](endpoint: E, build: PageBuilder, **dependencies: Any) -> E:
    """Gives an endpoint the signature that FastAPI reads: the dependencies, and the builder's path parameters."""
    types = {name: each.annotation for name, each in signature(build).parameters.items() if name != "form"}
    parameters = (types | dependencies).items()
    own = [Parameter(name, Parameter.KEYWORD_ONLY, annotation=each) for name, each in parameters]
    endpoint.__signature__ = Signature(own)  # type: ignore[attr-defined] # read by `inspect.signature`
    return endpoint


async def show_form(visit: PageRequest, build: Build, form: Fields | None = None) -> Response:
    """Shows the form of a command: blank, or as the draft has it that the address names."""
    if visit.moment != NOW:
        return redirect_to_present(visit)
    fields = await draft_fields(visit) if form is None else form
    page = with_searches(await build(), fields)
    return page.opened(page.submission(fields) if fields else page.blank())


async def draft_fields(visit: PageRequest) -> Fields:
    """Returns the fields of the draft that the address names; none without a draft."""
    draft = await resume(visit)
    return Fields(draft.content.fields) if draft else Fields()


async def send_form(visit: PageRequest, form: Fields, build: Build) -> Response:
    """Sends the form of a command, or keeps it as a draft; keeps the input if that fails."""

    async def act() -> Response:
        if is_draft(form):
            return await keep_draft(visit, form, with_searches(await build(), form))
        page, fields = await page_with_documents(form, build)
        response = await page.respond(fields)
        if isinstance(response, RedirectResponse):
            await end(visit, key_in(form.get(COMMAND)))
        return response

    return await keep_input(visit, form, act)


async def keep_draft(visit: PageRequest, form: Fields, page: CommandPage) -> Response:
    """Keeps the form as a draft under its idempotency key, and shows it again."""
    submission = page.submission(form)
    try:
        address = await keep(
            visit, UUID(submission.command_id), form, title=page.command.title, subject=page.subject_link[0]
        )
    except DraftRefused as refusal:
        return page.show(replace(submission, errors=(FormError(refusal.words),)), status=422)
    return to(address)


async def page_with_documents[P: CommandPage](form: Fields, build: Callable[[], Awaitable[P]]) -> tuple[P, Fields]:
    """Builds the page, stores the files of its `document` fields, and returns the form with their fingerprints.

    The page is built again after that, so that its options name the stored documents. A file that the vault refuses
    is a fault at its field. Raises `PageRefused`.
    """
    page = await build()
    if page.offers is not None:
        page.offers.check_any()
    names = {each.name: each.file_name for each in page.command.fields if each.kind == "document"}
    stored, faults = dict[str, str](), dict[str, str]()
    for name, file_name in names.items():
        if file := form.files.get(file_name):
            try:
                stored[name] = await deposit(page.visit, page.bassin, file)
            except PageRefused as refusal:
                if refusal.status_code not in FAULTS_OF_A_FILE:
                    raise
                faults[file_name] = refusal.detail
    final = await build() if stored else page
    return with_searches(final, form), form.replacing(stored, faults) if stored or faults else form
