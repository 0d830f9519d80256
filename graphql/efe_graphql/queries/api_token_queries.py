"""Root field of the API tokens of accounts."""

from typing import Annotated

import strawberry
from anyio.to_thread import run_sync
from strawberry import field

from efe_domain.access.grants import Role
from efe_domain.shared.errors import Forbidden
from efe_graphql.request.context import Info
from efe_graphql.types.access.api_token import ApiToken

OfAll = Annotated[
    bool, strawberry.argument(description="Pour un administrateur : ceux de tous les comptes.", name="ofAllAccounts")
]


@strawberry.type
class ApiTokenQueries:
    @field(
        description="Les jetons d'accès du compte, cent au plus, le dernier d'abord, jamais leurs secrets ; "
        "aucune application ne les lit."
    )
    async def api_tokens(self, info: Info, of_all_accounts: OfAll = False) -> list[ApiToken]:
        context = info.context
        context.check_account()
        context.check_is_person()
        tokens, account = context.ports.vault, context.viewer.account
        if account and not of_all_accounts:
            return [ApiToken.of(each) for each in await run_sync(tokens.api_tokens_of, [account])]
        if Role.ADMINISTRATOR not in context.roles:
            raise Forbidden("Les jetons d'accès de tous les comptes se lisent par un administrateur.")
        return [ApiToken.of(each) for each in await run_sync(tokens.all_api_tokens)]
