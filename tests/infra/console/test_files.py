"""`/fichiers/{sha256}`: a browser downloads a document by its session, and nothing else does."""

import re
from hashlib import sha256
from urllib.parse import quote
from uuid import uuid4

import pytest

from tests.api.given import Api, Client
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.command_forms import hidden
from tests.infra.console.files import PAGE, deposited
from tests.infra.console.signing_in import signed_in

NAMUR = "coordination-namur"


def test_a_browser_saves_a_document_under_its_name(browser: Browser) -> None:
    signed_in(browser)
    content = b"%PDF-1.7 " + uuid4().bytes
    document = deposited(browser, "Procès-verbal.pdf", content=content)

    response = browser.get(f"/fichiers/{document}")

    assert (response.status_code, response.content) == (200, content)
    assert response.headers["content-type"] == "application/pdf"
    assert response.headers["content-disposition"] == (
        "attachment; filename=\"Proces-verbal.pdf\"; filename*=UTF-8''Proc%C3%A8s-verbal.pdf"
    )
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert response.headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in response.headers


def test_a_page_that_is_called_text_is_no_page(browser: Browser) -> None:
    signed_in(browser)
    script = b"<script>alert(document.cookie)</script>" + uuid4().hex.encode()
    document = deposited(browser, "../../x.html", "text/plain", script)

    refused = [browser.upload(PAGE, script, media).status_code for media in ("text/html", "image/svg+xml")]
    response = browser.get(f"/fichiers/{document}")

    assert refused == [415, 415]
    assert response.headers["content-disposition"] == 'attachment; filename="x.html.txt"'
    assert response.headers["content-type"] == "text/plain"


@pytest.mark.parametrize(
    "name",
    ["a.pdf\r\nSet-Cookie: a=b", 'a"; filename="b.exe', "facture\u202efdp.exe", "x" * 10_000, "\u0627" * 300, "\n"],
    ids=["lines", "quotes", "right to left", "10 kB", "300 letters", "nothing"],
)
def test_no_name_reaches_a_header_or_a_page_as_it_is(browser: Browser, name: str) -> None:
    signed_in(browser)
    content = b"%PDF-1.7 " + uuid4().bytes
    taken = browser.upload(PAGE, content, "application/pdf", name=name)
    if taken.status_code == 400:  # the parser refuses headers of this size
        assert len(name) > 4_000
        return

    response = browser.get(f"/fichiers/{sha256(content).hexdigest()}")
    page = browser.get(PAGE).text

    assert "set-cookie" not in response.headers
    assert response.headers["content-disposition"].isprintable()
    assert response.headers["content-disposition"].endswith((".pdf", '.pdf"'))
    assert len(response.headers["content-disposition"]) < 3_000
    assert "\u202e" not in page
    assert "x" * 201 not in page
    assert f"/fichiers/{sha256(content).hexdigest()}" in page


def test_a_document_is_none_of_a_visitor_or_of_another_instance(browser: Browser, platform: Api) -> None:
    signed_in(browser)
    document = deposited(browser, "PV.pdf")
    visitor, namur = Browser(platform), Browser(platform)
    signed_in(namur, NAMUR)

    answers = [each.get(f"/fichiers/{document}") for each in (visitor, namur)]
    unknown = namur.get(f"/fichiers/{'0' * 64}")

    assert answers[0].status_code == 303
    assert answers[0].headers["location"] == f"/connexion?suite={quote(f'/fichiers/{document}', safe='')}"
    assert [answers[1].status_code, unknown.status_code] == [404, 404]
    assert Outline(answers[1].text).text == Outline(unknown.text).text.replace("0" * 64, document)


def test_a_session_that_is_over_downloads_nothing(browser: Browser) -> None:
    signed_in(browser)
    document = deposited(browser, "PV.pdf")
    kept = dict(browser.cookies)
    browser.post("/deconnexion")
    browser.cookies = kept

    assert browser.get(f"/fichiers/{document}").status_code == 303


def test_the_store_takes_no_cookie(browser: Browser) -> None:
    signed_in(browser)
    document = deposited(browser, "PV.pdf")

    answers = [browser.get(f"/documents/{document}"), browser._send("PUT", "/documents", {}, content=b"%PDF-1.7")]

    assert [each.status_code for each in answers] == [404, 401]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_the_address_is_read_only(browser: Browser, method: str) -> None:
    signed_in(browser)
    headers = {"sec-fetch-site": "same-origin", "origin": browser.origin}

    assert browser._send(method, f"/fichiers/{'0' * 64}", headers).status_code == 405


@pytest.mark.parametrize("path", ["/fichiers/x", "/fichiers/..%2Fgraphql", "/fichiers/%00", "/fichiers/%0d%0aA:b"])
def test_what_is_no_fingerprint_is_nothing(browser: Browser, path: str) -> None:
    signed_in(browser)

    assert browser.get(path).status_code == 404


def test_a_purged_document_says_when_and_why(browser: Browser, platform: Api) -> None:
    signed_in(browser)
    document = deposited(browser, "PV.pdf")
    liege: Client = platform.client("coordination-liege")

    liege.done("purgeDocument", "purgedDocument { id }", bassin="LIEGE", sha256=document, reason="Déposé par erreur.")
    response = browser.get(f"/fichiers/{document}")

    assert response.status_code == 410
    assert "Déposé par erreur." in Outline(response.text).text
    assert "Document supprimé" in Outline(response.text).text
    assert "PV.pdf" not in browser.get(PAGE).text.partition("Les derniers")[2].partition(document)[0][-5:]


@pytest.mark.parametrize("language", ["fr", "de", "en"])
def test_the_documents_of_an_instance_are_listed_in_three_languages(browser: Browser, language: str) -> None:
    signed_in(browser)
    document = deposited(browser, "Pièce <b>.pdf")

    page = browser.get(f"{PAGE}?langue={language}").text

    assert f'lang="{language}"' in page
    assert "<bdi>Pièce &lt;b&gt;.pdf</bdi>" in page
    assert f"/fichiers/{document}" in page


def test_a_coordinator_deletes_a_document_from_its_list_and_all_read_why(browser: Browser, platform: Api) -> None:
    signed_in(browser)
    document, namur = deposited(browser, "Brouillon.pdf"), Browser(platform)
    signed_in(namur, NAMUR)
    [form] = re.findall(rf'href="([^"]*{document}/supprimer)"', browser.get(PAGE).text)
    typed = {"reason": "Déposé par erreur.", "effectiveOn": ""}

    shown = browser.get(form).text
    without = browser.post(form, hidden(shown) | {"reason": ""})
    tried = browser.post(form, hidden(shown) | typed | {"etape": "verifier"})
    kept = browser.get(f"/fichiers/{document}")
    sent, again = (browser.post(form, hidden(shown) | typed) for _ in range(2))
    late = browser.post(form, hidden(browser.get(form).text) | typed)

    assert "Brouillon.pdf" in Outline(shown).text
    assert (without.status_code, tried.status_code, kept.status_code) == (422, 200, 200)
    assert (sent.status_code, again.status_code, late.status_code) == (303, 303, 422)
    assert "Déposé par erreur." in Outline(browser.get(f"/fichiers/{document}").text).text
    assert document not in browser.get(PAGE).text
    assert namur.get(form).status_code == 403
