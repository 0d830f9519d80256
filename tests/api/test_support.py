"""Support of an Instance with its hours and its period, and corrections of them."""

from typing import Any

import pytest

from tests.api.given import Client, day
from tests.api.projects import SELECT, Joint, judge

pytestmark = pytest.mark.platform("module")

SUPPORTS = """
    query ($id: ID!) { project(id: $id) { dossier { supports { bassin hours starts ends until } } } }
"""
SUPPORT = {"bassin": "LIEGE", "kind": "HUMAN", "phase": "EMERGENCE", "description": "Un mi-temps."}


@pytest.fixture
def joint(liege: Client, namur: Client) -> Joint:
    joint = Joint(liege, namur).submitted()
    judge(liege, "LIEGE", joint.project)
    return joint


def supports(by: Client, project: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = by.ask(SUPPORTS, id=project)["project"]["dossier"]["supports"]
    return found


def test_a_support_has_hours_and_a_period_that_a_correction_changes(joint: Joint) -> None:
    foreseen = {"hours": 320, "starts": day(10), "ends": day(100)}

    granted = joint.liege.done("grantSupport", SELECT, projectId=joint.project, **SUPPORT, **foreseen)
    fact = {"version": granted["version"], "patch": {"hours": 160, "ends": None}}
    joint.liege.done("rectify", "entity { id }", entityId=joint.project, changes=[fact], reason="Erreur.")

    assert supports(joint.namur, joint.project) == [
        {"bassin": "LIEGE", "hours": 160, "starts": day(10), "ends": None, "until": None}
    ]


def test_a_support_of_no_hour_or_that_ends_before_it_starts_is_refused(joint: Joint) -> None:
    asked = {"projectId": joint.project, **SUPPORT}

    refused = [
        joint.liege.refused("grantSupport", **asked, **wrong)
        for wrong in (
            {"hours": 0},
            {"hours": 100_001},
            {"starts": day(2), "ends": day(1)},
            {"ends": day(-1)},
            {"starts": day(-1)},
        )
    ]

    assert [each["path"] for each in refused[:4]] == [["input", "hours"]] * 2 + [["input", "ends"]] * 2
    assert refused[4]["code"] == "TOO_EARLY"
    assert supports(joint.liege, joint.project) == []


def test_a_support_that_an_earlier_release_recorded_is_recorded_once(joint: Joint) -> None:
    asked = {"projectId": joint.project, **SUPPORT, "commandId": "3f2c9a1e-7f0e-4c7c-9d8e-5d6a3b1c2e4f"}

    first = joint.liege.done("grantSupport", SELECT, **asked)
    again = joint.liege.done("grantSupport", SELECT, **asked, hours=None, starts=None, ends=None)

    assert again == first
    assert [each["hours"] for each in supports(joint.liege, joint.project)] == [None]
