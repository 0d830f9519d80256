"""From an idea to the submission of a joint project of three bassins, in twelve acts."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from efe_domain.shared.bassins import Bassin
from tests.api.given import COMMUNES, Api, Client, day
from tests.api.projects import JOINT, a_constituted_pole

HALL = {"place": "Salle des fêtes"}
HUY: Bassin = Bassin.HUY_WAREMME
CONTENT = {**JOINT, "communes": [*JOINT["communes"], COMMUNES[HUY]]}
STEP = "query ($id: ID!) { node(id: $id) { ... on Project { nextStep { kind command } } } }"
INVITED = """query ($pole: ID) { invitations(filter: { poleId: $pole }) { edges { node {
    id state number answerBy projectId contentHash content { title } } } } }"""


@dataclass
class Partner:
    """A coordinator, with the pôle of its bassin and its members. `steps` are the acts that it sent."""

    by: Client
    pole: str
    members: list[str]
    steps: list[str] = field(default_factory=list)

    def act(self, command: str, select: str, **asked: Any) -> Any:
        self.steps.append(command)
        return self.by.done(command, select, **asked)

    def invitation(self) -> dict[str, Any]:
        found: dict[str, Any] = self.by.ask(INVITED, pole=self.pole)["invitations"]["edges"][0]["node"]
        return found


@pytest.fixture
def partners(api: Api) -> list[Partner]:
    bassins = (Bassin.LIEGE, Bassin.NAMUR, HUY)
    clients = [api.coordinator(each) for each in bassins]
    return [Partner(by, *a_constituted_pole(by, each)) for by, each in zip(clients, bassins, strict=True)]


def proposal(project: str, hashed: str) -> dict[str, Any]:
    text = {"title": "Porter le projet", "text": "Le pôle décide de porter ce contenu."}
    return {"kind": "PROJECT", **text, "subjectId": project, "subjectHash": hashed}


def next_step(by: Client, project: str) -> tuple[str, str | None]:
    step = by.ask(STEP, id=project)["node"]["nextStep"]
    return step["kind"], step["command"]


def number_of(partners: list[Partner]) -> int:
    return sum(len(each.steps) for each in partners)


def decide(partner: Partner, project: str, hashed: str, **outcome: Any) -> dict[str, Any]:
    """The members read the proposal, meet, and carry the project in the act that records their meeting."""
    decision = partner.act(
        "proposeDecision", "decision { id contentHash }", poleId=partner.pole, **proposal(project, hashed)
    )
    meeting = partner.act("conveneMeeting", "meeting { id }", assembly={"poleId": partner.pole}, day=day(0), **HALL)
    judged = {"decision": {"open": {"decisionId": decision["id"], "contentHash": decision["contentHash"]}}}
    partner.act(
        "recordMeeting",
        "meeting { id }",
        meetingId=meeting["id"],
        present=[{"operatorId": each} for each in partner.members],
        decisions=[{**judged, "outcome": "CONSENSUS", "joins": True, **outcome}],
        **HALL,
    )
    found: dict[str, Any] = decision
    return found


def hash_of(by: Client, project: str) -> str:
    found = by.ask("query ($id: ID!) { project(id: $id) { dossier { contentHash } } }", id=project)
    hashed: str = found["project"]["dossier"]["contentHash"]
    return hashed


def one_by_one(partner: Partner, project: str, hashed: str) -> None:
    """The same by single commands, as a client of release 0.4.3 sent them."""
    subject = proposal(project, hashed)
    decision = partner.act("proposeDecision", "decision { id contentHash }", poleId=partner.pole, **subject)
    meeting = partner.act("conveneMeeting", "meeting { id }", assembly={"poleId": partner.pole}, day=day(0), **HALL)
    present = [{"operatorId": each} for each in partner.members]
    partner.act("holdMeeting", "meeting { id }", meetingId=meeting["id"], present=present, **HALL)
    judged = {"decisionId": decision["id"], "contentHash": decision["contentHash"], "basisMeetingId": meeting["id"]}
    for each in partner.members:
        partner.act("takePosition", "decision { id }", operatorId=each, stance="AGREE", **judged)
    partner.act("adoptDecision", "decision { id }", decisionId=decision["id"])
    joined = {"projectId": project, "poleId": partner.pole, "decisionId": decision["id"]}
    partner.act("joinProject", "project { id }", **joined)


def test_an_idea_is_submitted_in_twelve_acts(partners: list[Partner]) -> None:
    lead, *others = partners
    project = lead.act("emergeProject", "project { id }", poleId=lead.pole, content=CONTENT)["id"]
    asked = {"projectId": project, "poleIds": [each.pole for each in others], "answerBy": day(30)}
    lead.act("invitePoles", "invitation { id } invitations { pole { id } }", **asked)
    first = next_step(lead.by, project)
    decide(lead, project, hash_of(lead.by, project))
    waiting = next_step(lead.by, project)
    for each in others:
        invitation = each.invitation()
        decide(each, invitation["projectId"], invitation["contentHash"])
    last = next_step(lead.by, project)
    lead.act("submitProject", "project { id }", projectId=project)

    assert first == ("LEAD_TO_CARRY", "proposeDecision")
    assert (waiting[0], last) == ("INVITATION_TO_ANSWER", ("PROJECT_TO_SUBMIT", "submitProject"))
    assert number_of(partners) == 12


def test_the_same_by_single_commands_takes_many_more(partners: list[Partner]) -> None:
    lead, *others = partners
    project = lead.act("emergeProject", "project { id }", poleId=lead.pole, content=CONTENT)["id"]
    for each in others:
        asked = {"projectId": project, "poleId": each.pole, "answerBy": day(30)}
        lead.act("invitePole", "invitation { id }", **asked)
    hashed = hash_of(lead.by, project)
    for each in partners:
        one_by_one(each, project, hashed)
    lead.act("submitProject", "project { id }", projectId=project)

    assert number_of(partners) == 28


def test_an_amendment_sends_open_invitations_anew(partners: list[Partner]) -> None:
    lead, namur, huy = partners
    project = lead.by.done("emergeProject", "project { id }", poleId=lead.pole, content=CONTENT)["id"]
    asked = {"projectId": project, "poleIds": [namur.pole, huy.pole], "answerBy": day(30)}
    lead.by.done("invitePoles", "invitation { id }", **asked)
    declined = huy.invitation()["id"]
    huy.by.done("declineInvitation", "invitation { id }", invitationId=declined, reason="Faute de temps.")
    before = namur.invitation()

    amended = {"content": {**CONTENT, "title": "Autre"}, "reason": "Revu."}
    lead.by.done("amendProject", "project { id }", projectId=project, **amended)
    after = namur.invitation()

    assert (before["number"], after["number"], after["state"]) == (1, 2, "OPEN")
    assert (after["content"]["title"], after["answerBy"]) == ("Autre", day(30))
    assert (huy.invitation()["number"], huy.invitation()["state"]) == (1, "DECLINED")
    decide(namur, project, after["contentHash"])
    assert namur.invitation()["state"] == "ACCEPTED"


def test_joining_with_an_objection_leaves_the_decision_open_and_the_pole_outside(partners: list[Partner]) -> None:
    lead, namur, _ = partners
    project = lead.by.done("emergeProject", "project { id }", poleId=lead.pole, content=CONTENT)["id"]
    lead.by.done("invitePoles", "invitation { id }", projectId=project, poleIds=[namur.pole], answerBy=day(30))
    objection = {"operatorId": namur.members[0], "stance": "OBJECT", "words": "Trop cher."}

    decision = decide(namur, project, hash_of(lead.by, project), positions=[objection])

    state = namur.by.ask("query ($id: ID!) { decision(id: $id) { state } }", id=decision["id"])
    assert state["decision"]["state"] == "OPEN"
    assert namur.invitation()["state"] == "OPEN"
    refused = namur.by.refused("adoptDecision", decisionId=decision["id"], joins=True)
    assert refused["code"] == "OBJECTION_STANDS"


def test_a_decision_joins_only_the_project_that_it_is_about(partners: list[Partner]) -> None:
    _, namur, _ = partners
    asked = {"kind": "DECISION", "title": "Un atelier", "text": "Le pôle ouvre son atelier."}
    decision = namur.by.done("proposeDecision", "decision { id contentHash }", poleId=namur.pole, **asked)
    meeting = namur.by.done("conveneMeeting", "meeting { id }", assembly={"poleId": namur.pole}, day=day(0), **HALL)
    judged = {"decision": {"open": {"decisionId": decision["id"], "contentHash": decision["contentHash"]}}}
    present = [{"operatorId": each} for each in namur.members]
    evening = {"meetingId": meeting["id"], "present": present, **HALL}

    refused = namur.by.refused(
        "recordMeeting", **evening, decisions=[{**judged, "outcome": "CONSENSUS", "joins": True}]
    )

    assert refused["code"] == "NOT_CARRIED"
