"""The page of service accounts: an administrator names an application; others do not see the page."""

from uuid import uuid4

from tests.api.given import Api
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.signing_in import signed_in

PATH = "/administration/services"


def test_an_administrator_declares_an_application(platform: Api, browser: Browser) -> None:
    signed_in(browser, "administration")
    name = f"Échanges {uuid4().hex[:8]}"
    before = browser.get(PATH).text
    answer = browser.post(PATH, {"subject": f"application-{uuid4()}", "name": name})
    wrong = browser.post(PATH, {"subject": " entouré ", "name": name})

    assert PATH in browser.get("/administration/acces").text
    assert name not in before
    assert answer.status_code == 303
    assert name in browser.get(PATH).text
    assert wrong.status_code == 422
    assert "sans espace autour" in Outline(wrong.text).text
    assert 'value=" entouré "' in wrong.text


def test_a_coordinator_does_not_see_the_page(browser: Browser) -> None:
    signed_in(browser)

    assert browser.get(PATH).status_code == 403
