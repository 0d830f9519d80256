"""Questions from a corrected term, a late file or the silence of a member, and their reviewers."""

from pathlib import Path

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api.decisions import a_deciding_pole, an_adopted_decision, announce, propose, representing, say
from tests.api.given import Api, Client, an_operator, day
from tests.hostile.pen.evenings import findings, seen, tasks
from tests.hostile.pen.two_persons import imported, proposed
from tests.infra.importing.given import line

HISTORY = "query ($id: ID!) { decision(id: $id) { version history(first: 50) { edges { node { kind version } } } } }"


def kinds(by: Client, decision: str) -> list[str]:
    edges = by.ask(HISTORY, id=decision)["decision"]["history"]["edges"]
    return [each["node"]["kind"].rpartition(".")[0] for each in edges]


def test_acts_outside_a_corrected_term_are_closed_by_somebody_else(api: Api, liege: Client) -> None:
    second, third = (api.granted(f"{nth} of Liège", Role.COORDINATOR, Bassin.LIEGE) for nth in ("second", "third"))
    pole, members = a_deciding_pole(liege)
    act = int(liege.ask("query ($id: ID!) { pole(id: $id) { version } }", id=pole)["pole"]["version"])
    decision = an_adopted_decision(liege, pole, members)
    proposal = proposed(liege, pole, [{"version": act, "patch": {"ends": day(-100)}}])
    second.done("confirmRectification", "entity { id }", entityId=pole, proposal=proposal)

    found = findings(liege, decision["id"])
    question = int(liege.ask(HISTORY, id=decision["id"])["decision"]["version"])
    asked = {"entityId": decision["id"], "question": question, "reason": "Revu."}
    own = [each.refused("confirmFact", **asked)["code"] for each in (liege, second)]
    third.done("confirmFact", "entity { id }", **asked)

    assert "TERM_OVER" in found
    assert own == ["SAME_COORDINATOR"] * 2
    assert findings(liege, decision["id"]) == set()


def test_a_member_silent_past_a_valid_deadline_has_no_late_word(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    school = an_operator(liege, "CEFA", number="CEFA-muette")
    liege.done("designateMember", "pole { id }", poleId=pole, operatorId=school, effectiveOn=day(-450))
    silent = representing(api, liege, pole, school, "Muette")
    decision = propose(liege, pole, effectiveOn=day(-20))
    announce(api, decision, -5, recorded=-15)
    for member in members:
        say(liege, decision, member, effectiveOn=day(-3))
    liege.done("adoptDecision", "decision { id }", decisionId=decision["id"])

    said = {"decisionId": decision["id"], "operatorId": school, "contentHash": decision["contentHash"]}
    refused = silent.refused("takePosition", **said, stance="OBJECT", words="Trop tard.")

    assert refused["code"] == "DECISION_IS_CLOSED"
    assert school not in [each["operator"]["id"] for each in seen(liege, decision["id"])["dossier"]["maySpeakLate"]]
    assert ("CONFIRM_RECORDED_WORD", school) not in tasks(silent, decision["id"])


def test_an_imported_file_is_looked_at_once_after_its_last_line(api: Api, liege: Client, tmp_path: Path) -> None:
    """Two late departures touch one decision: one question, which knows both."""
    pole, members = a_deciding_pole(liege)
    decision = propose(liege, pole, effectiveOn=day(-30))
    for member in members:
        say(liege, decision, member, effectiveOn=day(-30))
    liege.done("adoptDecision", "decision { id }", decisionId=decision["id"])
    substitute = an_operator(liege, "CEFA", number="CEFA-suppleant")
    liege.done("designateMember", "pole { id }", poleId=pole, operatorId=substitute, effectiveOn=day(-20))
    left = {"poleId": pole, "reason": "Départ.", "effectiveOn": day(-60)}
    lines = [line(f"départ {each}", "endMembership", **left, operatorId=each) for each in members[:2]]

    report = imported(api, tmp_path, *lines)

    assert report == []
    assert "NOT_A_MEMBER" in findings(liege, decision["id"])
    assert kinds(liege, decision["id"]).count("decision.questioned") == 1
