"""`efe import`: an Instance takes over its past."""

from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
from eventsourcing.persistence import PersistenceError
from rich.markup import escape

from efe_graphql.request.context import day_in_law
from efe_infra.cli.app import command, err, misused, out
from efe_infra.cli.groups import Group
from efe_infra.cli.progress import bar, counting
from efe_infra.composition import Installation, build
from efe_infra.importing.refusals import FileRefused
from efe_infra.settings import Settings

if TYPE_CHECKING:
    from efe_infra.importing.importing import Report

RETRY_HINT = (
    "[bold red]Erreur[/] : le registre n'a pas répondu. Relancez la même commande : ce qui est enregistré ne l'est "
    "qu'une fois."
)
REFUSED, UNREADABLE = 1, 3
"""Exit statuses: a line is refused; a file cannot be read. 0: all is well; 2: a command line of no sense."""


@command(Group.OPERATIONS, "import")
def import_history(
    path: Annotated[
        Path | None, typer.Argument(metavar="DOSSIER|FICHIER", help="Des fichiers .jsonl ou .csv, pris par nom.")
    ] = None,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Essaie tout, n'enregistre rien, ni au registre ni au coffre.")
    ] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Enregistre chaque fichier, entier ou pas du tout.")] = False,
    by: Annotated[
        str, typer.Option("--by", metavar="COMPTE", help="Qui agit, là où la ligne ne le dit pas (« by »).")
    ] = "",
    namespace: Annotated[
        str, typer.Option("--namespace", help="De qui sont les clés : une clé n'y sert qu'une fois.")
    ] = "reprise",
    templates: Annotated[
        Path | None, typer.Option("--templates", metavar="DOSSIER", help="Écrit un modèle CSV par commande.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Le rapport en JSON, un objet par fichier.")] = False,
) -> None:
    """Reprend l'histoire d'une Instance : une commande par ligne, jugée par les règles d'aujourd'hui.

    Statut 0 : tout est bien ; 1 : des lignes sont refusées ; 3 : un fichier ne se lit pas.
    """
    if templates:
        from efe_infra.importing.templates import write_templates  # noqa: PLC0415 - the schema takes a while

        out.print(f"{write_templates(templates)} modèles écrits dans {escape(str(templates))}.", highlight=False)
        return
    if path is None or dry_run == apply:
        misused("Donnez un fichier ou un dossier, et soit --dry-run, soit --apply.")
    with build(Settings.chosen()) as installation:
        raise typer.Exit(_imported(installation, path, by, namespace, apply=apply, json=json))


def _imported(installation: Installation, path: Path, by: str, namespace: str, *, apply: bool, json: bool) -> int:
    from efe_infra.importing.deciding import Decided  # noqa: PLC0415 - the schema takes a while
    from efe_infra.importing.importing import record, rehearse, sources  # noqa: PLC0415

    try:
        files = sources(path)
    except FileRefused as refusal:
        err.print(f"[bold red]Erreur[/] : {escape(str(refusal))}", highlight=False, soft_wrap=True)
        return UNREADABLE
    decided = Decided(
        installation.platform,
        installation.vault,
        installation.documents,
        issuer=installation.tokens.issuer,
        namespace=namespace,
        today=day_in_law(datetime.now(UTC)),
    )
    reports, total, done = [], sum(len(source.lines) for source in files), count(1)
    with bar() as progress:
        seen = counting(progress, "Lignes jugées")

        def told() -> None:
            seen(next(done), total)

        try:
            for report in (record if apply else rehearse)(installation.platform, decided, files, by, told):
                reports.append(report)
                _show(report, apply=apply, json=json)
        except PersistenceError:
            err.print(RETRY_HINT, highlight=False, soft_wrap=True)
            return REFUSED
    if left := len(files) - len(reports):
        _say(f"{left} fichier(s) après le refus : pas essayés.")
    return REFUSED if any(report.refused for report in reports) else 0


def _show(report: "Report", *, apply: bool, json: bool) -> None:
    if json:
        _say(msgspec.json.encode(report).decode())
        return
    for each in report.refused:
        rule = f" ({each.rule})" if each.rule else ""
        _say(f"{each.file}:{each.line} {each.key} {each.code}{rule} : {each.message}")
        for reason in each.reasons:
            _say(f"    {reason}")
    _say(_line(report, apply=apply))


def _say(text: str) -> None:
    """As it is: what files say may look like markup."""
    out.print(text, highlight=False, soft_wrap=True, markup=False)


def _line(report: "Report", *, apply: bool) -> str:
    if report.refused:
        told = f"{len(report.refused)} ligne(s) refusée(s) sur {report.lines} ; rien n'est enregistré."
        return f"{report.file} : {told}"
    if not report.recorded and not report.persons:
        return f"{report.file} : rien de nouveau, {report.known} commande(s) déjà enregistrée(s)."
    verb = "enregistrée(s)" if apply else "à enregistrer"
    known = f", {report.known} déjà enregistrée(s)" if report.known else ""
    persons = f", {report.persons} personne(s) au coffre" if report.persons else ""
    return f"{report.file} : {report.recorded} commande(s) {verb}{known}{persons} (SHA-256 {report.sha256})."
