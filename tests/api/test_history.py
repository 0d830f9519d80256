"""The history of an entity: every act on it, as the audit trail of its Instances tells it."""

from typing import Any
from uuid import UUID

import psycopg
import pytest

from efe_domain.access.grants import Role
from efe_graphql.types.nodes import ENTITIES
from efe_graphql.types.objects.entity import Entity
from efe_infra.postgres.database import DatabaseRole
from tests.api.decisions import representing
from tests.api.everything import act, entities, staged
from tests.api.given import Api, Client, a_composed_pole, day
from tests.api.trails import entries

HISTORY = """
    query ($id: ID!, $first: Int = 100, $after: String, $at: AsOf, $order: TrailOrder! = OLDEST_FIRST) {
        nodes(ids: [$id], asOf: $at) {
            ... on Entity {
                history(order: $order, first: $first, after: $after) {
                    totalCount
                    pageInfo { hasNextPage endCursor }
                    edges {
                        cursor
                        node {
                            id version position recordedAt effectiveOn kind leaf
                            actor { id person { familyName } } onBehalfOf { id }
                            rule { key } legalBasis { key }
                            subject { id }
                            changes { table key field before after }
                        }
                    }
                }
            }
        }
    }
"""
HIDDEN = {"nodes": [{"history": None}]}


def history(by: Client, entity: str, **asked: object) -> list[dict[str, Any]]:
    found = by.ask(HISTORY, id=entity, **asked)["nodes"][0]["history"]
    return [edge["node"] for edge in found["edges"]]


def constituted(by: Client) -> str:
    pole, _ = a_composed_pole(by)
    by.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(-100))
    return pole


def test_every_act_on_a_pole_is_in_its_history(api: Api, liege: Client) -> None:
    pole = constituted(liege)

    acts = history(liege, pole)

    assert [each["version"] for each in acts] == [1, 2, 3, 4, 5]
    assert [each["kind"] for each in acts] == [
        "pole.created.v1",
        *["pole.member-designated.v2"] * 3,
        "pole.constituted.v2",
    ]
    last = acts[-1]
    assert last["actor"] == {"id": f"Account:{api.account('coordination-liege')}", "person": None}
    assert (last["rule"], last["legalBasis"], last["effectiveOn"]) == (
        {"key": "PS-3ANS"},
        {"key": "TEXTE-POLES"},
        day(-100),
    )
    assert last["subject"] == {"id": pole}
    change = {"table": "pole", "key": [pole.partition(":")[2]], "field": "published", "before": False, "after": True}
    assert change in last["changes"]


def test_a_history_is_read_page_by_page(liege: Client) -> None:
    pole = constituted(liege)
    every = history(liege, pole)

    page = liege.ask(HISTORY, id=pole, first=2)["nodes"][0]["history"]
    rest = history(liege, pole, after=page["pageInfo"]["endCursor"])

    assert (page["totalCount"], page["pageInfo"]["hasNextPage"]) == (5, True)
    assert [edge["node"] for edge in page["edges"]] + rest == every
    assert liege.refusal(HISTORY, id=pole, first=101) == "BAD_USER_INPUT"


def test_a_history_is_read_from_its_last_act(liege: Client) -> None:
    pole = constituted(liege)
    every = history(liege, pole)

    page = liege.ask(HISTORY, id=pole, first=2, order="NEWEST_FIRST")["nodes"][0]["history"]
    rest = history(liege, pole, after=page["pageInfo"]["endCursor"], order="NEWEST_FIRST")

    assert [edge["node"] for edge in page["edges"]] + rest == every[::-1]


def test_the_history_of_the_past_stops_there(liege: Client) -> None:
    pole = constituted(liege)
    second = history(liege, pole)[1]["position"]

    past = history(liege, pole, at={"position": second})

    assert [each["version"] for each in past] == [1, 2]
    assert {each["id"].rpartition("@")[2] for each in past} == {second}
    assert [each["id"] for each in history(liege, f"{pole}@{second}")] == [each["id"] for each in past]


def test_an_act_is_found_again_by_its_id(liege: Client) -> None:
    entry = history(liege, constituted(liege))[0]

    found = liege.ask("query ($id: ID!) { node(id: $id) { ... on HistoryEntry { kind version } } }", id=entry["id"])

    assert found["node"] == {"kind": "pole.created.v1", "version": 1}


def test_what_everybody_sees_of_an_object_does_not_open_its_history(api: Api, liege: Client, namur: Client) -> None:
    pole = constituted(liege)
    instance = liege.ask("{ instance(bassin: LIEGE) { id } }")["instance"]["id"]
    entry = history(liege, pole)[0]["id"]

    for outsider in (api.client("personne"), namur):
        seen = [outsider.ask(HISTORY, id=each) for each in (pole, instance)]
        found = outsider.ask("query ($id: ID!) { node(id: $id) { id } }", id=entry)
        assert (seen, found) == ([HIDDEN, HIDDEN], {"node": None})


def test_whoever_represents_a_member_sees_the_dossier_but_not_the_history(api: Api, liege: Client) -> None:
    pole, [member, *_] = a_composed_pole(liege)
    representative = representing(api, liege, pole, member, "Dupont")

    dossier = representative.ask("query ($id: ID!) { pole(id: $id) { dossier { alarmOn } } }", id=pole)

    assert dossier["pole"]["dossier"] is not None
    assert representative.ask(HISTORY, id=pole) == HIDDEN


def test_every_instance_that_an_act_concerns_sees_it_once(api: Api, liege: Client, namur: Client) -> None:
    pole = constituted(liege)
    operator = liege.ask("{ operators(first: 1) { edges { node { id } } } }")["operators"]["edges"][0]["node"]["id"]
    auditor = api.granted("cour", Role.AUDITOR)

    seen = [history(by, operator) for by in (liege, namur, auditor)]

    assert [each["version"] for each in seen[0]] == [1, 2, 3]
    assert seen[0] == seen[1] == seen[2]
    assert len(history(auditor, pole)) == 5


def test_a_history_outlives_persons_and_poles(api: Api, liege: Client) -> None:
    pole, [member, *_] = a_composed_pole(liege)
    representing(api, liege, pole, member, "Dupont")
    person = UUID(liege.done("registerPerson", "person { id }", givenName="Anne", familyName="Durand")["id"][7:])
    api.installation.vault.link(api.account("coordination-liege"), person)
    liege.done("dissolvePole", "pole { id }", poleId=pole, reason="Fin.")
    named = history(liege, pole)

    with psycopg.connect(api.installation.database.conninfo(DatabaseRole.COMMAND)) as connection:
        connection.execute("delete from vault.person")
    nameless = history(liege, pole)

    assert {each["actor"]["person"]["familyName"] for each in named} == {"Durand"}
    assert {each["actor"]["person"] for each in nameless} == {None}
    assert [each["kind"] for each in nameless][-2:] == ["pole.representative-replaced.v2", "pole.dissolved.v1"]
    assert [each["changes"] for each in nameless] == [each["changes"] for each in named]
    assert [each["kind"] for each in nameless] == [
        each["kind"] for each in entries(liege, filter={"subjectId": pole})
    ]


@pytest.fixture
def reader(api: Api) -> Client:
    """Returns a reader of a register in which every command was recorded."""
    act(staged(api))
    return api.granted("lecture", Role.READER)


def test_the_history_of_every_entity_is_the_trail_narrowed_to_it(api: Api, reader: Client) -> None:
    found = entities(api)
    trail = [each for bassin in ("LIEGE", "NAMUR", "VERVIERS") for each in all_entries(reader, bassin)]

    assert {each.partition(":")[0] for each in found} == {kind.__name__ for kind in ENTITIES.values()}
    for entity in found:
        acts = history(reader, entity)
        about = (each for each in trail if each["subject"] and each["subject"]["id"] == entity)
        in_trail = {int(each["position"]): each["kind"] for each in about}
        assert [(int(each["position"]), each["kind"]) for each in acts] == sorted(in_trail.items())
        assert [each["version"] for each in acts] == list(range(1, len(acts) + 1))


def all_entries(by: Client, bassin: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while page := entries(by, bassin=bassin, after=found[-1]["position"] if found else None):
        found += page
    return found


def test_every_version_of_every_entity_is_read_again(api: Api, reader: Client) -> None:
    versions = (
        """
        query ($id: ID!, $version: Int!) {
            node(id: $id) { ... on Entity { versionAt(at: { version: $version }) { id ...numbered } } }
        }
    """
        "fragment numbered on Entity { __typename "
        + " ".join(f"... on {kind.__name__} {{ version }}" for kind in ENTITIES.values() if hasattr(kind, "ROW"))
        + " }"
    )

    for entity in entities(api):
        for each in history(reader, entity):
            found = reader.ask(versions, id=entity, version=each["version"])["node"]["versionAt"]
            if each["kind"] in ("person.amended.v1", "person.replaced.v1"):
                continue  # of somebody who is not forgotten yet, the register has nothing to show
            assert found, (entity, each)
            assert found["id"] == f"{entity}@{each['position']}"
            assert found.get("version", each["version"]) == each["version"]


def test_every_kind_of_entity_is_known_by_the_topics_of_its_acts() -> None:
    assert all(issubclass(kind, Entity) for kind in ENTITIES.values())
    assert {kind.__name__ for kind in ENTITIES.values()} >= {"Opinion", "Analysis", "ThemeList", "AccessRegister"}
