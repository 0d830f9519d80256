"""`efe person export`, `forget` and `forgotten`: the stored data of a person, and their erasure."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import anyio
import msgspec
import typer

from efe_domain.access.person import ForgettingReason
from efe_domain.shared.command_context import SYSTEM_CLI, CommandContext, in_context
from efe_domain.shared.errors import NotFound
from efe_graphql.request.context import day_in_law
from efe_graphql.request.forgetting import forget
from efe_graphql.request.personal_data import PersonalData, personal_data
from efe_infra.cli.app import FrenchCommand, FrenchGroup, Group, app, say
from efe_infra.composition import Installation, build
from efe_infra.read_model.reads.reads import PooledReads
from efe_infra.settings import Settings
from efe_infra.web_application import READ_ERRORS

person = typer.Typer(help="Les personnes du coffre : ce qui est gardé d'elles, et leur oubli.", no_args_is_help=True)
app.add_typer(person, name="person", cls=FrenchGroup, rich_help_panel=Group.OPERATIONS)

Person = Annotated[UUID, typer.Argument(help="L'identifiant de la personne, sans « Person: ».", show_default=False)]


@person.command(cls=FrenchCommand)
def export(person_id: Person) -> None:
    """Écrit en JSON tout ce que la plateforme garde d'une personne : à lui remettre, à elle seule."""
    with build(Settings.from_environment()) as installation:
        if not installation.vault.knows(person_id):
            raise NotFound("Personne", person_id)
        data = anyio.run(_export, installation, person_id)
    say(msgspec.json.format(msgspec.json.encode(data), indent=2).decode())


@person.command("forget", cls=FrenchCommand)
def forget_person(
    person_id: Person,
    reason: Annotated[ForgettingReason | None, typer.Option("--reason", help="Pourquoi.")] = None,
) -> None:
    """Oublie une personne, sans retour : ce que le coffre garde d'elle est effacé, le registre le dit."""
    with build(Settings.from_environment()) as installation:
        today = day_in_law(datetime.now(UTC))
        with in_context(CommandContext(actor=SYSTEM_CLI, today=today)):
            result = forget(installation.platform, installation.vault, person_id, reason=reason, on=None)
        say(f"Personne {person_id} oubliée (position {result.position}).")


@person.command("forgotten", cls=FrenchCommand)
def list_forgotten() -> None:
    """Écrit l'identifiant de chaque personne oubliée, un par ligne : à garder à côté des anciennes sauvegardes."""
    with build(Settings.from_environment()) as installation:
        for each in installation.vault.forgotten():
            say(str(each))


async def _export(installation: Installation, person_id: UUID) -> PersonalData:
    async with PooledReads(installation.database, errors=READ_ERRORS) as reads:
        return await personal_data(
            reads,
            installation.vault,
            installation.vault,
            installation.documents,
            installation.journal,
            person=person_id,
        )
