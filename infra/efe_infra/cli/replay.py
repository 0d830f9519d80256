"""`efe replay` and `efe digest`: read tables rebuilt from events in a scratch database, and their SHA-256."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any, NamedTuple

import msgspec
import typer
from rich.table import Table

from efe_domain.shared.bassins import NAMES, Bassin
from efe_infra.cli.app import Group, command, misused, out, say
from efe_infra.cli.progress import bar, counting
from efe_infra.cli.read_options import At, Moment, file_option, moment, on_replica
from efe_infra.composition import Installation, build
from efe_infra.postgres.database import Database
from efe_infra.read_model.folding.ledger_source import EventSource, LedgerSource
from efe_infra.settings import Settings
from efe_infra.transparency.evidence.bundle_events import Bundle
from efe_infra.transparency.evidence.digest import EXCLUDED, Digest, DigestScope, definition, digest, open_reading
from efe_infra.transparency.evidence.replay import (
    Comparison,
    ReplayDifference,
    compare,
    compare_served,
    refold,
    served_position,
)
from efe_infra.transparency.evidence.scratch import scratch
from efe_infra.transparency.evidence.sealed_history import snapshot
from efe_infra.transparency.evidence.verify import Fault, key_text, shown
from efe_infra.transparency.sealing.ledger_log import read_keys

type Opening = AbstractContextManager[tuple[EventSource, DigestScope]]


class _Trusted(NamedTuple):
    """Keys, one a line, and earlier checkpoints of the auditor, against which a bundle is verified."""

    keys: str
    since: Sequence[Path]


BundleArgument = Annotated[Path | None, typer.Argument(help="Le paquet d'une Instance.", exists=True, dir_okay=False)]
KeyOption = Annotated[
    list[str] | None,
    typer.Option("--key", help="Clé du journal, ou son fichier ; sans elle, celles de cette installation."),
]
SinceOption = Annotated[
    list[Path] | None,
    file_option("--since", "Point de contrôle gardé, que le paquet doit prolonger ; peut se répéter."),
]
AgainstOption = Annotated[
    Path | None,
    typer.Option("--against", help="Un condensé (« efe digest --json ») au lieu de la plateforme.", exists=True),
]


@command(Group.EVIDENCE)
def replay(
    bundle: BundleArgument = None,
    key: KeyOption = None,
    since: SinceOption = None,
    at: At = None,
    against: AgainstOption = None,
    *,
    live: Annotated[bool, typer.Option("--live", help="Rejoue tout le registre de cette installation.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Garde la base provisoire.")] = False,
) -> None:
    """Refait les tables de lecture depuis les seuls événements, dans une base provisoire, et compare.

    Un paquet est vérifié d'abord : ce qui n'est pas prouvé n'est pas rejoué.
    """
    if live == bool(bundle):
        raise typer.BadParameter("Donnez soit un paquet, soit --live.")
    if live and since:
        raise typer.BadParameter(
            "--since vaut pour un paquet ; le registre, c'est « efe verify --full » qui le vérifie."
        )
    reference = _reference(against) if against else None
    until = _moment(at, reference)
    began = perf_counter()
    try:
        with build(Settings.from_environment()) as installation:
            trusted = _Trusted(_keys(installation.database, key or []) if bundle else "", since or [])
            comparison = on_replica(
                installation,
                lambda served: _replay(
                    installation, served, _source(served, bundle, trusted, until), reference, keep=keep
                ),
            )
    except Fault as fault:
        say(fault.line, stderr=True)
        raise typer.Exit(1) from fault
    _report(comparison, seconds=perf_counter() - began)


def _replay(
    installation: Installation, served: Database, opening: Opening, reference: Digest | None, *, keep: bool
) -> Comparison:
    """Reads the platform's tables from `served`; creates the scratch database on the primary."""
    with opening as (source, scope):
        _check_comparable(served, reference, scope)
        with scratch(installation.database, keep=keep) as (name, scratch_database):
            if keep:
                say(f"Base provisoire gardée : {name}.", stderr=True)
            return _compare(scratch_database, served, source, scope, reference)


def _keys(database: Database, options: Sequence[str]) -> str:
    """Returns the keys of the option, else those of this installation."""
    if options:
        return "\n".join(map(key_text, options))
    with snapshot(database) as connection:
        verifier_keys = read_keys(connection)
    if not verifier_keys:
        misused("Cette installation n'a pas de clé : donnez celle du journal (--key).")
    return "\n".join(map(str, verifier_keys))


def _reference(file: Path) -> Digest:
    try:
        reference = msgspec.json.decode(file.read_bytes(), type=Digest)
    except (OSError, msgspec.MsgspecError) as error:
        raise typer.BadParameter(f"« {file} » n'est pas un condensé : {error}.") from None
    if reference.definition != definition():
        raise typer.BadParameter("Ce condensé vient d'une autre version du logiciel : il ne se compare pas.")
    return reference


def _moment(at: str | None, reference: Digest | None) -> Moment | None:
    if at and reference:
        raise typer.BadParameter("Le condensé donné dit lui-même sa position : --at est de trop.")
    return reference.position if reference else moment(at) if at else None


@contextmanager
def _source(
    served: Database, path: Path | None, trusted: _Trusted, until: Moment | None
) -> Iterator[tuple[EventSource, DigestScope]]:
    if path is None:
        with open_reading(served) as connection:
            position = served_position(connection, until)
            yield LedgerSource(connection, position), DigestScope(bassin=None, position=position)
        return
    with _open(path, trusted) as bundle:
        if isinstance(until, int) and until > bundle.last:
            raise typer.BadParameter(f"Le paquet s'arrête à la position {bundle.last}.")
        if until is not None:
            bundle.until = until if isinstance(until, int) else bundle.position_at(until)
        yield bundle, DigestScope(bassin=bundle.bassin, position=bundle.until)


def _open(path: Path, trusted: _Trusted) -> Bundle:
    try:
        return Bundle(path, trusted.keys, [each.read_bytes() for each in trusted.since])
    except ValueError as error:
        misused(shown(str(error)))


def _check_comparable(served: Database, reference: Digest | None, scope: DigestScope) -> None:
    if reference is None:
        with open_reading(served) as connection:
            served_position(connection, scope.position)
    elif reference.bassin != scope.bassin:
        raise typer.BadParameter(f"Ce condensé porte sur {_whose(reference.bassin)}.")


def _compare(
    replayed: Database, served: Database, source: EventSource, scope: DigestScope, reference: Digest | None
) -> Comparison:
    with bar() as progress:
        refold(source, replayed, counting(progress, "Rejeu des événements"))
        report = counting(progress, "Condensés")
        if reference is None:
            return compare_served(replayed, served, scope, report)
        with open_reading(replayed) as connection:
            return compare(digest(connection, scope, report), reference)


def _report(comparison: Comparison, *, seconds: float) -> None:
    replayed = comparison.replayed
    if comparison.tables:
        _report_differences(comparison.tables, comparison.differences)
        raise typer.Exit(1)
    say(
        f"Rejeu conforme pour {_whose(replayed.bassin)}, position {replayed.position} ; "
        f"{replayed.tables['recorded_event'].rows} événements, "
        f"{replayed.rows} lignes de {len(replayed.tables)} tables, "
        f"toutes identiques ({seconds:.1f} s)."
    )
    out.print(EXCLUDED, soft_wrap=True, highlight=False, style="dim")


def _report_differences(tables: Sequence[str], differences: Sequence[ReplayDifference]) -> None:
    sentences = {each.table: _sentence(each) for each in differences}
    for name in tables:
        line = sentences.get(name, f"Table {name} : le condensé diffère.")
        say(f"Différence : {line}", stderr=True)


def _sentence(each: ReplayDifference) -> str:
    where = f"Table {each.table}, ligne {_json(each.key)}"
    if each.field is None:
        return f"{where} : {'servie' if each.replayed is None else 'rejouée'} seulement."
    return f"{where}, champ {each.field} : rejoué {_json(each.replayed)}, servi {_json(each.served)}."


def _json(value: Any) -> str:
    return shown(msgspec.json.encode(value).decode())


def _whose(bassin: str | None) -> str:
    return f"l'Instance bassin de {NAMES[Bassin(bassin)]}" if bassin else "tout le registre"


@command(Group.EVIDENCE, "digest")
def show_digest(
    bassin: Annotated[
        Bassin | None, typer.Option("--bassin", help="L'Instance dont les lignes comptent ; sans elle, toutes.")
    ] = None,
    at: At = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="Un objet JSON sur une ligne.")] = False,
) -> None:
    """Résume les tables de lecture en un SHA-256 par table, tel que le rejeu doit le redonner."""
    until = moment(at) if at else None

    def compute(database: Database) -> Digest:
        with open_reading(database) as connection, bar() as progress:
            scope = DigestScope(bassin=bassin, position=served_position(connection, until))
            return digest(connection, scope, counting(progress, "Condensé"))

    with build(Settings.from_environment()) as installation:
        current = on_replica(installation, compute)
    if json:
        say(msgspec.json.encode(current).decode())
    else:
        out.print(_table(current))


def _table(current: Digest) -> Table:
    title = f"Instance bassin de {NAMES[Bassin(current.bassin)]}" if current.bassin else "Tout le registre"
    table = Table(title=f"{title}, position {current.position}", caption=EXCLUDED)
    table.add_column("Table", no_wrap=True)
    table.add_column("Lignes", justify="right")
    table.add_column("SHA-256", overflow="fold")
    for name, each in current.tables.items():
        table.add_row(name, str(each.rows), each.sha256)
    return table
