"""A silent member, and a coordinator who wants the decision without it."""

from typing import Any

import pytest

from tests.api.decisions import SELECT, a_deciding_pole, announce, propose, representing, say
from tests.api.documents import stored
from tests.api.given import Api, Client, an_operator, day
from tests.hostile.pen.evenings import a_person, a_second_coordinator, at_a_meeting, minutes_of_long_ago, silent

pytestmark = pytest.mark.platform("module")

OUTCOME = """
    query ($id: ID!, $on: Date) { decision(id: $id) { state deadline deadlineRecordedOn deadlineCounts
        dossier { consultation(on: $on) { isConsensus awaited { id } silent { id } } } } }
"""


def a_pole_of_four(by: Client, quorum: int | None = 50) -> tuple[str, list[str]]:
    """With a second school, which will be silent."""
    pole, members = a_deciding_pole(by, quorum=quorum)
    fourth = an_operator(by, "CEFA", name="Seconde école")
    voice = a_person(by, "Delvaux")
    by.done(
        "designateMember",
        "pole { id }",
        poleId=pole,
        operatorId=fourth,
        representativeId=voice,
        effectiveOn=day(-450),
    )
    return pole, [*members, fourth]


def code_of(by: Client, command: str, **asked: Any) -> str:
    """The code of a refusal; empty if the command was recorded."""
    errors = by.do(command, **asked)["userErrors"]
    return str(errors[0]["code"]) if errors else ""


def test_a_deadline_is_not_rectified_into_the_past_whatever_minutes_say(api: Api, liege: Client) -> None:
    pole, members = a_pole_of_four(liege)
    decision = silent(liege, pole, members, deadline=day(30))
    rectified = {
        "entityId": decision["id"],
        "changes": [{"version": 1, "patch": {"deadline": day(0)}}],
        "reason": "Le délai était plus court.",
    }

    waiting = code_of(liege, "adoptDecision", decisionId=decision["id"])
    codes = [
        code_of(liege, "rectify", **rectified, minutesMeetingId=minutes_of_long_ago(liege)),
        code_of(liege, "rectify", **rectified, documentSha256=stored(liege)),
        code_of(a_second_coordinator(api), "rectify", **rectified),
    ]

    assert codes == ["NOT_RECTIFIABLE"] * 3
    assert waiting == code_of(liege, "adoptDecision", decisionId=decision["id"]) == "NOT_EVERYONE_CONSULTED"


@pytest.mark.parametrize("quorum", [50, None])
def test_a_deadline_of_yesterday_recorded_today_frees_no_decision(liege: Client, quorum: int | None) -> None:
    pole, members = a_pole_of_four(liege, quorum)
    decision = propose(liege, pole, deadline=day(-1), effectiveOn=day(-40))
    for member in members[:-1]:
        say(liege, decision, member, effectiveOn=day(-39))

    refused = code_of(liege, "adoptDecision", decisionId=decision["id"])
    amended = {"title": "Autre", "text": "Autrement.", "deadline": day(-1), "effectiveOn": day(-30)}
    other = liege.done("amendDecision", SELECT, decisionId=decision["id"], **amended)
    for member in members[:-1]:
        say(liege, other, member, effectiveOn=day(-29))
    again = code_of(liege, "adoptDecision", decisionId=decision["id"])

    assert (refused, again) == ("NOT_EVERYONE_CONSULTED", "NOT_EVERYONE_CONSULTED")
    shown = liege.ask(OUTCOME, id=decision["id"])["decision"]
    assert (shown["deadlineRecordedOn"], shown["deadlineCounts"]) == (day(0), False)
    assert shown["dossier"]["consultation"]["awaited"] == [{"id": members[-1]}]


def test_a_deadline_moves_later_only_and_with_a_notice_of_seven_days(liege: Client) -> None:
    pole, members = a_pole_of_four(liege)
    decision = silent(liege, pole, members)

    codes = [
        code_of(liege, "setDecisionDeadline", decisionId=decision["id"], deadline=day(offset), effectiveOn=day(on))
        for offset, on in ((-1, -2), (0, 0), (6, 0), (9, 0), (8, 0), (9, 0), (10, 0))
    ]

    assert codes == [
        "TOO_EARLY",
        "DEADLINE_TOO_SHORT",
        "DEADLINE_TOO_SHORT",
        "",
        "DEADLINE_MOVES_EARLIER",
        "DEADLINE_MOVES_EARLIER",
        "",
    ]
    shown = liege.ask(OUTCOME, id=decision["id"], on=day(11))["decision"]
    assert (shown["deadline"], shown["deadlineRecordedOn"], shown["deadlineCounts"]) == (day(10), day(0), True)
    assert shown["dossier"]["consultation"]["isConsensus"]


@pytest.mark.parametrize("quorum", [50, None])
def test_silence_after_a_deadline_that_was_announced_frees_the_decision(
    api: Api, liege: Client, quorum: int | None
) -> None:
    pole, members = a_pole_of_four(liege, quorum)
    decision = propose(liege, pole, effectiveOn=day(-30))
    for member in members[:-1]:
        say(liege, decision, member, effectiveOn=day(-30))
    announce(api, decision, -23, recorded=-30)

    liege.done("adoptDecision", SELECT, decisionId=decision["id"])

    shown = liege.ask(OUTCOME, id=decision["id"])["decision"]
    assert (shown["state"], shown["deadlineCounts"]) == ("ADOPTED", True)


def test_who_proposed_or_coordinates_announces_amends_and_closes(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    marie = representing(api, liege, pole, members[0], "Auteure")
    jean = representing(api, liege, pole, members[1], "Autre")
    decision = propose(marie, pole)
    amended = {"title": "Détourné", "text": "Tout autre chose."}
    announced = {"deadline": day(3000)}

    codes = [
        code_of(jean, "amendDecision", decisionId=decision["id"], **amended),
        code_of(jean, "setDecisionDeadline", decisionId=decision["id"], **announced),
        code_of(jean, "closeWithoutConsensus", decisionId=decision["id"], reason="Je n'en veux pas."),
        code_of(marie, "closeWithoutConsensus", decisionId=decision["id"], reason="Je n'en veux plus."),
        code_of(liege, "closeWithoutConsensus", decisionId=decision["id"], reason="Pas le temps."),
    ]
    amended_by_author = marie.done("amendDecision", SELECT, decisionId=decision["id"], **amended)
    at_a_meeting(liege, pole, amended_by_author, members)
    marie.done("closeWithoutConsensus", SELECT, decisionId=decision["id"], reason="Chacun s'est exprimé.")

    assert codes == ["NOT_THE_PROPOSER"] * 3 + ["CONSULTATION_UNDER_WAY"] * 2
