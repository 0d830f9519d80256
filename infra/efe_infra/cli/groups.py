"""How the command line shows its help: in French, with the commands in groups."""

from enum import StrEnum
from typing import Any

from typer import rich_utils
from typer.core import TyperCommand, TyperGroup


class Group(StrEnum):
    """Where the help lists a command."""

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


def in_french() -> None:
    """The titles of the help, which the library keeps in its module."""
    rich_utils.COMMANDS_PANEL_TITLE = "Commandes"
    rich_utils.ERRORS_PANEL_TITLE = "Erreur"
    rich_utils.DEFAULT_STRING = "[défaut : {}]"
    rich_utils.REQUIRED_LONG_STRING = "[requis]"
    rich_utils.RICH_HELP = "« [blue]{command_path} {help_option}[/] » en dit plus."
