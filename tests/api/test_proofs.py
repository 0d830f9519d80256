"""The proofs that the API gives, checked from their bytes alone by code that shares nothing with the platform's."""

import base64
import json
from typing import Any

import psycopg
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api.given import Api, Client, a_composed_pole, a_pole, an_operator
from tests.infra.transparency.sealing.recount import (
    climb_map,
    climb_tree,
    sha256,
    tree_root,
    two_roots,
)

CHECKPOINT = "checkpoint { origin size root note }"
BLOCK = f"block {{ header number firstPosition lastPosition sealedAt index path {CHECKPOINT} }}"
INCLUSION = f"query ($at: Position!) {{ inclusionProof(position: $at) {{ position leaf index size path {BLOCK} }} }}"
HEAD = f"query ($of: Bassin!) {{ instanceHead(bassin: $of) {{ bassin size root bitmap siblings {BLOCK} }} }}"
CONSISTENCY = "query ($from: Int!, $to: Int!) { consistencyProof(from: $from, to: $to) { fromSize toSize path } }"
OF_SIZE = "query ($size: Int) { checkpoint(size: $size) { origin size root note } }"
LEAVES = """
    query ($of: Bassin!) { auditTrail(bassin: $of, first: 100) { edges { node { seq position leaf } } } }
"""


def sealed(api: Api) -> None:
    api.installation.sealer.run()


def public_key(api: Api) -> bytes:
    """From outside of the answers, as an auditor has it."""
    with psycopg.connect(api.installation.database.admin) as connection:
        [(vkey,)] = connection.execute("select vkey from seal.key").fetchall()
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


def checked_header(block: dict[str, Any], key: bytes) -> dict[str, Any]:
    """The header of a block that is in a signed log."""
    size, root = checked_root(block["checkpoint"], key)
    leaf = sha256(b"\x00", block["header"].encode())
    assert climb_tree(leaf, block["index"], size, block["path"]) == root
    header: dict[str, Any] = json.loads(block["header"])
    assert block["number"] == header["block"] == block["index"] + 1
    assert (block["firstPosition"], block["lastPosition"]) == (str(header["first"]), str(header["last"]))
    return header


def entries(by: Client, bassin: str = "LIEGE") -> list[dict[str, Any]]:
    return [edge["node"] for edge in by.ask(LEAVES, of=bassin)["auditTrail"]["edges"]]


@pytest.fixture
def of_three_blocks(api: Api, liege: Client) -> Client:
    a_composed_pole(liege)
    sealed(api)
    a_pole(liege, "Bois")
    sealed(api)
    a_pole(liege, "Zinc")
    sealed(api)
    return liege


def test_every_entry_of_a_trail_is_in_the_signed_log(api: Api, of_three_blocks: Client) -> None:
    key, trail = public_key(api), entries(of_three_blocks)

    blocks = set()
    for entry in trail:
        proof = of_three_blocks.ask(INCLUSION, at=entry["position"])["inclusionProof"]
        header = checked_header(proof["block"], key)

        root = climb_tree(bytes.fromhex(entry["leaf"]), proof["index"], proof["size"], proof["path"])
        assert root.hex() == header["events_root"]
        assert int(entry["position"]) == header["first"] + proof["index"]
        assert proof["size"] == header["last"] - header["first"] + 1
        assert (proof["position"], proof["leaf"]) == (entry["position"], entry["leaf"])
        blocks.add(header["block"])
    assert blocks == {1, 2, 3}
    assert len(trail) > 10


def test_the_head_of_an_instance_sums_up_its_whole_trail(api: Api, of_three_blocks: Client) -> None:
    head = of_three_blocks.ask(HEAD, of="LIEGE")["instanceHead"]

    header = checked_header(head["block"], public_key(api))
    leaves = [bytes.fromhex(entry["leaf"]) for entry in entries(of_three_blocks)]
    assert (head["bassin"], head["size"], head["root"]) == ("LIEGE", len(leaves), tree_root(leaves).hex())
    root = climb_map("liege", (len(leaves), tree_root(leaves)), head["bitmap"], head["siblings"])
    assert root.hex() == header["heads_root"]
    assert header["block"] == 3


def test_an_instance_without_an_event_is_proved_to_have_none(api: Api, liege: Client, namur: Client) -> None:
    auditor = api.granted("audit", Role.AUDITOR)
    an_operator(namur, bassin=Bassin.NAMUR)
    before = auditor.ask(HEAD, of="LUXEMBOURG")["instanceHead"]
    sealed(api)

    head = auditor.ask(HEAD, of="LUXEMBOURG")["instanceHead"]

    header = checked_header(head["block"], public_key(api))
    found = climb_map("luxembourg", None, head["bitmap"], head["siblings"])
    assert before is None
    if head["size"]:
        found = climb_map("luxembourg", (head["size"], bytes.fromhex(head["root"])), head["bitmap"], head["siblings"])
    assert found.hex() == header["heads_root"]


def test_the_log_only_grows(api: Api, of_three_blocks: Client) -> None:
    key = public_key(api)
    roots = {size: checked_root(api.visitor.ask(OF_SIZE, size=size)["checkpoint"], key)[1] for size in (1, 2, 3)}

    for first, second in [(1, 1), (1, 2), (1, 3), (2, 3), (3, 3)]:
        proof = api.visitor.ask(CONSISTENCY, **{"from": first, "to": second})["consistencyProof"]

        assert (proof["fromSize"], proof["toSize"]) == (first, second)
        assert two_roots(first, second, proof["path"], roots[first]) == (roots[first], roots[second])


def test_a_note_that_was_touched_does_not_pass(api: Api, of_three_blocks: Client) -> None:
    checkpoint = api.visitor.ask(OF_SIZE)["checkpoint"]
    checkpoint["note"] = checkpoint["note"].replace("\n3\n", "\n4\n")

    with pytest.raises(InvalidSignature):
        checked_root(checkpoint, public_key(api))


def test_what_is_not_sealed_yet_has_no_proof(api: Api, liege: Client) -> None:
    nothing = [
        liege.ask(INCLUSION, at="1"),
        liege.ask(HEAD, of="LIEGE"),
        liege.ask(OF_SIZE),
        liege.ask(CONSISTENCY, **{"from": 1, "to": 1}),
    ]
    sealed(api)
    a_pole(liege)
    last = entries(liege)[-1]["position"]

    after = [
        liege.ask(INCLUSION, at=last),
        liege.ask(INCLUSION, at="0"),
        liege.ask(OF_SIZE, size=2),
        liege.ask(CONSISTENCY, **{"from": 1, "to": 2}),
    ]

    assert nothing == [
        {"inclusionProof": None},
        {"instanceHead": None},
        {"checkpoint": None},
        {"consistencyProof": None},
    ]
    assert after == [
        {"inclusionProof": None},
        {"inclusionProof": None},
        {"checkpoint": None},
        {"consistencyProof": None},
    ]


def test_readiness_says_how_far_the_seal_is_behind(api: Api, liege: Client) -> None:
    def details() -> dict[str, Any]:
        answer = api.http.portal.call(api.http.client.get, "/health/ready")
        found: dict[str, Any] = answer.json()
        return found

    before = details()
    sealed(api)
    after = details()

    assert before["sealLag"] == len(entries(liege))
    assert before["sealLagSeconds"] > 0
    assert (after["sealLag"], after["sealLagSeconds"]) == (0, 0)


@pytest.mark.parametrize(("first", "second"), [(0, 1), (2, 1), (-1, 1)])
def test_sizes_that_do_not_follow_are_refused(api: Api, first: int, second: int) -> None:
    assert api.visitor.refusal(CONSISTENCY, **{"from": first, "to": second}) == "BAD_USER_INPUT"


def test_proofs_of_an_instance_are_for_its_own(api: Api, liege: Client, namur: Client) -> None:
    pole = a_pole(liege)
    position = entries(liege)[-1]["position"]
    sealed(api)

    assert pole
    assert liege.ask(INCLUSION, at=position)["inclusionProof"]
    assert namur.ask(INCLUSION, at=position) == {"inclusionProof": None}
    assert api.client("personne").ask(INCLUSION, at=position) == {"inclusionProof": None}
    assert api.visitor.refusal(INCLUSION, at=position) == "UNAUTHENTICATED"
    assert namur.refusal(HEAD, of="LIEGE") == "FORBIDDEN"
    assert api.client("personne").refusal(HEAD, of="LIEGE") == "FORBIDDEN"
    assert api.visitor.refusal(HEAD, of="LIEGE") == "UNAUTHENTICATED"


def test_an_event_that_concerns_several_is_proved_to_each(api: Api, liege: Client, namur: Client) -> None:
    shared = api.granted("audit", Role.AUDITOR)
    sealed(api)
    both = {entry["position"] for entry in entries(liege)} & {entry["position"] for entry in entries(namur, "NAMUR")}

    assert both
    assert shared
    for position in both:
        assert liege.ask(INCLUSION, at=position) == namur.ask(INCLUSION, at=position)
        assert liege.ask(INCLUSION, at=position)["inclusionProof"]
