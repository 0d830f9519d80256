"""Signing in with the development issuer, step by step or at once."""

from urllib.parse import urlencode, urlsplit

import httpx

from efe_infra.console.sign_in.flow import PENDING_COOKIE
from tests.infra.console.browser import Browser

LIEGE = "coordination-liege"


def page_of_accounts(browser: Browser, path: str = "/") -> str:
    """Returns the address of the page on which one chooses, relative to the server."""
    response = browser.get(f"/connexion?{urlencode({'suite': path})}")
    assert response.status_code == 303
    assert browser.cookies.keys() >= {PENDING_COOKIE}
    return str(response.headers["location"])


def address_back(browser: Browser, address: str, subject: str = LIEGE) -> str:
    """Returns the address to which the issuer sends back."""
    response = browser.post(address, {"subject": subject})
    assert response.status_code == 303, response.text
    parts = urlsplit(response.headers["location"])
    assert f"{parts.scheme}://{parts.netloc}" == browser.origin
    return f"{parts.path}?{parts.query}"


def signed_in(browser: Browser, subject: str = LIEGE, path: str = "/") -> httpx.Response:
    return browser.get(address_back(browser, page_of_accounts(browser, path), subject))


def is_signed_in(browser: Browser) -> bool:
    return "Se déconnecter" in browser.get("/").text
