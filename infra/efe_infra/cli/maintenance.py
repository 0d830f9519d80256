"""`efe status`, `efe migrate` and `efe rebuild`: the state of the installation, its database and its read tables."""

from typing import Annotated, Any, Final

import msgspec
import typer
from rich.table import Table

from efe_infra.cli.app import Group, command, out, say
from efe_infra.cli.progress import rebuild_if_due, rebuild_with_bar
from efe_infra.composition import build
from efe_infra.postgres.opening import prepare_database
from efe_infra.process.workers import Condition
from efe_infra.read_model.tables.generation import REFUSE_IF_NEWER, REFUSE_NEVER, Precedence, RebuildRefused
from efe_infra.read_model.tables.schema import create_read_tables
from efe_infra.read_model.tables.status import Status, status
from efe_infra.settings import Settings
from efe_infra.transparency.sealing.errors import SealRefused
from efe_projections.catalogue import PROJECTIONS

_VERSIONS: Final = {
    Precedence.CURRENT: "celle-ci",
    Precedence.DUE: "plus ancienne : à reconstruire",
    Precedence.REPLACED: "une autre, qui a remplacé celle-ci",
    Precedence.OLDER: "plus récente",
}
_CONDITIONS: Final = {
    Condition.RUNNING: "en marche",
    Condition.RESTARTING: "en reprise",
    Condition.STUCK: "sans nouvelles",
}
_REPLICAS: Final = {
    "up": "à jour",
    "behind": "en retard",
    "away": "absente",
    "primary": "accepte les écritures, n'est pas lue",
    "unfit": "d'une autre histoire, n'est pas lue",
}


@command(Group.START, "status")
def show_status(
    *, json: Annotated[bool, typer.Option("--json", help="Un objet JSON sur une ligne.")] = False
) -> None:
    """Dit où en sont le registre, les tables de lecture et le serveur qui écoute à EFE_HOST et EFE_PORT.

    Statut 1 si un événement arrête les tables de lecture, si elles sont d'une version plus récente du logiciel, ou si
    rien ne peut plus être scellé d'ici, par exemple sans la clé privée du journal.
    """
    settings = Settings.from_environment()
    with build(settings) as installation:
        current = status(installation.database, PROJECTIONS)
        obstacle = installation.sealer.obstacle()
    server = server_readiness(settings)
    if json:
        seal = {"code": obstacle.code, "message": str(obstacle)} if obstacle else None
        say(msgspec.json.encode({**msgspec.to_builtins(current), "seal_obstacle": seal, "server": server}).decode())
    else:
        out.print(_table(current, obstacle, server))
    if current.failure or current.tables.is_behind or obstacle:
        raise typer.Exit(1)


@command(Group.OPERATIONS, "migrate")
def migrate_database(
    *,
    schema: Annotated[
        bool, typer.Option("--schema", help="Le schéma et les utilisateurs des rôles, avant les nouveaux processus.")
    ] = False,
    tables: Annotated[
        bool, typer.Option("--tables", help="Les tables de lecture, quand un nouveau processus attend.")
    ] = False,
) -> None:
    """Prépare la base pour cette version : schéma, utilisateurs des rôles, tables de lecture.

    Sans option, les deux étapes à la suite : les processus de la version précédente ne sont alors plus à jour avant
    que ceux de celle-ci n'écoutent. EFE_DATABASE_URL nomme l'utilisateur qui possède la base. « efe serve » se passe
    ensuite d'elle, avec EFE_COMMAND_URL, EFE_PROJECTOR_URL et EFE_READ_URL.
    """
    settings = Settings.from_environment()
    if schema or not tables:
        create_read_tables(prepare_database(settings), PROJECTIONS)
    if schema and not tables:
        say("Le schéma est prêt. Démarrez un processus de cette version, puis lancez « efe migrate --tables ».")
        return
    with build(settings) as installation:
        order = rebuild_if_due(installation)
        if order.is_behind:
            raise RebuildRefused(order)
    say("La base est prête pour cette version.")


@command(Group.OPERATIONS)
def rebuild(
    *, downgrade: Annotated[bool, typer.Option(help="Remplacer aussi les tables d'une version plus récente.")] = False
) -> None:
    """Reconstruit les tables de lecture depuis le premier événement ; les lecteurs continuent pendant ce temps."""
    with build(Settings.from_environment()) as installation:
        position = rebuild_with_bar(installation, refused=REFUSE_NEVER if downgrade else REFUSE_IF_NEWER)
        say(f"Tables de lecture reconstruites jusqu'à la position {position}.")


def server_readiness(settings: Settings) -> dict[str, Any] | None:
    """Returns the answer of the server's /health/ready; None without a server."""
    import httpx  # noqa: PLC0415 - only `efe status` needs it

    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104 - not listened on
    url = f"http://{f'[{host}]' if ':' in host else host}:{settings.port}/health/ready"
    try:
        answer = msgspec.json.decode(httpx.get(url, timeout=settings.ready_within + 1, trust_env=False).content)
    except (httpx.HTTPError, msgspec.DecodeError):
        return None
    return answer if isinstance(answer, dict) and "reasons" in answer else None


def _table(current: Status, obstacle: SealRefused | None, server: dict[str, Any] | None) -> Table:
    table = Table(show_header=False)
    table.add_row("Dernière position du registre", str(current.head))
    table.add_row("Position de lecture", str(current.position))
    table.add_row("Retard", f"{current.lag} événement(s), {current.lag_seconds:.1f} s")
    table.add_row("À reconstruire", ", ".join(current.rebuild_due) or "rien")
    tables = current.tables
    version = f"{_VERSIONS[tables.precedence]} (génération {tables.stored} ; celle-ci : {tables.own})"
    table.add_row("Version des tables", version)
    failure = current.failure
    table.add_row(
        "Arrêt", f"position {failure.position}, {failure.projection} : {failure.error}" if failure else "aucun"
    )
    table.add_row("Scellé", f"{obstacle.code} : {obstacle}" if obstacle else "possible d'ici")
    table.add_row("Serveur", (", ".join(server["reasons"]) or "prêt") if server else "aucun à cette adresse")
    for worker in server.get("workers", ()) if server else ():
        table.add_row(f"Travail « {worker['name']} »", _condition(worker))
    for replica in server.get("replicas", ()) if server else ():
        table.add_row(f"Réplique {replica['name']}", _replica(replica))
    return table


def _replica(replica: dict[str, Any]) -> str:
    state = _REPLICAS[replica["state"]]
    return (
        f"{state} : {replica['error']}" if replica["error"] else f"{state} ({replica['lag']} événement(s) de retard)"
    )


def _condition(worker: dict[str, Any]) -> str:
    state = _CONDITIONS[Condition(worker["state"])]
    if not worker["restarts"]:
        return state
    return f"{state} ; {worker['restarts']} reprise(s), la dernière le {worker['since']} : {worker['error']}"
