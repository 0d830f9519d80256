"""Pages speak to persons: no identifier, fingerprint, column, code, topic, GraphQL name or position on any."""

import re
from collections import deque
from html import unescape
from typing import Final
from urllib.parse import parse_qs, urlsplit

import pytest

from efe_infra.samples.demo.people import ADMINISTRATOR, AUDITOR, MEMBER
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.page_words import developer_words, kind_of
from tests.infra.console.signing_in import signed_in

ROLES: Final = {
    "visitor": None,
    "coordinator": "coordination-liege",
    "member": MEMBER.subject,
    "auditor": AUDITOR,
    "administrator": ADMINISTRATOR,
    "joint coordinator": "coordination-verviers",
}
FOR_DEVELOPERS: Final = re.compile(
    r"/(connexion|dev|deconnexion|donnees|docs|schema\.graphql|graphql|health|assets|log|verification|fichiers)\b|.*/preuve\b|.*\.(csv|zip|ics)"
)
"""Addresses of files, of developers and of proofs."""
OTHER_MOMENTS: Final = {"a", "en-vigueur", "langue", "apres", "avant", "suite"}
"""Parameters that show the same page again."""
MIN_PAGES: Final = 20
MAX_PAGES: Final = 70


def pages_of(browser: Browser) -> dict[str, str]:
    """Returns the pages that a person reaches by links, one of each kind, by their address."""
    pages, waiting, kinds = dict[str, str](), deque(["/"]), set[str]()
    while waiting and len(pages) < MAX_PAGES:
        address = waiting.popleft()
        answer = browser.follow(browser.get(address))
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        pages[address] = answer.text
        for link in Outline(answer.text).links:
            target = unescape(link).partition("#")[0]
            if not target.startswith("/") or FOR_DEVELOPERS.match(target):
                continue
            if OTHER_MOMENTS & parse_qs(urlsplit(target).query).keys() or target in pages or target in waiting:
                continue
            kind = kind_of(target)
            if kind not in kinds:
                kinds.add(kind)
                waiting.append(target)
    return pages


@pytest.mark.parametrize("role", ROLES)
def test_no_page_speaks_to_developers(browser: Browser, role: str) -> None:
    if subject := ROLES[role]:
        signed_in(browser, subject)
    pages = pages_of(browser)
    found: dict[tuple[str, str], str] = {}
    for address, page in pages.items():
        for kind, words in developer_words(page):
            found.setdefault((kind_of(address), kind), words)

    assert not found, "\n".join(f"{address} {kind}: {words}" for (address, kind), words in found.items())
    assert len(pages) >= MIN_PAGES
