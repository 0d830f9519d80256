"""The page of a pôle: what everybody knows of it, and the dossier of those whom it concerns."""

import re
from datetime import timedelta
from hashlib import sha256
from html import unescape
from uuid import uuid4

import pytest

from efe_infra.console.pole.life import EVALUATION_NOTICE_DAYS
from efe_projections.tasks.reads import RENEWAL_NOTICE
from tests.api.decisions import propose
from tests.api.given import AXIS, AXIS_KEY, KINDS, Api, Client, a_pole, an_operator, day, represented
from tests.api.meetings import a_body, a_person, held
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.shown import A_POLE, CARRYING, OF_POLES, offers_acts, one_of_poles
from tests.infra.console.signing_in import signed_in

RESERVED = ("Composition", "Salle de réunion", "Modalités de réunion", "Évalué le", "Ce qui s'est passé")


@pytest.fixture
def liege(platform: Api) -> Client:
    return platform.client("coordination-liege")


def rows(page: str) -> list[str]:
    """The text of each row of a table."""
    found = re.findall(r"<tr role=\"row\">(.*?)</tr>", page, re.DOTALL)
    return [re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", each))).strip() for each in found]


def college(page: str, name: str) -> str:
    """The text of the column of a college."""
    columns = page.partition('<ul class="colleges">')[2].partition("</section>")[0].split("<h3>")[1:]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", columns["ABC".index(name)]))).strip()


def test_those_whom_it_concerns_see_its_colleges_decisions_meetings_and_projects(browser: Browser) -> None:
    for subject in ("coordination-liege", "membre-cefa-liege"):
        signed_in(browser, subject)
        page = browser.get(CARRYING).text
        colleges = [college(page, each) for each in "ABC"]
        decisions = [each for each in rows(page) if each.startswith("Porter le projet")]

        assert ["Personne encore" in each for each in colleges] == [False] * 3
        assert "Complète" in page
        assert "Le Forem" in colleges[1]
        assert [each.split(" Projet")[0] for each in decisions][:2] == ["Porter le projet"] * 2
        assert "3 accords" in page
        assert "La dernière fut tenue le" in Outline(page).text
        assert "Capsules vidéo" in page


def test_the_decisions_of_one_day_are_listed_the_last_proposed_first(browser: Browser, liege: Client) -> None:
    pole = a_pole(liege, f"Pôle {uuid4().hex}")
    represented(liege, pole, [an_operator(liege, kind, number=uuid4().hex) for kind in KINDS])
    liege.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(-900))
    titles = [f"Texte {number}" for number in range(8)]
    for title in titles:
        propose(liege, pole, title=title)
    signed_in(browser)

    newest = browser.get(pole.replace("Pole:", "/poles/")).text
    [earlier] = re.findall(r'href="([^"]*[?&;]decisions=[^"]+)"', newest)
    listed = [re.findall(r">(Texte \d)<", page) for page in (newest, browser.get(unescape(earlier)).text)]

    assert listed == [titles[:1:-1], titles[1::-1]]


@pytest.mark.parametrize("subject", [None, "coordination-namur"])
def test_others_see_what_is_public(browser: Browser, subject: str | None) -> None:
    if subject:
        signed_in(browser, subject)
    text = Outline(browser.get(CARRYING).text).text

    assert "jours restants sur" in text
    assert [each for each in RESERVED if each in text] == []


def test_a_member_that_does_not_count_is_told_with_its_rule(browser: Browser, liege: Client) -> None:
    pole = a_pole(liege, f"Pôle {uuid4().hex}")
    member = an_operator(liege, number=uuid4().hex)
    represented(liege, pole, [member])
    signed_in(browser)
    here = pole.replace("Pole:", "/poles/")

    before = browser.get(here).text
    liege.done("withdrawCompetence", "operator { id }", bassin="LIEGE", operatorId=member, axisKey=AXIS_KEY)
    after = browser.get(here).text

    assert "Personne encore" in college(before, "A")
    assert "ne compte pas" not in college(before, "C")
    assert "ne compte pas : PS-COMPETENT" in college(after, "C")
    assert "Pas encore présent" in college(after, "C")


def test_a_term_shows_how_much_of_it_is_over_and_its_evaluation(browser: Browser) -> None:
    signed_in(browser)
    page = browser.get(A_POLE).text
    [total, past] = re.findall(r'<rect class="(?:rail|past)" width="(\d+)"', page)

    assert 0 < int(past) < int(total) <= 1096
    assert re.search(r'<rect class="window" x="\d+" width="90"', page)
    assert page.count("Fin de terme") == 0
    later = browser.get(f"{A_POLE}?en-vigueur=2029-01-15").text
    assert "À évaluer avant la fin du terme" in Outline(later).text
    assert "À évaluer avant la fin du terme" not in Outline(page).text


def test_a_page_asks_for_an_evaluation_from_the_day_on_from_which_it_is_a_task() -> None:
    assert timedelta(days=EVALUATION_NOTICE_DAYS) == RENEWAL_NOTICE


def test_the_dossier_is_read_as_it_was(browser: Browser, liege: Client) -> None:
    pole = a_pole(liege, f"Pôle {uuid4().hex}")
    before = liege.ask("{ meta { position } }")["meta"]["position"]
    represented(liege, pole, [an_operator(liege, number=uuid4().hex, name=f"Atelier {uuid4().hex}")])
    signed_in(browser)
    here = pole.replace("Pole:", "/poles/")

    assert "Atelier" in browser.get(here).text
    assert "Atelier" not in browser.get(f"{here}?a={before}").text


@pytest.mark.parametrize("kind", ["", *OF_POLES])
def test_nothing_is_recorded_from_a_page_of_the_past(browser: Browser, kind: str) -> None:
    signed_in(browser)
    path = one_of_poles(browser, kind) if kind else CARRYING

    assert not offers_acts(browser.get(f"{path}?a=470").text)


def test_the_acts_of_the_instance_link_the_meetings_that_they_cite(browser: Browser, liege: Client) -> None:
    meeting = held(liege, a_body(liege))
    cited = {"meetingId": meeting, "effectiveOn": day(0)}
    axis = {"kind": "METIER", "label": f"Poêlier {uuid4().hex}"}
    liege.done("identifyAxis", "instance { id }", bassin="LIEGE", axis=axis, **cited)
    pole = liege.done("createPole", "pole { id }", bassin="LIEGE", axis=axis, name="Poêles")["id"]
    members = [an_operator(liege, kind, number=uuid4().hex) for kind in KINDS]
    for each in members:
        liege.done("recogniseCompetence", "operator { id }", bassin="LIEGE", operatorId=each, axis=axis)
        person = a_person(liege)
        seat = {"poleId": pole, "operatorId": each, "representativeId": person}
        liege.done("designateMember", "pole { id }", **seat, **(cited if each == members[0] else {}))
    liege.done("constitutePole", "pole { id }", poleId=pole, **cited)
    liege.done("evaluatePole", "pole { id }", poleId=pole, conclusion="Utile.", **cited)
    signed_in(browser)

    page = browser.get(f"/poles/{pole.partition(':')[2]}").text
    section = page.partition("Réunions que l'Instance cite")[2].partition("</ul>")[0]
    lines = [re.sub(r"<[^>]+>|\s+", " ", each).strip() for each in section.split("<li>")[1:]]

    assert section.count(f'href="/reunions/{meeting.partition(":")[2]}"') == len(lines) == 4
    assert [any(words in each for each in lines) for words in ("Axe identifié", "Membre désigné : ")] == [True] * 2
    assert [any(words in each for each in lines) for words in ("Pôle constitué", "Pôle évalué")] == [True] * 2
    signed_in(browser, "coordination-namur")
    assert meeting.partition(":")[2] not in browser.get(f"/poles/{pole.partition(':')[2]}").text


def test_the_document_of_a_pole_that_was_taken_over_is_downloaded_by_name(browser: Browser, liege: Client) -> None:
    signed_in(browser)
    content = b"%PDF-1.7 " + uuid4().bytes
    browser.upload("/instances/liege/documents", content, "application/pdf", name="Acte de 2024.pdf")
    a_pole(liege, f"Axe {uuid4().hex}")
    members = [
        {"operatorId": an_operator(liege, kind, number=uuid4().hex), "representativeId": a_person(liege)}
        for kind in KINDS
    ]
    opening = {"bassin": "LIEGE", "axis": AXIS, "name": f"Ancien {uuid4().hex}", "members": members}
    term = {"starts": day(-400), "ends": day(400), "effectiveOn": day(-100), "sha256": sha256(content).hexdigest()}
    pole = liege.done("takeOverPole", "pole { id }", **opening, **term)["id"].replace("Pole:", "/poles/")

    page = browser.get(pole).text
    signed_in(browser, "coordination-namur")

    assert "Acte de 2024.pdf" in page
    assert f'href="/fichiers/{term["sha256"]}"' in page
    assert "Acte de 2024.pdf" not in browser.get(pole).text
