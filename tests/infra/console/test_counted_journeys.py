"""Journeys of a coordinator with a bound on their steps: a page opened or a form sent, after the landing page."""

import re
from uuid import uuid4

import pytest

from tests.api.given import AXIS, KINDS, Api, Client, a_pole, an_operator, day, represented
from tests.infra.console.browser import Browser
from tests.infra.console.step_counter import StepCounter, landed

SIX = ("CEFA", "FORMATION", "EMPLOI", "ENTREPRISE", "INSERTION", "ENTREPRISE")
PDF = b"%PDF-1.7 "


@pytest.fixture
def liege(platform: Api) -> Client:
    return platform.client("coordination-liege")


@pytest.fixture
def six(liege: Client) -> str:
    """The name of a constituted pôle of six members."""
    name = f"Aaa {uuid4().hex}"
    pole = a_pole(liege, name)
    represented(liege, pole, [an_operator(liege, kind, number=uuid4().hex) for kind in SIX])
    liege.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(-500))
    return name


def test_a_pole_is_created_with_three_members_and_constituted_in_six_steps(browser: Browser, liege: Client) -> None:
    a_pole(liege, f"Axe {uuid4().hex}")
    names = [f"Opérateur {uuid4().hex}" for _ in KINDS]
    for kind, name in zip(KINDS, names, strict=True):
        an_operator(liege, kind, number=uuid4().hex, name=name)
    person = landed(browser)

    person.open("Créer un pôle")
    axis = next(value for value, words in radios(person, "axis") if words == AXIS["label"])
    person.send(axis=axis, name=f"Pôle {uuid4().hex}")
    person.open("Composer le pôle")
    members = {}
    for nth, name in enumerate(names):
        members[f"members.{nth}.operatorId"] = person.choice(f"members.{nth}.operatorId", name)
        members[f"members.{nth}.representative.newPerson.givenName"] = "Anne"
        members[f"members.{nth}.representative.newPerson.familyName"] = uuid4().hex
    person.send(typed=members)
    person.open("Constituer le pôle")
    person.send()

    assert "En activité" in person.page
    assert person.steps <= 6


def meeting_of_today(person: StepCounter, pole: str) -> None:
    """Convenes a meeting of today, with its agenda, from the landing page."""
    person.open(pole)
    person.open("Convoquer une réunion")
    person.send(day=day(0), place="Salle", items="Un point\nDivers")


def test_a_meeting_is_convened_and_has_its_minutes_in_four_steps(browser: Browser, six: str) -> None:
    person = landed(browser)
    meeting_of_today(person, six)
    content = PDF + uuid4().bytes
    person.send(upload=("minutes.sha256-fichier", content), typed=everybody(person) | {"minutes.adopted": "oui"})

    assert person.steps == 4
    assert "Procès-verbal adopté" in person.page
    assert "PV.pdf" in person.page
    assert "<li>Divers</li>" in person.page
    assert "6 présents" in person.page


def test_two_decisions_of_six_members_take_four_steps(browser: Browser, six: str, liege: Client) -> None:
    person = landed(browser)
    meeting_of_today(person, six)
    decided = {
        f"decisions.{nth}.{field}": value
        for nth in (0, 1)
        for field, value in {
            "decision.proposed.about": "decision",
            "decision.proposed.title": f"Texte {nth}",
            "decision.proposed.text": f"Le pôle décide {nth}.",
            "outcome": "CONSENSUS",
        }.items()
    }
    person.send(upload=("minutes.sha256-fichier", PDF + uuid4().bytes), typed=everybody(person) | decided)

    assert person.steps == 4
    assert person.page.count("Adoptée à cette réunion") == 2


def test_a_decision_is_proposed_taken_by_six_and_received_in_five_steps(browser: Browser, six: str) -> None:
    person = landed(browser)
    person.open(six)
    person.open("Proposer une décision")
    person.send(about="decision", title="Un atelier", text="Le pôle ouvre un atelier.")
    stances = re.findall(r'name="(positions\.[^"]+\.stance)"', person.page)
    agreed = dict.fromkeys(stances, "AGREE")
    person.send(to="/actes/positions", upload=("sha256-fichier", PDF + uuid4().bytes), typed=agreed)
    person.send(to="/actes/adopter", receives="oui")

    assert len(set(stances)) == 6
    assert person.steps == 5
    assert "Reçue</span>" in person.page


def test_a_pole_is_evaluated_and_renewed_in_three_steps(browser: Browser, six: str, liege: Client) -> None:
    person = landed(browser)
    person.open(six)
    person.open("Évaluer le pôle")
    person.send(conclusion="Le pôle a travaillé.", renews="oui")

    assert person.steps == 3
    assert "renouvelé jusqu'au" in person.page.replace("&#39;", "'")


def everybody(person: StepCounter) -> dict[str, str]:
    fields = re.findall(r'name="(attendance\.[^"]+)"', person.page)
    return dict.fromkeys(fields, "present")


def radios(person: StepCounter, name: str) -> list[tuple[str, str]]:
    found = re.findall(rf'name="{name}" value="([^"]+)"[^>]*>([^<]*)', person.page)
    return [(value, words.strip()) for value, words in found]
