"""Searches of persons and accounts in the vault, filtered by their visibility to the viewer in the register."""

from collections.abc import Collection, Sequence
from functools import partial
from typing import Final
from uuid import UUID

from anyio.to_thread import run_sync

from efe_domain.access.grants import Role
from efe_graphql.request.as_of import resolve_as_of
from efe_graphql.request.context import Context
from efe_projections.access.reads import seated_among, trusted_among
from efe_projections.engine.searching import words_in

MAX_VAULT_MATCHES: Final = 500
"""Limit of matching vault entries, before the viewer's rights filter them."""


async def persons_seen(context: Context, search: str, *, at: int, first: int) -> list[UUID]:
    """Returns persons by name: of the viewer's dossiers, and for an administrator those who were invited."""
    words = words_in(search)
    if not words or not (_has_part(context) or _administers(context)):
        return []
    matches = await run_sync(partial(context.ports.vault.search_persons, words, limit=MAX_VAULT_MATCHES))
    ids = [each.id for each in matches]
    visible = {*await _visible(context, ids, at), *await _invited(context, ids)}
    return [each for each in ids if each in visible][:first]


async def accounts_seen(context: Context, search: str, *, at: int, first: int) -> list[UUID]:
    """Returns accounts by the name of their person."""
    words = words_in(search)
    if not words or not _has_part(context):
        return []
    matches = await run_sync(partial(context.ports.vault.search_accounts, words, limit=MAX_VAULT_MATCHES))
    if not matches:
        return []
    trusted = await context.ports.reads.fetch(trusted_among([each.id for each in matches], at, context.viewer))
    visible = {each.id for each in trusted}
    return [each.id for each in matches if each.id in visible][:first]


async def is_seen(context: Context, person: UUID) -> bool:
    """Tells whether the person has a part in a dossier open to the viewer, or in one of their Instances."""
    resolved = await resolve_as_of(context, None, None)
    return person in await _visible(context, [person], resolved.position)


async def is_named(context: Context, person: UUID) -> bool:
    """Tells whether `persons_seen` would show the person now."""
    return await is_seen(context, person) or bool(await _invited(context, [person]))


async def _invited(context: Context, persons: Sequence[UUID]) -> Collection[UUID]:
    """Returns the invited persons, whose names the list of invitations shows to an administrator."""
    if not persons or not _administers(context):
        return ()
    return await run_sync(context.ports.invitations.invited_among, persons)


async def _visible(context: Context, persons: Sequence[UUID], at: int) -> Collection[UUID]:
    """Returns the persons with a seat in a dossier open to the viewer, and those of their Instances."""
    if not persons:
        return set()
    seated = await context.ports.reads.fetch(seated_among(persons, at, context.viewer))
    own = await run_sync(context.ports.vault.registered_for, context.coordinated, persons)
    return {each.id for each in seated} | own


def _administers(context: Context) -> bool:
    return Role.ADMINISTRATOR in context.roles


def _has_part(context: Context) -> bool:
    return bool(context.viewer.bassins or context.viewer.poles)
