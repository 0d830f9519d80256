"""`efe check`: what a server needs, in one table, which `efe serve` prints too."""

import sys
from collections.abc import Sequence
from typing import Annotated, Final

import msgspec
import structlog
import typer
from rich.markup import escape
from rich.table import Table

from efe_infra.cli.app import Group, command, out, say
from efe_infra.composition import sealer_of
from efe_infra.http.errors.logs import log_to
from efe_infra.operations.check.checks import checked
from efe_infra.operations.check.findings import SETTINGS_PAGE, Finding, Level, as_json, exit_status
from efe_infra.process.background import on_daemon_thread
from efe_infra.settings import SettingRefused, Settings

log = structlog.stdlib.get_logger()

_LEVELS: Final = {
    Level.OK: "[green]bien[/]",
    Level.OFF: "[dim]sans[/]",
    Level.WARNING: "[yellow]attention[/]",
    Level.FAULT: "[bold red]défaut[/]",
}
_SUBJECTS: Final = {
    "settings": "Réglages",
    "database": "Base et rôles",
    "tables": "Tables de lecture",
    "seal-key": "Clé du sceau",
    "log-name": "Nom du journal",
    "clock": "Horloge",
    "issuer": "Fournisseur d'identité",
    "sign-in": "Connexion aux pages",
    "mail": "Courrier",
    "contact": "Contact",
    "disk": "Disque",
    "proxies": "Mandataires",
    "timestamps": "Horodatage",
    "witnesses": "Témoins",
}


@command(Group.START)
def check(*, json: Annotated[bool, typer.Option("--json", help="Un objet JSON sur une ligne.")] = False) -> None:
    """Contrôle ce dont un serveur a besoin, sans rien changer : base, clés, fournisseur d'identité, courrier…

    Statut 0 si tout va bien, 1 avec des avertissements, 2 si cette installation ne peut pas servir. Ce qui manque est
    dit avec son réglage et la page qui l'explique.
    """
    log_to(sys.stderr.buffer)
    findings = _findings()
    if json:
        say(msgspec.json.encode(as_json(findings)).decode())
    else:
        out.print(_table(findings))
    raise typer.Exit(exit_status(findings))


def check_in_background(settings: Settings) -> None:
    """Checks while the server starts, prints the table, and logs what is missing."""
    on_daemon_thread(lambda: _report(checked(settings, sealer_of)), "check")


def _report(findings: Sequence[Finding]) -> None:
    out.print(_table(findings))
    for each in findings:
        if each.level in {Level.WARNING, Level.FAULT}:
            log.warning("check", check=each.subject, severity=each.level, settings=each.settings, page=each.page)


def _findings() -> Sequence[Finding]:
    try:
        settings = Settings.from_environment()
    except SettingRefused as refused:
        return [Finding("settings", Level.FAULT, str(refused), (refused.name,), SETTINGS_PAGE)]
    return checked(settings, sealer_of)


def _table(findings: Sequence[Finding]) -> Table:
    table = Table("", "État", "Constat", title="Contrôle de l'installation", title_justify="left")
    table.add_column("Réglage, page", overflow="fold")
    for each in findings:
        where = "\n".join(part for part in (", ".join(each.settings), each.page) if part)
        table.add_row(_SUBJECTS[each.subject], _LEVELS[each.level], escape(each.message), escape(where))
    return table
