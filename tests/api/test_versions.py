"""`versionAt`: an entity as it was, by version, by position or by instant."""

from typing import Any

import pytest

from tests.api.given import Api, Client, a_composed_pole, a_pole, day, ids_in

pytestmark = pytest.mark.platform("module")

AT = """
    query ($id: ID!, $wanted: VersionAt!, $at: AsOf) {
        pole(id: $id, asOf: $at) {
            id
            versionAt(at: $wanted) { id version state dossier { memberships { id } } instance { id } }
        }
    }
"""
ACTS = "query ($id: ID!) { pole(id: $id) { history { edges { node { position recordedAt } } } } }"


def constituted(by: Client) -> str:
    pole, _ = a_composed_pole(by)
    by.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(-100))
    return pole


def acts(by: Client, pole: str) -> list[dict[str, str]]:
    return [edge["node"] for edge in by.ask(ACTS, id=pole)["pole"]["history"]["edges"]]


def version(by: Client, pole: str, wanted: dict[str, Any], **asked: Any) -> Any:
    return by.ask(AT, id=pole, wanted=wanted, **asked)["pole"]["versionAt"]


def test_a_version_a_position_and_an_instant_lead_to_the_same_past(liege: Client) -> None:
    pole = constituted(liege)
    second = acts(liege, pole)[1]

    found = [
        version(liege, pole, wanted)
        for wanted in (
            {"version": 2},
            {"position": second["position"]},
            {"recordedAt": second["recordedAt"]},
        )
    ]

    assert found[0] == found[1] == found[2]
    assert (found[0]["id"], found[0]["version"]) == (f"{pole}@{second['position']}", 2)
    assert (found[0]["state"], len(found[0]["dossier"]["memberships"])) == ("IN_PREPARATION", 1)
    assert all(each.endswith(f"@{second['position']}") for each in ids_in(found[0]))


def test_before_it_existed_there_is_no_version(liege: Client) -> None:
    pole = a_pole(liege)
    first = acts(liege, pole)[0]["position"]

    assert version(liege, pole, {"position": str(int(first) - 1)}) is None
    assert version(liege, pole, {"version": 2}) is None
    assert version(liege, pole, {"version": 0}) is None


def test_nothing_is_read_beyond_the_moment_that_is_read(liege: Client) -> None:
    pole = constituted(liege)
    positions = [each["position"] for each in acts(liege, pole)]
    past = {"at": {"position": positions[1]}}

    assert version(liege, pole, {"version": 1}, **past)["id"] == f"{pole}@{positions[0]}"
    assert version(liege, pole, {"version": 3}, **past) is None
    assert liege.refusal(AT, id=pole, wanted={"position": positions[2]}, **past) == "BAD_USER_INPUT"
    assert liege.refusal(AT, id=pole, wanted={"position": "999999"}) == "AS_OF_NOT_REACHED"


@pytest.mark.parametrize("wanted", [{}, {"version": 1, "position": "1"}, {"version": None}])
def test_a_version_is_named_in_one_way(liege: Client, wanted: dict[str, object]) -> None:
    pole = a_pole(liege)

    assert liege.refusal(AT, id=pole, wanted=wanted) == "BAD_USER_INPUT"


def test_what_a_published_pole_was_before_is_no_version_for_others(api: Api, liege: Client, namur: Client) -> None:
    pole = constituted(liege)
    positions = [each["position"] for each in acts(liege, pole)]

    for outsider in (api.client("personne"), namur):
        seen = [version(outsider, pole, {"version": number}) for number in range(1, 6)]
        assert [each and each["id"] for each in seen] == [*[None] * 4, f"{pole}@{positions[4]}"]
        assert version(outsider, pole, {"position": positions[3]}) is None
        assert seen[4]["dossier"] is None
