"""Addresses that a coordinator gives: persons of the Instance that mails do not reach."""

from asyncio import gather
from collections.abc import Sequence
from typing import Final, NamedTuple

from anyio.to_thread import run_sync

from efe_infra.console.notices.desk import NoticeDesk
from efe_infra.console.notices.sent_on import name_of
from efe_infra.console.register.labels import SLUGS
from efe_infra.console.web.generated import Standing
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.permissions import coordinates

MAX_LINES: Final = 10
FORM: Final = "/personnes/{person}/actes/rectifier"
"""Form that corrects what the vault has of a person."""


class AddressToGive(NamedTuple):
    """Person by name; `form` is the address of the form that corrects what the vault has of it."""

    name: str
    form: str
    is_refused: bool


async def addresses_to_give(visit: PageRequest, viewer: Standing | None) -> Sequence[AddressToGive]:
    """Returns the persons of the Instances that the viewer coordinates, if the viewer sees them; none in the past."""
    desk: NoticeDesk | None = visit.request.app.state.console.notices
    bassins = [SLUGS[each] for each in SLUGS if coordinates(viewer, each)]
    if desk is None or not bassins or visit.moment.is_past:
        return ()
    missing = (await run_sync(desk.missing_addresses, bassins))[:MAX_LINES]
    names = await gather(*(name_of(visit, each.person) for each in missing))
    return [
        AddressToGive(name, FORM.format(person=each.person), each.is_refused)
        for each, name in zip(missing, names, strict=True)
        if name
    ]
