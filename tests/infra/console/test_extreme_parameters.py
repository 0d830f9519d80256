"""Days, positions and cursors at the ends of their ranges, on every page: a refusal is no fault of the server."""

import re
from typing import Final
from urllib.parse import urlencode

import pytest

from tests.infra.console.browser import Browser
from tests.infra.console.shown import OF_POLES, OWN_PAGES, TRAIL, one_of_poles
from tests.infra.console.signing_in import signed_in

FIRST_DAY: Final = "0001-01-01"
LAST_DAY: Final = "9999-12-31"
DAYS: Final = (FIRST_DAY, "9999-12-30", LAST_DAY)
EXTREMES: Final = (
    *({"en-vigueur": each, "du": each, "au": each, "mois": each[:7]} for each in (FIRST_DAY, LAST_DAY)),
    {"apres": "9" * 40},
)
"""Days of the calendar, which come together since no page refuses them, and a cursor."""
POSITIONS: Final = (FIRST_DAY, LAST_DAY, "999999999999999", "9" * 40)
"""All pages read a position by the same functions: a page is sent one for each parameter, the next one another."""
OTHERS: Final = (
    "/calendrier.ics",
    f"{TRAIL}.csv",
    "/instances/liege/temps",
    "/instances/liege/temps/actes",
    "/instances/liege/documents",
)
DATE_FIELD: Final = re.compile(r'<input[^>]*type="date"[^>]*name="([^"]+)"|<input[^>]*name="([^"]+)"[^>]*type="date"')


@pytest.fixture
def coordinator(browser: Browser) -> Browser:
    signed_in(browser)
    return browser


def pages(browser: Browser) -> list[str]:
    own = {each.partition("?")[0] for each in OWN_PAGES}
    return sorted({*own, *OTHERS, *(one_of_poles(browser, kind) for kind in OF_POLES)})


def test_an_extreme_parameter_is_no_fault(coordinator: Browser) -> None:
    faults = [
        (address, status)
        for number, page in enumerate(pages(coordinator))
        for parameters in (*EXTREMES, *({name: POSITIONS[number % len(POSITIONS)]} for name in ("a", "de")))
        if (status := coordinator.get(address := f"{page}?{urlencode(parameters)}").status_code) >= 500
    ]

    assert faults == []


def test_an_extreme_day_in_a_form_is_no_fault(coordinator: Browser) -> None:
    forms = [page for page in pages(coordinator) if "/actes/" in page or page.endswith("/rectifier")]
    faults, tried = [], 0
    for page in forms:
        names = ["".join(each) for each in DATE_FIELD.findall(coordinator.get(page).text)]
        for value in DAYS if names else ():
            tried += 1
            status = coordinator.post(page, dict.fromkeys(names, value)).status_code
            faults += [(page, value, status)] if status >= 500 else []

    assert tried > 10
    assert faults == []


@pytest.mark.parametrize("day", ["1900-01-01", "2026-11-29"])
def test_a_day_of_a_pole_is_read(coordinator: Browser, day: str) -> None:
    assert coordinator.get(f"/a-faire?en-vigueur={day}").status_code == 200
