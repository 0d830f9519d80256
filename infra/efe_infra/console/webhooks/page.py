"""`/webhooks`: webhooks of the signed-in account, their deliveries, and the acts on them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

from anyio.to_thread import run_sync
from starlette.responses import Response

from efe_infra.console.language.translatable import Translatable
from efe_infra.console.register.labels import BASSINS, bassin_of
from efe_infra.console.sign_in.flow import to
from efe_infra.console.trail.act_groups import GROUPS, kind_words
from efe_infra.console.web.form_body import Fields, Form
from efe_infra.console.web.page_request import PageRequest, SignedInVisit, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import NotHere, PageRefused, SignInNeeded
from efe_infra.console.webhooks.desk import HookDesk, HookOwner, HookRefused, HookSecret, HookView
from efe_infra.console.webhooks.words import ACTS_DONE, REFUSALS, RESULTS, STATES, TEST, reason_of

pages = page_router(multilingual=True)
PATH: Final = "/webhooks"
DONE: Final = "fait"


def desk_of(visit: PageRequest) -> HookDesk:
    """Raises `NotHere` where the platform has no webhooks."""
    desk: HookDesk | None = visit.request.app.state.console.webhooks
    if desk is None:
        raise NotHere
    return desk


async def owner_of(visit: PageRequest) -> HookOwner:
    """Raises `SignInNeeded`."""
    if visit.session is None:
        raise SignInNeeded
    verified = await visit.owner()
    return HookOwner(verified.issuer, verified.subject)


def key_in(text: str) -> UUID:
    """Raises `NotHere`."""
    try:
        return UUID(text)
    except ValueError:
        raise NotHere from None


def name_of(bassin: str) -> str:
    """Returns the name of an Instance by its code."""
    return BASSINS[bassin_of(bassin) or bassin]


def words_of(kind: str) -> Translatable | str:
    return TEST if kind.startswith("webhook.") else kind_words(kind)


def groups_of(hook: HookView) -> Sequence[Translatable]:
    """Returns the names of the groups of acts that a webhook sends; none means all."""
    return [group.words for group in GROUPS.values() if set(group.topics).issubset(hook.kinds)]


@pages.get(PATH)
async def webhooks(visit: SignedInVisit) -> Response:
    return await listed(visit, Fields(), None)


@pages.post(PATH)
async def create(visit: Visit, form: Form) -> Response:
    """Creates a webhook and shows its secret once, or the form again with what is refused."""
    owner = await owner_of(visit)
    kinds = [topic for name in form.getlist("actes") if name in GROUPS for topic in GROUPS[name].topics]
    url = form.get("url", "").strip()
    try:
        created = await run_sync(desk_of(visit).create, owner, url, form.getlist("bassin"), kinds)
    except HookRefused as refused:
        return await listed(visit, form, refused)
    return await detail(visit, created.id, secret=created)


async def listed(visit: PageRequest, form: Fields, refused: HookRefused | None) -> Response:
    desk, owner = desk_of(visit), await owner_of(visit)
    bassins = await run_sync(desk.bassins, owner)
    texts = [*STATES.values(), *(group.words for group in GROUPS.values())]
    return visit.page(
        "webhooks/page.html",
        status=400 if refused else 200,
        texts=[*texts, *REFUSALS.values()],
        hooks=await run_sync(desk.hooks, owner),
        bassins=bassins,
        groups=GROUPS,
        states=STATES,
        name_of=name_of,
        typed=form,
        ticked_bassins=form.getlist("bassin") or bassins[:1],
        refused=refused,
        refusals=REFUSALS,
        is_deleted=visit.query(DONE) == "supprimer",
    )


@pages.get(f"{PATH}/{{key}}")
async def webhook(visit: SignedInVisit, key: str) -> Response:
    return await detail(visit, key_in(key))


async def detail(visit: PageRequest, key: UUID, *, secret: HookSecret | None = None) -> Response:
    """Shows a webhook of the account with its deliveries. Raises `NotHere`."""
    desk, owner = desk_of(visit), await owner_of(visit)
    hook = await run_sync(desk.hook, owner, key)
    if hook is None:
        raise NotHere
    deliveries = await run_sync(desk.deliveries, hook, before_in(visit))
    act_note = ACTS_DONE.get(visit.query(DONE) or "")
    reason = reason_of(hook.reason)
    groups = groups_of(hook)
    return visit.page(
        "webhooks/webhook.html",
        texts=[*STATES.values(), *RESULTS.values(), *groups, *filter(None, (act_note, reason))],
        hook=hook,
        deliveries=deliveries,
        groups=groups,
        secret=secret.secret if secret else None,
        states=STATES,
        results=RESULTS,
        reason=reason,
        act_note=act_note,
        name_of=name_of,
        words_of=words_of,
        older=(deliveries[-1].tried_at or deliveries[-1].next_at) if len(deliveries) >= FULL_PAGE else None,
    )


FULL_PAGE: Final = 50
"""Deliveries of a page: with fewer, there are no older ones."""


def before_in(visit: PageRequest) -> datetime | None:
    """Returns the instant before which deliveries are shown. Raises `PageRefused`."""
    text = visit.query("avant")
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        raise PageRefused(400, "Un instant est attendu.", code="BAD_USER_INPUT", field="avant") from None


@pages.post(f"{PATH}/{{key}}")
async def act(visit: Visit, key: str, form: Form) -> Response:
    """Does what a button of the page says. Raises `PageRefused` for an unknown button, or `NotHere`."""
    desk, owner, hook = desk_of(visit), await owner_of(visit), key_in(key)
    name = form.get("acte", "")
    if name == "renouveler":
        rotated = await run_sync(desk.rotate, owner, hook)
        if rotated is None:
            raise NotHere
        return await detail(visit, hook, secret=rotated)
    work = acts(desk, owner, hook, form).get(name)
    if work is None:
        raise PageRefused(400, "Cet acte n'est pas proposé.", code="BAD_USER_INPUT")
    if not await run_sync(work):
        raise NotHere
    return to(visit.link(PATH if name == "supprimer" else f"{PATH}/{hook}", **{DONE: name}))


def acts(desk: HookDesk, owner: HookOwner, hook: UUID, form: Fields) -> Mapping[str, Callable[[], Any]]:
    """Returns the acts by the value of their button."""
    return {
        "essayer": partial(desk.ping, owner, hook),
        "suspendre": partial(desk.pause, owner, hook),
        "reprendre": partial(desk.resume, owner, hook),
        "supprimer": partial(desk.delete, owner, hook),
        "rejouer": lambda: desk.replay(owner, hook, day_in(form.get("jour", ""))),
        "renvoyer": lambda: desk.resend(owner, hook, key_in(form.get("envoi", ""))),
    }


def day_in(text: str) -> date:
    """Raises `PageRefused`."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise PageRefused(400, "Un jour est attendu.", code="BAD_USER_INPUT", field="jour") from None
