"""Evaluation file of a pôle: what it did in its term, on its page near the end and on a page of its own."""

import re
from datetime import date
from uuid import uuid4

from efe_infra.console.pole.evaluation_file import anniversary, months_between
from tests.api.decisions import a_deciding_pole, an_adopted_decision, met, propose
from tests.api.given import KINDS, Api, a_pole, an_operator, day, represented
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.signing_in import signed_in

PAGE_OF_DECISIONS = 100


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", Outline(page).text.replace("\N{NO-BREAK SPACE}", " "))


def test_the_file_says_what_a_pole_did_in_its_term_and_leads_to_the_evaluation(
    platform: Api, browser: Browser
) -> None:
    liege = platform.client("coordination-liege")
    pole = a_pole(liege, f"Pôle {uuid4().hex}")
    members = [an_operator(liege, kind, number=uuid4().hex) for kind in KINDS]
    represented(liege, pole, members)
    liege.done("constitutePole", "pole { id }", poleId=pole, ends=day(30), effectiveOn=day(-500))
    met(liege, pole, members, day(-300))
    met(liege, pole, members[:2], day(-100))
    signed_in(browser)
    here = pole.replace("Pole:", "/poles/")
    own, file = browser.get(here).text, plain(browser.get(f"{here}/dossier-d-evaluation").text)
    before = plain(browser.get(f"{here}/dossier-d-evaluation?en-vigueur={day(-200)}").text)
    position = platform.installation.platform.recorder.max_notification_id()
    past = plain(browser.get(f"{here}/dossier-d-evaluation?a={position}").text)
    stranger = Browser(platform)
    signed_in(stranger, "coordination-namur")

    for words in (plain(own), file, past):
        assert re.search(r"\b2 ?réunions tenues", words)
        assert re.search(r"\b83 % ?de présence en moyenne", words)
    assert "2 membres sur 3" in file
    assert "Elle est revérifiée le jour du renouvellement. Aujourd'hui, elle passerait." in file
    assert re.search(r"\b1 ?réunion tenue", before)
    assert f'href="{here}/dossier-d-evaluation"' in own
    assert "Lire le dossier d'évaluation" in plain(browser.get(f"{here}/actes/evaluer").text)
    assert "Renouveler le pôle" in file
    assert stranger.get(f"{here}/dossier-d-evaluation").status_code == 404


def test_a_file_leaves_out_no_decision_of_a_pole_that_has_proposed_many_since(
    platform: Api, browser: Browser
) -> None:
    liege = platform.client("coordination-liege")
    pole, members = a_deciding_pole(liege)
    adopted = an_adopted_decision(liege, pole, members)
    for _ in range(PAGE_OF_DECISIONS):
        propose(liege, pole)
    signed_in(browser)

    page = browser.get(f"{pole.replace('Pole:', '/poles/')}/dossier-d-evaluation").text

    assert re.search(r"\b1 ?décision adoptée", plain(page))
    assert f'href="/decisions/{adopted["id"].partition(":")[2]}"' in page


def test_years_of_a_term_begin_on_its_anniversaries() -> None:
    assert anniversary(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert anniversary(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert months_between(date(2026, 1, 31), date(2026, 3, 30)) == 1
