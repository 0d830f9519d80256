"""The command `efe`: one line and a status for every failure that a person can do something about."""

import signal
import sys
from collections.abc import Callable
from importlib.metadata import version
from typing import Any, NoReturn

import psycopg
import typer
from rich.console import Console
from rich.markup import escape

from efe_domain.shared.errors import Refusal
from efe_infra.backup.errors import BackupRefused
from efe_infra.cli.groups import FrenchCommand, FrenchGroup, Group, in_french
from efe_infra.cli.leaving import Leaving
from efe_infra.documents.manifests import ManifestRefused
from efe_infra.http.server.server import PortTaken, PublicAddress
from efe_infra.identity.local_issuer import NoLocalIssuer
from efe_infra.operations.tracing import TelemetryMissing
from efe_infra.postgres.errors import DatabaseUnusable, StatementFailed
from efe_infra.read_model.rebuild import RebuildRunning
from efe_infra.read_model.tables.generation import RebuildRefused
from efe_infra.samples.simulation.writing import LedgerNotEmpty
from efe_infra.settings import SettingRefused
from efe_infra.transparency.evidence.atomic_file import ExportRefused
from efe_infra.transparency.evidence.bundle_events import BundleUnreadable
from efe_infra.transparency.evidence.replay import ReplayFailed
from efe_infra.transparency.sealing.errors import SealRefused
from efe_infra.transparency.witness.refusals import WitnessRefused

in_french()
app = typer.Typer(
    name="efe",
    cls=FrenchGroup,
    help="Les Instances bassin EFE et leurs pôles de synergies : le registre, son API et son historique.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)

out = Console()
err = Console(stderr=True)

FOR_PEOPLE = (
    Refusal,
    BackupRefused,
    DatabaseUnusable,
    BundleUnreadable,
    ExportRefused,
    ManifestRefused,
    LedgerNotEmpty,
    NoLocalIssuer,
    PortTaken,
    PublicAddress,
    RebuildRefused,
    RebuildRunning,
    ReplayFailed,
    SealRefused,
    SettingRefused,
    TelemetryMissing,
    WitnessRefused,
)
"""Failures whose message is a French line for the person at the keyboard."""


def command(group: Group, name: str | None = None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Adds a command to `app`; its help is listed in the group."""
    return app.command(name, cls=FrenchCommand, rich_help_panel=group)


@app.callback(invoke_without_command=True)
def _root(
    *, show_version: bool = typer.Option(False, "--version", help="Affiche la version.", is_eager=True)
) -> None:
    if show_version:
        out.print(version("efe-synergies"))
        raise typer.Exit


def misused(why: str) -> NoReturn:
    """A command line that makes no sense: exit status 2."""
    err.print(f"[bold red]Erreur[/] : {escape(why)}", highlight=False, soft_wrap=True)
    raise typer.Exit(2)


def main() -> None:
    """Exit status 0 when done, 1 when refused, 2 for a command line that is not understood."""
    signal.signal(signal.SIGTERM, Leaving())
    try:
        app()
    except FOR_PEOPLE as failure:
        _refused(failure)
    except psycopg.OperationalError as failure:
        _refused(StatementFailed(str(failure).partition("\n")[0]))
    except KeyboardInterrupt:
        sys.exit(130)


def _refused(failure: Exception) -> NoReturn:
    err.print(f"[bold red]Erreur[/] : {escape(str(failure))}", highlight=False, soft_wrap=True)
    sys.exit(1)
