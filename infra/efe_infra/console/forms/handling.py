"""Handlers of the form of a command: GET shows it, POST sends it."""

from collections.abc import Awaitable, Callable

from starlette.responses import Response

from efe_infra.console.forms.page import CommandPage, keep_input, redirect_to_present
from efe_infra.console.web.forms import Fields
from efe_infra.console.web.moment import NOW
from efe_infra.console.web.page_request import PageRequest

type Build = Callable[[], Awaitable[CommandPage]]
"""Raises `PageRefused`."""


async def show_form(visit: PageRequest, build: Build) -> Response:
    if visit.moment != NOW:
        return redirect_to_present(visit)
    page = await build()
    return page.show(page.blank())


async def send_form(visit: PageRequest, form: Fields, build: Build) -> Response:
    """Sends the form of a command; keeps the input if that fails."""

    async def act() -> Response:
        page = await build()
        return await page.send(page.submission(form))

    return await keep_input(visit, form, act)
