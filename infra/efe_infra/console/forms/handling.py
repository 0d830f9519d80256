"""Routes of the form of a command: GET shows it, POST sends it."""

from collections.abc import Awaitable, Callable
from functools import partial
from inspect import Parameter, Signature, signature
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from efe_infra.console.forms.deposits import deposit
from efe_infra.console.forms.page import CommandPage, keep_input, redirect_to_present
from efe_infra.console.web.form_body import Fields, Form
from efe_infra.console.web.moment import NOW
from efe_infra.console.web.page_request import PageRequest, SignedInVisit, Visit

type Build = Callable[[], Awaitable[CommandPage]]
"""Function that builds the page of a form. Raises `PageRefused`."""
type PageBuilder = Callable[..., Awaitable[CommandPage]]
"""Builds the page from `visit`, the parameters of the address and, if it takes it, the sent `form`."""


def form_at(pages: APIRouter, path: str) -> Callable[[PageBuilder], PageBuilder]:
    """Adds the two routes of a form, by its page builder; `form` is empty in the one that shows it."""

    def add(build: PageBuilder) -> PageBuilder:
        takes_form = "form" in signature(build).parameters

        async def show(visit: PageRequest, **values: Any) -> Response:
            blank: dict[str, Any] = {"form": {}} if takes_form else {}
            return await show_form(visit, partial(build, visit, **values, **blank))

        async def send(visit: PageRequest, form: Fields, **values: Any) -> Response:
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


async def show_form(visit: PageRequest, build: Build) -> Response:
    if visit.moment != NOW:
        return redirect_to_present(visit)
    page = await build()
    return page.show(page.blank())


async def send_form(visit: PageRequest, form: Fields, build: Build) -> Response:
    """Sends the form of a command; keeps the input if that fails."""

    async def act() -> Response:
        page, fields = await page_with_documents(form, build)
        return await page.respond(fields)

    return await keep_input(visit, form, act)


async def page_with_documents[P: CommandPage](form: Fields, build: Callable[[], Awaitable[P]]) -> tuple[P, Fields]:
    """Builds the page, stores the files of its `document` fields, and returns the form with their fingerprints.

    The page is built again after that, so that its options name the stored documents. Raises `PageRefused`.
    """
    page = await build()
    files = {each.name: form.files.get(each.file_name) for each in page.command.fields if each.kind == "document"}
    stored = {name: await deposit(page.visit, page.bassin, file) for name, file in files.items() if file}
    return (await build(), form.replacing(stored)) if stored else (page, form)
