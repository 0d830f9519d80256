"""The audit trail of an Instance: every step, with what it changed."""

from typing import Any

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api.given import AXIS, Api, Client, a_composed_pole, a_pole, an_operator, day
from tests.api.trails import TRAIL, entries

pytestmark = pytest.mark.platform("module")


def test_the_trail_numbers_every_step_without_gaps(liege: Client, namur: Client) -> None:
    a_composed_pole(liege)
    an_operator(namur, bassin=Bassin.NAMUR)

    trail = entries(liege)

    assert [entry["seq"] for entry in trail] == list(range(1, len(trail) + 1))
    assert len({entry["leaf"] for entry in trail}) == len(trail)
    assert [entry["kind"] for entry in trail[:3]] == [
        "instance.established.v1",
        "instance.access-granted.v1",
        "instance.axis-identified.v2",
    ]


def test_an_entry_shows_what_changed_who_did_it_and_by_which_rule(api: Api, liege: Client) -> None:
    pole, _ = a_composed_pole(liege)
    liege.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(-100))
    coordinator = api.account(f"coordination-{Bassin.LIEGE}")

    entry = entries(liege)[-1]

    assert entry["actor"] == {"id": f"Account:{coordinator}"}
    assert (entry["rule"], entry["legalBasis"]) == ({"key": "PS-3ANS"}, {"key": "TEXTE-POLES"})
    assert entry["effectiveOn"] == day(-100)
    assert entry["subject"] == {"id": pole, "state": "ACTIVE"}
    assert {"table": "pole", "field": "term_starts", "before": None, "after": day(-100)} in entry["changes"]
    assert {"table": "pole", "field": "published", "before": False, "after": True} in entry["changes"]


def test_what_the_command_line_did_is_its_own(liege: Client) -> None:
    assert entries(liege)[0]["actor"] == {"id": "Account:system:cli"}


def test_a_cursor_is_a_position(liege: Client) -> None:
    a_composed_pole(liege)
    every = entries(liege)

    page = liege.ask(TRAIL, bassin="LIEGE", first=3)["auditTrail"]
    rest = entries(liege, after=page["pageInfo"]["endCursor"])

    assert page["pageInfo"] == {"hasNextPage": True, "endCursor": every[2]["position"]}
    assert [entry["id"] for entry in rest] == [entry["id"] for entry in every[3:]]


@pytest.mark.platform("own")
def test_an_entry_recorded_after_the_first_page_is_on_the_next_one(liege: Client) -> None:
    last = entries(liege)[-1]["position"]
    liege.done("identifyAxis", "instance { id }", bassin="LIEGE", axis=AXIS)

    assert [entry["kind"] for entry in entries(liege, after=last)] == ["instance.axis-identified.v2"]


def test_a_wrong_cursor_is_bad_input(liege: Client) -> None:
    assert [liege.refusal(TRAIL, bassin="LIEGE", after=after) for after in ("", "x", "-1", "1.5")] == [
        "BAD_USER_INPUT"
    ] * 4


def test_the_trail_of_the_past_ends_there(liege: Client) -> None:
    a_pole(liege)
    every = entries(liege)

    past = entries(liege, at={"position": every[1]["position"]})

    assert [entry["seq"] for entry in past] == [1, 2]
    assert [str(entry["id"]).rpartition("@")[2] for entry in past] == [every[1]["position"]] * 2


@pytest.mark.platform("own")
def test_the_trail_is_narrowed_to_a_subject_an_actor_a_kind_and_a_rule(api: Api, liege: Client) -> None:
    pole, _ = a_composed_pole(liege)
    coordinator = f"Account:{api.account(f'coordination-{Bassin.LIEGE}')}"

    found = {
        "subject": {str(entry["kind"])[:5] for entry in entries(liege, filter={"subjectId": pole})},
        "actor": len(entries(liege, filter={"actorId": "Account:system:cli"})),
        "kinds": len(entries(liege, filter={"kinds": ["pole.member-designated.v2"], "actorId": coordinator})),
        "rule": len(entries(liege, filter={"ruleKey": "PS-LOCAL"})),
    }

    assert found == {"subject": {"pole."}, "actor": 2, "kinds": 3, "rule": 3}
    assert liege.refusal(TRAIL, bassin="LIEGE", filter={"ruleKey": "PS-X"}) == "BAD_USER_INPUT"


def test_an_entry_is_found_again_by_its_id(liege: Client) -> None:
    entry = entries(liege)[1]

    found = liege.ask("query ($id: ID!) { node(id: $id) { ... on AuditEntry { seq kind } } }", id=entry["id"])

    assert found["node"] == {"seq": 2, "kind": "instance.access-granted.v1"}


@pytest.mark.platform("own")
def test_an_auditor_of_the_instance_reads_its_trail(api: Api, liege: Client) -> None:
    auditor = api.granted("audit", Role.AUDITOR, Bassin.LIEGE)

    assert len(entries(auditor)) == 3


def test_the_trail_of_another_instance_is_closed(api: Api, liege: Client, namur: Client) -> None:
    assert namur.refusal(TRAIL, bassin="LIEGE") == "FORBIDDEN"
    assert api.visitor.refusal(TRAIL, bassin="LIEGE") == "UNAUTHENTICATED"


HERE = """query ($bassin: Bassin!, $at: AsOf, $here: Boolean!, $first: Int, $last: Int, $filter: AuditFilter) {
    auditTrail(
        bassin: $bassin, asOf: $at, operatorsHere: $here, first: $first, last: $last, order: NEWEST_FIRST,
        filter: $filter
    ) { totalCount edges { node { kind subject { id } } } }
}"""


def operators_in(by: Client, bassin: str, *, here: bool = True, **asked: object) -> set[str]:
    """The operators of the last entries of a trail."""
    edges = by.ask(HERE, bassin=bassin, here=here, **{"first": 100, **asked})["auditTrail"]["edges"]
    subjects = (each["node"]["subject"] for each in edges if each["node"]["kind"].startswith("operator."))
    return {each["id"] for each in subjects if each}


def test_a_trail_leaves_out_operators_that_neither_sit_nor_are_located_there(liege: Client, namur: Client) -> None:
    ours, theirs = an_operator(liege), an_operator(namur, bassin=Bassin.NAMUR)

    assert (ours in operators_in(liege, "LIEGE"), theirs in operators_in(liege, "LIEGE")) == (True, False)
    assert (ours in operators_in(namur, "NAMUR"), theirs in operators_in(namur, "NAMUR")) == (False, True)
    assert {ours, theirs} <= operators_in(liege, "LIEGE", here=False)


def test_an_operator_appears_once_it_is_located_there_and_as_of_before_it_does_not(
    liege: Client, namur: Client
) -> None:
    theirs = an_operator(namur, bassin=Bassin.NAMUR)
    before = {"position": liege.ask("{ meta { position } }")["meta"]["position"]}

    liege.done("openSite", "operator { id }", bassin="LIEGE", operatorId=theirs, commune="62063")

    assert theirs in operators_in(liege, "LIEGE")
    assert theirs not in operators_in(liege, "LIEGE", at=before)


def test_the_filter_holds_for_one_kind_and_backward(liege: Client, namur: Client) -> None:
    ours, theirs = an_operator(liege), an_operator(namur, bassin=Bassin.NAMUR)
    kinds: dict[str, Any] = {"filter": {"kinds": ["operator.registered.v1"]}}
    counted = {
        each: liege.ask(HERE, bassin="LIEGE", here=each, first=1, **kinds)["auditTrail"]["totalCount"]
        for each in (True, False)
    }

    found = operators_in(liege, "LIEGE", **kinds)
    backward = operators_in(liege, "LIEGE", **kinds, first=20, last=20)

    assert ours in found
    assert theirs not in found
    assert backward <= found
    assert len(found) == counted[True] < counted[False]


def test_nobody_reads_the_filtered_trail_of_another_instance(liege: Client, namur: Client) -> None:
    an_operator(liege)

    assert namur.refusal(HERE, bassin="LIEGE", here=True) == "FORBIDDEN"
