"""Pages of who is signed in, in German and in English: no text of ours is left in French, links keep the language."""

import re
from datetime import date
from html import unescape
from uuid import uuid4

import pytest

from efe_domain.shared.messages import Language, catalogue
from efe_infra.console.language import translatable
from efe_infra.console.language.translatable import Euros, Locale, tr, tr_plural
from tests.api.decisions import propose, representing
from tests.api.documents import stored
from tests.api.given import KINDS, Api, a_pole, an_operator, day, represented
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.command_forms import hidden
from tests.infra.console.page_words import OTHERS, Visible
from tests.infra.console.shown import A_PROJECT, OF_POLES, OWN_PAGES, one_of_poles
from tests.infra.console.signing_in import signed_in
from tests.layout.page_texts import texts

IN_FRENCH = "/preuve"
"""The end of the address of a page that is in French only: the verifier that it has is."""
RECORDED = {"Autre", "Modalités de réunion et de décision", "Porter le projet", "Un projet"}
"""Names that somebody gave, which are also words of ours: they stay as they are."""
FOR_PROGRAMS = ("/docs/", "/schema.graphql", "/health/", "/graphql", "/openapi.json", "/log/", "/assets/")


def french(language: Language) -> set[str]:
    """Returns the French texts of pages that have another text in the language."""
    singulars = {each if isinstance(each, str) else each[0]: each for each, _ in texts()}
    pairs = [
        (one, other)
        for singular, each in singulars.items()
        for one, other in zip(
            (each,) if isinstance(each, str) else each, catalogue().texts[singular].forms(language), strict=False
        )
    ]
    return {one for one, other in pairs if one != other} - {other for _, other in pairs}


@pytest.mark.parametrize("language", OTHERS)
def test_no_page_of_who_is_signed_in_has_a_french_text_left(browser: Browser, language: Language) -> None:
    signed_in(browser)
    untranslated = french(language) - RECORDED
    [invitation, *_] = re.findall(r'href="(/invitations/[^"]+)"', browser.get(A_PROJECT).text)
    for path in [*OWN_PAGES, *(one_of_poles(browser, kind) for kind in OF_POLES), invitation]:
        page = browser.get(f"{path}{'&' if '?' in path else '?'}langue={language}").text
        if path.endswith(IN_FRENCH):
            assert '<html lang="fr">' in page, path
            continue
        assert f'<html lang="{language}">' in page, path
        assert Visible(page).pieces & untranslated == set(), path
        links = {unescape(each) for each in re.findall(r'<(?:a|form)[^>]* (?:href|action)="(/[^"]*)"', page)}
        lost = {each for each in links if "langue=" not in each and not each.startswith(FOR_PROGRAMS)}
        assert f"langue={language}" in hidden_in(page) or not lost, path


def hidden_in(page: str) -> set[str]:
    """Returns the hidden fields of forms."""
    return {f"{name}={value}" for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)}


def test_a_decision_is_adopted_in_german(platform: Api, browser: Browser) -> None:
    """From what waits to the form, its refusal, and back to the page: all in one language."""
    liege = platform.client("coordination-liege")
    pole = a_pole(liege, f"Pôle {uuid4().hex}")
    members = [an_operator(liege, kind, number=uuid4().hex) for kind in KINDS]
    represented(liege, pole, members)
    liege.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(-900))
    name = f"Mitglied{uuid4().hex}"
    representing(platform, liege, pole, members[0], name)
    path = propose(liege, pole, title=f"Titel {name}", text="Text.")["id"].replace("Decision:", "/decisions/")
    signed_in(browser, name)

    todo = browser.get("/a-faire?langue=de").text
    assert "Zum vorgeschlagenen Text Stellung nehmen" in todo
    page = Outline(browser.get(f"{path}?langue=de").text)
    assert "Damit der Text angenommen wird" in page.text
    assert "Alle konsultiert: Es fehlen" in page.text
    assert "was tun?" in page.text
    assert f"{path}/actes/adopter?langue=de" not in page.links

    refused = browser.get(f"{path}/actes/adopter?langue=de")
    told = Outline(refused.text).text
    assert refused.status_code == 409
    assert "Rechtsakt nicht möglich" in told
    assert "was tun?" in told

    address = f"{path}/actes/position?langue=de"
    empty = Outline(browser.post(address, hidden(browser.get(address).text)).text).text
    assert "Abgelehnt: " in empty
    assert "vor dem Eintragen zu korrigieren" in empty
    assert "Es ist eine Auswahl zu treffen." in empty
    note = {"sha256": stored(browser.api.client("coordination-liege"), b"%PDF-1.7 note of a call")}
    typed = hidden(browser.get(address).text) | {"operatorId": members[0], "stance": "AGREE", **note}
    done = browser.post(address, typed)
    assert done.headers["location"].startswith(f"{path}?langue=de&consigne=")
    after = browser.follow(done).text
    assert 'class="done-note"' in after
    assert "Einverstanden" in after
    for each in (todo, refused.text, after):
        assert Visible(each).pieces & french(Language.GERMAN) == set()


def test_signing_in_comes_back_in_the_language(browser: Browser) -> None:
    led = browser.get("/a-faire?langue=de")

    assert led.headers["location"] == "/connexion?suite=%2Fa-faire%3Flangue%3Dde"


@pytest.mark.parametrize(
    ("language", "written"),
    [
        (Language.GERMAN, "Verfahren, 12.500,50 €, beantragt am 1. März 2026"),
        (Language.ENGLISH, "Verfahren, €12,500.50, applied for on 1 March 2026"),
    ],
)
def test_words_write_their_values_as_in_the_language(language: Language, written: str) -> None:
    words = tr(
        "%(procedure)s, %(amount)s, demandé le %(day)s",
        procedure="Verfahren",
        amount=Euros(1_250_050),
        day=date(2026, 3, 1),
    )
    told = words.render(Locale(language))

    assert told.replace("\N{NO-BREAK SPACE}", " ") == written
    assert (
        words.replace("\N{NO-BREAK SPACE}", " ")
        == "Verfahren, 12\N{NARROW NO-BREAK SPACE}500,50 €, demandé le 1er mars 2026"
    )


def test_counted_words_have_two_numbers_in_each_language() -> None:
    several = [tr_plural("En retard de %(count)s jour", "En retard de %(count)s jours", each) for each in (0, 1, 2)]

    assert several == ["En retard de 0 jour", "En retard de 1 jour", "En retard de 2 jours"]
    german = [each.render(Locale(Language.GERMAN)) for each in several]
    assert german == ["0 Tage überfällig", "1 Tag überfällig", "2 Tage überfällig"]


def test_what_is_recorded_is_never_translated() -> None:
    filters = translatable.filters(Locale(Language.GERMAN))

    assert filters["dit"]("Décision") == "Décision"
    assert filters["dit"](tr("Décision")) == filters["traduit"]("Décision") == "Beschluss"
