"""A coordinator who dates an adoption before its recording, with and without a meeting of that day."""

from typing import Any

import pytest

from tests.api.decisions import SELECT, a_deciding_pole, met, propose, say
from tests.api.given import Client, day

pytestmark = pytest.mark.platform("module")


def agreed(by: Client, pole: str, members: list[str], on: str) -> dict[str, Any]:
    decision = propose(by, pole, effectiveOn=on)
    for member in members:
        say(by, decision, member, effectiveOn=on)
    return decision


def test_a_decision_is_not_adopted_in_the_past_without_a_meeting_of_that_day(liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    other_day = met(liege, pole, members, day(-12))
    met(liege, pole, members, day(-10))
    decision = agreed(liege, pole, members, day(-12))

    alone = liege.refused("adoptDecision", decisionId=decision["id"], effectiveOn=day(-10))
    elsewhen = liege.refused("adoptDecision", decisionId=decision["id"], meetingId=other_day, effectiveOn=day(-10))

    assert {alone["code"], elsewhen["code"]} == {"ADOPTED_WITHOUT_MEETING"}
    assert alone["rule"]["key"] == "PS-CONSENSUS"


def test_an_evening_recorded_the_next_morning_cites_its_meeting(liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    meeting = met(liege, pole, members, day(-1))
    decision = agreed(liege, pole, members, day(-1))

    adopted = liege.done(
        "adoptDecision",
        "decision { state adoptedOn }",
        decisionId=decision["id"],
        meetingId=meeting,
        effectiveOn=day(-1),
    )

    assert adopted == {"state": "ADOPTED", "adoptedOn": day(-1)}


def test_an_adoption_of_today_is_not_rectified_into_the_past(liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    decision = agreed(liege, pole, members, day(-10))
    adopted = liege.done("adoptDecision", SELECT, decisionId=decision["id"])
    moved = [{"version": adopted["version"], "patch": {"effectiveOn": day(-8)}}]

    refused = liege.refused("rectify", entityId=decision["id"], changes=moved, reason="Une autre date.")
    meeting = met(liege, pole, members, day(-8))
    cited = [{"version": adopted["version"], "patch": {"effectiveOn": day(-8), "meetingId": meeting}}]
    done = liege.do("rectify", entityId=decision["id"], changes=cited, reason="Le procès-verbal.")

    assert refused["code"] == "ADOPTED_WITHOUT_MEETING"
    assert done["userErrors"] == []
