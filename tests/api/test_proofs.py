"""The proofs that the API gives, checked from their bytes alone by code that shares nothing with the platform's."""

import base64
import time
from itertools import combinations_with_replacement
from typing import Any

import psycopg
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api.given import Api, Client, a_composed_pole, a_pole
from tests.infra.transparency.sealing.recount import climb_tree, sha256, two_roots

pytestmark = pytest.mark.platform("module")

CODES = sorted(Bassin)
CHECKPOINT = "checkpoint { origin size root note }"
PROOF = f"query ($at: Position!) {{ ledgerProof(position: $at) {{ position leaf entry bassins path {CHECKPOINT} }} }}"
GROWTH = "query ($from: Int!, $to: Int!) { ledgerConsistency(from: $from, to: $to) { fromSize toSize path } }"
OF_SIZE = "query ($size: Int) { ledgerCheckpoint(size: $size) { origin size root note } }"
LEAVES = """
    query ($of: Bassin!) { auditTrail(bassin: $of, first: 100) { edges { node { seq position leaf } } } }
"""


def sealed(api: Api) -> None:
    api.installation.sealer.run()


def public_key(api: Api) -> bytes:
    """From outside of the answers, as an auditor has it."""
    with psycopg.connect(api.installation.database.admin) as connection:
        [(vkey,)] = connection.execute(
            "select vkey from seal.ledger_key union select vkey from seal.key limit 1"
        ).fetchall()
    data: bytes = base64.b64decode(vkey.split("+", 2)[2])
    return data[1:]


def checked_root(checkpoint: dict[str, Any], key: bytes) -> tuple[int, bytes]:
    """The size and root of a note whose signature is good."""
    body, lines = checkpoint["note"].split("\n\n")
    [mark, name, signature] = lines.strip("\n").split(" ")
    data = base64.b64decode(signature)
    assert mark == "—"
    assert data[:4] == sha256(name.encode(), b"\n\x01", key)[:4]
    Ed25519PublicKey.from_public_bytes(key).verify(data[4:], f"{body}\n".encode())
    origin, size, root = body.split("\n")
    assert (origin, int(size), base64.b64decode(root).hex()) == (
        checkpoint["origin"],
        checkpoint["size"],
        checkpoint["root"],
    )
    assert name == origin
    return int(size), base64.b64decode(root)


def entries(by: Client, bassin: str = "LIEGE") -> list[dict[str, Any]]:
    return [edge["node"] for edge in by.ask(LEAVES, of=bassin)["auditTrail"]["edges"]]


@pytest.fixture
def sealed_thrice(api: Api, liege: Client) -> Client:
    a_composed_pole(liege)
    sealed(api)
    a_pole(liege, "Bois")
    sealed(api)
    a_pole(liege, "Zinc")
    sealed(api)
    return liege


def test_every_entry_of_a_trail_is_in_the_signed_log(api: Api, sealed_thrice: Client) -> None:
    key, trail = public_key(api), entries(sealed_thrice)

    for each in trail:
        proof = sealed_thrice.ask(PROOF, at=each["position"])["ledgerProof"]
        size, root = checked_root(proof["checkpoint"], key)
        entry = bytes.fromhex(proof["entry"])
        leaf = sha256(b"\x00", entry)

        assert climb_tree(leaf, int(each["position"]), size, proof["path"]) == root
        assert (entry[2:].hex(), proof["leaf"]) == (each["leaf"], each["leaf"])
        assert int.from_bytes(entry[:2]) == sum(1 << CODES.index(Bassin[code]) for code in proof["bassins"])
        assert "LIEGE" in proof["bassins"]
    assert len(trail) > 10


@pytest.mark.platform("own")
def test_the_log_only_grows(api: Api, sealed_thrice: Client) -> None:
    key = public_key(api)
    with psycopg.connect(api.installation.database.admin) as connection:
        sizes = [size for (size,) in connection.execute("select size from seal.ledger_checkpoint order by size")]
    roots = {size: checked_root(api.visitor.ask(OF_SIZE, size=size)["ledgerCheckpoint"], key)[1] for size in sizes}

    assert len(sizes) == 3
    for first, second in combinations_with_replacement(sizes, 2):
        proof = api.visitor.ask(GROWTH, **{"from": first, "to": second})["ledgerConsistency"]

        assert (proof["fromSize"], proof["toSize"]) == (first, second)
        assert two_roots(first, second, proof["path"], roots[first]) == (roots[first], roots[second])


def test_a_note_that_was_touched_does_not_pass(api: Api, sealed_thrice: Client) -> None:
    checkpoint = api.visitor.ask(OF_SIZE)["ledgerCheckpoint"]
    size = checkpoint["size"]
    checkpoint["note"] = checkpoint["note"].replace(f"\n{size}\n", f"\n{size + 1}\n")

    with pytest.raises(InvalidSignature):
        checked_root(checkpoint, public_key(api))


@pytest.mark.platform("own")
def test_what_is_not_sealed_yet_has_no_proof(api: Api, liege: Client) -> None:
    nothing = [
        liege.ask(PROOF, at="1"),
        liege.ask(OF_SIZE),
        liege.ask(GROWTH, **{"from": 1, "to": 1}),
    ]
    sealed(api)
    size = liege.ask(OF_SIZE)["ledgerCheckpoint"]["size"]
    a_pole(liege)
    last = entries(liege)[-1]["position"]

    after = [
        liege.ask(PROOF, at=last),
        liege.ask(PROOF, at="0"),
        liege.ask(OF_SIZE, size=size + 1),
        liege.ask(GROWTH, **{"from": 1, "to": size + 1}),
    ]

    assert nothing == [{"ledgerProof": None}, {"ledgerCheckpoint": None}, {"ledgerConsistency": None}]
    assert after == [
        {"ledgerProof": None},
        {"ledgerProof": None},
        {"ledgerCheckpoint": None},
        {"ledgerConsistency": None},
    ]


@pytest.mark.platform("own")
def test_readiness_says_how_far_the_seal_is_behind(api: Api, liege: Client) -> None:
    def details() -> dict[str, Any]:
        answer = api.http.portal.call(api.http.client.get, "/health/ready")
        found: dict[str, Any] = answer.json()
        return found

    before = details()
    sealed(api)
    deadline = time.monotonic() + 10
    while (after := details())["sealLag"] and time.monotonic() < deadline:  # an answer is kept for a moment
        time.sleep(0.05)

    assert before["sealLag"] == len(entries(liege))
    assert before["sealLagSeconds"] > 0
    assert (after["sealLag"], after["sealLagSeconds"]) == (0, 0)


@pytest.mark.parametrize(("first", "second"), [(0, 1), (2, 1), (-1, 1)])
def test_sizes_that_do_not_follow_are_refused(api: Api, first: int, second: int) -> None:
    assert api.visitor.refusal(GROWTH, **{"from": first, "to": second}) == "BAD_USER_INPUT"


def test_proofs_of_an_instance_are_for_its_own(api: Api, liege: Client, namur: Client) -> None:
    pole = a_pole(liege)
    position = entries(liege)[-1]["position"]
    sealed(api)

    assert pole
    assert liege.ask(PROOF, at=position)["ledgerProof"]
    assert namur.ask(PROOF, at=position) == {"ledgerProof": None}
    assert api.client("personne").ask(PROOF, at=position) == {"ledgerProof": None}
    assert api.visitor.refusal(PROOF, at=position) == "UNAUTHENTICATED"


def test_an_event_that_concerns_several_is_proved_to_each(api: Api, liege: Client, namur: Client) -> None:
    shared = api.granted("audit", Role.AUDITOR)
    sealed(api)
    both = {entry["position"] for entry in entries(liege)} & {entry["position"] for entry in entries(namur, "NAMUR")}

    assert both
    assert shared
    for position in both:
        assert liege.ask(PROOF, at=position) == namur.ask(PROOF, at=position)
        assert liege.ask(PROOF, at=position)["ledgerProof"]
