"""Joint meetings by forms: a pôle calls one, moves it, and takes part with what the call says filled in."""

import re

import pytest

from efe_domain.shared.bassins import Bassin
from tests.api.documents import stored
from tests.api.given import Api, day
from tests.api.projects import SELECT, Joint
from tests.hostile.pen.joint_meetings import call, hold, take_part
from tests.infra.console.browser import Browser
from tests.infra.console.test_commands import hidden
from tests.infra.console.test_sign_in import signed_in


@pytest.fixture(scope="module")
def joint(platform: Api) -> Joint:
    liege, namur = (platform.coordinator(each) for each in (Bassin.LIEGE, Bassin.NAMUR))
    return Joint(liege, namur, mark=" réuni").carried()


def key(node: str) -> str:
    return node.partition(":")[2]


def test_a_pole_calls_moves_and_takes_part(browser: Browser, joint: Joint) -> None:
    signed_in(browser, "coordination-liege")
    page = f"/projets/{key(joint.project)}/reunions"
    pole = key(joint.at_liege[0])
    typed = {"day": day(6), "startsAt": "14:00", "place": "Maison de l'emploi", "agenda": "Le plan\nDivers"}
    calling = f"{page}/appeler/{pole}"
    browser.post(calling, hidden(browser.get(calling).text) | typed)
    [moving] = re.findall(r'href="([^"]*/1/deplacer/[^"]*)"', browser.get(page).text)
    browser.post(moving, hidden(browser.get(moving).text) | typed | {"day": day(7), "reason": "Salle prise."})
    [part] = re.findall(r'href="([^"]*/2/prendre-part/[^"]*)"', browser.get(page).text)
    form = browser.get(part).text
    sent = browser.post(part, hidden(form) | {"day": day(7), "place": "Chez nous"})
    shown = browser.get(page).text

    assert (day(7) in form, "Le plan" in form) == (True, True)
    assert sent.status_code in {200, 303}
    assert "Salle prise." in shown
    assert "/prendre-part/" not in shown


def test_the_forms_of_minutes_offer_the_documents_of_the_project(browser: Browser, joint: Joint) -> None:
    called = call(joint.liege, joint.project, joint.at_liege)
    meeting = take_part(joint.namur, joint.at_namur, called)
    sha256 = stored(joint.liege, b"%PDF-1.7 shared minutes of pages")
    joint.liege.done("attachToProject", SELECT, projectId=joint.project, sha256=sha256, title="PV commun")
    signed_in(browser, "coordination-namur")
    acts = f"/reunions/{key(meeting)}/actes"
    recording = browser.get(f"{acts}/consigner").text
    hold(joint.namur, meeting, joint.at_namur[1][:1])

    adopting = browser.get(f"{acts}/proces-verbal").text
    browser.post(f"{acts}/proces-verbal", hidden(adopting) | {"sha256": sha256})
    adopted = joint.namur.ask("query ($id: ID!) { meeting(id: $id) { minutes { sha256 } } }", id=meeting)

    assert ("PV commun, joint au projet" in recording, sha256 in recording) == (True, True)
    assert "PV commun, joint au projet" in adopting
    assert adopted["meeting"]["minutes"] == {"sha256": sha256}
