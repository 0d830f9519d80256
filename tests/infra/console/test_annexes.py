"""Documents and errata beside a decision, a meeting, an opinion and a project: added from the page, read on it."""

import re
from uuid import uuid4

import pytest
from httpx import Response

from tests.infra.console.browser import Browser, Outline
from tests.infra.console.command_forms import hidden
from tests.infra.console.shown import A_PROJECT, offers_acts, one_of_poles
from tests.infra.console.signing_in import signed_in


@pytest.fixture
def coordinator(browser: Browser) -> Browser:
    signed_in(browser)
    return browser


def page_of(browser: Browser, kind: str) -> str:
    return A_PROJECT if kind == "projets" else one_of_poles(browser, kind)


def form_of(browser: Browser, page: str, title: str) -> str:
    """Returns the address of a form to which the page leads."""
    text = browser.get(page).text
    [address] = set(re.findall(rf'href="([^"]+)"[^>]*>{title}<', text))
    return str(address)


@pytest.mark.parametrize("kind", ["decisions", "reunions", "avis", "projets"])
def test_a_document_is_attached_from_the_page_and_once(coordinator: Browser, kind: str) -> None:
    page, title, content = page_of(coordinator, kind), f"Rapport {uuid4().hex[:8]}", b"%PDF-1.7 " + uuid4().bytes
    form = form_of(coordinator, page, "Joindre un document")
    typed = {"title": title, "effectiveOn": ""}

    def send(title: str) -> Response:
        data = hidden(coordinator.get(form).text) | typed | {"title": title}
        field = "sha256-fichier"
        return coordinator.upload(form, content, "application/pdf", name="rapport.pdf", field=field, data=data)

    without = coordinator.post(form, hidden(coordinator.get(form).text) | typed)
    sent, again = send(title), send("Autre titre")
    shown = Outline(coordinator.get(page).text).text

    assert 'id="refus-champ-sha256"' in without.text
    assert (sent.status_code, again.status_code) == (303, 422)
    assert "Ce document est déjà joint" in Outline(again.text).text
    assert title in shown
    assert "rapport.pdf" in shown


@pytest.mark.parametrize("kind", ["decisions", "avis", "projets"])
def test_an_erratum_is_noted_from_the_page_and_once(coordinator: Browser, kind: str) -> None:
    page, text = page_of(coordinator, kind), f"Page 2, lire {uuid4().hex[:8]}."
    form = form_of(coordinator, page, "Noter un erratum")

    sent, again = (coordinator.post(form, hidden(coordinator.get(form).text) | {"text": text}) for _ in range(2))

    assert (sent.status_code, again.status_code) == (303, 422)
    assert "déjà noté" in Outline(again.text).text
    assert text in Outline(coordinator.get(page).text).text


def test_a_visitor_reads_no_form_and_another_instance_attaches_nothing(
    coordinator: Browser, browser: Browser
) -> None:
    page = page_of(coordinator, "decisions")
    signed_in(browser, "coordination-namur")

    assert not offers_acts(browser.get(page).text)
    assert browser.get(f"{page}/actes/joindre").status_code in {403, 404}
