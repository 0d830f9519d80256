"""`efe token` and `efe grant`: access tokens for development, and roles of accounts."""

from datetime import UTC, datetime
from typing import Annotated, Final
from uuid import uuid4

import typer

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import SYSTEM_CLI, CommandContext, in_context
from efe_domain.shared.errors import NotFound
from efe_graphql.request.context import day_in_law
from efe_infra.cli.app import Group, command, misused, say, say_error
from efe_infra.composition import Installation, build
from efe_infra.settings import Settings

NOT_ESTABLISHED: Final = (
    "L'Instance « {} » n'est pas établie. Nommez d'abord un administrateur (« efe grant --account SUJET --role "
    "administrator »), puis établissez-la à la page /administration, d'où s'invitent aussi ses coordinateurs."
)

Account = Annotated[
    str, typer.Option("--account", help="Le sujet du jeton, par exemple « coordination-liege ».", show_default=False)
]


@command(Group.START)
def token(
    name: Annotated[
        str | None, typer.Argument(metavar="COMPTE", help="Le compte, par exemple « coordination-liege ».")
    ] = None,
    account: Annotated[str | None, typer.Option("--account", hidden=True, help="Le même, écrit autrement.")] = None,
    hours: Annotated[
        int, typer.Option("--hours", "--heures", min=1, max=24 * 30, help="Durée de validité, en heures.")
    ] = 12,
) -> None:
    """Émet un jeton signé par la clé locale, pour le développement ; sans objet avec un fournisseur d'identité."""
    subject = name or account or misused("De quel compte ? Par exemple « efe token coordination-liege ».")
    with build(Settings.from_environment()) as installation:
        issuer = installation.local_issuer
        account_id = installation.vault.account_for(issuer.issuer, subject)
        say(f"Compte {account_id}. Ce jeton local ne vaut que sur cette machine.", stderr=True)
        say(issuer.mint(subject, lasting=hours * 3600))


@command(Group.START)
def grant(
    account: Account,
    role: Annotated[Role, typer.Option("--role", help="Le rôle confié au compte.", show_default=False)],
    bassin: Annotated[
        Bassin | None, typer.Option("--bassin", help="L'Instance concernée ; sans elle, toute la plateforme.")
    ] = None,
) -> None:
    """Confie un rôle à un compte : le premier administrateur se désigne ici."""
    with build(Settings.from_environment()) as installation:
        try:
            position = _grant(installation, account, role, bassin)
        except NotFound as refused:
            if bassin is None:
                raise
            say_error(NOT_ESTABLISHED.format(bassin))
            raise typer.Exit(1) from refused
        say(f"Rôle « {role} » confié à {account} (position {position}).")


def _grant(installation: Installation, subject: str, role: Role, bassin: Bassin | None) -> int:
    account = installation.vault.account_for(installation.tokens.issuer, subject)
    today = day_in_law(datetime.now(UTC))
    with in_context(CommandContext(actor=SYSTEM_CLI, today=today, command_id=uuid4())):
        if bassin:
            return installation.platform.grant_access(bassin, account, role).position
        return installation.platform.grant_platform_access(account, role).position
