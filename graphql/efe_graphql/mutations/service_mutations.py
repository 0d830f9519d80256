"""Mutation on service accounts: outside the register, by an administrator."""

from functools import partial
from typing import Annotated, Final

import strawberry
from anyio.to_thread import run_sync
from strawberry import field

from efe_domain.access.api_token import AccountOfPerson
from efe_domain.access.powers import roles_for
from efe_domain.shared import texts
from efe_domain.shared.errors import Invalid, Refusal
from efe_graphql.mutations.execute import INPUT, admitted, reporting_refusals
from efe_graphql.request.context import Context, Info
from efe_graphql.request.vault_rows import AccountOnFile
from efe_graphql.types.payloads import DeclaredServicePayload
from efe_graphql.types.people import Account
from efe_graphql.types.user_errors import user_error

DECLARE_SERVICE: Final = (
    "Déclarer que le compte d'un sujet est celui d'une application, sous un nom. Il peut alors recevoir un rôle ; il "
    "ne vaut pour aucune personne. Hors du registre (administrateur)."
)


@strawberry.input(description=DECLARE_SERVICE)
class DeclareServiceInput:
    subject: str = field(description="Le sujet (`sub`) des jetons de l'application, tel que le fournisseur le donne.")
    name: str = field(description="Le nom de l'application, non d'une personne.")

    def dispatch(self, context: Context) -> AccountOnFile:
        admitted(context, "declare_service", roles_for("declare_service"), members=False)
        name, writer = texts.name(self.name, "name"), context.person_writer
        if texts.name(self.subject, "subject") != self.subject:
            raise Invalid("subject", "Un sujet se donne tel quel, sans espace autour.")
        service = writer.name_service(writer.account_for(context.ports.issuer, self.subject), name)
        if service is None:
            raise AccountOfPerson("Ce compte est celui d'une personne.")
        return service


async def declare_service(
    info: Info, command_input: Annotated[DeclareServiceInput, strawberry.argument(name="input", description=INPUT)]
) -> DeclaredServicePayload:
    context = info.context
    try:
        with reporting_refusals(context, command_input):
            service = await run_sync(partial(command_input.dispatch, context))
    except Refusal as refusal:
        return DeclaredServicePayload(user_errors=[user_error(refusal, context.language)])
    return DeclaredServicePayload(account=Account.of(service.id), user_errors=[])
