"""A representative who lost the seat, or was replaced: told of it, and heard where the register still owes a word."""

from typing import Any

import pytest

from tests.api.decisions import SELECT, a_deciding_pole, propose, representing, say
from tests.api.documents import stored
from tests.api.given import Api, Client, an_operator, day
from tests.api.meetings import a_person
from tests.hostile.pen.evenings import recorded_for
from tests.hostile.pen.two_persons import fetched

pytestmark = pytest.mark.platform("module")

TASKS = """
    query ($day: Date) {
        viewer {
            tasks(first: 100, inForceOn: $day) {
                totalCount
                edges {
                    node {
                        kind since due member { id } document { sha256 path } subject { ... on Node { id } }
                        lateWord { decisionId title text contentHash lateUntil member { id } pole { id } stance }
                    }
                }
            }
            lateWords { decisionId member { id } }
        }
    }
"""
SPEAKERS = """
    query ($id: ID!) {
        decision(id: $id) { dossier { maySpeakLate { operator { id } } } }
    }
"""


def tasks(by: Client, kind: str, on: str | None = None) -> list[dict[str, Any]]:
    found = by.ask(TASKS, day=on)["viewer"]["tasks"]
    assert found["totalCount"] == len(found["edges"])
    return [edge["node"] for edge in found["edges"] if edge["node"]["kind"] == kind]


def words(by: Client) -> list[tuple[str, str]]:
    found = by.ask(TASKS)["viewer"]["lateWords"]
    return [(each["decisionId"], each["member"]["id"]) for each in found]


@pytest.fixture
def school(liege: Client) -> str:
    """A fourth member, of a college that has another one."""
    return an_operator(liege, "CEFA")


def a_pole_of_four(api: Api, by: Client, school: str, name: str) -> tuple[str, list[str], Client]:
    pole, members = a_deciding_pole(by)
    by.done("designateMember", "pole { id }", poleId=pole, operatorId=school, effectiveOn=day(-450))
    return pole, [*members, school], representing(api, by, pole, school, name)


def removed(by: Client, pole: str, member: str, on: int) -> None:
    by.done("endMembership", "pole { id }", poleId=pole, operatorId=member, reason="Départ", effectiveOn=day(on))


def adopted(by: Client, pole: str, members: list[str], on: int, **asked: Any) -> dict[str, Any]:
    decision = propose(by, pole, effectiveOn=day(on), **asked)
    for member in members:
        say(by, decision, member, effectiveOn=day(on))
    by.done("adoptDecision", SELECT, decisionId=decision["id"])
    return decision


@pytest.mark.parametrize(("name", "lost", "proposed"), [("Avant", -10, -3), ("Après", -2, -3)])
def test_a_member_that_lost_its_seat_sees_the_decision_and_speaks(
    api: Api, liege: Client, school: str, name: str, lost: int, proposed: int
) -> None:
    """Before the opening, the member is not even on the roster."""
    pole, members, silent = a_pole_of_four(api, liege, school, f"Perdue{name}")
    if lost < proposed:
        removed(liege, pole, school, lost)
        decision = propose(liege, pole, effectiveOn=day(proposed))
    else:
        decision = propose(liege, pole, effectiveOn=day(proposed))
        removed(liege, pole, school, lost)
    open_words = words(silent)
    for member in members[:3]:
        say(liege, decision, member, effectiveOn=day(proposed))
    liege.done("adoptDecision", SELECT, decisionId=decision["id"])

    [task] = tasks(silent, "WORD_WITHOUT_SEAT")
    late = task["lateWord"]
    hidden = silent.ask("query ($id: ID!) { decision(id: $id) { id } }", id=decision["id"])["decision"]
    listed = liege.ask(SPEAKERS, id=decision["id"])["decision"]["dossier"]["maySpeakLate"]
    spoken = {
        "decisionId": late["decisionId"],
        "contentHash": late["contentHash"],
        "operatorId": late["member"]["id"],
    }
    payload = silent.do("takePosition", **spoken, stance="OBJECT", words="Je n'ai pas été entendue.")
    contesting = tasks(silent, "WORD_WITHOUT_SEAT"), words(silent)
    ended = silent.do("takePosition", **spoken, stance="AGREE", words="Rassurée.")

    assert open_words == []
    assert (task["due"], task["member"], task["subject"], hidden) == (day(30), {"id": school}, None, None)
    assert (late["decisionId"], late["pole"]["id"], late["stance"]) == (decision["id"], pole, None)
    assert late["text"] == "Le pôle ouvre son atelier."
    assert {"operator": {"id": school}} in listed
    assert payload["userErrors"] == ended["userErrors"] == []
    assert contesting == ([], [(decision["id"], school)])
    assert words(silent) == []


def test_a_seat_that_was_lost_long_before_gives_no_word(api: Api, liege: Client, school: str) -> None:
    pole, members, silent = a_pole_of_four(api, liege, school, "Ancienne")
    removed(liege, pole, school, -60)
    decision = adopted(liege, pole, members[:3], -3)

    refused = silent.refused("takePosition", **recorded_for(decision, school, "OBJECT", words="Non."))

    assert (words(silent), refused["code"]) == ([], "NOT_FOUND")


def test_nobody_else_sees_the_word_that_a_person_has_left(
    api: Api, liege: Client, namur: Client, school: str
) -> None:
    pole, members, silent = a_pole_of_four(api, liege, school, "Seule")
    other = representing(api, liege, pole, members[0], "Autre")
    removed(liege, pole, school, -2)
    decision = adopted(liege, pole, members[:3], -3)

    assert [words(each) for each in (other, liege, namur)] == [[], [], []]
    assert words(silent) == [(decision["id"], school)]


def test_a_replaced_representative_is_shown_the_document_and_speaks_for_the_recorded_word(
    api: Api, liege: Client, namur: Client
) -> None:
    pole, members = a_deciding_pole(liege)
    former = representing(api, liege, pole, members[0], "Remplacée")
    decision = propose(liege, pole, effectiveOn=day(-3))
    before = tasks(former, "REPRESENTATIVE_REPLACED")
    sha256 = stored(liege)
    seat = {"poleId": pole, "operatorId": members[0], "sha256": sha256, "effectiveOn": day(-1)}
    liege.done("replaceRepresentative", "pole { id }", **seat, representativeId=a_person(liege))
    for member in members:
        say(liege, decision, member)
    liege.done("adoptDecision", SELECT, decisionId=decision["id"])

    [told] = tasks(former, "REPRESENTATIVE_REPLACED")
    [late] = tasks(former, "WORD_WITHOUT_SEAT")
    downloads = [fetched(api, each, told["document"]["path"]) for each in (former, namur)]
    say(former, decision, members[0])

    assert before == tasks(former, "REPRESENTATIVE_REPLACED", day(31)) == []
    assert (told["since"], told["member"], told["subject"]) == (day(-1), {"id": members[0]}, {"id": pole})
    assert told["document"]["sha256"] == sha256
    assert (late["lateWord"]["stance"], late["member"]) == ("AGREE", {"id": members[0]})
    assert downloads == [200, 404]
    assert words(former) == []
    assert tasks(liege, "REPRESENTATIVE_REPLACED") == tasks(namur, "REPRESENTATIVE_REPLACED") == []


def test_pages_of_both_lists_follow_one_another(api: Api, liege: Client, school: str) -> None:
    pole, members, former = a_pole_of_four(api, liege, school, "Paginée")
    decisions = [propose(liege, pole, effectiveOn=day(-3), title=f"Texte {number}") for number in range(3)]
    removed(liege, pole, school, -2)
    for decision in decisions:
        for member in members[:3]:
            say(liege, decision, member, effectiveOn=day(-3))
        liege.done("adoptDecision", SELECT, decisionId=decision["id"])

    paged: list[str] = []
    page = "query ($after: String) { viewer { tasks(first: 2, after: $after) { pageInfo { hasNextPage endCursor }"
    page += " edges { node { kind lateWord { decisionId } } } } } }"
    after = None
    while True:
        found = former.ask(page, after=after)["viewer"]["tasks"]
        paged += [each["node"]["lateWord"]["decisionId"] for each in found["edges"]]
        after = found["pageInfo"]["endCursor"]
        if not found["pageInfo"]["hasNextPage"]:
            break

    assert sorted(paged) == sorted(each["id"] for each in decisions)
