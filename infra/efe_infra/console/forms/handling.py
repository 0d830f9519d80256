"""The two addresses of a form, which are one: shown by a GET, sent by a POST."""

from collections.abc import Awaitable, Callable

from starlette.responses import Response

from efe_infra.console.forms.page import CommandPage, at_present, keeping
from efe_infra.console.web.forms import Fields
from efe_infra.console.web.moment import NOW
from efe_infra.console.web.page_request import PageRequest

type Build = Callable[[], Awaitable[CommandPage]]
"""Raises `PageRefused`."""


async def opened(visit: PageRequest, build: Build) -> Response:
    if visit.moment != NOW:
        return at_present(visit)
    page = await build()
    return page.show(page.blank())


async def sent(visit: PageRequest, form: Fields, build: Build) -> Response:
    """On to what was made, or else to what the page is about."""

    async def act() -> Response:
        page = await build()
        return await page.send(page.attempt(form))

    return await keeping(visit, form, act)
