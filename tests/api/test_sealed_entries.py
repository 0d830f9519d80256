"""An entry of the trail as it was sealed: who may export proves it from its bytes alone."""

import hashlib
import struct
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api.given import Api, Client, a_composed_pole, a_pole

pytestmark = pytest.mark.platform("module")

TRAIL = """
    query ($first: Int! = 100) { auditTrail(bassin: LIEGE, first: $first) { edges { node {
        position recordedAt leaf kind version sealed { originatorId originatorVersion topic state }
    } } } }
"""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def entries(by: Client) -> list[dict[str, Any]]:
    return [edge["node"] for edge in by.ask(TRAIL)["auditTrail"]["edges"]]


def leaf_of(entry: dict[str, Any]) -> str:
    """As FORMAT.md has it, by code that shares nothing with the platform's."""
    sealed, elapsed = entry["sealed"], datetime.fromisoformat(entry["recordedAt"]) - EPOCH
    microseconds = (elapsed.days * 86_400 + elapsed.seconds) * 1_000_000 + elapsed.microseconds
    topic = sealed["topic"].encode()
    return hashlib.sha256(
        b"\0"
        + struct.pack(">qq", int(entry["position"]), microseconds)
        + UUID(sealed["originatorId"]).bytes
        + struct.pack(">qi", sealed["originatorVersion"], len(topic))
        + topic
        + sealed["state"].encode()
    ).hexdigest()


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.AUDITOR])
def test_who_may_export_computes_each_leaf_again(api: Api, liege: Client, role: Role) -> None:
    a_composed_pole(liege)
    a_pole(liege, "Pôle « Équipé » — été")
    somebody = api.granted("somebody", role, Bassin.LIEGE)
    api.installation.sealer.run()

    found = entries(somebody)

    assert len(found) > 5
    assert [leaf_of(entry) for entry in found] == [entry["leaf"] for entry in found]
    assert [entry["sealed"]["topic"] for entry in found] == [entry["kind"] for entry in found]


def test_an_entry_is_not_sealed_before_it_is(api: Api, liege: Client) -> None:
    api.installation.sealer.run()
    sealed = len(entries(liege))
    a_pole(liege)

    assert [bool(entry["sealed"]) for entry in entries(liege)] == [n < sealed for n in range(len(entries(liege)))]


def test_a_reader_who_audits_one_pole_sees_the_entry_without_it(api: Api, liege: Client) -> None:
    pole = a_pole(liege)
    api.installation.sealer.run()
    reader = api.granted("reader", Role.READER, Bassin.LIEGE)
    liege.done(
        "grantPoleAccess", "instance { id }", poleId=pole, role="AUDITOR",
        accountId=f"Account:{api.account('reader')}",
    )  # fmt: skip

    assert {entry["sealed"] for entry in map(freeze, entries(reader))} == {None}


def freeze(entry: dict[str, Any]) -> dict[str, Any]:
    return {"sealed": entry["sealed"] and "shown"}


@pytest.mark.platform("own")
def test_that_an_auditor_takes_it_is_written_down_once_for_a_page(api: Api, liege: Client) -> None:
    a_pole(liege)
    api.installation.sealer.run()
    auditor = api.granted("audit", Role.AUDITOR, Bassin.LIEGE)
    count = len([entry for entry in entries(auditor) if entry["sealed"]])

    journal = liege.ask("{ accessJournal(bassin: LIEGE) { edges { node { field arguments } } } }")["accessJournal"]

    noted = [edge["node"] for edge in journal["edges"] if edge["node"]["field"] == "AuditEntry.sealed"]
    assert [each["arguments"]["events"] for each in noted] == [count]
