"""An evening of a pôle by pages alone: attendance, decisions, minutes; what took effect, and what still waits."""

import re
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import NamedTuple
from uuid import uuid4

import pytest
from docx import Document

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api.decisions import propose, representing
from tests.api.given import Api, Client, a_pole, an_operator, day, represented
from tests.api.meetings import a_body, a_person
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.command_forms import address, fault_at, hidden
from tests.infra.console.printed_papers import text_of
from tests.infra.console.shown import offers_acts
from tests.infra.console.signing_in import signed_in

KINDS = ("CEFA", "CEFA", "FORMATION", "EMPLOI", "ENTREPRISE", "INSERTION", "ENTREPRISE", "FORMATION")
PROPOSED = "decisions.1.decision.proposed"


class Evening(NamedTuple):
    """A constituted pôle of eight members, an open decision, and a meeting of today."""

    pole: str
    members: list[str]
    decision: str
    meeting: str

    @property
    def path(self) -> str:
        return f"{self.meeting}/actes/consigner"

    def attendance(self, **others: str) -> dict[str, str]:
        """Everybody is present, but for the members with these numbers: `m7="absent"`."""
        return {
            f"attendance.{each.removeprefix('Operator:')}": others.get(f"m{nth}", "present")
            for nth, each in enumerate(self.members)
        }


@pytest.fixture
def liege(platform: Api) -> Client:
    return platform.client("coordination-liege")


@pytest.fixture
def evening(liege: Client) -> Evening:
    pole = a_pole(liege, f"Pôle {uuid4().hex}")
    members = [an_operator(liege, kind, number=uuid4().hex, name=f"Membre {uuid4().hex}") for kind in KINDS]
    represented(liege, pole, members)
    liege.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(-500))
    decision = propose(liege, pole)["id"]
    asked = {"assembly": {"poleId": pole}, "day": day(0), "place": "Salle des fêtes"}
    meeting = liege.done("conveneMeeting", "meeting { id }", **asked)["id"]
    return Evening(pole, members, decision, meeting.replace("Meeting:", "/reunions/"))


@pytest.fixture
def coordinator(browser: Browser) -> Browser:
    signed_in(browser)
    return browser


def states(by: Client, pole: str) -> dict[str, str]:
    asked = "query ($id: ID!) { decisions(filter: { poleId: $id }, first: 20) { edges { node { title state } } } }"
    return {each["node"]["title"]: each["node"]["state"] for each in by.ask(asked, id=pole)["decisions"]["edges"]}


def events(by: Client, evening: Evening) -> int:
    """Counts the acts on the meeting and on its open decision."""
    asked = "query ($a: ID!, $b: ID!) { meeting(id: $a) { version } decision(id: $b) { version } }"
    found = by.ask(asked, a=evening.meeting.replace("/reunions/", "Meeting:"), b=evening.decision)
    return int(found["meeting"]["version"]) + int(found["decision"]["version"])


IN_DISCUSSION = {
    "fr": "En discussion : les positions dites à la réunion sont gardées.",
    "de": "In Beratung: Die in der Sitzung geäußerten Stellungnahmen bleiben erhalten.",
    "en": "Under discussion: the positions stated at the meeting are kept.",
}
TWO = {
    "decisions.0.outcome": "CONSENSUS",
    f"{PROPOSED}.about": "decision",
    f"{PROPOSED}.title": "Un second atelier",
    f"{PROPOSED}.text": "Le pôle ouvre un second atelier.",
    "decisions.1.outcome": "CONSENSUS",
}


def test_eight_members_decide_twice_and_one_is_absent(
    platform: Api, coordinator: Browser, liege: Client, evening: Evening
) -> None:
    form = hidden(coordinator.get(evening.path).text) | TWO | {"place": "Salle", "effectiveOn": day(0)}
    form |= evening.attendance(m7="absent", m6=evening.members[5])

    tried = coordinator.post(evening.path, form | {"etape": "verifier"})
    before = events(liege, evening)
    done = coordinator.upload(
        evening.path,
        b"%PDF-1.7 " + uuid4().bytes,
        "application/pdf",
        name="PV.pdf",
        field="minutes.sha256-fichier",
        data=form,
    )
    again = coordinator.post(evening.path, form)
    page = Outline(coordinator.follow(done).text).text

    absent = liege.ask("query ($id: ID!) { operator(id: $id) { name } }", id=evening.members[7])["operator"]["name"]
    assert (tried.status_code, before) == (200, 2)
    assert Outline(tried.text).text.count("» : la décision reste ouverte".replace(" :", "\N{NO-BREAK SPACE}:")) == 2
    assert done.status_code == 303, Outline(done.text).text
    assert again.status_code == 422
    assert states(liege, evening.pole) == {"Un atelier partagé": "OPEN", "Un second atelier": "OPEN"}
    assert page.count(f"1 position : {absent}.".replace(" :", "\N{NO-BREAK SPACE}:")) == 2, page
    assert "PV.pdf" in page
    assert "Représenté" in page


def test_everybody_is_there_and_both_decisions_are_adopted(
    coordinator: Browser, liege: Client, evening: Evening
) -> None:
    empty = hidden(coordinator.get(evening.path).text) | TWO | {"effectiveOn": day(0), "place": "Salle"}
    marked = coordinator.post(evening.path, empty | evening.attendance(m0="") | {"etape": "presents"})
    form = empty | evening.attendance()

    done = [coordinator.post(evening.path, form) for _ in range(2)]
    page = Outline(coordinator.follow(done[0]).text)

    assert marked.text.count('value="present" checked>') == len(KINDS)
    assert [each.status_code for each in done] == [303, 303]
    assert done[0].headers["location"] == done[1].headers["location"]
    assert set(states(liege, evening.pole).values()) == {"ADOPTED"}
    assert page.text.count("Adoptée à cette réunion") == 2
    assert any(each.endswith("/actes/communiquer") for each in page.links)


def test_two_coordinators_record_one_meeting_at_once(platform: Api, liege: Client, evening: Evening) -> None:
    platform.granted("seconde-reunion", Role.COORDINATOR, Bassin.LIEGE)
    browsers = [Browser(platform), Browser(platform)]
    for each in browsers:
        signed_in(each)
    forms = [
        hidden(each.get(evening.path).text)
        | {"decisions.0.outcome": "CONSENSUS", "effectiveOn": day(0), "place": "x"}
        | evening.attendance(**{absent: "absent"})
        for each, absent in zip(browsers, ("m6", "m7"), strict=True)
    ]

    with ThreadPoolExecutor(2) as threads:
        posts = [threads.submit(each.post, evening.path, form) for each, form in zip(browsers, forms, strict=True)]
        answers = [each.result() for each in posts]

    assert sorted(each.status_code for each in answers) == [303, 409]
    assert events(liege, evening) == 2 + 1 + 7


def test_a_refusal_of_the_second_decision_keeps_every_row(
    coordinator: Browser, liege: Client, evening: Evening
) -> None:
    form = hidden(coordinator.get(evening.path).text) | TWO | {"effectiveOn": day(0), "place": "Salle"}
    form |= evening.attendance(m7="excused") | {f"{PROPOSED}.text": ""}
    objection = {
        "decisions.1.positions.0.operatorId": evening.members[0],
        "decisions.1.positions.0.stance": "OBJECT",
        "decisions.1.positions.0.words": "",
    }

    unwritten = coordinator.post(evening.path, form)
    form |= {f"{PROPOSED}.text": "Le pôle ouvre un second atelier."}
    silent = coordinator.post(evening.path, form | objection)
    elsewhere = coordinator.post(evening.path, form | evening.attendance(m7=evening.members[6], m6="excused"))

    assert (unwritten.status_code, silent.status_code, elsewhere.status_code) == (422, 422, 422)
    assert "à remplir" in fault_at(unwritten.text, "decisions-1-decision-proposed-text")
    assert 'value="Un second atelier"' in unwritten.text
    assert unwritten.text.count('value="present" checked>') == 7
    assert unwritten.text.count('value="CONSENSUS" checked>') == 2
    assert fault_at(silent.text, "decisions-1-positions-0-words")
    assert f'<option value="{evening.members[0]}" selected>' in silent.text
    assert "pas parmi les présents" in fault_at(elsewhere.text, f"attendance-{evening.members[7][9:]}")
    assert events(liege, evening) == 2


def test_a_text_that_changed_meanwhile_is_read_again(coordinator: Browser, liege: Client, evening: Evening) -> None:
    form = hidden(coordinator.get(evening.path).text) | {"effectiveOn": day(0), "place": "Salle"}
    form |= evening.attendance() | {"decisions.0.outcome": "CONSENSUS"}
    liege.done(
        "amendDecision", "decision { id }", decisionId=evening.decision, title="Un atelier", text="Un autre texte."
    )

    refused = coordinator.post(evening.path, form)
    done = coordinator.post(evening.path, form | hidden(refused.text))

    assert refused.status_code == 422
    assert "texte" in fault_at(refused.text, "decisions-0-outcome")
    assert "Un autre texte." in refused.text
    assert done.status_code == 303


def test_a_representative_records_own_words_and_others_see_no_form(
    platform: Api, browser: Browser, liege: Client, evening: Evening
) -> None:
    name = f"Nom{uuid4().hex}"
    representing(platform, liege, evening.pole, evening.members[0], name)
    signed_in(browser, name)
    page = browser.get(evening.path).text
    outsider = Browser(platform)
    signed_in(outsider, "coordination-namur")
    form = {"commandId": str(uuid4()), "effectiveOn": day(0), "place": "x", **evening.attendance()}

    assert 'name="attendance.' in page
    assert "CONSENSUS" not in page
    assert "minutes" not in page
    assert (outsider.get(evening.path).status_code, outsider.post(evening.path, form).status_code) == (404, 404)
    signed_in(outsider, "audit-liege")
    assert (outsider.get(evening.path).status_code, outsider.post(evening.path, form).status_code) == (403, 403)
    assert not offers_acts(outsider.get(evening.meeting).text)
    assert events(liege, evening) == 2
    assert re.search(r'name="decisions\.0\.outcome"', page)


def sent(browser: Browser, path: str, typed: dict[str, str]) -> str:
    """Sends a form and returns where it leads."""
    response = browser.post(path, hidden(browser.get(path).text) | typed)
    assert response.status_code == 303, Outline(response.text).text
    return str(response.headers["location"]).partition("?")[0].removesuffix("/actes/consigner")


def test_a_pole_lives_its_evening_by_pages_alone(coordinator: Browser, liege: Client) -> None:
    """From its composition to what its meeting decided: no identifier is typed, no other client is needed."""
    pole = address(a_pole(liege, f"Pôle {uuid4().hex}"))
    operators = [an_operator(liege, kind, number=uuid4().hex) for kind in KINDS]
    name, person = uuid4().hex, "representative.newPerson"
    typed = {f"members.{nth}.operatorId": each for nth, each in enumerate(operators)} | {"effectiveOn": day(-500)}
    for nth in range(len(KINDS)):
        typed |= {f"members.{nth}.{person}.givenName": "Anne", f"members.{nth}.{person}.familyName": f"N{name}{nth}"}
    sent(coordinator, f"{pole}/actes/composer", typed)
    sent(coordinator, f"{pole}/actes/constituer", {"effectiveOn": day(-400)})
    series = f"/instances/liege/actes/convoquer-une-serie?pole={pole.removeprefix('/poles/')}"
    days = {"meetings.0.day": day(0), "meetings.1.day": day(90), "meetings.2.day": day(180)}
    page = sent(coordinator, series, {"assembly": pole.replace("/poles/", "Pole:"), "place": "Salle", **days})
    [meeting, *_] = re.findall(r'href="(/reunions/[0-9a-f-]+)"', coordinator.get(page).text)[::-1]
    form = coordinator.get(f"{meeting}/actes/consigner").text
    members = list(dict.fromkeys(re.findall(r'name="(attendance\.[^"]+)"', form)))
    proposals = {
        f"decisions.{nth}.{field}": value
        for nth in (0, 1)
        for field, value in {
            "decision.proposed.about": "decision",
            "decision.proposed.title": f"Texte {nth}",
            "decision.proposed.text": f"Le pôle décide {nth}.",
            "outcome": "CONSENSUS",
        }.items()
    }
    evening = hidden(form) | proposals | dict.fromkeys(members, "present") | {members[-1]: "absent"}
    evening |= {"effectiveOn": day(0), "place": "Salle"}

    content = b"%PDF-1.7 " + uuid4().bytes
    done = [
        coordinator.upload(
            f"{meeting}/actes/consigner",
            content,
            "application/pdf",
            name="PV.pdf",
            field="minutes.sha256-fichier",
            data=evening,
        )
        for _ in range(2)
    ]
    told = Outline(coordinator.follow(done[0]).text)

    assert len(members) == len(KINDS)
    assert [each.status_code for each in done] == [303, 303]
    assert done[0].headers["location"] == done[1].headers["location"]
    assert unspaced(told.text).count(unspaced(IN_DISCUSSION["fr"])) == 2
    assert told.text.count("Les membres attendus") == 2
    assert "PV.pdf" in told.text
    assert len([each for each in set(told.links) if each.startswith("/decisions/")]) == 2


def test_a_meeting_of_a_body_is_recorded_with_the_persons_that_sit_there(coordinator: Browser, liege: Client) -> None:
    body, vacant = a_body(liege, name=f"Organe {uuid4().hex}"), a_body(liege, name=f"Organe {uuid4().hex}")
    for _ in range(2):
        seat = {"category": "Forem", "personId": a_person(liege), "effectiveOn": day(-30)}
        liege.done("fillSeat", "instance { id }", **body["body"], **seat)
    meetings = [
        sent(
            coordinator,
            "/instances/liege/actes/convoquer",
            {"assembly": each["body"]["bodyId"], "day": day(0), "place": "Salle"},
        )
        for each in (body, vacant)
    ]
    form, empty = (coordinator.get(f"{each}/actes/consigner").text for each in meetings)
    persons = list(dict.fromkeys(re.findall(r'name="(attendance\.[^"]+)"', form)))

    held = {"effectiveOn": day(0), "place": "Salle"}
    sent(coordinator, f"{meetings[0]}/actes/consigner", dict.fromkeys(persons, "present") | held)

    assert len(persons) == 2
    assert "decisions" not in form
    assert "2 présents" in coordinator.get(meetings[0]).text
    assert "Aucun siège" in empty


def test_minutes_say_what_the_page_of_the_meeting_says_was_discussed(coordinator: Browser, evening: Evening) -> None:
    """Two decisions stay open: page, PDF and DOCX say so of each, in three languages."""
    form = hidden(coordinator.get(evening.path).text) | TWO | {"place": "Salle", "effectiveOn": day(0)}
    held = coordinator.post(evening.path, form | evening.attendance(m7="absent"))
    key, discussed = evening.meeting.removeprefix("/reunions/"), ("Un atelier partagé", "Un second atelier")
    assert held.status_code == 303, Outline(held.text).text

    for language, outcome in IN_DISCUSSION.items():
        asked = {"accept-language": language}
        page = Outline(coordinator.get(evening.meeting, **asked).text).text
        pdf = text_of(coordinator.get(f"/actes/minutes/{key}.pdf", **asked).content)
        word = Document(BytesIO(coordinator.get(f"/actes/minutes/{key}.docx", **asked).content))
        told = [page, pdf, "\n".join(each.text for each in word.paragraphs)]

        for text in map(unspaced, told):
            assert [text.count(unspaced(each)) > 0 for each in discussed] == [True, True], (language, text)
            assert text.count(unspaced(outcome)) == len(discussed), (language, text)


def unspaced(text: str) -> str:
    """A text without what setting type changes: spaces, and the form of apostrophes."""
    return "".join(text.replace("’", "'").split())
