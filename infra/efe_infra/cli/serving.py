"""`efe serve` and `efe project`: the processes of the platform."""

import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import nullcontext
from socket import socket
from typing import Annotated

import structlog
import typer

from efe_infra.cli.app import command, err, out
from efe_infra.cli.groups import Group
from efe_infra.cli.leaving import Leaving
from efe_infra.cli.progress import rebuilt_if_due
from efe_infra.composition import Installation, build, measuring, projecting, sealing, trusted_documents, watching
from efe_infra.http.errors.logs import log_to
from efe_infra.http.server.server import bound_socket, check_loopback, server
from efe_infra.identity.local_issuer import LocalIssuer, LocalPerson
from efe_infra.operations.tracing import tracing
from efe_infra.process.loading import loaded_ahead, settle_memory
from efe_infra.read_model.position_watch import PositionWatch
from efe_infra.read_model.tables.generation import RebuildRefused
from efe_infra.settings import Settings
from efe_infra.web_application import application

log = structlog.stdlib.get_logger()


@command(Group.START)
def serve(
    host: Annotated[str | None, typer.Option(help="Adresse d'écoute (EFE_HOST).")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port d'écoute (EFE_PORT) ; 0 : libre.")] = None,
    *,
    project: Annotated[bool, typer.Option(help="Tenir aussi les tables de lecture à jour.")] = True,
    seal: Annotated[bool, typer.Option(help="Sceller aussi le registre, toutes les quelques secondes.")] = True,
) -> None:
    """Sert l'API GraphQL ; sauf avec --no-project et --no-seal, tient les tables à jour et scelle le registre."""
    with loaded_ahead("efe_graphql.schema"), build(Settings.chosen()) as installation:
        run(installation, listening(installation, host, port), project=project, seal=seal)


@command(Group.OPERATIONS)
def project() -> None:
    """Tient les tables de lecture à jour, sans servir ; attend son tour si un autre processus le fait."""
    with build(Settings.chosen()) as installation:
        log_to(sys.stderr.buffer, lasting=True)
        _take_over(installation)
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        settle_memory()
        with projecting(installation, PositionWatch()):
            out.print("Les tables de lecture suivent le registre. Ctrl-C pour arrêter.", highlight=False)
            stop.wait()


def listening(installation: Installation, host: str | None, port: int | None) -> socket:
    """What serves from now on; where it cannot, that is known before anything else is done.

    Raises `PublicAddress` or `PortTaken`.
    """
    settings = installation.settings
    host = host or settings.host
    if isinstance(installation.tokens, LocalIssuer):
        check_loopback(host)
    return bound_socket(host, settings.port if port is None else port, stalled=settings.stalled)


def run(
    installation: Installation,
    listener: socket,
    *,
    project: bool = True,
    seal: bool = True,
    people: Sequence[LocalPerson] = (),
) -> None:
    """Serve until a signal; `people` are offered by the local issuer. Raises `ManifestRefused`."""
    log_to(sys.stderr.buffer, lasting=True)
    trusted = trusted_documents(installation.settings)
    if project:
        _take_over(installation)
    host, port = listener.getsockname()[:2]
    name = "GraphQL" if trusted.only else "GraphiQL"
    address = f"http://{_in_url(host)}:{port}"
    out.print(f"{name} : {address}/graphql", highlight=False)
    out.print(f"Console : {address}/", highlight=False)
    if isinstance(installation.tokens, LocalIssuer):
        log.warning("local issuer", host=host)
        out.print(f"« Se connecter comme… » : {address}/connexion", highlight=False)
        out.print("[bold yellow]Émetteur de jetons local : pour le développement seulement.[/]", highlight=False)
    leaving = Leaving.current()
    leaving.noted()
    with (
        tracing(installation.settings.otel_endpoint) as tracer,
        measuring(installation) as measured,
        watching(installation) as watch,
        projecting(installation, watch) if project else nullcontext(),
        sealing(installation) if seal else nullcontext(),
    ):
        if measured:
            out.print(f"Mesures : http://{installation.settings.metrics_host}:{measured}/metrics", highlight=False)
        served = server(application(installation, watch, trusted, tracer, people))
        settle_memory()
        leaving.tell(served.stop)
        served.run(sockets=[listener])


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _take_over(installation: Installation) -> None:
    """The read tables are made those of this code, unless it has had its time; then it says so and goes on."""
    found = rebuilt_if_due(installation)
    if found.is_behind:
        log.warning("superseded", precedence=found.precedence, generation=found.own, stored=found.stored)
        err.print(f"[bold yellow]Version remplacée[/] : {RebuildRefused(found)}", highlight=False, soft_wrap=True)
