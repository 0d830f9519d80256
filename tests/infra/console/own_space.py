"""The own space of a person: the calendar, the drafts and the last visit."""

import re
from datetime import datetime
from html import unescape
from uuid import UUID, uuid4

import psycopg

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api.given import Api
from tests.infra.console.browser import Browser
from tests.infra.console.command_forms import CREATE, hidden

KEEP = {"brouillon": "garder"}


def calendar_address(browser: Browser, act: str = "creer") -> str:
    """Returns the private address that the page tells."""
    page = browser.post("/calendrier", {"acte": act})
    found = re.search(r"<code>([^<]+)</code>", page.text)
    return unescape(found[1]).removeprefix(browser.origin) if found else ""


def unfolded(text: str) -> str:
    return text.replace("\r\n ", "")


def coordinator(platform: Api) -> str:
    subject = f"coordination-{uuid4().hex}"
    platform.granted(subject, Role.COORDINATOR, Bassin.LIEGE)
    return subject


def visits_of(api: Api, account: UUID, *, days_ago: int | None = None) -> list[datetime]:
    """Returns when the account was last seen; `days_ago` changes it before."""
    with psycopg.connect(api.installation.database.admin) as connection:
        if days_ago is not None:
            connection.execute(
                "update console.last_visit set seen_at = now() - make_interval(days => %s) where account = %s",
                (days_ago, account),
            )
        rows = connection.execute("select seen_at from console.last_visit where account = %s", (account,))
        return [moment for (moment,) in rows]


def address_of_draft(browser: Browser, name: str, path: str = CREATE) -> str:
    """Returns the address of the draft of a new pôle with this name."""
    response = browser.post(path, hidden(browser.get(path).text) | {"name": name} | KEEP)
    assert response.status_code == 303, response.text
    return response.headers["location"]
