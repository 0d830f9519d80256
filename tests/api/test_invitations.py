"""An invited pôle reads what it is asked to carry, decides, and joins: the project itself stays closed till then."""

from typing import Any

import pytest

from efe_domain.shared.bassins import Bassin
from efe_infra.read_model.rebuild import rebuild
from efe_projections.catalogue import PROJECTIONS
from tests.api.decisions import representing
from tests.api.given import CREATED, Api, Client, a_pole, day
from tests.api.projects import JOINT, SELECT, Joint, adopt, hash_of, invite, join

pytestmark = pytest.mark.platform("module")

INVITATIONS = """
    query ($pole: ID, $at: AsOf) {
        invitations(filter: { poleId: $pole }, asOf: $at) {
            totalCount
            edges { node {
                id bassin inviterBassin state number contentHash answerBy answeredOn reason lapsed projectId
                pole { id } inviter { id } project { id } decision { id }
                content { title aims budget communes { nis } actions { description } }
            } }
        }
    }
"""
ONE = "query ($id: ID!) { invitation(id: $id) { id state } node(id: $id) { id } }"
TRAIL = """
    query ($bassin: Bassin!) {
        auditTrail(bassin: $bassin, filter: { kinds: ["invitation.sent.v1", "invitation.withdrawn.v1"] }) {
            edges { node { kind subject { id } } }
        }
    }
"""
WAITING = """
    { instance(bassin: NAMUR) { dossier { waiting { invitationsToAnswer { totalCount } } } } }
"""
DOSSIER = "query ($id: ID!) { project(id: $id) { dossier { invitations { id state } } } }"


def seen(by: Client, **asked: Any) -> list[dict[str, Any]]:
    return [edge["node"] for edge in by.ask(INVITATIONS, **asked)["invitations"]["edges"]]


@pytest.fixture
def joint(liege: Client, namur: Client) -> Joint:
    return Joint(liege, namur)


@pytest.mark.platform("own")
def test_an_invited_pole_reads_the_content_and_nothing_else_of_the_project(
    api: Api, joint: Joint, namur: Client
) -> None:
    member = representing(api, namur, joint.at_namur[0], joint.at_namur[1][0], "Dupont")
    invite(joint.liege, joint.at_namur[0], joint.project)

    for reader in (namur, member):
        [invitation] = seen(reader)
        assert invitation["content"] == {
            "title": JOINT["title"],
            "aims": JOINT["aims"],
            "budget": JOINT["budget"],
            "communes": [{"nis": each} for each in sorted(JOINT["communes"])],
            "actions": [{"description": "Ouvrir un atelier commun."}],
        }
        assert (invitation["projectId"], invitation["project"]) == (joint.project, None)
        assert (invitation["pole"], invitation["inviter"]) == ({"id": joint.at_namur[0]}, {"id": joint.at_liege[0]})
        assert (invitation["state"], invitation["lapsed"]) == ("OPEN", False)
        assert reader.ask("query ($id: ID!) { project(id: $id) { title } }", id=joint.project)["project"] is None


def test_nobody_else_sees_an_invitation(api: Api, joint: Joint, namur: Client) -> None:
    invitation = invite(joint.liege, joint.at_namur[0], joint.project)
    huy = api.coordinator(Bassin.HUY_WAREMME)
    neighbour = a_pole(namur, bassin=Bassin.NAMUR, name="Autre")
    namur.done(
        "designateMember", "pole { id }", poleId=neighbour, operatorId=joint.at_namur[1][0], effectiveOn=CREATED
    )
    of_the_neighbour = representing(api, namur, neighbour, joint.at_namur[1][0], "Durand")

    for outsider in (huy, of_the_neighbour, api.visitor, api.client("personne")):
        assert seen(outsider) == []
        assert outsider.ask(ONE, id=invitation["id"]) == {"invitation": None, "node": None}
    for answer in ("declineInvitation", "withdrawInvitation"):
        assert huy.refused(answer, invitationId=invitation["id"], reason="Non.")["code"] == "NOT_FOUND"


@pytest.mark.platform("own")
def test_the_lead_and_its_members_follow_the_invitation(api: Api, joint: Joint, liege: Client) -> None:
    member = representing(api, liege, joint.at_liege[0], joint.at_liege[1][0], "Dupont")
    invitation = invite(liege, joint.at_namur[0], joint.project)

    for reader in (liege, member):
        assert [each["id"] for each in seen(reader)] == [invitation["id"]]
        dossier = reader.ask(DOSSIER, id=joint.project)["project"]["dossier"]
        assert dossier["invitations"] == [{"id": invitation["id"], "state": "OPEN"}]


@pytest.mark.platform("own")
def test_it_is_accepted_by_the_decision_of_the_pole_on_what_it_read(joint: Joint, namur: Client) -> None:
    invite(joint.liege, joint.at_namur[0], joint.project)
    [invitation] = seen(namur)

    join(namur, joint.at_namur, invitation["projectId"], invitation["contentHash"])

    [accepted] = seen(namur)
    assert (accepted["state"], accepted["answeredOn"], accepted["project"]) == (
        "ACCEPTED",
        day(0),
        {"id": joint.project},
    )
    assert accepted["decision"]
    assert [each["decision"] for each in seen(joint.liege)] == [None]


def test_a_pole_that_nobody_invited_neither_decides_nor_joins(joint: Joint, namur: Client) -> None:
    hashed, pole = hash_of(joint.liege, joint.project), joint.at_namur[0]
    proposal = {"kind": "PROJECT", "title": "Porter", "text": "Porté.", "subjectHash": hashed}
    decision = f"Decision:{pole.partition(':')[2]}"

    hidden = [
        namur.refused("proposeDecision", poleId=pole, subjectId=joint.project, **proposal)["code"],
        namur.refused("joinProject", projectId=joint.project, poleId=pole, decisionId=decision)["code"],
    ]
    joint.liege.done("joinProject", SELECT, **carrying(joint))
    joint.liege.done("amendProject", SELECT, projectId=joint.project, content=alone(), reason="Seul d'abord.")
    joint.liege.done("joinProject", SELECT, **carrying(joint))
    joint.liege.done("submitProject", SELECT, projectId=joint.project)
    told = namur.refused("proposeDecision", poleId=pole, subjectId=joint.project, **proposal)

    assert hidden == ["NOT_FOUND"] * 2
    assert (told["code"], told["rule"]["key"]) == ("NOT_INVITED", "PS-CONJOINT")


def carrying(joint: Joint) -> dict[str, str]:
    decision = adopt(joint.liege, *joint.at_liege, joint.project, hash_of(joint.liege, joint.project))
    return {"projectId": joint.project, "poleId": joint.at_liege[0], "decisionId": decision}


def alone() -> dict[str, Any]:
    return {**JOINT, "communes": JOINT["communes"][:1]}


@pytest.mark.platform("own")
def test_a_declined_invitation_and_a_withdrawn_one_let_nobody_join(joint: Joint, namur: Client) -> None:
    pole, hashed = joint.at_namur[0], hash_of(joint.liege, joint.project)
    first = invite(joint.liege, pole, joint.project)
    decision = adopt(namur, *joint.at_namur, joint.project, hashed)
    asked = {"projectId": joint.project, "poleId": pole, "decisionId": decision}
    namur.done("declineInvitation", "invitation { state }", invitationId=first["id"], reason="Faute de temps.")
    declined = namur.refused("joinProject", **asked)["code"]
    again = namur.refused("declineInvitation", invitationId=first["id"], reason="Encore.")["code"]
    invite(joint.liege, pole, joint.project, answerBy=day(60))
    joint.liege.done("withdrawInvitation", "invitation { state }", invitationId=first["id"], reason="Erreur.")
    withdrawn = namur.refused("joinProject", **asked)["code"]

    [invitation] = seen(namur)
    assert [declined, again, withdrawn] == ["NOT_INVITED", "INVITATION_IS_CLOSED", "NOT_INVITED"]
    assert (invitation["state"], invitation["reason"], invitation["answerBy"]) == ("WITHDRAWN", "Erreur.", day(60))


def test_only_the_invited_pole_declines_and_only_the_inviting_one_withdraws(joint: Joint, namur: Client) -> None:
    invitation = invite(joint.liege, joint.at_namur[0], joint.project)["id"]

    assert joint.liege.code_of("declineInvitation", invitationId=invitation, reason="Non.") == "FORBIDDEN"
    assert namur.code_of("withdrawInvitation", invitationId=invitation, reason="Non.") == "FORBIDDEN"


@pytest.mark.platform("own")
def test_it_stands_in_the_trails_of_both_instances_and_in_no_other(joint: Joint, namur: Client, api: Api) -> None:
    invitation = invite(joint.liege, joint.at_namur[0], joint.project)["id"]
    joint.liege.done("withdrawInvitation", "invitation { id }", invitationId=invitation, reason="Erreur.")

    for reader, bassin in ((joint.liege, "LIEGE"), (namur, "NAMUR")):
        entries = reader.ask(TRAIL, bassin=bassin)["auditTrail"]["edges"]
        assert [edge["node"] for edge in entries] == [
            {"kind": kind, "subject": {"id": invitation}}
            for kind in ("invitation.sent.v1", "invitation.withdrawn.v1")
        ]
    huy = api.coordinator(Bassin.HUY_WAREMME)
    assert huy.ask(TRAIL, bassin="HUY_WAREMME")["auditTrail"]["edges"] == []


@pytest.mark.platform("own")
def test_it_waits_for_an_answer_until_its_last_day(joint: Joint, namur: Client) -> None:
    invite(joint.liege, joint.at_namur[0], joint.project)

    def waiting() -> int:
        found: int = namur.ask(WAITING)["instance"]["dossier"]["waiting"]["invitationsToAnswer"]["totalCount"]
        return found

    assert waiting() == 1
    joint.namur.done(
        "declineInvitation", "invitation { id }", invitationId=seen(namur)[0]["id"], reason="Faute de temps."
    )
    assert waiting() == 0


@pytest.mark.platform("own")
def test_an_invitation_reads_as_of_the_past_and_the_same_after_a_rebuild(
    api: Api, joint: Joint, namur: Client
) -> None:
    invite(joint.liege, joint.at_namur[0], joint.project)
    then = {"position": namur.ask("{ meta { position } }")["meta"]["position"]}
    joint.amend()
    now, past = seen(namur), seen(namur, at=then)

    rebuild(api.installation.database, PROJECTIONS)

    assert (now[0]["number"], now[0]["content"]["title"]) == (2, "Un autre titre")
    assert (past[0]["number"], past[0]["content"]["title"]) == (1, JOINT["title"])
    assert (seen(namur), seen(namur, at=then)) == (now, past)


TASKS = "{ viewer { tasks { edges { node { kind bassin since due subject { id } } } } } }"


def waiting_for(by: Client) -> list[dict[str, Any]]:
    found = by.ask(TASKS)["viewer"]["tasks"]["edges"]
    return [each["node"] for each in found if each["node"]["kind"].startswith("INVITATION")]


@pytest.mark.platform("own")
def test_it_waits_for_the_invited_pole_and_the_lead_awaits_its_answer(
    api: Api, joint: Joint, liege: Client, namur: Client
) -> None:
    """Its answer waits for members of the invited pôle and for its coordinators; members of the lead follow it."""
    invited = representing(api, namur, joint.at_namur[0], joint.at_namur[1][0], "Roy")
    leading = representing(api, liege, joint.at_liege[0], joint.at_liege[1][0], "Lamy")
    invite(liege, joint.at_namur[0], joint.project)
    invitation = seen(namur)[0]["id"]
    asked = {"since": day(0), "subject": {"id": invitation}}

    waiting = [waiting_for(each) for each in (invited, leading, liege, namur)]
    namur.done("declineInvitation", "invitation { id }", invitationId=invitation, reason="Faute de temps.")

    assert [[each["kind"] for each in some] for some in waiting] == [
        ["INVITATION_TO_ANSWER"],
        ["INVITATION_UNANSWERED"],
        [],
        ["INVITATION_TO_ANSWER"],
    ]
    assert [(each["bassin"], asked.items() <= each.items()) for [each] in waiting[:2]] == [
        ("NAMUR", True),
        ("LIEGE", True),
    ]
    assert [waiting_for(each) for each in (invited, leading)] == [[], []]
