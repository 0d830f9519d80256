"""Refusals of pages: a French page for a person, JSON for a program."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from efe_infra.postgres.database import Database
from tests.api.given import Api
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.shown import A_POLE
from tests.running import served


def test_nothing_there_is_a_page_for_who_has_a_browser(browser: Browser) -> None:
    page = browser.get("/nulle-part")

    assert page.status_code == 404
    assert "Page introuvable" in Outline(page.text).text


def test_nothing_there_is_json_for_a_program(browser: Browser) -> None:
    answer = browser.get("/nulle-part", accept="application/json")

    assert answer.status_code == 404
    assert answer.json()["errors"][0]["extensions"]["code"] == "NOT_FOUND"


def test_addresses_for_programs_answer_json_whoever_asks(browser: Browser) -> None:
    answer = browser.get("/documents/0000")

    assert answer.headers["content-type"].startswith("application/json")


@pytest.mark.parametrize("moment", ["rien", "2026-13-01", "999999999999999", "2999-01-01"])
def test_a_moment_that_is_none_or_not_yet_there_is_told(browser: Browser, moment: str) -> None:
    page = browser.get(f"/?a={moment}")

    assert page.status_code in {400, 404}
    assert moment not in Outline(page.text).text.replace(f"/?a={moment}", "")


def test_what_is_typed_is_text_on_the_page(browser: Browser) -> None:
    page = browser.get('/<script>alert(1)</script>?a="><script>alert(1)</script>')

    assert "<script" not in page.text


@pytest.mark.parametrize(
    ("path", "language", "sentence"),
    [("/", "en", "This moment cannot be read yet"), (A_POLE, "de", "Dieser Zeitpunkt")],
)
def test_a_sentence_on_a_page_is_in_the_language_of_the_page(
    browser: Browser, path: str, language: str, sentence: str
) -> None:
    page = browser.get(f"{path}?a=999999999999999", accept_language=language)

    assert (page.status_code, page.headers["content-language"]) == (404, language)
    assert f'<html lang="{language}">' in page.text
    assert sentence in Outline(page.text).text


@pytest.fixture
def poor(database: Database, tmp_path: Path) -> Iterator[Api]:
    with served(database, tmp_path, cost_budget=20_000) as api:
        yield api


def test_who_asks_too_much_is_told_to_wait(poor: Api) -> None:
    browser = Browser(poor)
    for first in (100, 10, 1):
        while "errors" not in poor.visitor.post(f"{{ poles(first: {first}) {{ edges {{ node {{ name }} }} }} }}", {}):
            pass

    page = next(page for page in (browser.get("/") for _ in range(200)) if page.status_code != 200)
    assert page.status_code == 429
    assert 0 < int(page.headers["retry-after"]) <= 60
    assert "Trop de demandes" in Outline(page.text).text


def test_a_database_that_is_away_is_told_in_the_frame(poor: Api) -> None:
    browser = Browser(poor)
    assert browser.get("/").status_code == 200

    with psycopg.connect(poor.installation.database.admin, autocommit=True) as admin:
        admin.execute("revoke usage on schema read from efe_read")
        try:
            page = browser.get("/")
        finally:
            admin.execute("grant usage on schema read to efe_read")

    assert page.status_code == 503
    assert "Service indisponible" in Outline(page.text).text
    assert page.headers["retry-after"]
