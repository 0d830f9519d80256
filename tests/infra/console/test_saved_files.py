"""Chromium saves a document under its name, and shows it by name in forms."""

from playwright.sync_api import Browser as Chrome

from tests.api.given import Api
from tests.infra.console.browser import Browser
from tests.infra.console.chromium import tab
from tests.infra.console.files import PAGE, deposited
from tests.infra.console.signing_in import signed_in


def test_chromium_saves_a_document_under_its_name(chrome: Chrome, browser: Browser, platform: Api) -> None:
    signed_in(browser)
    document = deposited(browser, "Procès-verbal de juin.pdf")

    with tab(chrome, platform.http.url) as opened:
        opened.take(browser.cookies)
        opened.go(PAGE)
        with opened.page.expect_download() as saved:
            opened.page.locator(f"a[href*='{document}']").first.click()

    assert saved.value.suggested_filename == "Procès-verbal de juin.pdf"
    assert opened.violations == []
