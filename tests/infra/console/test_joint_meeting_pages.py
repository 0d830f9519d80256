"""Joint meetings by forms: a pôle calls one, moves it, and takes part with what the call says filled in."""

import re

import pytest

from efe_domain.shared.bassins import Bassin
from tests.api.documents import stored
from tests.api.given import Api, day
from tests.api.projects import SELECT, Joint, invite
from tests.hostile.pen.joint_meetings import call, hold, take_part
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.command_forms import hidden
from tests.infra.console.signing_in import signed_in


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


def test_a_carrying_pole_is_led_to_its_convocation(browser: Browser, joint: Joint) -> None:
    signed_in(browser, "coordination-liege")
    meeting = call(joint.namur, joint.project, joint.at_namur, day(9))
    number = f"{key(meeting['id']).rpartition('/')[2]}/1/prendre-part/{key(joint.at_liege[0])}"
    tasks = browser.get("/a-faire").text
    month, file = browser.get(f"/calendrier?mois={day(9)[:7]}").text, browser.get("/calendrier.ics").text
    [part] = re.findall(rf'href="([^"]*/{number})"', tasks)
    form = browser.get(part).text
    browser.post(part, hidden(form) | {"day": day(9), "place": "Chez nous"})
    later = browser.get("/calendrier.ics").text.replace("\r\n ", "")

    assert "à convoquer pour votre pôle" in Outline(month).text
    assert f"JointMeeting-{key(meeting['id']).replace('/', '-')}@" in file.replace("\r\n ", "")
    assert key(meeting["id"]).replace("/", "-") not in later
    assert "SUMMARY:Réunion\\, " in later
    assert number not in browser.get("/a-faire").text


def test_an_invited_pole_reads_of_a_joint_meeting_and_convenes(platform: Api, browser: Browser) -> None:
    liege, namur = (platform.coordinator(each) for each in (Bassin.LIEGE, Bassin.NAMUR))
    joint = Joint(liege, namur, mark=" invité à une réunion")
    meeting = call(liege, joint.project, joint.at_liege, day(8))
    page = f"/invitations/{key(invite(liege, joint.at_namur[0], joint.project)['id'])}"
    signed_in(browser, f"coordination-{Bassin.NAMUR}")
    other = Browser(platform)
    signed_in(other, "coordination-liege")
    shown, of_inviter = browser.get(page).text, other.get(page).text
    [part] = re.findall(r'href="([^"]*/prendre-part)"', shown)
    form = browser.get(part).text
    browser.post(part, hidden(form) | {"day": day(8), "place": "Chez nous"})
    convened, seen_by_inviter = Outline(browser.get(page).text).text, Outline(other.get(page).text).text

    assert meeting["agenda"][0] in shown
    assert (day(8) in form, ". Ordre du jour :\n1. Le plan de travail" in form) == (True, True)
    assert "Réunion convoquée pour y prendre part" in convened
    assert "Réunion convoquée" not in seen_by_inviter
    assert "/prendre-part" not in of_inviter
    assert other.get(part).status_code == 403
