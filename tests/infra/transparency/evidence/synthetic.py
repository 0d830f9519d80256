"""A sealed log and its bundles, after FORMAT.md and the definitions of RFC 9162, without the product's code."""

import base64
import hashlib
import json
import struct
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ORIGIN = "example.org/test-log"
EMPTY = bytes(32)


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def split(count: int) -> int:
    """The largest power of two below."""
    return 1 << (count - 1).bit_length() - 1


def root(leaves: Sequence[bytes]) -> bytes:
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"")
    k = split(len(leaves))
    return sha256(b"\x01" + root(leaves[:k]) + root(leaves[k:]))


def path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH of RFC 9162, section 2.1.3.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if index < k:
        return [*path(index, leaves[:k]), root(leaves[k:])]
    return [*path(index - k, leaves[k:]), root(leaves[:k])]


def subproof(size: int, leaves: Sequence[bytes], *, whole: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 9162, section 2.1.4.1."""
    if size == len(leaves):
        return [] if whole else [root(leaves)]
    k = split(len(leaves))
    if size <= k:
        return [*subproof(size, leaves[:k], whole=whole), root(leaves[k:])]
    return [*subproof(size - k, leaves[k:], whole=False), root(leaves[:k])]


def bit(key: bytes, depth: int) -> int:
    return key[depth // 8] >> (7 - depth % 8) & 1


def map_root(items: Mapping[bytes, bytes], depth: int = 0) -> bytes:
    if not items:
        return EMPTY
    if depth == 256:
        [(key, value)] = items.items()
        return sha256(b"\x00" + key + value)
    sides = [{key: value for key, value in items.items() if bit(key, depth) == side} for side in (0, 1)]
    return sha256(b"\x01" + map_root(sides[0], depth + 1) + map_root(sides[1], depth + 1))


def map_proof(items: Mapping[bytes, bytes], key: bytes) -> dict[str, Any]:
    siblings = []
    for depth in range(256):
        beside = {
            other: value
            for other, value in items.items()
            if bit(other, depth) != bit(key, depth) and all(bit(other, d) == bit(key, d) for d in range(depth))
        }
        siblings.append(map_root(beside, depth + 1))
    bitmap = sum(1 << 255 - depth for depth, sibling in enumerate(siblings) if sibling != EMPTY)
    return {"bitmap": f"{bitmap:064x}", "siblings": [each.hex() for each in siblings if each != EMPTY]}


class Event(NamedTuple):
    """As the ledger stores it."""

    position: int
    recorded_at: int
    originator_id: UUID
    originator_version: int
    topic: str
    state: bytes

    @property
    def leaf(self) -> bytes:
        name = self.topic.encode()
        head = struct.pack(">qq16sqi", *self[:2], self.originator_id.bytes, self.originator_version, len(name))
        return sha256(b"\x00" + head + name + self.state)

    def line(self, seq: int | None = None) -> bytes:
        whole = {**self._asdict(), "originator_id": str(self.originator_id), "state": json.loads(self.state)}
        return canonical(whole if seq is None else {**whole, "seq": seq}) + b"\n"


class Signer:
    """A key of a log, or of a witness."""

    def __init__(self, name: str, kind: int, seed: int = 1) -> None:
        self.name, self.kind = name, kind
        self._key = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        self._material = bytes([kind]) + self._key.public_key().public_bytes_raw()
        self._mark = sha256(name.encode() + b"\n" + self._material)[:4]

    @property
    def vkey(self) -> str:
        return f"{self.name}+{self._mark.hex()}+{base64.b64encode(self._material).decode()}"

    def line(self, body: bytes, at: int = 1_764_000_000) -> bytes:
        if self.kind == 4:
            stamp = struct.pack(">q", at)
            signature = stamp + self._key.sign(b"cosignature/v1\ntime %d\n" % at + body)
        else:
            signature = self._key.sign(body)
        return f"— {self.name} ".encode() + base64.b64encode(self._mark + signature) + b"\n"


class Log:
    """Events are written, blocks sealed, bundles given out. Whoever rewrites `events` may seal them all again."""

    def __init__(self, *signers: Signer) -> None:
        self.signers = signers or (Signer(ORIGIN, 1),)
        self.events: list[Event] = []
        self.headers: list[bytes] = []
        self.heads: dict[bytes, bytes] = {}

    def write(self, topic: str, entity: UUID, *bassins: str, **fields: Any) -> Event:
        version = 1 + sum(event.originator_id == entity for event in self.events)
        return self.append(topic, entity, version, *bassins, **fields)

    def append(self, topic: str, entity: UUID, version: int, *bassins: str, **fields: Any) -> Event:
        place = len(self.events) + 1
        state = canonical(
            {
                "bassins": bassins,
                "originator_id": str(entity),
                "originator_version": version,
                "metadata": {},
                **fields,
            }
        )
        self.events.append(Event(place, 1_764_000_000_000_000 + place, entity, version, topic, state))
        return self.events[-1]

    def past_of(self, entity: UUID) -> dict[str, Any]:
        leaves = [sha256(b"\x00" + event.state) for event in self.events if event.originator_id == entity]
        return {"past_events": len(leaves), "past_root": root(leaves).hex()}

    def of(self, bassin: str) -> list[Event]:
        return [event for event in self.events if bassin in json.loads(event.state)["bassins"]]

    def seal(self) -> bytes:
        """Seal what is new as one block, and return the checkpoint."""
        first = json.loads(self.headers[-1])["last"] + 1 if self.headers else 1
        bassins = {bassin for event in self.events for bassin in json.loads(event.state)["bassins"]}
        self.heads = {sha256(bassin.encode()): self._head(bassin) for bassin in bassins}
        header = {
            "block": len(self.headers) + 1,
            "events_root": root([event.leaf for event in self.events[first - 1 :]]).hex(),
            "first": first,
            "heads_root": map_root(self.heads).hex(),
            "last": len(self.events),
            "previous": self.log[-1].hex() if self.headers else 64 * "0",
            "sealed_at": 1_764_000_100_000_000 + first,
        }
        self.headers.append(canonical(header))
        return self.note()

    @property
    def log(self) -> list[bytes]:
        return [sha256(b"\x00" + header) for header in self.headers]

    def note(self) -> bytes:
        return self.note_of(len(self.headers))

    def note_of(self, size: int) -> bytes:
        """The checkpoint of the first so many blocks."""
        body = b"%b\n%d\n%b\n" % (ORIGIN.encode(), size, base64.b64encode(root(self.log[:size])))
        return body + b"\n" + b"".join(signer.line(body) for signer in self.signers)

    def bundle(self, bassin: str, since: int | None = None) -> dict[str, bytes]:
        """Of the last block. Everything in memory, and slow: it is for small logs."""
        own, size = self.of(bassin), len(self.headers)
        files = {
            "instance.json": canonical(
                {"bassin": bassin, "root": root([event.leaf for event in own]).hex(), "size": len(own)}
            ),
            "events.jsonl": b"".join(event.line(seq) for seq, event in enumerate(own, start=1)),
            "heads.proof": canonical(map_proof(self.heads, sha256(bassin.encode()))),
            "header.json": self.headers[-1],
            "header.proof": canonical({"index": size - 1, "path": _hex(path(size - 1, self.log)), "size": size}),
            "checkpoint.note": self.note(),
            "LISEZMOI.txt": b"",
        }
        for join in own:
            files |= self._annex(join, own, bassin)
        if since:
            proof = {"first": since, "path": _hex(subproof(since, self.log)), "second": size}
            files["consistency.proof"] = canonical(proof)
        return files

    def _head(self, bassin: str) -> bytes:
        leaves = [event.leaf for event in self.of(bassin)]
        return sha256(struct.pack(">q", len(leaves)) + root(leaves))

    def _annex(self, join: Event, own: Sequence[Event], bassin: str) -> dict[str, bytes]:
        if join.topic != "project.pole-joined.v1" or json.loads(join.state)["bassin"] != bassin:
            return {}
        past = [each for each in self.events[: join.position - 1] if each.originator_id == join.originator_id]
        if all(event in own for event in past):
            return {}
        name = f"annex/{join.originator_id}-{join.position}"
        return {
            f"{name}.jsonl": b"".join(event.line() for event in past),
            f"{name}.proof": b"".join(self._sealed(event) for event in past),
        }

    def _sealed(self, event: Event) -> bytes:
        for index, raw in enumerate(self.headers):
            header = json.loads(raw)
            first, last = header["first"], header["last"]
            if first <= event.position <= last:
                leaves = [each.leaf for each in self.events[first - 1 : last]]
                in_block, in_log = path(event.position - first, leaves), path(index, self.log)
                return canonical({"header": header, "in_block": _hex(in_block), "in_log": _hex(in_log)}) + b"\n"
        raise LookupError


def _hex(hashes: Sequence[bytes]) -> list[str]:
    return [each.hex() for each in hashes]


def rezipped(files: Mapping[str, bytes], target: Any) -> None:
    """Write the files as a zip."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in files.items():
            zipped.writestr(name, data)
