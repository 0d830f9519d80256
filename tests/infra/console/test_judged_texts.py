"""Forms that judge a text: they hold for the text that they showed, whatever else was recorded meanwhile."""

from uuid import uuid4

import pytest

from efe_domain.shared.bassins import Bassin
from tests.api.decisions import propose, say
from tests.api.documents import stored
from tests.api.given import Api, Client
from tests.api.projects import SELECT, Joint
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.command_forms import hidden
from tests.infra.console.signing_in import signed_in

WRITTEN = {"withoutMeeting": "Procédure écrite."}


@pytest.fixture
def namur(platform: Api) -> Client:
    return platform.coordinator(Bassin.NAMUR)


@pytest.fixture
def joint(platform: Api, namur: Client) -> Joint:
    return Joint(platform.client("coordination-liege"), namur, mark=f" {uuid4().hex}")


@pytest.fixture
def coordinator(browser: Browser) -> Browser:
    signed_in(browser)
    return browser


def address(entity: str, form: str) -> str:
    kind, _, key = entity.partition(":")
    return f"/{ {'Project': 'projets', 'Decision': 'decisions'}[kind] }/{key}/actes/{form}"


def test_a_report_does_not_refuse_a_verdict_that_is_being_typed(coordinator: Browser, joint: Joint) -> None:
    joint.submitted()
    joint.liege.done("startProject", SELECT, projectId=joint.project)
    form = address(joint.project, "verdict/liege")
    typed = hidden(coordinator.get(form).text) | WRITTEN | {"verdict": "AGREED"}

    report = {"projectId": joint.project, "poleId": joint.at_namur[0], "report": "L'atelier est ouvert."}
    joint.namur.done("reportProgress", SELECT, **report)
    sent = coordinator.post(form, typed)

    assert sent.status_code == 303


def test_a_verdict_on_a_text_that_has_changed_is_read_again(coordinator: Browser, joint: Joint) -> None:
    joint.submitted()
    form = address(joint.project, "verdict/liege")
    typed = hidden(coordinator.get(form).text) | WRITTEN | {"verdict": "AGREED"}
    joint.amend("Un plateau plus grand")
    joint.carried()
    joint.liege.done("submitProject", SELECT, projectId=joint.project)

    refused = coordinator.post(form, typed)
    again = coordinator.post(form, hidden(refused.text) | WRITTEN | {"verdict": "AGREED"})

    text = Outline(refused.text).text
    assert refused.status_code == 422
    assert "Le contenu jugé n'est pas celui que le projet a maintenant" in text
    assert "Un plateau plus grand" in text
    assert again.status_code == 303


def test_a_position_is_taken_while_another_member_speaks(coordinator: Browser, joint: Joint) -> None:
    (pole, members), liege = joint.at_liege, joint.liege
    decision = propose(liege, pole)
    form = address(decision["id"], "positions")
    typed = hidden(coordinator.get(form).text)

    say(liege, decision, members[0])
    rows = {f"positions.{each.partition(':')[2]}.stance": "AGREE" for each in members[1:]}
    rows |= {"sha256": stored(liege, b"%PDF-1.7 note of a call")}
    sent = coordinator.post(form, typed | rows)

    assert sent.status_code == 303
    wording = {"title": "Autre", "text": "Un autre texte."}
    stale = hidden(coordinator.get(form).text)
    liege.done("amendDecision", "decision { id }", decisionId=decision["id"], **wording)
    refused = coordinator.post(form, stale | rows)
    assert (refused.status_code, "Le texte n'est plus celui" in Outline(refused.text).text) == (422, True)
