"""Isolation of Instances: an account of another one gets nothing of its dossiers."""

from typing import Any

import pytest

from tests.api.decisions import concert
from tests.api.given import Api, Client, a_pole, composed, day, ids_in, mutation

pytestmark = pytest.mark.platform("module")

NOTHING: dict[str, Any] = {"totalCount": 0, "edges": []}
LISTED = "{ totalCount edges { node { id } } }"

WAYS_TO_A_POLE = {
    "query ($id: ID!) { pole(id: $id) { name } }": {"pole": None},
    "query ($id: ID!) { node(id: $id) { id } }": {"node": None},
    "query ($id: ID!) { nodes(ids: [$id]) { id } }": {"nodes": [None]},
    f"{{ poles {LISTED} }}": {"poles": NOTHING},
    f'{{ poles(filter: {{ bassin: LIEGE, search: "chauffage" }}) {LISTED} }}': {"poles": NOTHING},
    f"{{ poles(filter: {{ state: ACTIVE }}) {LISTED} }}": {"poles": NOTHING},
    f"{{ expiringPoles(within: 3660) {LISTED} }}": {"expiringPoles": NOTHING},
    f"{{ instance(bassin: LIEGE) {{ poles {LISTED} }} }}": {"instance": {"poles": NOTHING}},
}
WAYS_TO_A_DOSSIER = {
    "query ($id: ID!) { pole(id: $id) { name dossier { alarmOn } } }": {
        "pole": {"name": "Chauffage", "dossier": None}
    },
    "query ($id: ID!) { node(id: $id) { ... on Pole { dossier { terms { ends } } } } }": {"node": {"dossier": None}},
    "query ($id: ID!) { nodes(ids: [$id]) { ... on Pole { dossier { memberships { since } } } } }": {
        "nodes": [{"dossier": None}]
    },
    "{ poles { edges { node { dossier { modalities { agreedOn } } } } } }": {
        "poles": {"edges": [{"node": {"dossier": None}}]}
    },
    "{ expiringPoles(within: 3660) { edges { node { dossier { evaluations { conclusion } } } } } }": {
        "expiringPoles": {"edges": [{"node": {"dossier": None}}]}
    },
    "{ instance(bassin: LIEGE) { dossier { grants { role } } poles { edges { node { dossier { alarmOn } } } } } }": {
        "instance": {"dossier": None, "poles": {"edges": [{"node": {"dossier": None}}]}}
    },
}
DOSSIER = """
    query ($id: ID!) {
        pole(id: $id) {
            dossier { memberships { id } terms { id } evaluations { id } modalities { id } }
            instance { dossier { grants { id } } }
        }
        auditTrail(bassin: LIEGE) { edges { node { id } } }
    }
"""


@pytest.fixture(params=["visitor", "without a role", "of another Instance"])
def outsider(request: pytest.FixtureRequest, api: Api) -> Client:
    match request.param:
        case "visitor":
            return api.visitor
        case "without a role":
            return api.client("personne")
        case _:
            namur: Client = request.getfixturevalue("namur")
            return namur


def publish(by: Client, pole: str) -> None:
    """Give a pôle everything that a dossier holds."""
    members = composed(by, pole)
    by.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(-100))
    concert(by, pole, members, on=day(-100), meetingEveryMonths=3)
    by.done("evaluatePole", "pole { id }", poleId=pole, conclusion="Utile.")


@pytest.mark.platform("own")
def test_an_unpublished_pole_is_not_there_for_others(liege: Client, outsider: Client) -> None:
    pole = a_pole(liege)

    seen = {way: outsider.ask(way, id=pole) for way in WAYS_TO_A_POLE}

    assert seen == WAYS_TO_A_POLE


def test_an_unpublished_pole_is_there_for_its_own(liege: Client) -> None:
    pole = a_pole(liege)
    unconstituted = [way for way in WAYS_TO_A_POLE if "ACTIVE" not in way and "expiring" not in way]

    seen = {way: liege.ask(way, id=pole) for way in unconstituted}

    assert [way for way, answer in seen.items() if answer == WAYS_TO_A_POLE[way]] == []


def test_what_a_published_pole_was_before_stays_hidden(liege: Client, outsider: Client) -> None:
    pole = a_pole(liege)
    at = liege.ask("{ meta { position } }")["meta"]["position"]
    publish(liege, pole)

    seen = outsider.ask(
        "query ($id: ID!, $past: ID!, $at: AsOf) { pole(id: $id, asOf: $at) { name } node(id: $past) { id } }",
        id=pole,
        past=f"{pole}@{at}",
        at={"position": at},
    )

    assert seen == {"pole": None, "node": None}


@pytest.mark.platform("own")
def test_a_dossier_is_closed_to_others(liege: Client, outsider: Client) -> None:
    pole = a_pole(liege)
    publish(liege, pole)

    seen = {way: outsider.ask(way, id=pole) for way in WAYS_TO_A_DOSSIER}

    assert seen == WAYS_TO_A_DOSSIER


def test_a_dossier_is_open_to_its_own(liege: Client) -> None:
    pole = a_pole(liege)
    publish(liege, pole)

    seen = {way: liege.ask(way, id=pole) for way in WAYS_TO_A_DOSSIER}

    assert [way for way, answer in seen.items() if answer == WAYS_TO_A_DOSSIER[way]] == []


def test_no_object_of_a_dossier_is_found_by_its_id(liege: Client, outsider: Client) -> None:
    pole = a_pole(liege)
    publish(liege, pole)
    ids = sorted(ids_in(liege.ask(DOSSIER, id=pole)))

    own = liege.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids)["nodes"]
    others = outsider.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids)["nodes"]

    kinds = {"AccessGrant", "AuditEntry", "Evaluation", "Membership", "Modalities", "Term"}
    assert {each.partition(":")[0] for each in ids} == kinds
    assert [node["id"] for node in own] == ids
    assert others == [None] * len(ids)


def test_a_command_does_not_tell_that_an_unpublished_pole_exists(liege: Client, namur: Client) -> None:
    pole, unknown = a_pole(liege), "Pole:00000000-0000-4000-8000-000000000000"

    errors = [namur.refused("dissolvePole", poleId=each, reason="Fin.") for each in (pole, unknown)]

    assert [error["code"] for error in errors] == ["NOT_FOUND"] * 2
    assert {error["message"].partition(" : ")[0] for error in errors} == {"Pôle introuvable"}


def test_a_command_tells_an_outsider_nothing_of_the_dossier(liege: Client, namur: Client) -> None:
    pole = a_pole(liege)
    publish(liege, pole)

    answer = namur.post(
        mutation("dissolvePole", "pole { dossier { alarmOn } }"), {"input": {"poleId": pole, "reason": "x"}}
    )

    assert answer["data"] is None
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
