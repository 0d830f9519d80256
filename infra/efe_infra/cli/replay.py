"""`efe replay`: the read tables made again from events alone, elsewhere, and compared with what is served."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any, NamedTuple

import msgspec
import typer

from efe_domain.shared.bassins import NAMES, Bassin
from efe_infra.cli.app import command, err, misused, out
from efe_infra.cli.evidence import told
from efe_infra.cli.groups import Group
from efe_infra.cli.moments import At, Moment, moment
from efe_infra.cli.progress import bar, counting
from efe_infra.cli.there import there
from efe_infra.composition import Installation, build
from efe_infra.postgres.database import Database
from efe_infra.read_model.folding.ledger_source import EventSource, LedgerSource
from efe_infra.settings import Settings
from efe_infra.transparency.evidence.bundle_events import Bundle
from efe_infra.transparency.evidence.digest import EXCLUDED, Digest, Scope, definition, digest, open_reading
from efe_infra.transparency.evidence.history import snapshot
from efe_infra.transparency.evidence.replay import (
    Comparison,
    RowDifference,
    compare,
    compare_served,
    refold,
    served_position,
)
from efe_infra.transparency.evidence.scratch import scratch
from efe_infra.transparency.evidence.verify import Fault, key_text, shown
from efe_infra.transparency.sealing.ledger_log import read_keys

type Opening = AbstractContextManager[tuple[EventSource, Scope]]


class _Known(NamedTuple):
    """What a bundle is verified against: keys, one a line, and checkpoints that the auditor kept."""

    keys: str
    since: Sequence[Path]


@command(Group.EVIDENCE)
def replay(
    bundle: Annotated[
        Path | None, typer.Argument(help="Le paquet d'une Instance.", exists=True, dir_okay=False)
    ] = None,
    key: Annotated[
        list[str] | None,
        typer.Option("--key", help="Clé du journal, ou son fichier ; sans elle, celles de cette installation."),
    ] = None,
    since: Annotated[
        list[Path] | None,
        typer.Option(
            "--since",
            exists=True,
            dir_okay=False,
            help="Point de contrôle gardé, que le paquet doit prolonger ; peut se répéter.",
        ),
    ] = None,
    at: At = None,
    against: Annotated[
        Path | None,
        typer.Option("--against", help="Un condensé (« efe digest --json ») au lieu de la plateforme.", exists=True),
    ] = None,
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
    wanted = _wanted(at, reference)
    began = perf_counter()
    try:
        with build(Settings.chosen()) as installation:
            known = _Known(_keys(installation.database, key or []) if bundle else "", since or [])
            found = there(
                installation,
                lambda served: _replayed(
                    installation, served, _source(served, bundle, known, wanted), reference, keep=keep
                ),
            )
    except Fault as fault:
        told(fault.line, stderr=True)
        raise typer.Exit(1) from fault
    _tell(found, seconds=perf_counter() - began)


def _replayed(
    installation: Installation, served: Database, opening: Opening, reference: Digest | None, *, keep: bool
) -> Comparison:
    """What is served is read of `served`; the scratch database is made beside that of the installation."""
    with opening as (source, scope):
        _check_comparable(served, reference, scope)
        with scratch(installation.database, keep=keep) as (name, made):
            if keep:
                err.print(f"Base provisoire gardée : {name}.", highlight=False)
            return _compared(made, served, source, scope, reference)


def _keys(database: Database, given: Sequence[str]) -> str:
    """Those given, or those with which this installation signs: what is compared is what it serves."""
    if given:
        return "\n".join(map(key_text, given))
    with snapshot(database) as connection:
        known = read_keys(connection)
    if not known:
        misused("Cette installation n'a pas de clé : donnez celle du journal (--key).")
    return "\n".join(map(str, known))


def _reference(file: Path) -> Digest:
    try:
        found = msgspec.json.decode(file.read_bytes(), type=Digest)
    except (OSError, msgspec.MsgspecError) as error:
        raise typer.BadParameter(f"« {file} » n'est pas un condensé : {error}.") from None
    if found.definition != definition():
        raise typer.BadParameter("Ce condensé vient d'une autre version du logiciel : il ne se compare pas.")
    return found


def _wanted(at: str | None, reference: Digest | None) -> Moment | None:
    if at and reference:
        raise typer.BadParameter("Le condensé donné dit lui-même sa position : --at est de trop.")
    return reference.position if reference else moment(at) if at else None


@contextmanager
def _source(
    served: Database, bundle: Path | None, known: _Known, wanted: Moment | None
) -> Iterator[tuple[EventSource, Scope]]:
    if bundle is None:
        with open_reading(served) as connection:
            position = served_position(connection, wanted)
            yield LedgerSource(connection, position), Scope(bassin=None, position=position)
        return
    with _opened(bundle, known) as opened:
        if isinstance(wanted, int) and wanted > opened.last:
            raise typer.BadParameter(f"Le paquet s'arrête à la position {opened.last}.")
        if wanted is not None:
            opened.until = wanted if isinstance(wanted, int) else opened.position_at(wanted)
        yield opened, Scope(bassin=opened.bassin, position=opened.until)


def _opened(bundle: Path, known: _Known) -> Bundle:
    try:
        return Bundle(bundle, known.keys, [path.read_bytes() for path in known.since])
    except ValueError as error:
        misused(shown(str(error)))


def _check_comparable(served: Database, reference: Digest | None, scope: Scope) -> None:
    """Before anything is replayed."""
    if reference is None:
        with open_reading(served) as connection:
            served_position(connection, scope.position)
    elif reference.bassin != scope.bassin:
        raise typer.BadParameter(f"Ce condensé porte sur {_whose(reference.bassin)}.")


def _compared(
    made: Database, served: Database, source: EventSource, scope: Scope, reference: Digest | None
) -> Comparison:
    with bar() as progress:
        refold(source, made, counting(progress, "Rejeu des événements"))
        seen = counting(progress, "Condensés")
        if reference is None:
            return compare_served(made, served, scope, seen)
        with open_reading(made) as connection:
            return compare(digest(connection, scope, seen), reference)


def _tell(found: Comparison, *, seconds: float) -> None:
    replayed = found.replayed
    if found.tables:
        _tell_differences(found.tables, found.differences)
        raise typer.Exit(1)
    out.print(
        f"Rejeu conforme pour {_whose(replayed.bassin)}, position {replayed.position} ; "
        f"{replayed.tables['recorded_event'].rows} événements, "
        f"{replayed.rows} lignes de {len(replayed.tables)} tables, "
        f"toutes identiques ({seconds:.1f} s).",
        soft_wrap=True,
        highlight=False,
    )
    out.print(EXCLUDED, soft_wrap=True, highlight=False, style="dim")


def _tell_differences(tables: Sequence[str], differences: Sequence[RowDifference]) -> None:
    sentences = {each.table: _sentence(each) for each in differences}
    for name in tables:
        line = sentences.get(name, f"Table {name} : le condensé diffère.")
        told(f"Différence : {line}", stderr=True)


def _sentence(each: RowDifference) -> str:
    where = f"Table {each.table}, ligne {_json(each.key)}"
    if each.field is None:
        return f"{where} : {'servie' if each.replayed is None else 'rejouée'} seulement."
    return f"{where}, champ {each.field} : rejoué {_json(each.replayed)}, servi {_json(each.served)}."


def _json(value: Any) -> str:
    """Of a bundle, or of what it is compared with: written by others."""
    return shown(msgspec.json.encode(value).decode())


def _whose(bassin: str | None) -> str:
    return f"l'Instance bassin de {NAMES[Bassin(bassin)]}" if bassin else "tout le registre"
