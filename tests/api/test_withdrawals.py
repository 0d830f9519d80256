"""A withdrawal as clients see it: before it nothing moved, from it on the act has no effect, and history tells it."""

from typing import Any

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api.corrections import ACT, CONSTITUTED, UNDONE, confirm_withdrawal, propose_withdrawal
from tests.api.given import Api, Client, a_composed_pole, day

pytestmark = pytest.mark.platform("module")

POLE = "query ($id: ID!, $at: AsOf, $then: Date) { pole(id: $id, asOf: $at) { state(inForceOn: $then) } }"
HISTORY = """
    query ($id: ID!) { pole(id: $id) { history(first: 100) { edges { node {
        kind effectiveOn rule { key } changes { field }
    } } } } }
"""
WAITING = """
    query { instance(bassin: LIEGE) { dossier { waiting {
        withdrawalsToConfirm { edges { node { version kind act reason entity { id } } } }
        toReconsider { edges { node { kind findings entity { id } } } }
    } } } }
"""


@pytest.fixture
def pole(liege: Client) -> str:
    pole, _ = a_composed_pole(liege)
    liege.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=ACT)
    return pole


@pytest.fixture
def second(api: Api) -> Client:
    return api.granted("second of Liège", Role.COORDINATOR, Bassin.LIEGE)


STEP = """
    query ($id: ID!) { node(id: $id) { ... on Correction { kind act closes rectified effectiveOn reason } } }
"""


def waiting(by: Client, name: str) -> list[dict[str, Any]]:
    found = by.ask(WAITING)["instance"]["dossier"]["waiting"][name]
    return [each["node"] for each in found["edges"]]


def state(by: Client, pole: str, *, then: str | None = None, at: str | None = None) -> str:
    found: str = by.ask(POLE, id=pole, then=then, at={"position": at} if at else None)["pole"]["state"]
    return found


def test_from_then_on_the_act_has_no_effect_and_before_nothing_moved(
    liege: Client, second: Client, pole: str
) -> None:
    before = propose_withdrawal(liege, pole)
    assert (state(liege, pole), state(liege, pole, then=day(-10))) == ("ACTIVE", "ACTIVE")

    after = confirm_withdrawal(second, pole)

    assert state(liege, pole, at=before) == state(liege, pole, at=before, then=day(-10)) == "ACTIVE"
    assert state(liege, pole, at=after) == state(liege, pole) == "IN_PREPARATION"
    assert state(liege, pole, then=day(-10)) == "IN_PREPARATION"


def test_it_waits_for_another_coordinator(liege: Client, second: Client, pole: str) -> None:
    propose_withdrawal(liege, pole)

    assert waiting(liege, "withdrawalsToConfirm") == [
        {
            "version": CONSTITUTED + 1,
            "kind": "WITHDRAWAL_PROPOSED",
            "act": CONSTITUTED,
            "reason": UNDONE,
            "entity": {"id": pole},
        }
    ]
    alone = liege.refused("confirmWithdrawal", entityId=pole, proposal=CONSTITUTED + 1)
    assert alone["code"] == "SAME_COORDINATOR"
    confirm_withdrawal(second, pole)
    assert waiting(liege, "withdrawalsToConfirm") == []
    step = f"Correction:{pole.removeprefix('Pole:')}/{CONSTITUTED + 2}"
    assert liege.ask(STEP, id=step)["node"] == {
        "kind": "WITHDRAWN",
        "act": CONSTITUTED,
        "closes": CONSTITUTED + 1,
        "rectified": [CONSTITUTED],
        "effectiveOn": day(0),
        "reason": UNDONE,
    }


def test_what_rests_on_it_waits_for_another_look(liege: Client, second: Client, pole: str) -> None:
    asked = {"poleId": pole, "kind": "DECISION", "title": "Un atelier", "text": "Le pôle ouvre son atelier."}
    decision = liege.done("proposeDecision", "decision { id }", **asked)["id"]
    propose_withdrawal(liege, pole)
    confirm_withdrawal(second, pole)

    [questioned] = waiting(liege, "toReconsider")

    assert questioned["entity"] == {"id": decision}
    assert "NOT_CONSTITUTED" in questioned["findings"]


def test_history_tells_the_act_and_its_withdrawal(liege: Client, second: Client, pole: str) -> None:
    propose_withdrawal(liege, pole)
    confirm_withdrawal(second, pole)

    found = liege.ask(HISTORY, id=pole)["pole"]["history"]
    told = [each["node"] for each in found["edges"]][-3:]

    assert [each["kind"].rpartition(".")[0] for each in told] == [
        "pole.constituted",
        "pole.withdrawal-proposed",
        "pole.withdrawn",
    ]
    withdrawn = told[-1]
    assert (withdrawn["rule"]["key"], withdrawn["effectiveOn"]) == ("REGISTRE-RETRAIT", day(0))
    assert withdrawn["changes"]


def test_a_late_withdrawal_is_refused_in_french_and_in_english(liege: Client) -> None:
    pole, _ = a_composed_pole(liege)
    liege.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(-61))
    english = liege.with_header("Accept-Language", "en")

    french = liege.refused("withdrawAct", entityId=pole, act=CONSTITUTED, reason=UNDONE)
    told = english.refused("withdrawAct", entityId=pole, act=CONSTITUTED, reason=UNDONE)

    assert french["code"] == told["code"] == "WITHDRAWN_TOO_LATE"
    assert french["message"].startswith("L'acte du ")
    assert "could be withdrawn until" in told["message"]
