"""A pôle out of term decides no more: a coordinator acts, another account confirms. And a partner in silence."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import CommandContext, in_context
from tests.api.decisions import representing
from tests.api.given import TODAY, Api, Client, day
from tests.api.projects import JOINT, SELECT, Joint, decided, judge
from tests.hostile.pen.joint_meetings import version_of

STATE = """query ($id: ID!) { project(id: $id) { bassins dossier { state carriers { until released bassin }
    supports { bassin until endedByVerdict endedByRelease toReconfirm endReason } } } }"""


@pytest.fixture
def joint(liege: Client, namur: Client) -> Joint:
    return Joint(liege, namur).submitted()


def test_the_coordinator_of_a_dissolved_pole_acts_and_another_account_confirms(api: Api, joint: Joint) -> None:
    liege, project = joint.liege, joint.project
    member = representing(api, liege, joint.at_liege[0], joint.at_liege[1][0], "Restante")
    liege.done("dissolvePole", "pole { id }", poleId=joint.at_liege[0], reason="Fin du pôle.")

    alone = member.code_of("abandonProject", projectId=project, reason="Fin.")
    liege.done("abandonProject", SELECT, projectId=project, reason="Le pôle est dissous.")
    version = version_of(liege, project, "project.questioned")
    asked = {"entityId": project, "question": version, "reason": "Revu."}
    own = liege.refused("confirmFact", **asked)["code"]
    second = api.granted("coordination-liege-2", Role.COORDINATOR, Bassin.LIEGE)
    second.done("confirmFact", "entity { id }", **asked)

    assert alone == "FORBIDDEN"
    assert own == "SAME_COORDINATOR"
    assert liege.ask(STATE, id=project)["project"]["dossier"]["state"] == "ABANDONED"


def test_a_partner_is_released_after_sixty_days_and_not_before(api: Api, joint: Joint) -> None:
    liege, project, platform = joint.liege, joint.project, api.installation.platform
    released: dict[str, Any] = {
        "projectId": project,
        "poleId": joint.at_namur[0],
        "reason": "Sans réponse.",
        "released": True,
    }
    for client, bassin in ((liege, "LIEGE"), (joint.namur, "NAMUR")):
        judge(client, bassin, project)
    given = {"bassin": "NAMUR", "kind": "HUMAN", "phase": "ANALYSE", "description": "Un mi-temps."}
    joint.namur.done("grantSupport", SELECT, projectId=project, **given)
    unamended = liege.refused("leaveProject", **released)["code"]
    decision = decided(liege, joint.at_liege, project, "AMENDMENT")
    amended = {"content": {**JOINT, "title": "Amendé"}, "reason": "Revu.", "decisionId": decision}
    liege.done("amendProject", SELECT, projectId=project, **amended)
    carrying = decided(liege, joint.at_liege, project, "PROJECT")
    liege.done("joinProject", SELECT, projectId=project, poleId=joint.at_liege[0], decisionId=carrying)

    early = liege.refused("leaveProject", **released)["code"]
    foreign = joint.namur.code_of("leaveProject", **released)
    pole, entity = (text.partition(":")[2] for text in (joint.at_namur[0], project))
    later = CommandContext(actor=str(api.account(f"coordination-{Bassin.LIEGE}")), today=TODAY + timedelta(days=60))
    with in_context(later):
        platform.leave_project(UUID(entity), UUID(pole), "Sans réponse.", released=True)

    position = str(platform.recorder.max_notification_id())
    liege.ask("query ($at: Position) { meta(minPosition: $at) { version } }", at=position)
    seen = liege.ask(STATE, id=project)["project"]
    assert (unamended, early) == ("NOT_RELEASABLE", "NOT_RELEASABLE")
    assert foreign == "FORBIDDEN"
    assert seen["bassins"] == ["LIEGE"]
    assert seen["dossier"]["supports"] == [
        {
            "bassin": "NAMUR",
            "until": (TODAY + timedelta(days=60)).isoformat(),
            "endedByVerdict": False,
            "endedByRelease": True,
            "toReconfirm": False,
            "endReason": "Sans réponse.",
        }
    ]
    assert [each["released"] for each in seen["dossier"]["carriers"] if each["until"]] == [True]


def test_an_amendment_dated_back_gives_the_partner_its_sixty_days(liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur)
    joint.carried()
    released = {"projectId": joint.project, "poleId": joint.at_namur[0], "reason": "Sans réponse.", "released": True}
    joint.amend()

    assert joint.liege.refused("leaveProject", **released, effectiveOn=day(0))["code"] == "NOT_RELEASABLE"
