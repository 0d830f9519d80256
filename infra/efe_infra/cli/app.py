"""The Typer application `efe`: its groups of commands, its French help, its output and its exit statuses."""

import signal
import sys
from collections.abc import Callable
from enum import StrEnum
from importlib.metadata import version
from typing import Any, NoReturn

import psycopg
import typer
from rich.markup import escape
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

from efe_domain.shared.errors import Refusal
from efe_infra.backup.errors import BackupRefused
from efe_infra.cli.signals import SigtermHandler
from efe_infra.cli.terminal import SafeConsole, in_one_line
from efe_infra.http.graphql.trusted_manifests import ManifestRefused
from efe_infra.http.server.server import PortTaken, PublicAddress
from efe_infra.identity.local_issuer import NoLocalIssuer
from efe_infra.operations.tracing import TelemetryMissing
from efe_infra.postgres.errors import DatabaseUnusable, StatementFailed
from efe_infra.read_model.rebuild import RebuildRunning
from efe_infra.read_model.tables.generation import RebuildRefused
from efe_infra.samples.empty_ledger import LedgerNotEmpty
from efe_infra.settings import SettingRefused, unknown_settings
from efe_infra.transparency.evidence.atomic_file import ExportRefused
from efe_infra.transparency.evidence.bundle_events import BundleUnreadable
from efe_infra.transparency.evidence.replay import ReplayFailed
from efe_infra.transparency.sealing.errors import SealRefused
from efe_infra.transparency.witness.refusals import WitnessRefused

rich_utils.COMMANDS_PANEL_TITLE = "Commandes"
rich_utils.ERRORS_PANEL_TITLE = "Erreur"
rich_utils.DEFAULT_STRING = "[défaut : {}]"
rich_utils.REQUIRED_LONG_STRING = "[requis]"
rich_utils.RICH_HELP = "« [blue]{command_path} {help_option}[/] » en dit plus."


class Group(StrEnum):
    """Panels of the help."""

    START = "Démarrer"
    EVIDENCE = "Preuves et audit"
    OPERATIONS = "Exploitation"
    DEVELOPMENT = "Développement"


class FrenchCommand(TyperCommand):
    def get_help_option(self, ctx: Any) -> Any:
        return _translated(super().get_help_option(ctx))


class FrenchGroup(TyperGroup):
    def get_help_option(self, ctx: Any) -> Any:
        return _translated(super().get_help_option(ctx))


def _translated(option: Any) -> Any:
    if option:
        option.help = "Montre cette aide."
    return option


app = typer.Typer(
    name="efe",
    cls=FrenchGroup,
    help="Les Instances bassin EFE et leurs pôles de synergies : le registre, son API et son historique.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)

out = SafeConsole()
err = SafeConsole(stderr=True)

FAILURES = (
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
"""Exceptions whose message is one French line for the user."""


def command(group: Group, name: str | None = None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Adds a command to `app`; the help lists it in the group."""
    return app.command(name, cls=FrenchCommand, rich_help_panel=group)


def say(text: str, *, end: str = "\n", stderr: bool = False) -> None:
    """Prints the text as it is, without wrapping or markup: it may contain names that users wrote."""
    (err if stderr else out).print(text, end=end, highlight=False, markup=False, emoji=False, soft_wrap=True)


def say_error(text: str) -> None:
    err.print(f"[bold red]Erreur[/] : {escape(in_one_line(text))}", highlight=False, soft_wrap=True)


@app.callback(invoke_without_command=True)
def _root(
    *, show_version: bool = typer.Option(False, "--version", help="Affiche la version.", is_eager=True)
) -> None:
    if show_version:
        out.print(version("efe-synergies"))
        raise typer.Exit


def misused(message: str) -> NoReturn:
    """Ends with exit status 2: the command line is invalid."""
    say_error(message)
    raise typer.Exit(2)


def main() -> None:
    """Runs the command. Exit status: 0 success, 1 failure, 2 invalid command line."""
    signal.signal(signal.SIGTERM, SigtermHandler())
    for each in unknown_settings():
        say(in_one_line(each.warning), stderr=True)
    try:
        app()
    except FAILURES as failure:
        _failed(failure)
    except psycopg.OperationalError as failure:
        _failed(StatementFailed(str(failure).partition("\n")[0]))
    except KeyboardInterrupt:
        sys.exit(130)


def _failed(failure: Exception) -> NoReturn:
    say_error(str(failure))
    sys.exit(1)
