"""Responses with a table as a CSV or XLSX file, read with the rights of the reader."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any, Final

from anyio import to_thread
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response, StreamingResponse

from efe_infra.console.language.formats import ZONE, today
from efe_infra.console.tables.export_record import record_export
from efe_infra.console.tables.files import csv_pages
from efe_infra.console.tables.generated import TableMomentMeta
from efe_infra.console.tables.reading import PageCursor, moment_of
from efe_infra.console.tables.table import Cell, RegisterTable
from efe_infra.console.tables.workbook import TableWorkbook
from efe_infra.console.web.computing import in_turn
from efe_infra.console.web.page_request import PageRequest

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PRIVATE: Final = {"Cache-Control": "no-store"}


async def csv_response(visit: PageRequest, table: RegisterTable[Any, Any], variables: Mapping[str, Any]) -> Response:
    """Streams a file: pages are read while it is sent. A page that fails breaks the transfer off.

    Raises `PageRefused`.
    """
    moment = await moment_of(visit)
    await record_export(visit, table, moment.position)
    lines = await first_then_others(PageCursor(visit, table, variables, moment.position).pages(), [])
    headers = {**PRIVATE, "Content-Disposition": f'attachment; filename="{file_stem(table, moment)}.csv"'}
    return StreamingResponse(csv_pages(table.headings, lines), media_type="text/csv", headers=headers)


async def workbook_response(
    visit: PageRequest, table: RegisterTable[Any, Any], variables: Mapping[str, Any], stated: Mapping[str, str]
) -> Response:
    """Writes a workbook into a temporary file page by page, and sends it. Raises `PageRefused`.

    `stated` has the conditions of the reader in words, for the second sheet.
    """
    moment = await moment_of(visit)
    await record_export(visit, table, moment.position)
    folder = Path(await to_thread.run_sync(lambda: mkdtemp(prefix="efe-table-")))
    remove = BackgroundTask(rmtree, folder, ignore_errors=True)
    file, name = folder / "table.xlsx", f"{file_stem(table, moment)}.xlsx"
    try:
        await _write(visit, table, variables, stated, moment, file)
    except BaseException:
        await remove()
        raise
    return FileResponse(file, media_type=XLSX, filename=name, headers=PRIVATE, background=remove)


async def _write(
    visit: PageRequest,
    table: RegisterTable[Any, Any],
    variables: Mapping[str, Any],
    stated: Mapping[str, str],
    moment: TableMomentMeta,
    file: Path,
) -> None:
    pages = await first_then_others(PageCursor(visit, table, variables, moment.position).pages(), [])
    with TableWorkbook(file, table.title, table.headings) as book:
        async for lines in pages:
            await in_turn(visit, partial(book.write, lines))
        question: list[tuple[str, Cell]] = [
            ("Tableau", table.title),
            ("Une ligne", table.line_is),
            *stated.items(),
            ("Lignes", book.number_of_lines),
            *read_at(visit, moment),
        ]
        await in_turn(visit, partial(book.close, question))


def read_at(visit: PageRequest, moment: TableMomentMeta) -> list[tuple[str, Cell]]:
    """Returns who read what state of the register, and when, in lines of a heading and a value."""
    rows: list[tuple[str, Cell]] = [
        ("Lu par", "Une personne connectée, avec ses droits" if visit.session else "Un visiteur, sans connexion"),
        ("Position du registre", moment.position),
        ("Consigné jusqu'au", moment.known_at),
        ("En droit le", visit.moment.law_day or today()),
        ("Fichier fait le", datetime.now(ZONE)),
        ("Adresse", visit.address),
    ]
    if visit.is_demonstration:
        rows.append(("Démonstration", "Les données sont des exemples."))
    return rows


def file_stem(table: RegisterTable[Any, Any], moment: TableMomentMeta) -> str:
    return f"{table.name}-{today().isoformat()}-position-{moment.position}"


async def first_then_others[T](parts: AsyncIterator[T], nothing: T) -> AsyncIterator[T]:
    """Reads the first part of a stream, so that its refusal is still a page. Raises `PageRefused`."""
    first = await anext(parts, nothing)

    async def all_parts() -> AsyncIterator[T]:
        yield first
        async for each in parts:
            yield each

    return all_parts()
