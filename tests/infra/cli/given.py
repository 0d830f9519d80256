"""Databases and servers with which tests of the command line begin."""

from pathlib import Path
from secrets import token_hex
from uuid import UUID

from psycopg.conninfo import make_conninfo

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import SYSTEM_CLI, CommandContext, in_context
from efe_infra.identity.local_issuer import ISSUER
from efe_infra.postgres.database import Database
from tests.domain.given import TODAY
from tests.infra.cli.versions import Server
from tests.running import installation

ROLES = ("command", "projector", "read")
ESTABLISH = """
    mutation ($input: EstablishInstanceInput!) {
        establishInstance(input: $input) { position userErrors { code message } }
    }
"""


def two_persons(database: Database, home: Path) -> tuple[UUID, UUID]:
    """Establishes an Instance, and registers two persons."""
    with installation(database, home) as here, in_context(CommandContext(actor=SYSTEM_CLI, today=TODAY)):
        here.platform.establish_instance(Bassin.LIEGE, on=TODAY)
        first = here.vault.register_person(given_name="Zéphyrine", family_name="Quaquebeke")
        return first, here.vault.register_person(given_name="Jeanne", family_name="Dupont")


def addresses(database: Database) -> dict[str, str]:
    """Returns addresses of new users, one for each role."""
    suffix = token_hex(4)
    return {
        f"EFE_{role.upper()}_URL": make_conninfo(database.admin, user=f"x_{role}_{suffix}", password=token_hex())
        for role in ROLES
    }


def token_of_all_roles(database: Database, home: Path) -> str:
    with installation(database, home) as here, in_context(CommandContext(actor=SYSTEM_CLI, today=TODAY)):
        account = here.vault.account_for(ISSUER, "administration")
        for role in (Role.ADMINISTRATOR, Role.AUDITOR):
            here.platform.grant_platform_access(account, role, on=TODAY)
        return here.local_issuer.mint("administration", lasting=600)


def is_ready(server: Server) -> bool:
    return not server.ready()["reasons"]


def is_superseded(server: Server) -> bool:
    return "SUPERSEDED" in server.ready()["reasons"]
