"""Tasks of a viewer over all kinds, as one list."""

from typing import Any

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api.decisions import a_deciding_pole, an_adopted_decision, propose, representing, say
from tests.api.given import Api, Client, day
from tests.api.meetings import a_body, convened, held
from tests.api.projects import Joint, hash_of, join

pytestmark = pytest.mark.platform("module")

QUERY = """
    query ($day: Date, $first: Int, $after: String, $at: AsOf) {
        viewer {
            tasks(inForceOn: $day, first: $first, after: $after, asOf: $at) {
                totalCount
                pageInfo { hasNextPage endCursor }
                edges { node { kind bassin since due rule { key } objection { id } subject { id } member { id } } }
            }
        }
    }
"""


def tasks(by: Client, **asked: Any) -> list[dict[str, Any]]:
    found = by.ask(QUERY, **asked)["viewer"]["tasks"]
    nodes = [edge["node"] for edge in found["edges"]]
    assert found["totalCount"] >= len(nodes)
    return nodes


def kinds(by: Client, **asked: Any) -> list[str]:
    """Kinds of tasks, but for the modalities that these pôles never agree on."""
    return [each["kind"] for each in tasks(by, **asked) if each["kind"] != "MODALITIES_TO_AGREE"]


@pytest.mark.platform("own")
def test_a_member_sees_the_decisions_on_which_it_has_said_nothing(api: Api, liege: Client) -> None:
    pole, [company, training, _] = a_deciding_pole(liege)
    marie, anne = (
        representing(api, liege, pole, each, name) for each, name in ((company, "Lamy"), (training, "Roy"))
    )
    decision = propose(liege, pole, deadline=day(5))
    before = liege.ask("{ meta { position } }")["meta"]["position"]
    expected = {
        "kind": "POSITION_TO_TAKE",
        "bassin": "LIEGE",
        "since": day(0),
        "due": day(5),
        "rule": {"key": "PS-CONSENSUS"},
        "objection": None,
        "subject": {"id": decision["id"]},
        "member": {"id": company},
    }

    seen = [tasks(marie)]
    say(liege, decision, company)
    confirmed = kinds(marie)
    say(marie, decision, company)
    seen.append(tasks(marie))
    liege.done("amendDecision", "decision { id }", decisionId=decision["id"], title="Autre", text="Autre texte.")
    reopened = kinds(marie)

    assert seen == [[expected], []]
    assert confirmed == ["CONFIRM_RECORDED_WORD"]
    assert reopened == ["POSITION_TO_TAKE"]
    assert [each["due"] for each in tasks(marie, at={"position": before})] == [day(5)]
    assert kinds(anne) == ["POSITION_TO_TAKE"]
    assert kinds(liege) == []


def test_an_objection_waits_for_an_answer_in_its_own_pole(api: Api, liege: Client) -> None:
    pole, [company, training, _] = a_deciding_pole(liege)
    marie = representing(api, liege, pole, training, "Lamy")
    decision = propose(liege, pole)
    say(marie, decision, training)
    say(liege, decision, company, "OBJECT", words="Trop cher.")

    [raised] = tasks(marie)
    liege.done("answerObjection", "decision { id }", objectionId=raised["objection"]["id"], answer="Moins cher.")

    assert (raised["kind"], raised["subject"]) == (
        "OBJECTION_TO_ANSWER",
        {"id": decision["id"]},
    )
    assert tasks(marie) == []


@pytest.mark.platform("own")
def test_an_adopted_decision_waits_for_the_pole_then_for_the_instance(api: Api, liege: Client, namur: Client) -> None:
    pole, members = a_deciding_pole(liege)
    marie = representing(api, liege, pole, members[0], "Lamy")
    decision = an_adopted_decision(liege, pole, members)
    say(marie, decision, members[0])
    seen = [(kinds(marie), kinds(liege))]

    liege.done("communicateDecision", "decision { id }", decisionId=decision["id"])
    seen.append((kinds(marie), kinds(liege)))
    liege.done("receiveDecision", "decision { id }", decisionId=decision["id"])
    seen.append((kinds(marie), kinds(liege)))

    assert seen == [(["DECISION_TO_COMMUNICATE"], []), ([], ["DECISION_TO_RECEIVE"]), ([], [])]
    assert kinds(namur) == []


def test_meetings_wait_to_be_recorded_and_their_minutes_to_be_adopted(api: Api, liege: Client) -> None:
    body = a_body(liege)
    meetings = [convened(liege, body, -3), held(liege, body, -2)]
    auditor = api.granted("audit", Role.AUDITOR, Bassin.LIEGE)

    mine = [each for each in tasks(liege) if each["kind"].startswith(("MEETING", "MINUTES"))]
    seen = [(each["kind"], each["subject"]["id"], each["since"]) for each in mine]

    assert seen == [("MEETING_TO_RECORD", meetings[0], day(-3)), ("MINUTES_TO_ADOPT", meetings[1], day(-2))]
    assert tasks(auditor) == []


@pytest.mark.platform("own")
@pytest.mark.parametrize(("ends", "expected"), [(30, ["POLE_TO_EVALUATE"]), (300, [])])
def test_a_pole_whose_term_ends_soon_is_evaluated_then_renewed(liege: Client, ends: int, expected: list[str]) -> None:
    pole, _ = a_deciding_pole(liege, ends=day(ends))

    seen = [kinds(liege)]
    liege.done("evaluatePole", "pole { id }", poleId=pole, conclusion="Utile.")
    seen.append(kinds(liege))

    assert seen == [expected, ["POLE_TO_RENEW"] if expected else []]


def test_pages_follow_one_another_and_what_is_due_first_comes_first(api: Api, liege: Client) -> None:
    pole, [company, *_] = a_deciding_pole(liege)
    marie = representing(api, liege, pole, company, "Lamy")
    for due in (None, 9, 3, 3, 6):
        propose(liege, pole, deadline=due and day(due))

    whole = tasks(marie)
    paged: list[dict[str, Any]] = []
    after = None
    while True:
        found = marie.ask(QUERY, first=2, after=after)["viewer"]["tasks"]
        paged += [edge["node"] for edge in found["edges"]]
        after = found["pageInfo"]["endCursor"]
        if not found["pageInfo"]["hasNextPage"]:
            break

    assert [each["due"] for each in whole] == [day(3), day(3), day(6), day(9), None]
    assert paged == whole


def test_an_amended_content_waits_for_each_pole_that_carries_the_project(
    api: Api, liege: Client, namur: Client
) -> None:
    joint = Joint(liege, namur).submitted()
    of_liege = representing(api, liege, joint.at_liege[0], joint.at_liege[1][0], "Lamy")
    of_namur = representing(api, namur, joint.at_namur[0], joint.at_namur[1][0], "Roy")

    def waiting() -> list[list[Any]]:
        found = ([each for each in tasks(by) if each["kind"] == "CONTENT_TO_CARRY"] for by in (of_liege, of_namur))
        return [[(each["subject"]["id"], each["since"], each["rule"]["key"]) for each in of] for of in found]

    amended = [(joint.project, day(0), "PS-CONSENSUS")]
    seen = [waiting()]
    joint.amend()
    seen.append(waiting())
    join(liege, joint.at_liege, joint.project, hash_of(liege, joint.project))
    seen.append(waiting())
    joint.abandon()
    seen.append(waiting())

    assert seen == [[[], []], [amended, amended], [[], amended], [[], []]]


@pytest.mark.parametrize("selected", ["totalCount", "__typename totalCount", "... on TaskConnection { totalCount }"])
def test_the_number_of_tasks_alone_is_that_of_the_list(liege: Client, selected: str) -> None:
    held(liege, a_body(liege), -2)

    counted = liege.ask(f"{{ viewer {{ tasks(first: 1) {{ {selected} }} }} }}")["viewer"]["tasks"]["totalCount"]

    assert counted == len(tasks(liege)) > 0
