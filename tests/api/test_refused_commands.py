"""Reports of commands refused for want of rights, outside the ledger."""

import json
from io import BytesIO
from typing import Any

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api.documents import put
from tests.api.given import AXIS, Api, Client, a_pole

pytestmark = pytest.mark.platform("module")

CORRELATION = "0b9f4d3e-7a36-4c1c-9d7e-2f5a3f1f7c11"
ROMANCE = "Jeanne aime Pierre"


def refused(lines: BytesIO) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in lines.getvalue().splitlines()]
    return [line for line in found if line["event"] == "command refused"]


def test_a_command_without_the_right_is_in_the_log(api: Api, liege: Client, namur: Client, lines: BytesIO) -> None:
    pole = a_pole(liege)
    head = api.installation.platform.recorder.max_notification_id()
    stranger = namur.with_header("X-Correlation-Id", CORRELATION)

    shown = stranger.refused("dissolvePole", poleId=pole, reason=ROMANCE)["code"]

    [line] = refused(lines)
    del line["timestamp"]
    assert line == {
        "event": "command refused",
        "level": "warning",
        "command": "dissolvePole",
        "code": "FORBIDDEN",
        "account": str(api.account(f"coordination-{Bassin.NAMUR}")),
        "bassin": None,
        "subjects": [pole.removeprefix("Pole:")],
        "correlation_id": CORRELATION,
    }
    assert shown == "NOT_FOUND"
    assert ROMANCE not in lines.getvalue().decode()
    assert api.installation.platform.recorder.max_notification_id() == head


def test_a_command_in_another_instance_says_which(liege: Client, namur: Client, lines: BytesIO) -> None:
    namur.code_of("identifyAxis", bassin="LIEGE", axis=AXIS)

    [line] = refused(lines)
    assert (line["command"], line["bassin"], line["subjects"]) == ("identifyAxis", "liege", [])
    assert str(AXIS["label"]) not in lines.getvalue().decode()


def test_an_account_without_a_role_and_a_visitor_are_noted(api: Api, lines: BytesIO) -> None:
    nobody = api.client("personne")
    person = {"givenName": "Jeanne", "familyName": "Dupont"}

    nobody.code_of("registerPerson", **person)
    nobody.code_of("dissolvePole", poleId=f"Pole:{ROMANCE}", reason="Fin.")
    api.visitor.code_of("dissolvePole", poleId=f"Pole:{ROMANCE}", reason="Fin.")
    put(nobody, b"%PDF-1.7")

    account = str(api.account("personne"))
    assert [(line["command"], line["code"], line["account"], line["subjects"]) for line in refused(lines)] == [
        ("registerPerson", "FORBIDDEN", account, []),
        ("dissolvePole", "FORBIDDEN", account, []),
        ("dissolvePole", "UNAUTHENTICATED", None, []),
        ("putDocument", "FORBIDDEN", account, []),
    ]
    assert b"Jeanne" not in lines.getvalue()


def test_what_a_rule_refuses_and_what_is_done_are_not_noted(api: Api, liege: Client, lines: BytesIO) -> None:
    pole = a_pole(liege)
    api.granted("administration", Role.ADMINISTRATOR)

    code = liege.refused("constitutePole", poleId=pole)["code"]

    assert code not in {"FORBIDDEN", "NOT_FOUND"}
    assert refused(lines) == []
