"""Hashes, events and signed notes, after FORMAT.md and RFC 9162, without the product's code."""

import base64
import hashlib
import json
import struct
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PLATFORM = "example.org/test-log"


ORIGIN = f"{PLATFORM}/ledger"


BEGAN = 1_764_000_000
"""Seconds: about when witnesses cosign, and events are recorded."""


GROUP_ORDER = (1 << 252) + 27742317777372353535851937790883648493


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@cache
def node_of(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right)


def root(leaves: Sequence[bytes]) -> bytes:
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"")
    k = 1 << (len(leaves) - 1).bit_length() - 1  # the largest power of two below
    return node_of(root(leaves[:k]), root(leaves[k:]))


class Event(NamedTuple):
    """As the ledger stores it."""

    position: int
    recorded_at: int
    originator_id: UUID
    originator_version: int
    topic: str
    state: bytes

    @property
    def says(self) -> dict[str, Any]:
        return _parsed(self.state)

    @property
    def bassins(self) -> list[str]:
        found: list[str] = self.says["bassins"]
        return found

    @property
    def leaf(self) -> bytes:
        return _leaf(self)

    def saying(self, **fields: Any) -> "Event":
        return self._replace(state=canonical(self.says | fields))

    def line(self, seq: int | None = None) -> bytes:
        """The state stands as it is, canonical or not."""
        place = b"" if seq is None else b',"seq":%d' % seq
        return (
            b'{"originator_id":"%b","originator_version":%d,"position":%d,"recorded_at":%d%b,"state":%b,"topic":"%b"}\n'
            % (
                *(str(self.originator_id).encode(), self.originator_version, self.position, self.recorded_at),
                *(place, self.state, self.topic.encode()),
            )
        )


@cache
def _parsed(state: bytes) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(state)
    return said


@cache
def _leaf(event: Event) -> bytes:
    name = event.topic.encode()
    head = struct.pack(">qq16sqi", *event[:2], event.originator_id.bytes, event.originator_version, len(name))
    return sha256(b"\x00" + head + name + event.state)


class Signer:
    """A key of a log, or of a witness."""

    def __init__(self, name: str, kind: int = 1, seed: int = 1) -> None:
        self.name, self.kind, self.seed = name, kind, seed
        self._key = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        self._material = bytes([kind]) + self._key.public_key().public_bytes_raw()
        self._mark = sha256(name.encode() + b"\n" + self._material)[:4]

    def identity_line(self, body: bytes) -> bytes:
        """Signature of the log whose point R is the identity. Some libraries take it for a good one."""
        secret = int.from_bytes(hashlib.sha512(bytes([self.seed]) * 32).digest()[:32], "little")
        secret = secret & (1 << 254) - 8 | 1 << 254
        point = (1).to_bytes(32, "little")
        challenge = hashlib.sha512(point + self._material[1:] + body).digest()
        scalar = int.from_bytes(challenge, "little") * secret % GROUP_ORDER
        signature = point + scalar.to_bytes(32, "little")
        self._key.public_key().verify(signature, body)
        return f"— {self.name} ".encode() + base64.b64encode(self._mark + signature) + b"\n"

    @staticmethod
    def of_point(name: str, kind: int, point: bytes) -> str:
        """Verifier key of these bytes, whose secret nobody has."""
        material = bytes([kind]) + point
        mark = sha256(name.encode() + b"\n" + material)[:4]
        return f"{name}+{mark.hex()}+{base64.b64encode(material).decode()}"

    def called(self, name: str) -> "Signer":
        """The same key under another name."""
        return Signer(name, self.kind, self.seed)

    @property
    def vkey(self) -> str:
        return f"{self.name}+{self._mark.hex()}+{base64.b64encode(self._material).decode()}"

    def line(self, body: bytes, at: int = BEGAN) -> bytes:
        if self.kind == 4:
            stamp = struct.pack(">q", at)
            signature = stamp + self._key.sign(b"cosignature/v1\ntime %d\n" % at + body)
        else:
            signature = self._key.sign(body)
        return f"— {self.name} ".encode() + base64.b64encode(self._mark + signature) + b"\n"


def note(origin: str, size: int, of: bytes, signers: Iterable[Signer], beside: bytes = b"") -> bytes:
    """A checkpoint; `beside` are its extension lines."""
    body = b"%b\n%d\n%b\n%b" % (origin.encode(), size, base64.b64encode(of), beside)
    return body + b"\n" + b"".join(signer.line(body) for signer in signers)


KEY = Signer(ORIGIN)


YOUNG = Signer(ORIGIN, seed=2)


WITNESS = Signer("namur.example.org/witness", 4, seed=7)
