"""An act recorded late: it is never refused for that, and what it touches is put in question."""

import pytest

from tests.api.decisions import a_deciding_pole, an_adopted_decision, propose, say
from tests.api.given import Client, an_operator, day
from tests.api.meetings import a_person
from tests.hostile.pen.evenings import findings

pytestmark = pytest.mark.platform("module")


def test_a_late_departure_questions_the_decision_that_heard_the_member(liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    decision = propose(liege, pole, effectiveOn=day(-30))
    for member in members:
        say(liege, decision, member, effectiveOn=day(-30))
    liege.done("adoptDecision", "decision { id }", decisionId=decision["id"])
    substitute = an_operator(liege, "CEFA", number="CEFA-suppleant")
    liege.done("designateMember", "pole { id }", poleId=pole, operatorId=substitute, effectiveOn=day(-20))

    left = {"poleId": pole, "operatorId": members[0], "reason": "Départ.", "effectiveOn": day(-60)}
    liege.done("endMembership", "pole { id }", **left)

    assert "NOT_A_MEMBER" in findings(liege, decision["id"])


def test_a_late_designation_questions_the_constitution_that_followed(liege: Client) -> None:
    pole, _ = a_deciding_pole(liege)
    forgotten = an_operator(liege, "CEFA", number="CEFA-oublie")

    late = {"poleId": pole, "operatorId": forgotten, "effectiveOn": day(-600)}
    liege.done("designateMember", "pole { id }", **late, representativeId=a_person(liege))

    assert findings(liege, pole) == {"composition"}


def test_an_act_of_yesterday_questions_nothing(liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    decision = an_adopted_decision(liege, pole, members)
    newcomer = an_operator(liege, "CEFA", number="CEFA-nouveau")

    liege.done("designateMember", "pole { id }", poleId=pole, operatorId=newcomer, effectiveOn=day(-1))

    assert findings(liege, pole) == findings(liege, decision["id"]) == set()
