"""The calendar of an Instance with more meetings than a page of the register has."""

from collections.abc import Iterator
from typing import Final

import pytest

from tests.api.given import Api, day
from tests.api.meetings import convened
from tests.conftest import Cloning
from tests.infra.console.browser import Browser
from tests.infra.console.demonstration import demonstration
from tests.infra.console.own_space import calendar_address, unfolded
from tests.infra.console.signing_in import signed_in

PAGE: Final = 100
LAST: Final = "Salle de la dernière réunion"


@pytest.fixture(scope="module")
def platform(cloning: Cloning, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A register of its own: so many meetings would be in the way of other tests."""
    with demonstration(cloning, tmp_path_factory.mktemp("home")) as api:
        yield api


def test_no_meeting_is_missing_from_the_month_the_file_and_the_private_address(
    platform: Api, browser: Browser
) -> None:
    liege = platform.client("coordination-liege")
    [body, *_] = liege.ask("{ instance(bassin: LIEGE) { bodies { id } } }")["instance"]["bodies"]
    assembly = {"body": {"bassin": "LIEGE", "bodyId": body["id"]}}
    for _ in range(PAGE):
        convened(liege, assembly, 60)
    last = convened(liege, assembly, 61, place=LAST)
    platform.catch_up()
    signed_in(browser)

    month = browser.get(f"/calendrier?mois={day(61)[:7]}").text
    files = [browser.get("/calendrier.ics"), Browser(platform).get(calendar_address(browser))]

    assert f'href="/reunions/{last.partition(":")[2]}"' in month.partition("Ce qui vient")[0]
    assert [LAST in unfolded(each.text) for each in files] == [True, True]
