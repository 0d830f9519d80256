"""Invalid commands on a decision: a named refusal each, and nothing recorded."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.api.decisions import PROPOSAL, SELECT, a_deciding_pole, an_adopted_decision, met, propose, say
from tests.api.given import Client, day

pytestmark = pytest.mark.platform("module")

UNKNOWN = "Decision:00000000-0000-4000-8000-000000000000"
LONG = "x" * 900_000
"""As long as a body may be; a longer one is refused at the door of HTTP."""


def position(by: Client) -> str:
    found: str = by.ask("{ meta { position } }")["meta"]["position"]
    return found


def commands(decision: str, objection: str, operator: str, content_hash: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every command on a decision, as it could be asked."""
    one, other = {"decisionId": decision}, {"objectionId": objection}
    yield "amendDecision", {**one, "title": "Titre", "text": "Autre texte."}
    yield "takePosition", {**one, "operatorId": operator, "stance": "AGREE", "contentHash": content_hash}
    yield "answerObjection", {**other, "answer": "Réponse."}
    yield "maintainObjection", {**other, "reason": "Maintien."}
    yield "withdrawObjection", {**other, "reason": "Retrait."}
    yield "adoptDecision", one
    yield "closeWithoutConsensus", {**one, "reason": "Fin."}
    yield "communicateDecision", one
    yield "receiveDecision", one


def test_an_unknown_decision_is_not_found_by_any_command(liege: Client) -> None:
    _, members = a_deciding_pole(liege)
    before = position(liege)
    objection = f"{UNKNOWN.replace('Decision', 'Objection')}/1"

    codes = [
        liege.refused(command, **asked)["code"]
        for command, asked in commands(UNKNOWN, objection, members[0], "0" * 64)
    ]

    assert codes == ["NOT_FOUND"] * 9
    assert position(liege) == before


def test_an_id_of_another_kind_is_no_input(liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    before = position(liege)
    wrong = dict(commands(pole, pole, members[0], "0" * 64))

    codes = [liege.code_of(command, **asked) for command, asked in wrong.items()]
    codes.append(liege.code_of("proposeDecision", poleId=members[0], **PROPOSAL))
    codes.append(liege.code_of("answerObjection", objectionId="Objection:x/y", answer="R."))

    assert codes == ["BAD_USER_INPUT"] * 11
    assert position(liege) == before


def test_the_uuid_of_another_kind_is_not_found(liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    before = position(liege)
    disguised = pole.replace("Pole", "Decision")
    objection = f"{pole.replace('Pole', 'Objection')}/1"

    codes = [
        liege.refused(command, **asked)["code"]
        for command, asked in commands(disguised, objection, members[0], "0" * 64)
    ]

    assert codes == ["NOT_FOUND"] * 9
    assert position(liege) == before


def test_an_objection_that_was_never_raised_is_not_found(liege: Client) -> None:
    pole, _ = a_deciding_pole(liege)
    decision = propose(liege, pole)
    objection = f"{decision['id'].replace('Decision', 'Objection')}/7"

    codes = [
        liege.refused("answerObjection", objectionId=objection, answer="R.")["code"],
        liege.refused("maintainObjection", objectionId=objection, reason="R.")["code"],
        liege.refused("withdrawObjection", objectionId=objection, reason="R.")["code"],
    ]

    assert codes == ["NOT_FOUND"] * 3


def test_empty_and_endless_texts_are_refused_by_every_command_that_takes_one(liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    decision = propose(liege, pole)
    say(liege, decision, members[0], "OBJECT", words="Non.")
    objection = f"{decision['id'].replace('Decision', 'Objection')}/1"
    before = position(liege)
    asked = dict(commands(decision["id"], objection, members[1], decision["contentHash"]))

    for text in (" ", LONG):
        refused = [
            liege.refused("proposeDecision", poleId=pole, **{**PROPOSAL, "text": text}),
            liege.refused("proposeDecision", poleId=pole, **{**PROPOSAL, "title": text}),
            liege.refused("amendDecision", **{**asked["amendDecision"], "text": text}),
            liege.refused("takePosition", **{**asked["takePosition"], "stance": "RESERVE", "words": text}),
            liege.refused("answerObjection", **{**asked["answerObjection"], "answer": text}),
            liege.refused("withdrawObjection", **{**asked["withdrawObjection"], "reason": text}),
            liege.refused("closeWithoutConsensus", **{**asked["closeWithoutConsensus"], "reason": text}),
        ]
        assert [error["code"] for error in refused] == ["INVALID"] * 7
        assert [error["path"][-1] for error in refused] == [
            "text",
            "title",
            "text",
            "words",
            "answer",
            "reason",
            "reason",
        ]
    assert position(liege) == before


def test_days_in_the_wrong_order_are_refused_by_every_command(liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    decision = propose(liege, pole, effectiveOn=day(-10))
    say(liege, decision, members[0], "OBJECT", words="Non.", effectiveOn=day(-5))
    objection = f"{decision['id'].replace('Decision', 'Objection')}/1"
    before = position(liege)
    asked = dict(commands(decision["id"], objection, members[0], decision["contentHash"]))
    asked["takePosition"]["words"] = "Oui."

    early = {command: liege.refused(command, **asked[command], effectiveOn=day(-11)) for command in list(asked)[:7]}
    late = {command: liege.refused(command, **asked[command], effectiveOn=day(1)) for command in list(asked)}
    proposed = liege.refused("proposeDecision", poleId=pole, **PROPOSAL, effectiveOn=day(-501))
    deadline = liege.refused("proposeDecision", poleId=pole, **PROPOSAL, deadline=day(-1))

    assert {error["code"] for error in early.values()} == {"TOO_EARLY"}
    assert {error["code"] for error in late.values()} == {"IN_THE_FUTURE"}
    assert (proposed["code"], proposed["rule"]["key"]) == ("TERM_OVER", "PS-3ANS")
    assert (deadline["code"], deadline["path"]) == ("INVALID", ["input", "deadline"])
    assert position(liege) == before


def test_after_the_term_nothing_is_proposed_said_or_adopted(liege: Client) -> None:
    pole, members = a_deciding_pole(liege, ends=day(-1))
    decision = propose(liege, pole, effectiveOn=day(-2))
    for member in members:
        say(liege, decision, member, effectiveOn=day(-2))
    asked = dict(commands(decision["id"], "", members[0], decision["contentHash"]))

    refused = [
        liege.refused("proposeDecision", poleId=pole, **PROPOSAL),
        liege.refused("amendDecision", **asked["amendDecision"]),
        liege.refused("takePosition", **{**asked["takePosition"], "stance": "ABSTAIN"}),
        liege.refused("adoptDecision", **asked["adoptDecision"]),
    ]
    cited = {"meetingId": met(liege, pole, members, day(-1)), "effectiveOn": day(-1)}
    liege.done("adoptDecision", SELECT, decisionId=decision["id"], **cited)
    liege.done("communicateDecision", SELECT, decisionId=decision["id"])

    assert {(error["code"], error["rule"]["key"]) for error in refused} == {("TERM_OVER", "PS-3ANS")}


def test_a_position_names_the_wording_that_it_judges(liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    decision = propose(liege, pole)
    liege.done("amendDecision", SELECT, decisionId=decision["id"], title="Titre", text="Autre texte.")

    refused = liege.refused(
        "takePosition",
        decisionId=decision["id"],
        operatorId=members[0],
        stance="AGREE",
        contentHash=decision["contentHash"],
    )

    assert (refused["code"], refused["rule"]["key"]) == ("WORDING_CHANGED", "PS-CONSENSUS")


def test_what_is_over_is_done_once(liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    decision = an_adopted_decision(liege, pole, members)
    on = {"decisionId": decision["id"]}

    codes = [liege.refused("adoptDecision", **on)["code"], liege.refused("receiveDecision", **on)["code"]]
    liege.done("communicateDecision", SELECT, **on)
    codes.append(liege.refused("communicateDecision", **on)["code"])
    liege.done("receiveDecision", SELECT, **on)
    codes.append(liege.refused("receiveDecision", **on)["code"])

    assert codes == ["DECISION_IS_CLOSED", "NOT_COMMUNICATED", "ALREADY_COMMUNICATED", "ALREADY_RECEIVED"]


def test_a_repeated_command_is_answered_and_records_nothing(liege: Client) -> None:
    pole, _ = a_deciding_pole(liege)
    command = {"commandId": str(uuid4())}
    first = propose(liege, pole, **command)
    before = position(liege)

    again = propose(liege, pole, **command)
    other = liege.refused("proposeDecision", poleId=pole, **{**PROPOSAL, "title": "Autre"}, **command)

    assert again == first
    assert other["code"] == "COMMAND_REUSED"
    assert position(liege) == before


def test_another_version_than_expected_is_a_lost_race(liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    decision = propose(liege, pole)
    say(liege, decision, members[0])

    refused = liege.refused("adoptDecision", decisionId=decision["id"], expectedVersion=decision["version"])

    assert (refused["code"], refused["currentVersion"]) == ("VERSION_CONFLICT", 2)


def test_a_subject_goes_with_what_carries_or_gives_it(liege: Client) -> None:
    pole, _ = a_deciding_pole(liege)
    project = "Project:00000000-0000-4000-8000-000000000000"
    before = position(liege)

    without = liege.refused("proposeDecision", poleId=pole, **{**PROPOSAL, "kind": "PROJECT"})
    needless = liege.refused("proposeDecision", poleId=pole, **PROPOSAL, subjectId=project, subjectHash="0" * 64)
    other = liege.code_of("proposeDecision", poleId=pole, **{**PROPOSAL, "kind": "OPINION"}, subjectId=project)

    assert (without["path"], needless["path"]) == (["input", "subjectId"], ["input", "subjectId"])
    assert other == "BAD_USER_INPUT"
    assert position(liege) == before
