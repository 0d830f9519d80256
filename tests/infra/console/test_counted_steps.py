"""Journeys whose steps are counted: a step is a page that is opened or a form that is sent, after landing."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser as Chrome

from efe_infra.samples.demo.people import AUDITOR
from tests.api.given import Api
from tests.infra.console.browser import Browser
from tests.infra.console.chromium import Tab, tab
from tests.infra.console.shown import A_POLE
from tests.infra.console.test_sign_in import signed_in


@dataclass
class CountedSteps:
    """Tab of a person, which counts the pages that the person opens."""

    tab: Tab
    count: int = 0

    def press(self, selector: str) -> None:
        """Presses the first link or button that a selector finds, and waits for the page."""
        with self.tab.page.expect_navigation():
            self.tab.page.locator(selector).first.click()
        self.count += 1

    @property
    def heading(self) -> str:
        return self.tab.page.locator("h1").inner_text()


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def person(request: pytest.FixtureRequest, chrome: Chrome, platform: Api) -> Iterator[CountedSteps]:
    with tab(chrome, platform.http.url, scripts=request.param) as opened:
        yield CountedSteps(opened)


def land(person: CountedSteps, platform: Api, subject: str, path: str) -> None:
    browser = Browser(platform)
    signed_in(browser, subject)
    person.tab.take(browser.cookies)
    person.tab.page.goto(f"{person.tab.origin}{path}")


def test_an_auditor_learns_who_did_what_in_march_and_proves_it(person: CountedSteps, platform: Api) -> None:
    land(person, platform, AUDITOR, "/instances/liege/piste")
    person.tab.page.locator("#du").fill("2026-03-01")
    person.tab.page.locator("#au").fill("2026-03-31")
    person.press("button:has-text('Montrer')")
    listed = person.tab.page.locator("#contenu").inner_text()
    person.press(".lines a:has-text('Prouver')")

    assert "Mars 2026, " in listed
    assert "La coordination (Liège)" in listed
    assert person.heading.startswith("Preuve")
    assert person.count == 2


def test_a_coordinator_learns_what_changed_in_a_pole(person: CountedSteps, platform: Api) -> None:
    land(person, platform, "coordination-liege", "/instances/liege")
    person.press(f"a[href^='{A_POLE}']")
    person.press("#contenu a[href*='/comparer']")

    assert person.heading.startswith("Ce qui a changé depuis")
    assert person.count == 2
