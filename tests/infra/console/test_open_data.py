"""Open data: every visitor's files, at one position, without persons, described by their classes."""

import asyncio
import csv
import json
from collections.abc import AsyncIterator
from io import StringIO
from itertools import chain
from typing import Any, Final

import httpx
import psycopg
import pytest
from graphql import TypeInfo, TypeInfoVisitor, Visitor, get_named_type, parse, visit

from efe_graphql.schema import schema
from efe_infra.console.open_data import responses
from efe_infra.console.open_data.datasets import DATASETS
from efe_infra.console.register.documents import texts
from efe_infra.console.tables.reading import PageCursor
from efe_infra.console.web.refusals import PageRefused
from tests.api.given import Api, day
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.files import fetched
from tests.infra.console.signing_in import signed_in

ENDINGS: Final = ("csv", "jsonl")
FILES: Final = [f"/donnees/{name}.{ending}" for name in DATASETS for ending in ENDINGS]
DESCRIPTIONS: Final = (
    "/donnees/dictionnaire.json",
    "/donnees/catalogue.jsonld",
    "/donnees/poles.csv-metadata.json",
)
PATIENCE_S: Final = 60.0
"""Time that a client of a test waits; then it fails otherwise."""
POLES: Final = "/donnees/poles.csv"
PERSONAL: Final = {"Account", "Attendee", "Person", "Viewer"}
"""Types of the contract that lead to a person."""


def csv_rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text, newline="")))


@pytest.mark.parametrize("name", DATASETS)
def test_both_files_have_the_same_rows_and_the_columns_of_the_dictionary(platform: Api, name: str) -> None:
    rows = csv_rows(fetched(platform, f"/donnees/{name}.csv").text)
    objects = [json.loads(each) for each in fetched(platform, f"/donnees/{name}.jsonl").text.splitlines()]
    metadata = fetched(platform, f"/donnees/{name}.csv-metadata.json").json()
    names = [each["name"] for each in metadata["tableSchema"]["columns"]]

    assert rows
    assert {tuple(each) for each in (*rows, *objects)} == {tuple(names)}
    assert [each["id"] for each in rows] == [each["id"] for each in objects]
    assert len({each["id"] for each in rows}) == len(rows)


@pytest.mark.parametrize("name", DATASETS)
def test_an_address_of_a_row_leads_to_a_page(browser: Browser, platform: Api, name: str) -> None:
    [row, *_] = csv_rows(fetched(platform, f"/donnees/{name}.csv").text)

    assert browser.get(row["adresse"].removeprefix(browser.origin)).status_code == 200


def test_the_page_leads_to_every_file_and_describes_every_column(browser: Browser) -> None:
    page = Outline(browser.get("/donnees").text)

    assert {*FILES, "/donnees/dictionnaire.json", "/donnees/catalogue.jsonld"} <= set(page.links)
    assert all(each.name in page.text for dataset in DATASETS.values() for each in dataset.columns)
    assert "/donnees" in Outline(browser.get("/").text).links


@pytest.mark.parametrize("subject", ["coordination-liege", "audit-liege", "administration"])
def test_an_account_with_rights_gets_the_file_of_every_visitor(platform: Api, browser: Browser, subject: str) -> None:
    token = platform.client(subject).headers["Authorization"]
    signed_in(browser, subject)

    for address in FILES:
        visitors = fetched(platform, address)
        assert visitors.status_code == 200
        assert browser.get(address).content == visitors.content, address
        assert fetched(platform, address, authorization=token).content == visitors.content, address


def test_no_file_has_a_person_or_an_account(platform: Api) -> None:
    with psycopg.connect(platform.installation.database.owner) as connection:
        persons = connection.execute("select id::text, given_name || ' ' || family_name, email from vault.person")
        accounts = connection.execute("select id::text from vault.account")
        texts_of_persons = {each for row in chain(persons, accounts) for each in row if each}

    published = "".join(fetched(platform, each).text for each in (*FILES, *DESCRIPTIONS, "/donnees"))
    assert len(texts_of_persons) > 50
    assert [each for each in texts_of_persons if each in published] == []


def test_no_document_of_the_open_data_asks_for_a_person() -> None:
    """Even where a visitor would be refused: the policy may change, the files may not."""
    found: list[str] = []
    types = TypeInfo(schema._schema)

    class Selected(Visitor):
        def enter_field(self, *_: Any) -> None:
            kind = types.get_type()
            found.append(get_named_type(kind).name if kind else "")

    for dataset in DATASETS.values():
        visit(parse(texts()[dataset.document.name]), TypeInfoVisitor(types, Selected()))

    assert {"Pole", "Operator", "Decision"} <= set(found)
    assert PERSONAL.isdisjoint(found)


@pytest.mark.parametrize("sent", ["{tag}", "W/{tag}", '"another", {tag}', "*"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_client_that_has_the_file_is_told_so_without_a_row_read(
    platform: Api, monkeypatch: pytest.MonkeyPatch, method: str, sent: str
) -> None:
    first = fetched(platform, POLES)
    monkeypatch.setattr(PageCursor, "ask", unreachable)

    again = fetched(platform, POLES, method, if_none_match=sent.format(tag=first.headers["etag"]))

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert not first.headers["etag"].startswith("W/")


async def unreachable(*_: object, **__: object) -> None:
    raise AssertionError


def test_head_reads_no_row_and_says_what_get_would(platform: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = fetched(platform, POLES)
    monkeypatch.setattr(PageCursor, "ask", unreachable)

    head = fetched(platform, POLES, "HEAD")

    assert (head.status_code, head.content) == (200, b"")
    told = ("etag", "last-modified", "content-type", "content-location", "link", "cache-control")
    assert [head.headers[each] for each in told] == [whole.headers[each] for each in told]
    assert "content-length" not in head.headers


def test_a_date_is_enough_for_a_client_without_tags_and_a_tag_decides(platform: Api) -> None:
    modified = fetched(platform, POLES).headers["last-modified"]

    told = [
        fetched(platform, POLES, if_modified_since=modified).status_code,
        fetched(platform, POLES, if_modified_since="Thu, 01 Jan 2015 00:00:00 GMT").status_code,
        fetched(platform, POLES, if_modified_since="hier").status_code,
        fetched(platform, POLES, if_modified_since=modified, if_none_match='"other"').status_code,
    ]
    assert told == [304, 200, 200, 200]


def test_every_file_and_every_moment_has_a_tag_of_its_own(platform: Api) -> None:
    moments = ("", "?a=300", "?en-vigueur=2025-01-01")
    tags = [fetched(platform, f"{each}{moment}", "HEAD").headers["etag"] for each in FILES for moment in moments]

    assert len(set(tags)) == len(tags)


def test_the_address_of_an_edition_gives_the_same_file_later(platform: Api) -> None:
    whole = fetched(platform, POLES)

    assert fetched(platform, whole.headers["content-location"]).content == whole.content
    assert len(csv_rows(fetched(platform, f"{POLES}?a=300").text)) < len(csv_rows(whole.text))


@pytest.mark.parametrize(
    ("address", "status", "code", "sentence"),
    [
        ("/donnees/rien.csv", 404, "UNKNOWN_DATASET", "Ce jeu de données n'existe pas."),
        ("/donnees/rien.csv-metadata.json", 404, "UNKNOWN_DATASET", "Ce jeu de données n'existe pas."),
        (f"{POLES}?a=999999999", 404, "AS_OF_NOT_REACHED", "Ce moment n'est pas encore lisible"),
        ("/donnees/poles.jsonl?a=hier", 400, "BAD_USER_INPUT", "Un moment s'écrit comme un jour"),
        ("/donnees/poles.jsonl?a=3000-01-01", 400, "BAD_USER_INPUT", "Un moment s'écrit comme un jour"),
    ],
)
def test_bad_input_is_refused_with_a_code_and_a_sentence(
    platform: Api, browser: Browser, address: str, status: int, code: str, sentence: str
) -> None:
    answer, page = fetched(platform, address), browser.get(address)
    [error] = answer.json()["errors"]

    assert (answer.status_code, page.status_code) == (status, status)
    assert (error["extensions"]["code"], error["message"].startswith(sentence)) == (code, True)
    assert "text/html" in page.headers["content-type"]


def test_a_day_to_come_is_no_edition(platform: Api) -> None:
    answer = fetched(platform, f"{POLES}?a={day(30)}")

    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (404, "AS_OF_NOT_REACHED")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_that_breaks_off_does_not_look_whole(
    platform: Api, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    pages = PageCursor.pages

    async def one_page(self: PageCursor[Any]) -> AsyncIterator[list[Any]]:
        async for page in pages(self):
            yield page
            raise PageRefused(503)

    monkeypatch.setattr(PageCursor, "pages", one_page)
    with pytest.raises(httpx.RemoteProtocolError):
        fetched(platform, f"/donnees/poles.{ending}")


def test_a_transfer_that_does_not_end_is_broken_off(platform: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """As with a client that reads a byte a second: neither the task nor its reads outlive the bound."""
    pages = PageCursor.pages

    async def endless(self: PageCursor[Any]) -> AsyncIterator[list[Any]]:
        async for page in pages(self):
            yield page
            await asyncio.sleep(PATIENCE_S)

    monkeypatch.setattr(PageCursor, "pages", endless)
    monkeypatch.setattr(responses, "MAX_TRANSFER_S", 0.2)

    with pytest.raises(httpx.RemoteProtocolError):
        fetched(platform, POLES)
