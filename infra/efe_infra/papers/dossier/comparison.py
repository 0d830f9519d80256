"""Comparison of an evaluation file with the register, or with its bundle replayed: values, tables and extracts."""

import re
from collections.abc import AsyncIterator, Iterator
from io import BytesIO
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from zipfile import BadZipFile, ZipFile

from msgspec import structs

from efe_domain.shared.messages import Language
from efe_infra.console.web.moment import Moment
from efe_infra.papers.account_reader import AccountReader
from efe_infra.papers.checking.again import SecondIssue
from efe_infra.papers.checking.reservations import Reservation
from efe_infra.papers.checking.viewpoints import EVERYWHERE
from efe_infra.papers.dossier import extracts, read_me
from efe_infra.papers.dossier.extracts import extracts_of
from efe_infra.papers.dossier.opened import DossierFault, OpenedDossier
from efe_infra.papers.dossier.read_me import DossierContents
from efe_infra.papers.dossier.tables import DossierTable, TableFiles, dossier_tables
from efe_infra.papers.proof.evidence import moment_of
from efe_projections.engine.viewer import Viewer

CHECKPOINT: Final = re.compile(r"moment de la lecture : (n° [0-9]{1,12}|aucun)\.\n")
NO_BUNDLE: Final = re.compile(r"^- preuves\.zip : absent\. ([^\n]{0,300}) ;$", re.MULTILINE)


async def compare(dossier: OpenedDossier, issue: SecondIssue) -> list[Reservation]:
    """Compares everything that a forger with the platform's tools could have made again. Raises `Fault`.

    Returns what is not proved, once each.
    """
    reserved = dict.fromkeys([one for each in dossier.papers for one in await issue.check(each)])
    own = structs.replace(EVERYWHERE, bassins=(dossier.order.bassin.value,))
    first: DossierFault | None = None
    for viewer in (own, EVERYWHERE):
        try:
            await _compare_lists(dossier, issue, viewer)
        except DossierFault as fault:
            first = first or fault
        else:
            return [*reserved]
    raise first or DossierFault("TABLE_DIFFERS", dossier.order.title)


async def _compare_lists(dossier: OpenedDossier, issue: SecondIssue, viewer: Viewer) -> None:
    """Compares tables, extracts and the text about them for one viewer. Raises `DossierFault`."""
    issue.stated.viewer = viewer
    position = await issue.position(dossier.moment.position)
    reader = AccountReader(
        issue.app, None, Moment(known_at=position, in_force_on=dossier.order.period.until), Language.FRENCH
    )
    moment = await moment_of(reader)
    with TemporaryDirectory(prefix="efe-dossier-") as folder:
        for table in dossier_tables():
            files = TableFiles(table, dossier.order, dossier.moment, Path(folder), read_at=position)
            await _compare_csv(dossier, table, files.csv(reader))
            _compare_workbook(dossier, table, files.workbook)
    expected = await extracts_of(reader, moment, dossier.order.name, dossier.order.period)
    names = [each.name for each in dossier.enclosed if each.name.startswith(f"{extracts.FOLDER}/")]
    if names != [each.name for each in expected][: len(names)]:
        raise DossierFault("EXTRACTS_DIFFER", extracts.FOLDER)
    for each in expected[: len(names)]:
        if dossier.extracts[each.name].content["object"].partition(":")[2] != each.key:
            raise DossierFault("EXTRACT_FOREIGN", each.name)
    _compare_read_me(dossier, len(names), len(expected))


async def _compare_csv(dossier: OpenedDossier, table: DossierTable, expected: AsyncIterator[bytes]) -> None:
    """Compares a table line by line, to name the first line that differs."""
    name = f"{table.name}.csv"
    theirs = b"".join([piece async for piece in expected])
    ours = read_bounded(dossier, name)
    if ours == theirs:
        return
    for number, (printed, other) in enumerate(zip_longest(ours.splitlines(), theirs.splitlines()), 1):
        if printed != other:
            raise DossierFault(
                "TABLE_DIFFERS", f"{name}, ligne {number} « {_words(printed)} » au lieu de « {_words(other)} »"
            )
    raise DossierFault("TABLE_DIFFERS", name)


def _words(line: bytes | None) -> str:
    return "rien" if line is None else line.decode(errors="replace")


def _compare_workbook(dossier: OpenedDossier, table: DossierTable, expected: Path) -> None:
    """Compares the parts of a workbook, however they are packed."""
    name = f"{table.name}.xlsx"
    try:
        same = list(_parts(BytesIO(read_bounded(dossier, name)))) == list(_parts(BytesIO(expected.read_bytes())))
    except (BadZipFile, ValueError):
        same = False
    if not same:
        raise DossierFault("TABLE_DIFFERS", name)


def _parts(file: BytesIO) -> Iterator[tuple[str, bytes]]:
    with ZipFile(file) as archive:
        for each in archive.infolist():
            yield each.filename, archive.read(each)


def read_bounded(dossier: OpenedDossier, name: str) -> bytes:
    """Returns a file that the report vouches for. Raises `DossierFault` without it."""
    try:
        return dossier.archive.read(name)
    except KeyError:
        raise DossierFault("FILE_MISSING", name) from None


def _compare_read_me(dossier: OpenedDossier, number: int, total: int) -> None:
    """Compares the text; the checkpoint of that moment, and why a bundle is missing, are as they are."""
    text = dossier.read_me()
    checkpoint, why = CHECKPOINT.search(text), NO_BUNDLE.search(text)
    contents = DossierContents(
        extracts=number,
        decisions=total,
        no_bundle=why[1] if why and dossier.bundle is None else "",
        checkpoint=checkpoint[1] if checkpoint else "",
    )
    if text.encode() != read_me.read_me(dossier.order, dossier.moment, contents):
        raise DossierFault("READ_ME_DIFFERS", read_me.FILE)
