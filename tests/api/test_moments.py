"""Every root field is read as of a moment: the ids, the lists and everything below keep to it."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.api.given import Api, Client, a_composed_pole, a_pole, day, ids_in

pytestmark = pytest.mark.platform("module")

AT = "query ($id: ID!, $at: AsOf) { pole(id: $id, asOf: $at) { id state dossier { terms { ends } } } }"
NODE = "query ($id: ID!) { node(id: $id) { id ... on Pole { state } } }"
NODES = "query ($ids: [ID!]!, $at: AsOf) { nodes(ids: $ids, asOf: $at) { id ... on Pole { state } } }"


def constituted(by: Client) -> tuple[str, str, str]:
    """A pôle, the position before its constitution, and the position of it."""
    pole, _ = a_composed_pole(by)
    done = by.do("constitutePole", poleId=pole, effectiveOn=day(-100))
    return pole, str(int(done["position"]) - 1), done["position"]


def test_the_past_is_read_as_it_was(liege: Client) -> None:
    pole, before, after = constituted(liege)

    then, now = (liege.ask(AT, id=pole, at={"position": at})["pole"] for at in (before, after))

    assert (then["state"], then["dossier"]["terms"]) == ("IN_PREPARATION", [])
    assert (now["state"], len(now["dossier"]["terms"])) == ("ACTIVE", 1)


def test_an_instant_stands_for_the_last_position_before_it(liege: Client) -> None:
    pole, before, after = constituted(liege)
    trail = liege.ask(
        "query ($after: String) { auditTrail(bassin: LIEGE, after: $after) { edges { node { recordedAt } } } }",
        after=before,
    )
    [recorded] = [datetime.fromisoformat(edge["node"]["recordedAt"]) for edge in trail["auditTrail"]["edges"]]

    instants = [recorded - timedelta(microseconds=1), recorded]
    read = [liege.ask(AT, id=pole, at={"recordedAt": instant.isoformat()})["pole"] for instant in instants]

    assert [pole["state"] for pole in read] == ["IN_PREPARATION", "ACTIVE"]
    assert [pole["id"].rpartition("@")[2] for pole in read] == [before, after]


@pytest.mark.parametrize(
    "as_of",
    [
        {"position": "9223372036854775807"},
        {"recordedAt": (datetime.now(UTC) + timedelta(days=1)).isoformat()},
    ],
)
def test_what_is_not_read_yet_is_not_answered(liege: Client, as_of: dict[str, str]) -> None:
    code = liege.refusal(AT, id="Pole:00000000-0000-4000-8000-000000000000", at=as_of)

    assert code == "AS_OF_NOT_REACHED"


@pytest.mark.parametrize("as_of", [{}, {"position": "1", "recordedAt": "2026-01-01T00:00:00Z"}, {"position": None}])
def test_a_moment_is_named_in_one_way(liege: Client, as_of: dict[str, str | None]) -> None:
    code = liege.refusal(AT, id="Pole:00000000-0000-4000-8000-000000000000", at=as_of)

    assert code == "BAD_USER_INPUT"


def test_two_root_fields_answer_each_for_their_own_moment(liege: Client) -> None:
    pole, before, after = constituted(liege)

    answer = liege.ask(
        """
        query ($id: ID!, $before: Position!, $after: Position!) {
            then: pole(id: $id, asOf: { position: $before }) { ...shown }
            now: pole(id: $id) { ...shown }
            later: pole(id: $id, asOf: { position: $after }) { ...shown }
        }
        fragment shown on Pole { state instance { version poles { totalCount } } dossier { terms { __typename } } }
        """,
        id=pole,
        before=before,
        after=after,
    )

    assert answer["then"]["state"] == "IN_PREPARATION"
    assert answer["then"]["dossier"]["terms"] == []
    assert answer["now"] == answer["later"]
    assert answer["now"]["state"] == "ACTIVE"


def test_before_the_first_event_there_is_nothing(liege: Client) -> None:
    a_pole(liege)

    answer = liege.ask('{ poles(asOf: { position: "0" }) { totalCount } instances(asOf: { position: "0" }) { id } }')

    assert answer == {"poles": {"totalCount": 0}, "instances": []}


def test_an_id_of_the_past_finds_the_past_again(liege: Client) -> None:
    pole, before, _ = constituted(liege)
    past = liege.ask(AT, id=pole, at={"position": before})["pole"]["id"]

    one = liege.ask(NODE, id=past)["node"]
    many = liege.ask(NODES, ids=[past, pole])

    assert past == f"{pole}@{before}"
    assert one == {"id": past, "state": "IN_PREPARATION"}
    assert many["nodes"] == [one, {"id": pole, "state": "ACTIVE"}]


def test_an_id_of_one_moment_is_not_read_as_of_another(liege: Client) -> None:
    pole, before, after = constituted(liege)

    code = liege.refusal(NODES, ids=[f"{pole}@{before}"], at={"position": after})

    assert code == "BAD_USER_INPUT"


def test_an_id_of_what_is_not_read_yet_is_refused(liege: Client) -> None:
    pole = a_pole(liege)

    code = liege.refusal(NODE, id=f"{pole}@999999")

    assert code == "AS_OF_NOT_REACHED"


@pytest.mark.parametrize("wrong", ["", "Pole", "Pole:", "Pole:x", "Pole:x/y", "Membership:x", "Pole:x@y", "é é:1"])
def test_a_malformed_id_is_bad_input(api: Api, wrong: str) -> None:
    code = api.visitor.refusal(NODE, id=wrong)

    assert code == "BAD_USER_INPUT"


def test_an_id_of_an_unknown_type_finds_nothing(api: Api) -> None:
    assert api.visitor.ask(NODE, id="Planet:00000000-0000-4000-8000-000000000000") == {"node": None}


def test_a_read_waits_for_the_position_it_needs(liege: Client) -> None:
    position = liege.do("identifyAxis", bassin="LIEGE", axis={"kind": "METIER", "label": "Soudeur"})["position"]

    answer = liege.ask("query ($at: Position) { meta(minPosition: $at) { position } }", at=position)

    assert int(answer["meta"]["position"]) >= int(position)


@pytest.mark.platform("own")
def test_every_object_of_a_dossier_is_found_again_in_its_own_past(liege: Client) -> None:
    pole, _, after = constituted(liege)
    liege.done("agreeModalities", "pole { id }", poleId=pole, meetingEveryMonths=3)
    read = liege.ask(
        """
        query ($id: ID!, $at: AsOf) {
            pole(id: $id, asOf: $at) {
                dossier { memberships { id operator { id sites { id } competences { id } } } terms { id } }
                instance { id bodies { id } axes { id } dossier { grants { id } } }
            }
        }
        """,
        id=pole,
        at={"position": after},
    )
    ids = sorted(ids_in(read))

    found = liege.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids)["nodes"]

    assert len(ids) == 3 * 4 + 1 + 1 + 1 + 1
    assert [node["id"] for node in found] == ids
    assert all(each.endswith(f"@{after}") for each in ids)
