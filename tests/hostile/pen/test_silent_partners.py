"""Partners that do not answer an amendment, a lead in a hurry, and pôles that would lead without a turn."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from efe_domain.commands.handler import CommandResult
from efe_domain.decision.events import DecisionKind, Stance
from efe_domain.decision.refusals import NotCarried
from efe_domain.decision.wording import Wording
from efe_domain.platform import Platform
from efe_domain.project.content import ActionNature, Aspect, ProjectAction, ProjectContent, Public
from efe_domain.project.refusals import LeadNotOffered, NotReleasable
from efe_domain.shared.command_context import CommandContext, in_context
from efe_domain.shared.days import TooEarly
from efe_domain.shared.documents import Document
from tests.api.decisions import propose, representing, say
from tests.api.given import TODAY, Api, Client, day
from tests.api.projects import JOINT, SELECT, Joint, decided, hash_of, judge

pytestmark = pytest.mark.platform("module")

STEP = """query ($id: ID!, $on: Date) { project(id: $id) { nextStep(inForceOn: $on) { kind command }
    dossier { supports { until endedByRelease endReason } bassinsOutside lead { id } } } }"""
TASKS = """query ($on: Date) { viewer { tasks(first: 100, inForceOn: $on) { edges { node {
    kind command due subject { id } } } } } }"""
CONTENT = ProjectContent(
    title="Un plateau revu",
    aims="Former ensemble.",
    actions=(ProjectAction(ActionNature.ADDITIONAL, "Ouvrir un atelier."),),
    aspects=(Aspect.EQUIPMENT,),
    publics=(Public.SECONDARY,),
    communes=tuple(JOINT["communes"]),
    budget_cents=1_000_000,
)
NOTE = Document(sha256="ab" * 32, media_type="application/pdf", size=100)
LIEGE, NAMUR = "coordination-liege", "coordination-namur"


@pytest.fixture
def joint(liege: Client, namur: Client, request: pytest.FixtureRequest) -> Joint:
    return Joint(liege, namur, mark=f" {abs(hash(request.node.name)) % 10**9}").submitted()


def key(entity: str) -> UUID:
    return UUID(entity.partition(":")[2])


def later(api: Api, subject: str, days: int, act: Callable[[Platform], CommandResult]) -> None:
    """Runs a command so many days from today, and waits until the reads know it."""
    account = str(api.account(subject))
    with in_context(CommandContext(actor=account, today=TODAY + timedelta(days=days))):
        act(api.installation.platform)
    api.catch_up()


def adopted(api: Api, subject: str, pole: tuple[str, list[str]], project: str, hashed: str, days: int) -> UUID:
    """The decision of a pôle to carry that content, so many days from today, by a note of what its members said."""
    decision, on = uuid4(), TODAY + timedelta(days=days)
    wording = Wording(title="Porter", text=f"Le pôle porte {decision}.", subject_hash=hashed)
    judged = wording.validated(DecisionKind.PROJECT, key(project), on).hash_for(DecisionKind.PROJECT, key(project))

    def proposed(it: Platform) -> CommandResult:
        return it.propose_decision(decision, key(pole[0]), DecisionKind.PROJECT, wording, subject=key(project))

    later(api, subject, days, proposed)
    for member in map(key, pole[1]):

        def agreed(it: Platform, member: UUID = member) -> CommandResult:
            return it.take_position(decision, member, Stance.AGREE, content_hash=judged, document=NOTE)

        later(api, subject, days, agreed)
    later(api, subject, days, lambda it: it.adopt_decision(decision))
    return decision


def amended(api: Api, joint: Joint, *, recorded: int) -> str:
    """An amendment of today, recorded so many days from today; returns the hash of its content."""
    decision = decided(joint.liege, joint.at_liege, joint.project, "AMENDMENT")

    def amend(it: Platform) -> CommandResult:
        return it.amend_project(key(joint.project), CONTENT, "Revu.", decision_id=key(decision), on=TODAY)

    later(api, LIEGE, recorded, amend)
    return hash_of(joint.liege, joint.project)


def released(joint: Joint) -> Callable[[Platform], CommandResult]:
    return lambda it: it.leave_project(key(joint.project), key(joint.at_namur[0]), "Sans réponse.", released=True)


def carried(api: Api, joint: Joint, hashed: str, by: str, days: int = 0) -> UUID:
    """A pôle carries the amended content."""
    pole = joint.at_liege if by == LIEGE else joint.at_namur
    decision = adopted(api, by, pole, joint.project, hashed, days)
    later(api, by, days, lambda it: it.join_project(key(joint.project), key(pole[0]), decision))
    return decision


def seen(by: Client, project: str, on: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = by.ask(STEP, id=project, on=day(on))["project"]
    return found


def waiting(by: Client, project: str, on: int) -> dict[str, tuple[str | None, str | None]]:
    nodes = [edge["node"] for edge in by.ask(TASKS, on=day(on))["viewer"]["tasks"]["edges"]]
    return {each["kind"]: (each["command"], each["due"]) for each in nodes if each["subject"]["id"] == project}


def test_a_back_dated_amendment_releases_no_one_at_once(api: Api, joint: Joint) -> None:
    namur = representing(api, joint.namur, joint.at_namur[0], joint.at_namur[1][0], f"Roy{uuid4().hex}")
    liege = representing(api, joint.liege, joint.at_liege[0], joint.at_liege[1][0], f"Lamy{uuid4().hex}")
    amended(api, joint, recorded=70)

    for days in (70, 129):
        with pytest.raises(NotReleasable):
            later(api, LIEGE, days, released(joint))

    assert waiting(namur, joint.project, 71)["CONTENT_TO_CARRY"] == ("proposeDecision", day(129))
    assert waiting(liege, joint.project, 71)["CARRIER_UNANSWERED"] == (None, day(129))
    assert waiting(liege, joint.project, 130)["CARRIER_UNANSWERED"] == ("leaveProject", day(129))
    later(api, LIEGE, 130, released(joint))


def test_a_lead_in_a_hurry_waits_for_sixty_days(joint: Joint) -> None:
    joint.amend()

    asked = {"projectId": joint.project, "poleId": joint.at_namur[0], "reason": "Vite.", "released": True}
    refused = joint.liege.refused("leaveProject", **asked)

    assert (refused["code"], refused["rule"]["key"]) == ("NOT_RELEASABLE", "PS-CONJOINT")


def test_a_release_ends_supports_visibly_and_the_lead_amends_the_communes(api: Api, joint: Joint) -> None:
    judge(joint.namur, "NAMUR", joint.project)
    given = {"bassin": "NAMUR", "kind": "HUMAN", "phase": "ANALYSE", "description": "Un mi-temps."}
    joint.namur.done("grantSupport", SELECT, projectId=joint.project, **given)
    carried(api, joint, amended(api, joint, recorded=0), LIEGE)
    later(api, LIEGE, 60, released(joint))

    found = seen(joint.liege, joint.project, 60)

    [support] = found["dossier"]["supports"]
    assert (support["until"], support["endedByRelease"]) == (day(60), True)
    assert found["dossier"]["bassinsOutside"] == ["NAMUR"]
    assert found["nextStep"] == {"kind": "COMMUNES_OUTSIDE", "command": "amendProject"}


def test_a_released_pole_that_goes_on_deciding_joins_nothing(api: Api, joint: Joint) -> None:
    hashed = amended(api, joint, recorded=0)
    text = {"kind": "PROJECT", "subjectId": joint.project, "subjectHash": hashed}
    decision = propose(joint.namur, joint.at_namur[0], **text)
    later(api, LIEGE, 60, released(joint))
    for member in joint.at_namur[1]:
        say(joint.namur, decision, member)

    refused = joint.namur.refused("adoptDecision", decisionId=decision["id"], joins=True)
    judged = {"projectId": joint.project, "bassin": "NAMUR", "contentHash": hashed, "verdict": "AGREED"}
    verdict = joint.namur.do("giveVerdict", **judged, withoutMeeting="Procédure écrite.")["userErrors"]

    assert refused["code"] == "NOT_INVITED"
    assert [each["code"] for each in verdict] == ["NOT_CONCERNED"]
    assert joint.namur.do("adoptDecision", decisionId=decision["id"])["userErrors"] == []


def test_a_partner_does_not_take_the_lead_of_one_that_answers_or_still_may(api: Api, joint: Joint) -> None:
    hashed = amended(api, joint, recorded=0)
    carried(api, joint, hashed, NAMUR)
    early = adopted(api, NAMUR, joint.at_namur, joint.project, hashed, 1)

    def take(decision: UUID) -> Callable[[Platform], CommandResult]:
        return lambda it: it.take_lead(key(joint.project), key(joint.at_namur[0]), decision)

    with pytest.raises(LeadNotOffered, match="jusqu'au"):
        later(api, NAMUR, 59, take(early))
    with pytest.raises(TooEarly):
        later(api, NAMUR, 61, take(early))
    carried(api, joint, hashed, LIEGE, 61)
    with pytest.raises(LeadNotOffered):
        later(api, NAMUR, 62, take(early))


def test_a_carrier_replaces_a_silent_lead_by_a_decision_of_its_own(api: Api, joint: Joint) -> None:
    hashed = amended(api, joint, recorded=0)
    by_which_it_carries = carried(api, joint, hashed, NAMUR, 60)
    step = seen(joint.namur, joint.project, 60)["nextStep"]

    def take(decision: UUID) -> Callable[[Platform], CommandResult]:
        return lambda it: it.take_lead(key(joint.project), key(joint.at_namur[0]), decision)

    with pytest.raises(NotCarried):
        later(api, NAMUR, 60, take(by_which_it_carries))
    later(api, NAMUR, 60, take(adopted(api, NAMUR, joint.at_namur, joint.project, hashed, 60)))

    assert step == {"kind": "LEAD_SILENT", "command": "takeLead"}
    assert seen(joint.namur, joint.project, 60)["dossier"]["lead"] == {"id": joint.at_namur[0]}
    later(
        api, NAMUR, 60, lambda it: it.leave_project(key(joint.project), key(joint.at_liege[0]), "N.", released=True)
    )
