"""Pending work of an Instance, and the board of a pôle: one line for each project and Instance."""

from typing import Any

from tests.api.decisions import an_adopted_decision, concert
from tests.api.given import Client, day
from tests.api.meetings import a_constituted_pole
from tests.api.opinions import an_analysis, an_opinion, receive
from tests.api.projects import CONTENT, SELECT, Joint, emerge, hash_of, join, judge

LISTS = ("verdictsToGive", "renewalsDue", "decisionsToReceive", "opinionsOverdue", "requestsLate", "meetingsOverdue")
COUNTS = " ".join(f"{each} {{ totalCount }}" for each in LISTS)
WAITING = f"""
    query ($bassin: Bassin!, $on: Date, $within: Int! = 180, $at: AsOf) {{
        instance(bassin: $bassin, asOf: $at) {{
            dossier {{ waiting(inForceOn: $on, within: $within) {{ bassin day {COUNTS} }} }}
        }}
    }}
"""
VERDICTS = """
    query ($bassin: Bassin!, $first: Int! = 20, $after: String) {
        instance(bassin: $bassin) {
            dossier {
                waiting {
                    verdictsToGive(first: $first, after: $after) {
                        edges { node { bassin submittedOn project { id title } } }
                        pageInfo { hasNextPage endCursor }
                    }
                }
            }
        }
    }
"""
BOARD = """
    query ($id: ID!) {
        pole(id: $id) {
            dossier {
                board {
                    totalCount
                    edges {
                        node {
                            bassin submittedOn verdict project { title }
                            verdictGiven { conditions } supports { description } fundings { procedure }
                        }
                    }
                }
            }
        }
    }
"""


def waiting(by: Client, bassin: str = "LIEGE", **asked: Any) -> dict[str, int]:
    """Returns the lists of pending work that are not empty."""
    found = by.ask(WAITING, bassin=bassin, **asked)["instance"]["dossier"]["waiting"]
    return {name: found[name]["totalCount"] for name in LISTS if found[name]["totalCount"]}


def verdicts(by: Client, bassin: str, **page: Any) -> Any:
    return by.ask(VERDICTS, bassin=bassin, **page)["instance"]["dossier"]["waiting"]["verdictsToGive"]


def test_a_verdict_waits_from_the_submission_until_it_is_given_and_again_after_an_amendment(
    liege: Client, namur: Client
) -> None:
    joint = Joint(liege, namur).carried()
    before = waiting(liege)
    liege.done("submitProject", SELECT, projectId=joint.project)

    [line] = verdicts(liege, "LIEGE")["edges"]
    judge(liege, "LIEGE", joint.project)

    assert before == {}
    assert line["node"] == {
        "bassin": "LIEGE",
        "submittedOn": day(0),
        "project": {"id": joint.project, "title": "Un plateau technique partagé"},
    }
    assert (waiting(liege), waiting(namur, "NAMUR")) == ({}, {"verdictsToGive": 1})
    joint.amend()
    assert (waiting(liege), waiting(namur, "NAMUR")) == ({}, {})  # nothing is submitted until carried again


def test_nothing_waits_of_a_project_that_ended(liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur).submitted()

    joint.abandon()

    assert (waiting(liege), waiting(namur, "NAMUR")) == ({}, {})


def test_no_verdict_waits_for_an_instance_that_left(liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur).submitted()

    joint.leave()

    assert (waiting(liege), waiting(namur, "NAMUR")) == ({"verdictsToGive": 1}, {})


def test_verdicts_to_give_are_read_page_by_page(liege: Client, namur: Client) -> None:
    first = Joint(liege, namur).submitted()
    second = emerge(liege, first.at_liege[0], {**CONTENT, "title": "Un autre plateau"})
    join(liege, first.at_liege, second, hash_of(liege, second))
    liege.done("submitProject", SELECT, projectId=second)

    page = verdicts(liege, "LIEGE", first=1)
    rest = verdicts(liege, "LIEGE", after=page["pageInfo"]["endCursor"])

    seen = [edge["node"]["project"]["id"] for edge in page["edges"] + rest["edges"]]
    assert page["pageInfo"]["hasNextPage"]
    assert sorted(seen) == sorted([first.project, second])


def test_renewals_are_due_so_many_days_before_the_end_of_the_term(liege: Client) -> None:
    a_constituted_pole(liege, -400, ends=day(100))

    assert waiting(liege) == {"renewalsDue": 1}
    assert waiting(liege, within=99) == {}
    assert waiting(liege, on=day(2), within=99) == {"renewalsDue": 1}
    asked = {"bassin": "LIEGE", "within": 3661}
    assert liege.refusal(WAITING, **asked) == "BAD_USER_INPUT"


def test_decisions_wait_to_be_received_once_communicated(liege: Client) -> None:
    pole, members = a_constituted_pole(liege)
    decision = an_adopted_decision(liege, pole, members)
    before = waiting(liege)

    liege.done("communicateDecision", "decision { id }", decisionId=decision["id"])
    communicated = waiting(liege)
    liege.done("receiveDecision", "decision { id }", decisionId=decision["id"])

    assert (before, communicated, waiting(liege)) == ({}, {"decisionsToReceive": 1}, {})


def test_opinions_and_data_requests_wait_after_their_days(liege: Client) -> None:
    analysis = an_analysis(liege)
    an_opinion(liege, transmitted=True, answer_due_on=day(-5))
    at = liege.ask("{ meta { position } }")["meta"]["position"]

    late = waiting(liege)
    receive(liege, analysis)

    assert late == {"opinionsOverdue": 1, "requestsLate": 1}
    assert waiting(liege, on=day(-5)) == {}
    assert waiting(liege) == {"opinionsOverdue": 1}
    assert waiting(liege, at={"position": at}) == late


def test_a_pole_that_should_have_met_waits(liege: Client) -> None:
    pole, members = a_constituted_pole(liege)
    concert(liege, pole, members, on=day(-390), meetingEveryMonths=6)

    assert waiting(liege) == {"meetingsOverdue": 1}


def test_what_waits_is_for_its_own_instance(liege: Client, namur: Client) -> None:
    a_constituted_pole(liege, -400, ends=day(100))

    assert namur.ask(WAITING, bassin="LIEGE")["instance"]["dossier"] is None
    assert waiting(namur, "NAMUR") == {}


def test_the_board_of_a_pole_has_a_line_for_each_project_and_instance(liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur).submitted()
    judge(namur, "NAMUR", joint.project, "CONDITIONS", conditions="Un atelier à Namur.")

    board = liege.ask(BOARD, id=joint.at_liege[0])["pole"]["dossier"]["board"]

    assert board["totalCount"] == 2
    title = {"title": "Un plateau technique partagé"}
    empty = {"supports": [], "fundings": [], "project": title, "submittedOn": day(0)}
    assert [edge["node"] for edge in board["edges"]] == [
        {"bassin": "LIEGE", "verdict": None, "verdictGiven": None, **empty},
        {
            "bassin": "NAMUR",
            "verdict": "CONDITIONS",
            "verdictGiven": {"conditions": "Un atelier à Namur."},
            **empty,
        },
    ]
    assert namur.ask(BOARD, id=joint.at_liege[0])["pole"]["dossier"] is None
