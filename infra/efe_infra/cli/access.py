"""`efe token` and `efe grant`: who may come in, and as what."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import uuid4

import typer

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import SYSTEM_CLI, CommandContext, in_context
from efe_graphql.request.context import day_in_law
from efe_infra.cli.app import command, err, misused, out
from efe_infra.cli.groups import Group
from efe_infra.composition import Installation, build
from efe_infra.settings import Settings

Account = Annotated[
    str, typer.Option("--account", help="Le sujet du jeton, par exemple « coordination-liege ».", show_default=False)
]


@command(Group.START)
def token(
    name: Annotated[
        str | None, typer.Argument(metavar="COMPTE", help="Le compte, par exemple « coordination-liege ».")
    ] = None,
    account: Annotated[str | None, typer.Option("--account", hidden=True, help="Le même, écrit autrement.")] = None,
    lasting: Annotated[
        int, typer.Option("--hours", "--heures", min=1, max=24 * 30, help="Durée de validité, en heures.")
    ] = 12,
) -> None:
    """Émet un jeton signé par la clé locale, pour le développement ; sans objet avec un fournisseur d'identité."""
    subject = name or account or misused("De quel compte ? Par exemple « efe token coordination-liege ».")
    with build(Settings.chosen()) as installation:
        issuer = installation.local_issuer
        known_as = installation.vault.account_for(issuer.issuer, subject)
        err.print(f"Compte {known_as}. Ce jeton local ne vaut que sur cette machine.", highlight=False)
        out.print(issuer.mint(subject, lasting=lasting * 3600), soft_wrap=True, highlight=False)


@command(Group.START)
def grant(
    account: Account,
    role: Annotated[Role, typer.Option("--role", help="Le rôle confié au compte.", show_default=False)],
    bassin: Annotated[
        Bassin | None, typer.Option("--bassin", help="L'Instance concernée ; sans elle, toute la plateforme.")
    ] = None,
) -> None:
    """Confie un rôle à un compte : le premier administrateur se désigne ici."""
    with build(Settings.chosen()) as installation:
        position = _grant(installation, account, role, bassin)
        out.print(f"Rôle « {role} » confié à {account} (position {position}).", highlight=False)


def _grant(installation: Installation, subject: str, role: Role, bassin: Bassin | None) -> int:
    account = installation.vault.account_for(installation.tokens.issuer, subject)
    today = day_in_law(datetime.now(UTC))
    with in_context(CommandContext(actor=SYSTEM_CLI, today=today, command_id=uuid4())):
        if bassin:
            return installation.platform.grant_access(bassin, account, role).position
        return installation.platform.grant_platform_access(account, role).position
