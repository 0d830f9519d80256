"""Many commands in one mutation: recorded together or not at all, or each alone."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest

from efe_domain.shared.bassins import Bassin
from tests.api.batches import PERFORM, performed
from tests.api.given import AXIS, COMMUNES, CREATED, KINDS, LONG_AGO, Client

pytestmark = pytest.mark.platform("module")

ON = {"effectiveOn": LONG_AGO.isoformat()}


def a_whole_pole(by: Client, name: str = "Chauffage") -> list[dict[str, Any]]:
    """A pôle with a member of each college, from nothing; each command refers to those before it.

    The vault holds beforehand who represents them, a person for each college: persons are in no batch.
    """
    axis, pole, commands = uuid4(), uuid4(), []
    common = {"bassin": "LIEGE", **ON}
    commands += [{"identifyAxis": {**common, "axis": AXIS, "commandId": str(axis)}}]
    commands += [
        {"createPole": {**common, "axis": AXIS, "name": name, "commandId": str(pole), "effectiveOn": CREATED}}
    ]
    for kind in KINDS:
        operator = str(uuid4())
        speaker = by.done("registerPerson", "person { id }", givenName="Voix", familyName=f"De {kind}")["id"]
        named = {"scheme": "REGISTER", "number": f"{kind}-{name}", "name": f"Opérateur {kind}", "kind": kind}
        about = {**common, "operatorId": f"Operator:={operator}"}
        member = {"poleId": f"Pole:={pole}", "operatorId": f"Operator:={operator}", "representativeId": speaker}
        commands += [
            {"registerOperator": {**common, **named, "commandId": operator}},
            {"openSite": {**about, "commune": COMMUNES[Bassin.LIEGE], "commandId": str(uuid4())}},
            {"recogniseCompetence": {**about, "axis": AXIS, "commandId": str(uuid4())}},
            {"designateMember": {**member, "effectiveOn": CREATED, "commandId": str(uuid4())}},
        ]
    return [
        *commands,
        {"constitutePole": {"poleId": f"Pole:={pole}", "effectiveOn": CREATED, "commandId": str(uuid4())}},
    ]


def trail(by: Client) -> list[str]:
    found = by.ask("{ auditTrail(bassin: LIEGE, first: 100) { edges { node { kind } } } }")["auditTrail"]["edges"]
    return [edge["node"]["kind"] for edge in found]


@pytest.mark.platform("own")
def test_a_whole_pole_is_made_in_one_batch(liege: Client) -> None:
    answers = performed(liege, *a_whole_pole(liege))

    positions = [int(each["position"]) for each in answers]
    assert [each["userErrors"] for each in answers] == [[]] * 15
    assert positions == list(range(positions[0], positions[0] + 15))
    [pole] = liege.ask("{ poles(filter: {bassin: LIEGE}) { nodes: edges { node { id name state } } } }")["poles"][
        "nodes"
    ]
    assert pole["node"] == {"id": answers[1]["id"], "name": "Chauffage", "state": "EXPIRED"}


@pytest.mark.platform("own")
def test_nothing_is_recorded_when_one_is_refused(liege: Client) -> None:
    before = trail(liege)
    commands = a_whole_pole(liege)
    del commands[-2]  # the designation of the third college

    answers = performed(liege, *commands)

    assert trail(liege) == before
    assert [each["position"] for each in answers] == [None] * 14
    assert {each["userErrors"][0]["code"] for each in answers[:-1]} == {"ALL_OR_NOTHING"}
    assert answers[-1]["userErrors"][0]["code"] == "COMPOSITION_INCOMPLETE"
    assert answers[0]["userErrors"][0]["message"] == "Rien n'est enregistré : la commande 14 du lot est refusée."


@pytest.mark.platform("own")
def test_each_alone_is_recorded_as_far_as_it_goes(liege: Client) -> None:
    commands = a_whole_pole(liege)
    del commands[-2]

    answers = performed(liege, *commands, atomic=False)

    assert [bool(each["position"]) for each in answers] == [*[True] * 13, False]
    assert answers[-1]["userErrors"][0]["code"] == "COMPOSITION_INCOMPLETE"


@pytest.mark.platform("own")
def test_the_same_batch_again_records_nothing(liege: Client) -> None:
    commands = a_whole_pole(liege)
    first = performed(liege, *commands)

    again = performed(liege, *commands)

    assert again == [{**each, "repeated": True} for each in first]
    assert len(trail(liege)) == 2 + 15


def test_a_command_of_a_batch_is_known_alone_too(liege: Client) -> None:
    axis, *_ = commands = a_whole_pole(liege)
    [first, *_] = performed(liege, *commands)

    alone = liege.do("identifyAxis", **axis["identifyAxis"])

    assert alone["position"] == first["position"]


def test_rights_are_those_of_each_command(liege: Client, namur: Client) -> None:
    before = trail(liege)
    own = {"identifyAxis": {"bassin": "NAMUR", "axis": AXIS, **ON}}
    of_another = {"identifyAxis": {"bassin": "LIEGE", "axis": AXIS, **ON}}

    assert namur.refusal(PERFORM, commands=[own, of_another]) == "FORBIDDEN"

    assert trail(liege) == before
    namur.done("identifyAxis", "instance { id }", **own["identifyAxis"])


def test_a_forbidden_command_of_a_batch_is_named(liege: Client, namur: Client) -> None:
    own = {"identifyAxis": {"bassin": "NAMUR", "axis": AXIS, **ON}}
    of_another = {"identifyAxis": {"bassin": "LIEGE", "axis": AXIS, **ON}}

    answer = namur.post(PERFORM, {"commands": [own, of_another]})

    [error] = answer["errors"]
    assert error["path"] == ["performAll"]
    assert error["extensions"] == {"code": "FORBIDDEN", "command": "identifyAxis", "number": 2}


def test_a_reference_to_nothing_is_refused(liege: Client) -> None:
    designate = {"designateMember": {"poleId": f"Pole:={uuid4()}", "operatorId": f"Operator:={UUID(int=1)}"}}

    [answer] = performed(liege, designate)

    assert (answer["userErrors"][0]["code"], answer["userErrors"][0]["path"]) == ("INVALID", ["input", "pole_id"])


@pytest.mark.parametrize("many", [0, 101])
def test_a_batch_has_one_to_a_hundred_commands(liege: Client, many: int) -> None:
    assert liege.refusal(PERFORM, commands=many * [{"identifyAxis": {"bassin": "LIEGE", "axis": AXIS}}]) == "INVALID"


def test_two_batches_at_once_are_recorded_once(liege: Client) -> None:
    commands = a_whole_pole(liege)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: performed(liege, *commands), range(4)))

    assert len({tuple(each["position"] for each in answer) for answer in answers}) == 1
    assert len(trail(liege)) == 2 + 15


@pytest.mark.platform("own")
def test_a_batch_and_commands_alone_never_mix(liege: Client) -> None:
    """Commands that race with it precede it or follow it."""
    commands = a_whole_pole(liege)
    axes = [{**AXIS, "label": f"Métier {n}"} for n in range(20)]

    with ThreadPoolExecutor(2) as pool:
        batch = pool.submit(performed, liege, *commands)
        for axis in axes:
            liege.done("identifyAxis", "instance { id }", bassin="LIEGE", axis=axis, **ON)
    positions = [int(each["position"]) for each in batch.result()]

    assert positions == list(range(positions[0], positions[0] + 15))
    assert trail(liege).count("instance.axis-identified.v2") == 21
