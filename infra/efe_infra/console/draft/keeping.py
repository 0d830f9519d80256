"""Keeping, finding and ending the draft of a form that is shown or sent."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from anyio.to_thread import run_sync

from efe_infra.console.draft.store import Draft, DraftStore, FormContent
from efe_infra.console.web.form_body import Fields
from efe_infra.console.web.page_request import MOMENT_PARAMETERS, PageRequest
from efe_infra.console.web.refusals import NotHere

DRAFT: Final = "brouillon"
"""Name of the button that keeps a draft, and of the parameter with the key of one."""
KEEP: Final = "garder"
"""Value of that button."""
BUTTONS: Final = frozenset({DRAFT, "etape"})
"""Fields that are buttons, which a draft leaves out."""


def is_draft(form: Fields) -> bool:
    """Tells whether a form was sent to be kept as a draft."""
    return form.get(DRAFT) == KEEP


def drafts_of(visit: PageRequest) -> DraftStore:
    """Raises `NotHere` where sign-in is not available."""
    drafts: DraftStore | None = visit.request.app.state.console.drafts
    if drafts is None:
        raise NotHere
    return drafts


async def own_drafts(visit: PageRequest) -> Sequence[Draft]:
    """Returns the drafts of the signed-in person, the latest first."""
    return await run_sync(drafts_of(visit).list, await visit.owner())


async def resume(visit: PageRequest) -> Draft | None:
    """Finds the draft that the address names, for `shown_draft` too; None if it has ended."""
    key = key_in(visit.query(DRAFT))
    draft = await run_sync(drafts_of(visit).find, await visit.owner(), key) if key else None
    visit.request.state.draft = draft
    return draft


def shown_draft(visit: PageRequest) -> Draft | None:
    """Returns the draft that the form of this page was filled with."""
    return getattr(visit.request.state, "draft", None)


async def keep(
    visit: PageRequest, key: UUID, form: Fields, *, title: str, subject: str, path: str | None = None
) -> str:
    """Keeps the fields of a form as a draft, without files. Returns its address. Raises `DraftRefused`.

    `path` is the address of the form, by default that of the request.
    """
    fields = tuple((name, text) for name, text in form.multi_items() if name not in BUTTONS)
    left_out = {DRAFT, *MOMENT_PARAMETERS}
    query = {name: each for name, each in visit.request.query_params.items() if name not in left_out}
    here = f"{visit.request.url.path}?{urlencode(query)}" if query else visit.request.url.path
    address = path or here
    content = FormContent(path=address, title=str(title), subject=str(subject), fields=fields)  # no `Translatable`
    await run_sync(drafts_of(visit).keep, await visit.owner(), key, content)
    return address_of(address, key)


async def draft_at(visit: PageRequest, path: str) -> Draft | None:
    """Returns the latest draft of the signed-in person for the form at an address."""
    return next((each for each in await own_drafts(visit) if each.content.path == path), None)


async def end(visit: PageRequest, *keys: UUID | None) -> None:
    """Ends drafts of the signed-in person, and that which the address names."""
    ended = {key for key in (*keys, key_in(visit.query(DRAFT))) if key}
    await run_sync(drafts_of(visit).end, await visit.owner(), *ended)


def address_of(path: str, key: UUID) -> str:
    return f"{path}{'&' if '?' in path else '?'}{urlencode({DRAFT: key})}"


def key_in(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
