"""Mutations on the API tokens of accounts: outside the register, by a person who signed in."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Annotated, Any, Final
from uuid import UUID, uuid4

import strawberry
from anyio import from_thread
from anyio.to_thread import run_sync
from strawberry import ID, field

from efe_domain.access.api_token import (
    DEFAULT_LIFETIME,
    MAX_LIFETIME,
    MAX_RIGHTS,
    NewApiToken,
    TokenExceedsAccount,
    TokenRight,
)
from efe_domain.access.grants import Role
from efe_domain.shared import texts
from efe_domain.shared.bassins import ALL_BASSINS, Bassin
from efe_domain.shared.days import Period
from efe_domain.shared.errors import CommandReused, Forbidden, Invalid, NotFound, Refusal
from efe_graphql.contract.errors import Unauthenticated
from efe_graphql.contract.global_id import uuid_of, write_id
from efe_graphql.mutations.execute import INPUT, own_id, reporting_refusals
from efe_graphql.request.access_journal import AuditReading
from efe_graphql.request.api_tokens import ApiTokenOnFile, narrowed, new_secret
from efe_graphql.request.context import BRUSSELS, Context, Info
from efe_graphql.types.access.api_token import ApiToken, ApiTokenPayload, last_day
from efe_graphql.types.user_errors import user_error
from efe_projections.access.reads import seats_of, sittings_of
from efe_projections.engine.batch import by
from efe_projections.pole.rows import PoleRow

CREATE: Final = (
    "Créer un jeton d'accès pour une application, hors du registre : une part des droits du compte, jusqu'à un jour "
    "(une personne qui s'est connectée)."
)
REVOKE: Final = "Révoquer un jeton d'accès : il ne vaut plus à la demande suivante (son titulaire, administrateur)."
COMMAND_ID: Final = "La commande : la même, répétée, n'agit qu'une fois, et ne montre plus le secret."


@strawberry.input(description="Un droit à donner à un jeton d'accès, parmi ceux du compte.")
class ApiTokenRightInput:
    role: Role | None = field(
        default=None, description="Un rôle du compte ; sans lui, les sièges de la personne, en lecture."
    )
    bassin: Bassin | None = field(
        default=None, description="La seule Instance où le droit vaut ; par défaut, partout où le rôle vaut."
    )
    pole_id: ID | None = field(default=None, description="Le seul pôle où il vaut, en lecture.")


@strawberry.input(description=CREATE)
class CreateApiTokenInput:
    name: str = field(description="Un nom, pour reconnaître l'application.")
    rights: list[ApiTokenRightInput] = field(description="Ses droits : de un à vingt.")
    is_read_only: bool | None = field(default=True, description="S'il ne permet que la lecture ; oui par défaut.")
    ends_on: date | None = field(
        default=None, description="Son dernier jour, dans un an au plus ; par défaut, dans 90 jours."
    )
    command_id: UUID | None = field(default=None, description=COMMAND_ID)

    def dispatch(self, context: Context) -> ApiToken:
        account = signed_in(context)
        if not (context.grants or context.represented or context.sittings):
            raise Forbidden("Ce compte n'a aucun droit : un jeton d'accès n'aurait rien à donner.")
        name, tokens = texts.name(self.name, "name"), context.ports.vault
        new = NewApiToken(
            id=own_id(account, self.command_id, "API token"),
            account=account,
            name=name,
            rights=tuple(dict.fromkeys(self._rights(context))),
            is_read_only=self.is_read_only is not False,
            expires_at=self._expires_at(context.today),
        )
        tokens.delete_old_api_tokens(context.now)
        secret = new_secret()
        is_new = tokens.add_api_token(new, secret=secret)
        if is_new:
            record(context, "createApiToken", account, new.id, new.rights)
        stored = tokens.api_token(new.id)
        if stored is None:
            raise NotFound("Compte", account)
        if not self._is_of(new, stored):
            raise CommandReused(self.command_id or new.id)
        return ApiToken.of(stored, secret if is_new else None)

    def _is_of(self, new: NewApiToken, stored: ApiTokenOnFile) -> bool:
        """Tells whether the stored token has these inputs; a last day by default moves with the day."""
        same_day = self.ends_on is None or last_day(stored.expires_at) == self.ends_on
        same = (stored.name, tuple(stored.rights), stored.is_read_only) == (new.name, new.rights, new.is_read_only)
        return same and same_day

    def _expires_at(self, today: date) -> datetime:
        """Returns the end of the last day. Raises `Invalid`."""
        ends_on = self.ends_on or today + DEFAULT_LIFETIME
        if not today <= ends_on <= today + MAX_LIFETIME:
            raise Invalid("endsOn", "Le dernier jour d'un jeton est aujourd'hui au plus tôt, et dans un an au plus.")
        return datetime.combine(ends_on + timedelta(days=1), time(), BRUSSELS)

    def _rights(self, context: Context) -> Iterable[TokenRight]:
        """Yields the rights. Raises `Invalid`, or `TokenExceedsAccount` for one that the account does not have."""
        if not 1 <= len(self.rights) <= MAX_RIGHTS:
            raise Invalid("rights", "Un à {most} droits sont attendus.", most=MAX_RIGHTS)
        for right_input in self.rights:
            right = from_thread.run(right_of, context, right_input)
            if right is None or not from_thread.run(has, context, right):
                raise TokenExceedsAccount("Ce compte n'a pas lui-même ce droit : un jeton n'en donne qu'une part.")
            yield right


async def right_of(context: Context, right_input: ApiTokenRightInput) -> TokenRight | None:
    """Returns a right with the Instance of its pôle; None for a pôle that does not exist."""
    if right_input.pole_id is None:
        return TokenRight(right_input.role, right_input.bassin)
    pole = uuid_of("Pole", right_input.pole_id)
    position = await context.ports.reads.position()
    rows = await context.rows.all(by(PoleRow, "id"), (pole,), at=position)
    return TokenRight(right_input.role, rows[0].bassin, pole) if rows else None


async def has(context: Context, right: TokenRight) -> bool:
    """Tells whether the account, or its person by a seat, has a right today."""
    if right.role:
        active = (each for each in context.grants if Period(each.since, each.until).covers(context.today))
        return any(narrowed(each, right) for each in active)
    if context.person is None:
        return False
    if right.pole:
        seats = await context.ports.reads.fetch(seats_of(context.person))
        return any(each.pole == right.pole and Period(each.since, each.until).covers(context.today) for each in seats)
    sittings = await context.ports.reads.fetch(sittings_of(context.person, context.today))
    return right.bassin is not None and any(right.bassin in each.bassins for each in sittings)


@strawberry.input(description=REVOKE)
class RevokeApiTokenInput:
    token_id: ID = field(description="Le jeton.")

    def dispatch(self, context: Context) -> ApiToken:
        account = signed_in(context)
        key, tokens = uuid_of("ApiToken", self.token_id), context.ports.vault
        administers = Role.ADMINISTRATOR in context.roles
        if not (administers or tokens.api_tokens_of([account])):
            raise Forbidden("Ce compte n'a aucun jeton d'accès.")
        token = tokens.api_token(key)
        if token is None or not (token.account == account or administers):
            raise NotFound("Jeton d'accès", key)
        if token.revoked_at is None:
            record(context, "revokeApiToken", account, key, token.rights)
            tokens.revoke_api_token(key, by=account)
        return ApiToken.of(tokens.api_token(key) or token)


def signed_in(context: Context) -> UUID:
    """Returns the account of a person. Raises `Unauthenticated`, or `Forbidden` for an application."""
    if not context.viewer.account:
        raise Unauthenticated
    context.check_is_person()
    return context.viewer.account


def record(context: Context, act: str, account: UUID, token: UUID, rights: Iterable[TokenRight]) -> None:
    """Records an act on a token in the access journal of the Instances that it opens, before it is answered."""
    bassins = {each.bassin for each in rights if each.bassin}
    reading = AuditReading(
        account=account,
        field=act,
        bassins=tuple(sorted(bassins)) or ALL_BASSINS,
        subject=write_id("ApiToken", (token,)),
        arguments={},
        token=context.token,
        correlation_id=context.correlation_id or str(uuid4()),
    )
    context.ports.journal.record([reading])


async def answer(context: Context, command_input: Any, dispatch: Callable[[Context], ApiToken]) -> ApiTokenPayload:
    try:
        with reporting_refusals(context, command_input):
            return ApiTokenPayload(token=await run_sync(partial(dispatch, context)), user_errors=[])
    except Refusal as refusal:
        return ApiTokenPayload(user_errors=[user_error(refusal, context.language)])


async def create_api_token(
    info: Info, command_input: Annotated[CreateApiTokenInput, strawberry.argument(name="input", description=INPUT)]
) -> ApiTokenPayload:
    return await answer(info.context, command_input, command_input.dispatch)


async def revoke_api_token(
    info: Info, command_input: Annotated[RevokeApiTokenInput, strawberry.argument(name="input", description=INPUT)]
) -> ApiTokenPayload:
    return await answer(info.context, command_input, command_input.dispatch)
