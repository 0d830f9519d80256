"""An account is invited before its first sign-in, so that it can be given access."""

from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry
from anyio.to_thread import run_sync
from strawberry import field

from efe_domain.access.powers import roles_for
from efe_domain.shared import texts
from efe_domain.shared.errors import Invalid, Refusal
from efe_graphql.contract.global_id import write_id
from efe_graphql.mutations.execute import INPUT, admitted, watched
from efe_graphql.request.context import Context, Info
from efe_graphql.types.payloads import InvitedAccountPayload
from efe_graphql.types.user_errors import user_error

INVITE_ACCOUNT = (
    "Inviter un compte par le sujet de son jeton, avant sa première visite : il peut alors recevoir un accès. Le "
    "même sujet a le même compte. Hors du registre (coordinateur, administrateur)."
)


@strawberry.input(description=INVITE_ACCOUNT)
class InviteAccountInput:
    subject: str = field(description="Le sujet (`sub`) des jetons de ce compte, tel que le fournisseur le donne.")

    def dispatch(self, context: Context) -> UUID:
        """Raises `Invalid`: a subject that is not as it would come back in a token would never sign in."""
        admitted(context, "invite_account", roles_for("invite_account"), members=False)
        if texts.name(self.subject, "subject") != self.subject:
            raise Invalid("subject", "Un sujet se donne tel quel, sans espace autour.")
        return context.ports.vault.account_for(context.ports.issuer, self.subject)


async def invite_account(
    info: Info, asked: Annotated[InviteAccountInput, strawberry.argument(name="input", description=INPUT)]
) -> InvitedAccountPayload:
    context = info.context
    try:
        with watched(context, asked):
            account = await run_sync(partial(asked.dispatch, context))
    except Refusal as refusal:
        return InvitedAccountPayload(user_errors=[user_error(refusal, context.language)])
    return InvitedAccountPayload(account_id=strawberry.ID(write_id("Account", (account,))), user_errors=[])
