"""verify.html in Chromium, opened from disk: inflater and signatures are those of the browser, not of Node."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.infra.console.chromium import chromium, tab
from tests.infra.transparency.evidence.odd_archives import FILES, odd
from tests.infra.transparency.evidence.page import PAGE
from tests.infra.transparency.evidence.synthetic import KEY, WITNESS, Signer
from tests.infra.transparency.evidence.two_meanings import by_unicode_path, two_histories
from tests.infra.transparency.evidence.zip_writer import archive, members


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with chromium() as browser, tab(browser, PAGE.as_uri()) as opened:
        yield opened.page


def verdict(page: Page, folder: Path, data: bytes, key: str = KEY.vkey, witnesses: str = "") -> str:
    """Title of the report."""
    (folder / "b.zip").write_bytes(data)
    page.goto(PAGE.as_uri())
    page.set_input_files("#bundles", folder / "b.zip")
    page.fill("#keys", key)
    page.fill("#witnesses", witnesses)
    page.click("#submit")
    page.wait_for_selector("#report h2")
    return page.inner_text("#report h2")


def test_an_honest_bundle_is_proven(page: Page, tmp_path: Path) -> None:
    assert verdict(page, tmp_path, archive(members(FILES))) == "Vérifié"


def test_an_archive_with_two_histories_is_refused(page: Page, tmp_path: Path) -> None:
    assert verdict(page, tmp_path, by_unicode_path(*two_histories())) == "Refusé [ARCHIVE_UNREADABLE]"


def test_no_deflated_content_ends_early_or_late(page: Page, tmp_path: Path) -> None:
    streams = {name: data for name, data in odd() if " deflated with " in name}
    assert len(streams) > 10

    found = {name: verdict(page, tmp_path, data) for name, data in streams.items()}

    assert set(found.values()) == {"Refusé [ARCHIVE_UNREADABLE]"}, found


@pytest.mark.parametrize("point", [b"\1" + bytes(31), bytes(32), b"\xff" * 32])
def test_a_key_that_is_no_point_is_a_misuse(page: Page, tmp_path: Path, point: bytes) -> None:
    key = Signer.of_point(KEY.name, 1, point)

    assert verdict(page, tmp_path, archive(members(FILES)), key) == "Demande incomprise"


@pytest.mark.parametrize("text", [" ", "\n"])
def test_a_blank_field_of_witnesses_is_a_misuse(page: Page, tmp_path: Path, text: str) -> None:
    assert verdict(page, tmp_path, archive(members(FILES)), witnesses=text) == "Demande incomprise"


def test_an_empty_file_of_witnesses_is_a_misuse(page: Page, tmp_path: Path) -> None:
    (tmp_path / "empty.vkey").write_bytes(b"\n")
    (tmp_path / "witness.vkey").write_text(WITNESS.vkey)
    page.goto(PAGE.as_uri())

    page.set_input_files("[data-into=witnesses]", tmp_path / "empty.vkey")
    page.wait_for_selector("#report h2")
    refused = page.inner_text("#report")
    page.set_input_files("[data-into=witnesses]", tmp_path / "witness.vkey")
    page.wait_for_selector("#status:has-text('1 fichier')", state="attached")

    assert "« empty.vkey » ne contient aucune clé." in refused.replace("\u00a0", " ")
    assert page.input_value("#witnesses") == WITNESS.vkey
