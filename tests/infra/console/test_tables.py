"""Tables as CSV and XLSX files: the same lines, typed values, one position, the rights of the reader."""

import tempfile
import tracemalloc
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import httpx
import msgspec
import pytest
from openpyxl import load_workbook

from efe_infra.console.open_data.files import csv_value
from efe_infra.console.tables.files import csv_lines, csv_text
from efe_infra.console.tables.listings import TABLES
from efe_infra.console.tables.reading import PageCursor
from efe_infra.console.tables.workbook import TableWorkbook
from efe_infra.importing.tables import unquoted
from efe_infra.postgres.database import Database
from efe_infra.samples.demo.clock import WRITTEN_FOR
from efe_infra.samples.demo.play import Demonstration
from tests.api.given import Api
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.files import csv_rows, workbook
from tests.infra.console.signing_in import signed_in
from tests.running import served

COORDINATOR: Final = "coordination-liege"
MAX_BYTES: Final = 2_000_000
"""Memory of a file of 100,000 lines while it is written; one page has 100."""
JOURNAL: Final = """
    query ($after: String) {
        accessJournal(bassin: LIEGE, first: 100, after: $after) {
            pageInfo { hasNextPage endCursor }
            edges { node { field account { id } } }
        }
    }
"""
PERSONAL: Final = {name for name, each in TABLES.items() if each.is_personal}
LISTS: Final = {"poles": "/poles", "projets": "/projets", "decisions": "/decisions", "avis": "/decisions?sorte=avis"}


@pytest.fixture
def coordinator(browser: Browser) -> Browser:
    signed_in(browser, COORDINATOR)
    return browser


@pytest.mark.parametrize("name", TABLES)
def test_both_files_have_the_same_lines(coordinator: Browser, name: str) -> None:
    rows = csv_rows(coordinator, f"/tableaux/{name}.csv")
    sheet = workbook(coordinator, f"/tableaux/{name}.xlsx")["Table"]

    assert tuple(rows[0]) == TABLES[name].headings
    assert len(rows) > 1
    assert len(rows) == sheet.max_row
    assert {len(each) for each in rows} == {len(TABLES[name].headings)}
    for line, row in zip(rows, sheet.iter_rows(values_only=True), strict=True):
        texts = {each for each in row if isinstance(each, str)}
        assert texts <= {*line, *(each.removeprefix("'") for each in line)}


def test_a_day_is_a_day_and_an_amount_a_number(coordinator: Browser) -> None:
    poles = workbook(coordinator, "/tableaux/poles.xlsx")["Table"]
    support = workbook(coordinator, "/tableaux/soutiens.xlsx")["Table"]

    created = TABLES["poles"].headings.index("créé le")
    asked = TABLES["soutiens"].headings.index("demandé (euros)")
    assert all(isinstance(row[created], datetime) for row in poles.iter_rows(min_row=2, values_only=True))
    amounts = [row[asked] for row in support.iter_rows(min_row=2, values_only=True) if row[asked] is not None]
    assert amounts
    assert all(isinstance(each, int | float) for each in amounts)


def test_the_second_sheet_says_what_was_asked_and_at_which_position(coordinator: Browser) -> None:
    sheet = workbook(coordinator, "/tableaux/poles.xlsx?bassin=liege&etat=active&a=300")["Question"]

    told = dict(sheet.iter_rows(values_only=True))
    assert told["Bassin"] == "Liège"
    assert told["État"] == "En activité"
    assert told["Position du registre"] == 300
    assert isinstance(told["Consigné jusqu'au"], datetime)
    assert told["Adresse"].endswith("/tableaux/poles.xlsx?bassin=liege&etat=active&a=300")


@pytest.mark.parametrize("name", LISTS)
def test_a_file_has_the_lines_of_its_page_and_the_page_leads_to_it(browser: Browser, name: str) -> None:
    page = Outline(browser.get(LISTS[name]).text)
    rows = csv_rows(browser, f"/tableaux/{name}.csv")

    assert any(each.startswith(f"/tableaux/{name}.csv") for each in page.links)
    first_page = rows[1:4]
    assert first_page
    assert all(each[0].removeprefix("'") in page.text for each in first_page)


def test_a_file_of_the_past_does_not_show_what_came_later(browser: Browser) -> None:
    before, now = (csv_rows(browser, f"/tableaux/poles.csv{moment}") for moment in ("?a=250", ""))

    assert 1 < len(before) < len(now)


def test_a_visitor_reads_no_person_and_no_position(browser: Browser, platform: Any) -> None:
    everyone = {
        person["displayName"]
        for person in platform.client(COORDINATOR).ask('{ people(search: "a") { displayName } }')["people"]
    }

    for name in TABLES.keys() - PERSONAL:
        text = browser.get(f"/tableaux/{name}.csv").text
        assert not [each for each in everyone if each in text], name
    positions = csv_rows(browser, "/tableaux/decisions.csv")
    assert {row[TABLES["decisions"].headings.index("position")] for row in positions[1:]} == {""}
    assert browser.get("/tableaux/taches.csv").is_redirect


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        ("/tableaux/poles.csv?bassin=paris", 400, "Ce bassin n'existe pas."),
        ("/tableaux/poles.xlsx?etat=joyeux", 400, "Cet état n'existe pas."),
        ("/tableaux/poles.csv?a=hier", 400, "Un moment s'écrit comme un jour"),
        ("/tableaux/poles.csv?a=999999999", 404, ""),
        ("/tableaux/rien.csv", 404, ""),
    ],
)
def test_bad_input_is_a_page_and_no_file(browser: Browser, address: str, status: int, sentence: str) -> None:
    answer = browser.get(address)

    assert answer.status_code == status
    assert "content-disposition" not in answer.headers
    assert sentence in Outline(answer.text).text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("sign", list("=+-@\t\r＝＋－＠"))
def test_no_spreadsheet_runs_a_cell_and_an_import_reads_it_back(sign: str) -> None:
    text = f"{sign}1+HYPERLINK(A1)"

    for write in (csv_text, csv_value):
        assert write(text) == f"'{text}"
        assert unquoted(write(text)) == text
        assert write(f"a{text}") == f"a{text}"


def test_a_file_waits_for_the_budget_of_its_reader(database: Database, tmp_path: Path) -> None:
    """The others of the same address wait too: their budget is one."""
    with served(database, tmp_path, cost_budget=20_000) as api:
        Demonstration(api.installation, WRITTEN_FOR).play()
        api.catch_up()
        browser = Browser(api)
        while browser.get("/poles").status_code == 200:
            pass

        assert len(csv_rows(browser, "/tableaux/decisions.csv")) > 1


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("name", ["membres", "presences"])
def test_an_auditor_who_exports_persons_is_in_the_access_journal(
    browser: Browser, platform: Api, name: str, ending: str
) -> None:
    _, before = journal_after(platform, None)
    for subject in (COORDINATOR, "audit-liege"):
        signed_in(browser, subject)
        assert browser.get(f"/tableaux/{name}.{ending}?bassin=liege").status_code == 200
        assert browser.get(f"/tableaux/poles.{ending}").status_code == 200

    entries, _ = journal_after(platform, before)
    [entry] = [each for each in entries if each["field"].startswith("Table.")]
    assert entry["field"] == f"Table.{name}"
    assert entry["account"]["id"] == f"Account:{platform.account('audit-liege')}"
    signed_in(browser, COORDINATOR)
    page = browser.get(f"/instances/liege/acces?{urlencode({'apres': before or ''})}")
    assert "en fichier" in Outline(page.text).text


def journal_after(platform: Api, cursor: str | None) -> tuple[list[dict[str, Any]], str | None]:
    """Reads all pages of the access journal after a cursor, with the cursor of the last entry."""
    coordinator, entries = platform.client(COORDINATOR), []
    while True:
        page = coordinator.ask(JOURNAL, after=cursor)["accessJournal"]
        entries += [each["node"] for each in page["edges"]]
        cursor = page["pageInfo"]["endCursor"] or cursor
        if not page["pageInfo"]["hasNextPage"]:
            return entries, cursor


def test_an_export_that_the_journal_cannot_keep_is_not_given(
    browser: Browser, platform: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(browser, "audit-liege")
    monkeypatch.setattr(platform.installation.journal, "record", cannot_keep)

    assert browser.get("/tableaux/membres.csv").status_code == 500
    assert browser.get("/tableaux/poles.csv").status_code == 200


def cannot_keep(*_: object) -> None:
    raise OSError


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_token_that_ends_while_a_table_is_read_gives_no_whole_file(
    coordinator: Browser, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ending: str
) -> None:
    """Its folder is empty again, and no file of it stays open."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ask, asked = PageCursor.ask, []

    async def ends_after_one_page(self: PageCursor[Any], document: Any, **variables: Any) -> Any:
        asked.append(document)
        if len(asked) > 1:
            assert self._visit.session
            ended = msgspec.structs.replace(self._visit.session, access_token="ended")
            self._visit = replace(self._visit, session=ended)
        return await ask(self, document, **variables)

    monkeypatch.setattr(PageCursor, "ask", ends_after_one_page)
    if ending == "csv":
        with pytest.raises(httpx.RemoteProtocolError):
            coordinator.get("/tableaux/presences.csv")
    else:
        assert coordinator.get("/tableaux/presences.xlsx").is_redirect
    assert len(asked) == 2
    assert [*tmp_path.iterdir()] == []
    assert [each for each in open_files() if each.startswith(str(tmp_path))] == []


def open_files() -> list[str]:
    found = []
    for each in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            found.append(str(each.readlink()))
    return found


@pytest.mark.long
def test_a_hundred_thousand_lines_take_the_memory_of_a_page(tmp_path: Path) -> None:
    page = [("Pôle", 12, date(2026, 3, 9), Decimal("1234.50"), True, None)] * 100
    path = tmp_path / "table.xlsx"
    tracemalloc.start()
    book = TableWorkbook(path, "Table", ("a", "b", "c", "d", "e", "f"))
    for _ in range(1_000):
        book.write(page)
        csv_lines(page)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    book.close([("Lignes", book.number_of_lines)])

    assert peak < MAX_BYTES
    assert load_workbook(path, read_only=True)["Table"].max_row == 100_001
