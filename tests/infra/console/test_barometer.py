"""Pages of the barometer: each figure leads to exactly its lines, and a wrong choice is said at its field."""

import re
from typing import Final

import pytest

from efe_infra.console.barometer.figures import FIGURES
from efe_projections.barometer.figure import BarometerFigureKey
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.files import csv_rows, workbook
from tests.infra.console.signing_in import signed_in

PERIOD: Final = "du=2024-01-01&au=2026-10-31"
COUNTED: Final = re.compile(r'href="(/barometre/[\w-]+\?[^"]+)">([\d\s]+) lignes? comptée')


def text_of(page: str) -> str:
    return Outline(page).text.replace("\N{NO-BREAK SPACE}", " ")


def figures_on(page: str) -> dict[str, int]:
    """Returns the number of lines that the page shows for each figure, by the address of its list."""
    shown = COUNTED.findall(page.replace("\N{NARROW NO-BREAK SPACE}", ""))
    return {address.replace("&amp;", "&"): int(number) for address, number in shown}


def test_the_console_names_every_figure_of_the_contract() -> None:
    assert list(FIGURES) == [each.name for each in BarometerFigureKey]


@pytest.mark.parametrize("account", [None, "coordination-liege"])
@pytest.mark.parametrize("choice", [PERIOD, f"{PERIOD}&bassin=liege"])
def test_each_figure_leads_to_exactly_as_many_lines(browser: Browser, account: str | None, choice: str) -> None:
    if account:
        signed_in(browser, account)
    page = browser.get(f"/barometre?{choice}")
    shown = figures_on(page.text)

    assert page.status_code == 200
    assert len(shown) >= (15 if account else 5)
    assert sum(shown.values()) > 10
    for address, number in shown.items():
        answer = browser.get(address)
        lines = 0
        while True:
            assert answer.status_code == 200
            lines += answer.text.count('<th scope="row"')
            following = re.search(r'<p class="pages"><a href="([^"]+)"', answer.text)
            if following is None:
                break
            answer = browser.get(following[1].replace("&amp;", "&"))
        assert (address, lines) == (address, number)


def test_a_list_leads_to_its_objects_and_has_the_same_lines_as_its_files(browser: Browser) -> None:
    signed_in(browser, "coordination-liege")
    address = f"/barometre/decisions-adopted?{PERIOD}"
    page = browser.get(address)
    rows = csv_rows(browser, address.replace("?", ".csv?"))
    sheet = workbook(browser, address.replace("?", ".xlsx?"))["Table"]
    decisions = [each for each in Outline(page.text).links if each.startswith("/decisions/")]

    assert len(rows) - 1 == sheet.max_row - 1 == page.text.count('<th scope="row"') == len(decisions) > 0
    assert browser.get(decisions[0]).status_code == 200


@pytest.mark.parametrize(
    ("choice", "field", "sentence"),
    [
        ("bassin=ostende", "bassin", "Ce bassin n'existe pas."),
        ("annee=1999", "annee", "Un baromètre porte sur une année de 2000"),
        ("annee=2999", "annee", "Un baromètre porte sur une année de 2000"),
        ("annee=deux", "annee", "Une année s'écrit en quatre chiffres."),
        ("du=hier", "du", "Un jour s'écrit AAAA-MM-JJ."),
        ("du=2026-02-01&au=2026-01-31", "au", "ne précède pas le premier"),
        ("du=2026-01-01&au=2999-01-01", "au", "n'est pas à venir"),
        ("du=1999-01-01&au=2026-01-01", "du", "Un baromètre commence en 2000"),
    ],
)
def test_a_wrong_choice_is_said_at_its_field(browser: Browser, choice: str, field: str, sentence: str) -> None:
    page = browser.get(f"/barometre?{choice}")
    for address in ("/barometre/seats", "/barometre/seats.csv", "/barometre/seats.xlsx"):
        refused = browser.get(f"{address}?{choice}")
        assert (refused.status_code, sentence in text_of(refused.text)) == (400, True)

    assert page.status_code == 400
    assert f'aria-describedby="faute-{field}"' in page.text
    assert page.text.count('aria-invalid="true"') == 1
    assert sentence in text_of(page.text)


def test_a_figure_that_does_not_exist_is_not_found(browser: Browser) -> None:
    for address in ("/barometre/rien", "/barometre/rien.csv", "/barometre/SEATS.xlsx"):
        assert browser.get(address).status_code == 404


def test_the_page_says_for_whom_it_counted_and_until_which_day(browser: Browser) -> None:
    visitor = text_of(browser.get("/barometre").text)
    signed_in(browser, "coordination-liege")
    own, all_bassins = (text_of(browser.get(f"/barometre{choice}").text) for choice in ("?bassin=liege", ""))

    assert "Compté pour un visiteur" in visitor
    assert "tous les dossiers de ces bassins vous sont ouverts" in own
    assert "les dossiers qui vous sont ouverts" in all_bassins
    assert all("L'année est en cours" in each for each in (visitor, own, all_bassins))
    assert "Ce chiffre se compte dans des dossiers que vous ne voyez pas." in visitor
    assert "Ce chiffre se compte dans des dossiers que vous ne voyez pas." not in own


@pytest.mark.parametrize(("language", "title"), [("de", "Tage bis zum Konsens"), ("en", "Days to consensus")])
def test_the_pages_are_in_german_and_english(browser: Browser, language: str, title: str) -> None:
    for address in (f"/barometre?{PERIOD}", f"/barometre/days-to-consensus?{PERIOD}"):
        page = browser.get(f"{address}&langue={language}")

        assert f'<html lang="{language}"' in page.text
        assert title in text_of(page.text)
        assert "Jours jusqu" not in page.text


@pytest.mark.parametrize("address", ["/", "/tableaux", "/instances/liege"])
def test_other_pages_lead_to_the_barometer(browser: Browser, address: str) -> None:
    links = Outline(browser.get(address).text).links
    expected = "/barometre?bassin=liege" if "liege" in address else "/barometre"

    assert expected in links


def test_a_bar_is_drawn_in_the_units_of_its_figure(browser: Browser) -> None:
    page = browser.get(f"/barometre?{PERIOD}").text
    drawings = re.findall(
        r'viewBox="0 0 ([\d.]+) 2".*?<title>(.*?)</title><rect class="bar"[^>]*width="([\d.]+)"', page
    )

    assert drawings
    for most, title, width in drawings:
        assert 0 <= float(width) <= float(most)
        assert f"{float(width):.0f}" in title.replace("\N{NARROW NO-BREAK SPACE}", "")
