"""Signed notes of C2SP and the checkpoints in them: readable text and its signatures.

Sources: c2sp.org/signed-note, c2sp.org/tlog-checkpoint, c2sp.org/tlog-cosignature.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from efe_domain.transparency.merkle import HASH_SIZE

MARK = "\N{EM DASH} "
KEY_SIZE, STAMP_SIZE = 32, 8
MAX_SIGNATURES = 100
MAX_SIZE = 2**63


class NoteInvalid(ValueError):
    """Raised for a text that is no signed note, verifier key or checkpoint."""


class KeyType(IntEnum):
    """Kind of a key: it signs notes as they are, or checkpoints with the second at which a witness saw them."""

    LOG = 0x01
    WITNESS = 0x04


class Signer(Protocol):
    """Private key of Ed25519."""

    def sign(self, message: bytes, /) -> bytes: ...


@dataclass(frozen=True)
class VerifierKey:
    """Public key of Ed25519 with a name, written `name+hash+base64(type ‖ key)`. Raises `NoteInvalid`."""

    name: str
    type: KeyType
    public: bytes

    def __post_init__(self) -> None:
        if not is_key_name(self.name) or len(self.public) != KEY_SIZE:
            raise NoteInvalid(f"Not a verifier key: {self.name}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises `NoteInvalid`."""
        match text.split("+", 2):
            case [name, hashed, encoded] if data := _decoded(encoded):
                try:
                    key = cls(name, KeyType(data[0]), data[1:])
                except ValueError as error:
                    raise NoteInvalid(f"Not a verifier key: {text}") from error
                if key.hash.hex() == hashed:
                    return key
        raise NoteInvalid(f"Not a verifier key: {text}")

    def __str__(self) -> str:
        return f"{self.name}+{self.hash.hex()}+{_encoded(bytes([self.type]) + self.public)}"

    @property
    def hash(self) -> bytes:
        """Four bytes by which a signature line names the key. They are no secure hash."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.type]) + self.public).digest()[:4]


@dataclass(frozen=True)
class Signature:
    """Signature line of a note. `value` follows the hash of the key."""

    name: str
    key_hash: bytes
    value: bytes

    def __str__(self) -> str:
        return f"{MARK}{self.name} {_encoded(self.key_hash + self.value)}\n"

    def is_by(self, key: VerifierKey) -> bool:
        return (self.name, self.key_hash) == (key.name, key.hash)


@dataclass(frozen=True)
class Note:
    """Text, which ends with a line feed, and its signatures."""

    text: str
    signatures: tuple[Signature, ...] = ()

    def __post_init__(self) -> None:
        if not self.text.endswith("\n") or re.search(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]", self.text):
            raise NoteInvalid("The text of a note ends with a line feed and has no other control characters")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises `NoteInvalid`."""
        body, separator, lines = text.rpartition("\n\n")
        if not separator or not lines.endswith("\n"):
            raise NoteInvalid("A signed note has an empty line and then its signatures")
        signatures = tuple(_signature(line) for line in lines[:-1].split("\n"))
        if len(signatures) > MAX_SIGNATURES:
            raise NoteInvalid("A note with too many signatures")
        return cls(body + "\n", signatures)

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"

    def signed(self, key: VerifierKey, signer: Signer) -> "Note":
        """Returns the note with one more signature of the log."""
        return self._with(key, signer.sign(self.text.encode()))

    def cosigned(self, key: VerifierKey, signer: Signer, *, at: int) -> "Note":
        """Returns the note with the cosignature of a witness that saw it `at` seconds after 1970 UTC."""
        return self._with(key, at.to_bytes(STAMP_SIZE) + signer.sign(_witnessed(self.text, at)))

    def verified(self, keys: Iterable[VerifierKey]) -> Sequence[VerifierKey]:
        """Returns the keys that have signed. Lines of other keys are ignored, as the specification demands.

        Raises `NoteInvalid` for a line that names one of the keys and is not by it.
        """
        verified_keys = []
        for key in keys:
            lines = [line for line in self.signatures if line.is_by(key)]
            if not all(_verifies(key, self.text, line.value) for line in lines):
                raise NoteInvalid(f"A signature is not by {key.name}")
            if lines:
                verified_keys.append(key)
        return verified_keys

    def _with(self, key: VerifierKey, value: bytes) -> "Note":
        return Note(self.text, (*self.signatures, Signature(key.name, key.hash, value)))


@dataclass(frozen=True)
class Checkpoint:
    """State of a log: its origin, the number of its leaves, and their root."""

    origin: str
    size: int
    root: bytes

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parses the text of a note, which has no other lines. Raises `NoteInvalid`."""
        match text.split("\n"):
            case [str(origin), str(size), str(encoded), ""] if re.fullmatch(r"0|[1-9][0-9]{0,18}", size):
                root = _decoded(encoded)
                if origin and int(size) < MAX_SIZE and len(root) == HASH_SIZE:
                    return cls(origin, int(size), root)
        raise NoteInvalid("Not a checkpoint")

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{_encoded(self.root)}\n"


def is_key_name(name: str) -> bool:
    """Tells whether a name is not empty and has neither spaces nor a plus."""
    return bool(name) and "+" not in name and not any(char.isspace() or ord(char) < 32 for char in name)


def _witnessed(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def _verifies(key: VerifierKey, text: str, value: bytes) -> bool:
    message = text.encode()
    if key.type is KeyType.WITNESS:
        message, value = _witnessed(text, int.from_bytes(value[:STAMP_SIZE])), value[STAMP_SIZE:]
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(value, message)
    except InvalidSignature:
        return False
    return True


def _signature(line: str) -> Signature:
    match line.removeprefix(MARK).split(" "):
        case [name, encoded] if line.startswith(MARK) and is_key_name(name):
            data = _decoded(encoded)
            if len(data) > 4:
                return Signature(name, data[:4], data[4:])
    raise NoteInvalid(f"Not a signature: {line}")


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _decoded(text: str) -> bytes:
    """Decodes canonical base64; returns no bytes for anything else."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return data if _encoded(data) == text else b""
