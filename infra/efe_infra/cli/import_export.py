"""`efe import` and `efe export-commands`: files of commands recorded in the ledger, and the ledger as such files."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple, cast

import msgspec
import typer
from eventsourcing.persistence import PersistenceError

from efe_graphql.request.context import day_in_law
from efe_infra.cli.app import Group, command, misused, say, say_error
from efe_infra.cli.progress import bar, counting
from efe_infra.cli.terminal import in_one_line
from efe_infra.composition import Installation, build
from efe_infra.importing.refusals import FileRefused
from efe_infra.settings import Settings
from efe_infra.transparency.evidence.verify import Fault, key_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from uuid import UUID

    from efe_domain.shared.event import Event
    from efe_infra.importing.importing import Report
    from efe_infra.importing.line_commands import LineCommands

RETRY_HINT = "le registre n'a pas répondu. Relancez la même commande : ce qui est enregistré ne l'est qu'une fois."
REFUSED, UNREADABLE = 1, 3
"""Exit statuses for a refused line and for an unreadable file; 0: success, 2: invalid command line."""


MayActAsOption = Annotated[
    str,
    typer.Option(
        "--may-act-as",
        metavar="COMPTES",
        help="Les coordinateurs, séparés par des virgules, au nom de qui des lignes agissent (« by »).",
    ),
]
SealedOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--sealed",
        metavar="PAQUET",
        exists=True,
        dir_okay=False,
        help="Paquet de preuves (.zip) du registre exporté : ses lignes gardent leurs comptes ; peut se répéter.",
    ),
]
KeyOption = Annotated[
    list[str] | None, typer.Option("--key", help="Clé du journal de ces paquets, ou son fichier ; peut se répéter.")
]


@command(Group.OPERATIONS, "import")
def import_history(  # noqa: PLR0913 - one an option
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
    may_act_as: MayActAsOption = "",
    sealed: SealedOption = None,
    key: KeyOption = None,
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
        from efe_infra.importing.templates import write_templates  # noqa: PLC0415 - imports the schema, which is slow

        say(f"{write_templates(templates)} modèles écrits dans {templates}.")
        return
    if path is None or dry_run == apply:
        misused("Donnez un fichier ou un dossier, et soit --dry-run, soit --apply.")
    if bool(sealed) != bool(key):
        misused("--sealed et --key vont ensemble.")
    names = [by, *(name.strip() for name in may_act_as.split(","))]
    mode = _Mode(by, names, namespace, sealed or [], "\n".join(map(key_text, key or [])), apply, json)
    with build(Settings.from_environment()) as installation:
        raise typer.Exit(_import(installation, path, mode))


class _Mode(NamedTuple):
    """Options of an import. `names` are the accounts that its lines may act for."""

    by: str
    names: Sequence[str]
    namespace: str
    sealed: Sequence[Path]
    key: str
    apply: bool
    json: bool


def _import(installation: Installation, path: Path, mode: _Mode) -> int:
    from efe_infra.importing.importing import record, rehearse, sources  # noqa: PLC0415 - imports the schema, which is slow

    try:
        files = sources(path)
    except FileRefused as refusal:
        say_error(str(refusal))
        return UNREADABLE
    line_commands = _line_commands(installation, mode)
    reports, total, decided_lines = [], sum(len(source.lines) for source in files), count(1)
    with bar() as progress:
        report_progress = counting(progress, "Lignes jugées")

        def advance() -> None:
            report_progress(next(decided_lines), total)

        try:
            decide_files = record if mode.apply else rehearse
            for report in decide_files(installation.platform, line_commands, files, mode.by, advance):
                reports.append(report)
                _show(report, apply=mode.apply, json=mode.json)
        except PersistenceError:
            say_error(RETRY_HINT)
            return REFUSED
    if untried := len(files) - len(reports):
        say(f"{untried} fichier(s) après le refus : pas essayés.")
    return REFUSED if any(report.refused for report in reports) else 0


def _line_commands(installation: Installation, mode: _Mode) -> "LineCommands":
    from efe_infra.importing.actors import Actors  # noqa: PLC0415 - imports the schema, which is slow
    from efe_infra.importing.line_commands import LineCommands  # noqa: PLC0415
    from efe_infra.importing.sealed_lines import SealedLines, lines_in  # noqa: PLC0415

    try:
        sealed = lines_in(mode.sealed, mode.key) if mode.sealed else SealedLines()
    except Fault as fault:
        misused(fault.line)
    except ValueError as error:
        misused(in_one_line(str(error)))
    actors = Actors(installation.vault, installation.tokens.issuer, mode.names, sealed)
    if actors.unknown:
        misused(in_one_line(f"Compte inconnu : {', '.join(actors.unknown)}."))
    return LineCommands(
        installation.platform,
        installation.vault,
        installation.documents,
        actors=actors,
        namespace=mode.namespace,
        today=day_in_law(datetime.now(UTC)),
    )


def _show(report: "Report", *, apply: bool, json: bool) -> None:
    if json:
        say(msgspec.json.encode(report).decode())
        return
    for each in report.refused:
        rule = f" ({each.rule})" if each.rule else ""
        say(in_one_line(f"{each.file}:{each.line} {each.key} {each.code}{rule} : {each.message}"))
        for reason in each.reasons:
            say(in_one_line(f"    {reason}"))
    say(in_one_line(_line(report, apply=apply)))
    if not apply:
        for text in _acts(report):
            say(in_one_line(text))


def _acts(report: "Report") -> "Iterator[str]":
    """Yields the accounts that act in a file, the number of their commands, and each role that it grants."""
    for each in report.actors:
        sealed = f", dont {each.sealed} selon le journal scellé" if each.sealed else ""
        yield f"    agit : {each.account or 'la ligne de commande'}, {each.commands} commande(s){sealed}"
    for grant in report.grants:
        by = grant.by or "la ligne de commande"
        yield f"    ligne {grant.line} : {by} donne à {grant.account} le rôle « {grant.role} », {grant.scope}"


def _line(report: "Report", *, apply: bool) -> str:
    if report.refused:
        refused = f"{len(report.refused)} ligne(s) refusée(s) sur {report.lines}"
        return f"{report.file} : {refused} ; rien n'est enregistré."
    if not report.recorded and not report.persons:
        return f"{report.file} : rien de nouveau, {report.known} commande(s) déjà enregistrée(s)."
    verb = "enregistrée(s)" if apply else "à enregistrer"
    repeated = f", {report.known} déjà enregistrée(s)" if report.known else ""
    persons = f", {report.persons} personne(s) au coffre" if report.persons else ""
    return f"{report.file} : {report.recorded} commande(s) {verb}{repeated}{persons} (SHA-256 {report.sha256})."


@command(Group.OPERATIONS, "export-commands")
def export_commands(
    folder: Annotated[
        Path, typer.Argument(metavar="DOSSIER", help="Un dossier, nouveau ou vide.", show_default=False)
    ],
    form: Annotated[Literal["jsonl", "csv"], typer.Option("--format", help="JSON Lines ou CSV.")] = "jsonl",
    *,
    persons: Annotated[
        bool, typer.Option("--persons", help="Aussi les personnes du coffre : ces lignes portent leurs noms.")
    ] = False,
) -> None:
    """Écrit le registre comme les commandes qui l'ont fait, dans la forme que « efe import » lit."""
    if folder.exists() and any(folder.iterdir()):
        misused("Le dossier n'est pas vide.")
    with build(Settings.from_environment()) as installation:
        files, left_out = export_history(installation, folder, form, persons=persons)
    say(f"{files} fichier(s) dans {folder}.")
    for topic, events in sorted(left_out.items()):
        say(f"Sans commande : {events} {topic}.", stderr=True)
    if left_out:
        raise typer.Exit(1)


def export_history(
    installation: Installation, folder: Path, form: str, *, persons: bool, most: int | None = None
) -> tuple[int, dict[str, int]]:
    """Returns the number of files, and by topic the number of events without a command."""
    from efe_infra.importing.export import Exporter, person_lines, persons_in  # noqa: PLC0415 - imports the schema, which is slow
    from efe_infra.importing.line_files import write_files  # noqa: PLC0415
    from efe_infra.importing.refusals import MOST_LINES  # noqa: PLC0415
    from efe_infra.ledger.pages import PAGE_SQL, LedgerEvent  # noqa: PLC0415
    from efe_infra.postgres.connection import connect_without_timeout  # noqa: PLC0415
    from efe_infra.postgres.database import DatabaseRole  # noqa: PLC0415

    exporter = Exporter(cast("Callable[[UUID], Iterable[Event]]", installation.platform.events.get))
    with connect_without_timeout(installation.database.conninfo(DatabaseRole.COMMAND)) as connection:
        events = map(LedgerEvent._make, connection.execute(PAGE_SQL, [0, None], binary=True))
        lines = list(exporter.lines(events))
    first = person_lines(installation.vault, list(persons_in(lines))) if persons else ()
    return len(write_files(folder, chain(first, lines), form, most=most or MOST_LINES)), dict(exporter.left_out)
