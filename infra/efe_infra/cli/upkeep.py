"""`efe status` and `efe rebuild`: how the installation is, and its read tables made anew."""

from typing import Annotated, Any, Final

import msgspec
import typer
from rich.table import Table

from efe_infra.cli.app import command, out
from efe_infra.cli.groups import Group
from efe_infra.cli.progress import rebuilt
from efe_infra.composition import build
from efe_infra.process.workers import Condition
from efe_infra.read_model.tables.generation import REFUSE_IF_NEWER, REFUSE_NEVER, Precedence
from efe_infra.read_model.tables.status import Status, status
from efe_infra.settings import Settings
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

    Statut 1 si un événement arrête les tables de lecture, ou si elles sont d'une version plus récente du logiciel.
    """
    settings = Settings.chosen()
    with build(settings) as installation:
        found = status(installation.database, PROJECTIONS)
    server = told_by_server(settings)
    if json:
        told = {**msgspec.to_builtins(found), "server": server}
        out.print(msgspec.json.encode(told).decode(), soft_wrap=True, highlight=False)
    else:
        out.print(_table(found, server))
    if found.failure or found.tables.is_behind:
        raise typer.Exit(1)


@command(Group.OPERATIONS)
def rebuild(
    *, downgrade: Annotated[bool, typer.Option(help="Remplacer aussi les tables d'une version plus récente.")] = False
) -> None:
    """Reconstruit les tables de lecture depuis le premier événement ; les lecteurs continuent pendant ce temps."""
    with build(Settings.chosen()) as installation:
        position = rebuilt(installation, refused=REFUSE_NEVER if downgrade else REFUSE_IF_NEWER)
        out.print(f"Tables de lecture reconstruites jusqu'à la position {position}.", highlight=False)


def told_by_server(settings: Settings) -> dict[str, Any] | None:
    """The answer of the server's /health/ready; None if there is no server."""
    import httpx  # noqa: PLC0415 - for those who ask

    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104 - not listened on
    url = f"http://{f'[{host}]' if ':' in host else host}:{settings.port}/health/ready"
    try:
        found = msgspec.json.decode(httpx.get(url, timeout=settings.ready_within + 1, trust_env=False).content)
    except (httpx.HTTPError, msgspec.DecodeError):
        return None
    return found if isinstance(found, dict) and "reasons" in found else None


def _table(found: Status, server: dict[str, Any] | None) -> Table:
    table = Table(show_header=False)
    table.add_row("Dernière position du registre", str(found.head))
    table.add_row("Position de lecture", str(found.position))
    table.add_row("Retard", f"{found.lag} événement(s), {found.lag_seconds:.1f} s")
    table.add_row("À reconstruire", ", ".join(found.rebuild_due) or "rien")
    tables = found.tables
    version = f"{_VERSIONS[tables.precedence]} (génération {tables.stored} ; celle-ci : {tables.own})"
    table.add_row("Version des tables", version)
    failure = found.failure
    table.add_row(
        "Arrêt", f"position {failure.position}, {failure.projection} : {failure.error}" if failure else "aucun"
    )
    table.add_row("Serveur", (", ".join(server["reasons"]) or "prêt") if server else "aucun à cette adresse")
    for worker in server.get("workers", ()) if server else ():
        table.add_row(f"Travail « {worker['name']} »", _condition(worker))
    for replica in server.get("replicas", ()) if server else ():
        table.add_row(f"Réplique {replica['name']}", _standing(replica))
    return table


def _standing(replica: dict[str, Any]) -> str:
    told = _REPLICAS[replica["state"]]
    return f"{told} : {replica['error']}" if replica["error"] else f"{told} ({replica['lag']} événement(s) de retard)"


def _condition(worker: dict[str, Any]) -> str:
    told = _CONDITIONS[Condition(worker["state"])]
    if not worker["restarts"]:
        return told
    return f"{told} ; {worker['restarts']} reprise(s), la dernière le {worker['since']} : {worker['error']}"
