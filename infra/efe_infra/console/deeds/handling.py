"""The two addresses of a form, which are one: shown by a GET, sent by a POST."""

from collections.abc import Awaitable, Callable, Mapping

from starlette.responses import Response

from efe_infra.console.deeds.attempt import Attempt
from efe_infra.console.deeds.outcome import Done
from efe_infra.console.deeds.page import DeedPage, at_present, keeping, recorded
from efe_infra.console.forms import Fields
from efe_infra.console.moments import NOW
from efe_infra.console.visit import Visitor

type Build = Callable[[], Awaitable[tuple[DeedPage, int | None]]]
"""The page of a form, and the version of its object if that is compared. Raises `PageRefused`."""


async def opened(visit: Visitor, build: Build, typed: Mapping[str, str] | None = None) -> Response:
    """`typed` is what the address already says."""
    if visit.moment != NOW:
        return at_present(visit)
    page, version = await build()
    return page.show(Attempt(version=version, typed=typed or {}))


async def sent(visit: Visitor, form: Fields, build: Build, onward: str | None = None) -> Response:
    """On to the object that was made; or to the address that is `onward`, or else to what the form is about."""

    async def act() -> Response:
        page, version = await build()
        done = await page.send(Attempt.of(form, page.deed, versioned=version is not None))
        return recorded(onward or page.about[1], done) if isinstance(done, Done) else done

    return await keeping(visit, form, act)
