"""`efe serve`, `efe project` and `efe documents check`: server processes, and documents that a server would load."""

import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from socket import socket
from typing import Annotated, Final

import structlog
import typer
from rich.table import Table

from efe_graphql.limits.limits import LIMITS
from efe_infra.cli.app import FrenchCommand, FrenchGroup, Group, app, command, err, out, say, say_error
from efe_infra.cli.check import check_in_background
from efe_infra.cli.progress import rebuild_if_due
from efe_infra.cli.signals import SigtermHandler
from efe_infra.composition import (
    Installation,
    allow_notices,
    build,
    contract,
    measuring,
    notifying,
    projecting,
    sealing,
    trusted_documents,
    watching,
)
from efe_infra.http.errors.logs import log_to
from efe_infra.http.graphql.trusted_manifests import ManifestRefused, manifests, read, validated
from efe_infra.http.server.server import begin_listening, bound_socket, check_loopback, server
from efe_infra.identity.local_issuer import LocalIssuer, LocalPerson
from efe_infra.operations.tracing import tracing
from efe_infra.process.fast_start import loaded_ahead, settle_memory
from efe_infra.read_model.position_watch import PositionWatch
from efe_infra.read_model.tables.generation import Precedence, RebuildRefused, TableOrder
from efe_infra.read_model.tables.status import status
from efe_infra.read_model.tables_watch import TablesWatch
from efe_infra.settings import Settings
from efe_infra.web_application import application
from efe_projections.catalogue import PROJECTIONS

log = structlog.stdlib.get_logger()

documents = typer.Typer(help="Les documents de confiance des applications clientes.", no_args_is_help=True)
app.add_typer(documents, name="documents", cls=FrenchGroup, rich_help_panel=Group.OPERATIONS)

ALLOWED: Final = "Les courriels partent à nouveau : ce qui est enregistré à partir d'ici sera annoncé."
WAITING: Final = "les tables de lecture sont d'une version plus ancienne ; « efe migrate --tables » les remplace."
NOT_STOPPED: Final = "Rien n'est arrêté : les courriels partent, ou aucun processus ne les envoie."

Host = Annotated[str | None, typer.Option(help="Adresse d'écoute (EFE_HOST).")]
Port = Annotated[int | None, typer.Option(min=0, max=65535, help="Port d'écoute (EFE_PORT) ; 0 : libre.")]


@command(Group.START)
def serve(
    host: Host = None,
    port: Port = None,
    *,
    project: Annotated[bool, typer.Option(help="Tenir aussi les tables de lecture à jour.")] = True,
    seal: Annotated[bool, typer.Option(help="Sceller aussi le registre, toutes les quelques secondes.")] = True,
    notify: Annotated[
        bool, typer.Option(help="Envoyer aussi les webhooks, et les courriels si EFE_SMTP_URL est réglé.")
    ] = True,
) -> None:
    """Sert l'API GraphQL, tient les tables à jour, scelle le registre, envoie courriels et webhooks (sauf --no-…)"""
    with loaded_ahead("efe_graphql.schema"), build(Settings.from_environment()) as installation:
        run(installation, take_port(installation, host, port), project=project, seal=seal, notify=notify)


@command(Group.OPERATIONS)
def project() -> None:
    """Tient les tables de lecture à jour, sans servir ; attend son tour si un autre processus le fait."""
    with build(Settings.from_environment()) as installation:
        log_to(sys.stderr.buffer, lasting=True)
        _take_over(installation)
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        settle_memory()
        with projecting(installation, PositionWatch()):
            say("Les tables de lecture suivent le registre. Ctrl-C pour arrêter.")
            stop.wait()


@command(Group.OPERATIONS)
def notify(
    *,
    allow: Annotated[
        bool, typer.Option("--allow", help="Permettre à une base restaurée d'envoyer à nouveau, et s'arrêter.")
    ] = False,
) -> None:
    """Envoie les courriels et les webhooks, sans servir ; attend son tour si un autre processus le fait."""
    with build(Settings.from_environment()) as installation:
        if allow:
            say(ALLOWED if allow_notices(installation, account=None) else NOT_STOPPED)
            return
        log_to(sys.stderr.buffer, lasting=True)
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        with (
            watching(installation) as watch,
            notifying(installation, lambda: application(installation, watch)) as sends,
        ):
            if not sends:
                say_error("EFE_SMTP_URL n'est pas réglé : aucun courriel ne part.")
            say(f"{'Les courriels et les' if sends else 'Les'} webhooks partent. Ctrl-C pour arrêter.")
            stop.wait()


def take_port(installation: Installation, host: str | None, port: int | None) -> socket:
    """Takes the port first, so that a failure shows at once. Raises `PublicAddress` or `PortTaken`."""
    settings = installation.settings
    host = host or settings.host
    if isinstance(installation.tokens, LocalIssuer):
        check_loopback(host)
    return bound_socket(host, settings.port if port is None else port, stalled=settings.stalled, listens=False)


def run(
    installation: Installation,
    listener: socket,
    *,
    project: bool = True,
    seal: bool = True,
    notify: bool = True,
    people: Sequence[LocalPerson] = (),
) -> None:
    """Serves until a signal; the local issuer offers `people` for sign-in. Raises `ManifestRefused`."""
    log_to(sys.stderr.buffer, lasting=True)
    trusted = trusted_documents(installation.settings)
    order = _take_over(installation) if project else status(installation.database, PROJECTIONS).tables
    host, port = listener.getsockname()[:2]
    address = f"http://{_in_url(host)}:{port}"
    if is_local := isinstance(installation.tokens, LocalIssuer):
        log.warning("local issuer", host=host)
    sigterm = SigtermHandler.current()
    sigterm.defer()
    with (
        tracing(installation.settings.otel_endpoint) as tracer,
        measuring(installation) as metrics_port,
        watching(installation) as watch,
        TablesWatch(installation.database, PROJECTIONS, order.precedence) as tables,
        projecting(installation, watch) if project else nullcontext(),
        sealing(installation) if seal else nullcontext(),
        notifying(installation, lambda: application(installation, watch), address if people else "")
        if notify
        else nullcontext(),
    ):
        served = server(application(installation, watch, trusted, tracer, people, tables=tables))
        settle_memory()
        sigterm.stop_with(served.stop)
        begin_listening(listener)
        _announce(address, "GraphQL" if trusted.only else "GraphiQL", with_sign_in=is_local)
        if metrics_port:
            say(f"Mesures : http://{installation.settings.metrics_host}:{metrics_port}/metrics")
        if not people:
            check_in_background(installation.settings)
        served.run(sockets=[listener])


def _announce(address: str, name: str, *, with_sign_in: bool) -> None:
    """Prints the addresses; `with_sign_in` also that of the local issuer."""
    say(f"{name} : {address}/graphql")
    say(f"Console : {address}/")
    if with_sign_in:
        say(f"« Se connecter comme… » : {address}/connexion")
        out.print("[bold yellow]Émetteur de jetons local : pour le développement seulement.[/]", highlight=False)


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _take_over(installation: Installation) -> TableOrder:
    """Rebuilds the read tables if they are older than this code; if they are newer, warns and continues.

    Without the login of the owner, it leaves older tables to `efe migrate --tables`, and continues.
    """
    is_owner = bool(installation.database.admin)
    order = rebuild_if_due(installation) if is_owner else status(installation.database, PROJECTIONS).tables
    if order.precedence is Precedence.DUE:
        log.warning("rebuild due", generation=order.own, stored=order.stored)
        err.print(f"[bold yellow]En attente[/] : {WAITING}", highlight=False, soft_wrap=True)
    if order.is_behind:
        log.warning("superseded", precedence=order.precedence, generation=order.own, stored=order.stored)
        err.print(f"[bold yellow]Version remplacée[/] : {RebuildRefused(order)}", highlight=False, soft_wrap=True)
    return order


@documents.command(cls=FrenchCommand)
def check(
    path: Annotated[Path, typer.Argument(help="Un manifeste, ou un dossier de manifestes.", show_default=False)],
) -> None:
    """Valide chaque document et dit le coût estimé de chaque opération ; statut 1 si le schéma en refuse un."""
    table = Table("Document", "Opération", f"Coût (au plus {LIMITS.cost})")
    faults = []
    for manifest in manifests(path):
        for key, text in read(manifest).items():
            try:
                costs = validated(manifest, key, text, contract().schema).costs
            except ManifestRefused as refused:
                faults.append(refused)
            else:
                for name, cost in costs.items():
                    table.add_row(key, name, str(cost))
    out.print(table)
    for fault in faults:
        say_error(str(fault))
    raise typer.Exit(1 if faults else 0)
