"""The steps of an invited pôle on the pages: a proposal that is filled in, and an adoption that joins the project."""

import re
from html import unescape
from uuid import uuid4

import pytest

from efe_domain.shared.bassins import Bassin
from tests.api.decisions import say
from tests.api.given import Api, Client, day
from tests.api.projects import Joint
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.command_forms import hidden, page_after
from tests.infra.console.signing_in import signed_in

STATE = (
    "query ($id: ID!) { decision(id: $id) { contentHash } invitations(first: 50) { edges { node { id state } } } }"
)


@pytest.fixture
def joint(platform: Api) -> Joint:
    namur: Client = platform.coordinator(Bassin.NAMUR)
    return Joint(platform.client("coordination-liege"), namur, mark=f" {uuid4().hex}")


def path_of(entity: str) -> str:
    kind, _, key = entity.partition(":")
    return f"/{ {'Project': 'projets', 'Pole': 'poles', 'Invitation': 'invitations'}[kind] }/{key}"


def test_an_invited_pole_proposes_adopts_and_joins_without_typing_an_id(platform: Api, joint: Joint) -> None:
    liege, namur = Browser(platform), Browser(platform)
    signed_in(liege, "coordination-liege")
    signed_in(namur, f"coordination-{Bassin.NAMUR}")
    own_step = Outline(liege.get(path_of(joint.project)).text).text
    asked = {"projectId": joint.project, "poleIds": [joint.at_namur[0]], "answerBy": day(30)}
    invitation = joint.liege.done("invitePoles", "invitations { id }", **asked)[0]["id"]

    page = namur.get(path_of(invitation)).text
    step = Outline(namur.get(path_of(joint.at_namur[0])).text).text
    proposing = namur.get(f"{path_of(invitation)}/actes/proposer").headers["location"]
    form = namur.get(proposing).text
    [chosen] = re.findall(r'name="about" value="([^"]+)" checked', form)
    [title] = re.findall(r'name="title"[^>]* value="([^"]*)"', form)
    [text] = re.findall(r'<textarea id="champ-text"[^>]*>\n(.*?)</textarea>', form, re.DOTALL)
    typed = {"about": chosen, "title": unescape(title), "text": unescape(text)}
    sent = namur.post(proposing, hidden(form) | typed)
    decision = sent.headers["location"].partition("?")[0]
    found = joint.namur.ask(STATE, id=decision.replace("/decisions/", "Decision:"))["decision"]
    for member in joint.at_namur[1]:
        say(joint.namur, {"id": decision.replace("/decisions/", "Decision:"), **found}, member)
    adopting = f"{decision}/actes/adopter"
    ticked = 'name="joins" value="oui" checked' in namur.get(adopting).text
    page_after(namur, adopting, joins="oui")

    assert "Proposer à vos membres de porter ce contenu" in own_step
    assert "lisent tout ce qui y est consigné, depuis le premier jour" in page
    assert "Proposer à vos membres de porter ce contenu" in step
    assert typed["title"] == "Porter le contenu n° 1 du projet « Un plateau technique partagé »"
    assert "Former ensemble au chauffage durable." in typed["text"]
    assert ticked
    assert namur.get(path_of(joint.project)).status_code == 200
    edges = joint.namur.ask(STATE, id=decision.replace("/decisions/", "Decision:"))["invitations"]["edges"]
    assert {"id": invitation, "state": "ACCEPTED"} in [each["node"] for each in edges]
