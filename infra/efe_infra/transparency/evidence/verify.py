#!/usr/bin/env python3
"""Offline verifier of bundles and papers: `python verify.py FILE --key KEY [--since OLD.note] [--witness KEY]`.

Needs Python 3.11 and the package `cryptography`, opens no connection and writes no file. FORMAT.md of the project
defines the format. Memory is constant, except for one number an entity and some hashes a project.
Exit status: 0 proven, 1 refused with the first fault, 2 misused.
"""

import argparse
import base64
import hashlib
import io
import json
import re
import struct
import sys
import time
import unicodedata
import zlib
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, ClassVar, NamedTuple, NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FAULTS = {
    "ANNEX_MISSING": "L'Instance rejoint ici un projet dont le passé n'est pas au paquet.",
    "ANNEX_UNEXPECTED": "Aucune adhésion de l'Instance à ce projet n'appelle l'événement d'un autre.",
    "ARCHIVE_UNREADABLE": "Le fichier n'est pas un zip de la seule forme admise, ou il est abîmé.",
    "BUNDLES_DIFFER": "Les paquets ne sont pas d'un même point de contrôle.",
    "COSIGNED_AHEAD": "La cosignature du témoin est datée de l'avenir : son horloge, ou celle d'ici, est fausse.",
    "EVENTS_ALTERED": "Les événements ne donnent pas la racine signée : l'un d'eux a été changé, ôté ou ajouté.",
    "EVENTS_MISSING": "Il y a moins d'événements que le point de contrôle ou le paquet n'en annonce.",
    "EVENT_FOREIGN": "L'événement ne concerne pas cette Instance, et n'est pas du passé d'un projet qu'elle rejoint.",
    "EVENT_MISNAMED": "L'état de l'événement dit une autre entité ou une autre version que sa ligne.",
    "EVENT_MISPLACED": "La position ne suit pas celle de l'événement précédent.",
    "EVENT_OUT_OF_SEQUENCE": "Le numéro d'ordre n'est pas celui qui suit.",
    "EVENT_SURPLUS": "Il y a plus d'événements que le point de contrôle ou le paquet n'en annonce.",
    "EVENT_WITHHELD": "Un événement adressé à cette Instance n'est pas au paquet.",
    "FILE_DUPLICATE": "L'archive contient deux fichiers de ce nom.",
    "FILE_MISSING": "Le fichier manque.",
    "FILE_TOO_LARGE": "Le fichier, ou l'une de ses lignes, dépasse toute taille vraisemblable.",
    "GENESIS_FOREIGN": "La genèse n'est pas celle du journal que dit le point de contrôle.",
    "INSTANCE_UNKNOWN": "Le journal ne connaît pas cette Instance.",
    "JOIN_FALSE": "L'adhésion au projet dit un autre passé que celui qui la précède.",
    "KEY_RETIRED": "Une clé plus récente a signé ce que vous gardiez : celle-ci ne signe plus.",
    "LOG_SHORTER": "Le journal est plus court que celui que vous connaissez.",
    "MALFORMED": "Le contenu n'a pas la forme prescrite.",
    "NOT_CANONICAL": "Le contenu n'est pas du JSON canonique (RFC 8785).",
    "ORIGIN_DIFFERS": "Le point de contrôle est d'un autre journal que celui de la clé.",
    "PAST_REWRITTEN": "Ce que couvre votre point de contrôle n'est plus ce qu'il était : le passé a été réécrit.",
    "RECORDED_BACKWARDS": "L'événement dit avoir été enregistré avant celui qui le précède.",
    "ROUTE_INVALID": "L'événement n'est adressé à personne, ni à l'Instance qu'il nomme, ou l'est à une inconnue.",
    "SIGNATURE_INVALID": "La signature est fausse.",
    "SIGNATURE_MISSING": "Aucune signature de la clé donnée.",
    "SINCE_FOREIGN": "Votre point de contrôle est d'un autre journal.",
    "SPLIT_VIEW": "Un autre journal de même taille a été signé : l'exploitant montre deux registres.",
    "STALE": "La cosignature du témoin est trop ancienne.",
    "STREAM_BROKEN": "La version ne suit pas la précédente : un événement de cette entité manque.",
    "WITNESS_MISSING": "La cosignature du témoin demandé manque.",
}

MAX_FILE_BYTES, MAX_LINE_BYTES = 1 << 16, 1 << 22  # of a file that is not a list, and of a line
MAX_SHOWN_CHARACTERS = 200
MAX_NUMBER = 1 << 53  # exclusive; JSON writes smaller numbers in one way
MAX_TIME_S = 253_402_300_799  # end of the year 9999
AHEAD = 300  # seconds by which two clocks may differ
SUFFIX, ENTRY_BYTES, MAX_BASSINS, CHUNK_LEAVES = "/ledger", 34, 16, 4096
MAX_DEPTH = 200  # of lists and objects
MAX_DIRECTORY_BYTES = 1 << 18  # table of contents of a zip
MAX_MEMBERS, MAX_RATIO, SPARE_BYTES = 1024, 100, 1 << 24  # files of a zip; unpacked bytes a packed one, and beside
BLANK = " \t\v\f\r\n\xa0\ufeff"  # characters that editors and web pages leave around a key or a duration
PROJECT, JOIN = b"project.", b"project.pole-joined.v1"  # topics
EVENTS, OTHERS, NOTE = "events.jsonl", "others.bin", "checkpoint.note"

PRIME = (1 << 255) - 19  # of the field of Ed25519, whose curve is y² - x² = 1 + D x² y²
D = -121665 * pow(121666, -1, PRIME) % PRIME

Files = Mapping[str, "bytes | IO[bytes]"]


def shown(text: str) -> str:
    """Escapes and shortens text of others, so that it cannot steer a terminal, hide or turn the line round."""
    cut = text if len(text) <= MAX_SHOWN_CHARACTERS else text[: MAX_SHOWN_CHARACTERS - 1] + "…"
    return "".join(
        each if each == " " or unicodedata.category(each)[0] not in "CZ" else _escaped(each) for each in cut
    )


def _escaped(character: str) -> str:
    return f"\\u{{{ord(character):x}}}"


class Fault(Exception):
    """First fault of a bundle: a stable code, its place, and a French sentence."""

    SENTENCES: ClassVar[Mapping[str, str]] = FAULTS

    def __init__(self, code: str, where: str) -> None:
        self.code, self.where = code, shown(where)
        super().__init__(f"{self.where} : {self.SENTENCES[code]}")

    @property
    def line(self) -> str:
        """Line that a command prints."""
        return f"Refusé [{self.code}] {self}"


def need(holds: object, code: str, where: str) -> None:
    if not holds:
        raise Fault(code, where)


# Hashes (RFC 9162, section 2.1)


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def node(left_hash: bytes, right_hash: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left_hash + right_hash).digest()


def folded(level: list[bytes]) -> bytes:
    """Returns the root of a tree of at least one leaf."""
    sha = hashlib.sha256
    while len(level) > 1:
        above = [sha(b"\x01" + one + other).digest() for one, other in zip(level[::2], level[1::2], strict=False)]
        level = [*above, level[-1]] if len(level) & 1 else above
    return level[0]


class Tree:
    """Growing tree, which keeps the roots of perfect subtrees and fewer than `chunk` (2ⁿ) leaves."""

    def __init__(self, chunk: int = CHUNK_LEAVES) -> None:
        self.size, self._chunk = 0, chunk
        self._fresh, self._peaks = list[bytes](), list[bytes]()

    def append(self, leaf: bytes) -> None:
        self._fresh.append(leaf)
        self.size += 1
        if len(self._fresh) == self._chunk:
            self._fold()

    def extend(self, leaves: Sequence[bytes]) -> None:
        at = 0
        while at < len(leaves):
            more = leaves[at : at + self._chunk - len(self._fresh)]
            self._fresh += more
            self.size += len(more)
            at += len(more)
            if len(self._fresh) == self._chunk:
                self._fold()

    def root(self) -> bytes:
        parts = [*self._peaks, folded(self._fresh)] if self._fresh else self._peaks
        if not parts:
            return sha256(b"")
        root = parts[-1]
        for peak in reversed(parts[:-1]):
            root = node(peak, root)
        return root

    def _fold(self) -> None:
        peak, number = folded(self._fresh), (self.size - 1) // self._chunk
        while number & 1:
            peak, number = node(self._peaks.pop(), peak), number >> 1
        self._peaks.append(peak)
        self._fresh = []


# Signed notes (c2sp.org/signed-note, tlog-checkpoint, tlog-cosignature)


class Key(NamedTuple):
    """Verifier key: its name, its kind (1: of a log, 4: of a witness) and the public key itself."""

    name: str
    kind: int
    public: bytes

    def mark(self, name: str) -> bytes:
        """Returns the four bytes by which a signature line of that name names the key."""
        return sha256(name.encode() + b"\n" + bytes([self.kind]) + self.public)[:4]

    def fits(self, origin: str) -> bool:
        """Tells whether the key signs this log. A key is good under the name of the installation and of its log."""
        return origin in {self.name, self.name + SUFFIX} or self.name == origin + SUFFIX


def is_point(data: bytes) -> bool:
    """Tells whether these are the canonical bytes of a point of Ed25519 whose order is not 1, 2, 4 or 8."""
    y = int.from_bytes(data, "little") & (1 << 255) - 1
    square = y * y % PRIME
    small = y in {0, 1, PRIME - 1} or (D * square * square + 2 * square - 1) % PRIME == 0
    return y < PRIME and not small and pow((square - 1) * (D * square + 1), PRIME >> 1, PRIME) == 1


class SignedNote(NamedTuple):
    """Content of a note, and its signatures by the given keys."""

    origin: str
    size: int
    root: bytes
    text: bytes
    signer: int  # the number of the latest of the keys that signed, from 0
    times: dict[Key, int]  # the latest cosignature of each witness, in seconds since 1970
    at: int  # the earliest of their cosignatures; 0 without one


def verifier_key(text: str, kind: int) -> Key:
    """Parses `name+hash+base64(kind ‖ key)`. Raises `ValueError`."""
    match = re.fullmatch(r"([^\s+\x00-\x1f\x7f\ufeff]+)\+([0-9a-f]{8})\+(\S+)", text)
    material = _base64(match[3]) if match else b""
    if not match or len(material) != 33 or material[0] != kind:
        raise ValueError("La clé n'est pas de la forme « nom+empreinte+base64 » attendue.")
    key = Key(match[1], kind, material[1:])
    if not is_point(key.public):
        raise ValueError("La clé n'est pas un point de la courbe qui puisse signer.")
    if match[2] != key.mark(key.name).hex():
        raise ValueError("L'empreinte de la clé n'est pas la sienne : un caractère a changé.")
    return key


def verifier_keys(text: str, kind: int) -> list[Key]:
    """Parses keys, one a line. Raises `ValueError`, also without any: an empty file is a mistake."""
    keys = [verifier_key(line, kind) for line in (line.strip(BLANK) for line in text.split("\n")) if line]
    if not keys:
        raise ValueError("Il faut une clé.")
    return keys


def log_keys(text: str) -> list[Key]:
    """Parses the keys of one log, one a line, the oldest first; each counts once. Raises `ValueError`."""
    keys = verifier_keys(text, 1)
    names = sorted({key.name for key in keys}, key=len)
    if names not in ([names[0]], [names[0], names[0] + SUFFIX]):
        raise ValueError("Les clés données sont de plusieurs journaux.")
    once = {key.public: key for key in reversed(keys)}
    order = list(dict.fromkeys(key.public for key in keys))
    for name in names:
        places = [order.index(key.public) for key in keys if key.name == name]
        if places != sorted(places):  # else a retired key would be the latest one by being repeated
            raise ValueError("Une clé est donnée avant et après une autre : l'ordre de leur rotation n'est pas dit.")
    return [once[public] for public in order]


def checkpoint(note: bytes, where: str, keys: Sequence[Key], witnesses: Sequence[Key] = ()) -> SignedNote:
    """Returns the content of a note that a key of its origin signed. Lines of unknown keys are ignored."""
    need(len(note) <= MAX_FILE_BYTES, "FILE_TOO_LARGE", where)
    text, lines = _note(note, where)
    origin, size, root = _lines_of(text, where)
    fitting = [number for number, key in enumerate(keys) if key.fits(origin)]
    signers = [number for number in fitting if _signatures(keys[number], origin, lines, text, where)]
    cosigned = {witness: _signatures(witness, witness.name, lines, text, where) for witness in witnesses}
    need(fitting, "ORIGIN_DIFFERS", where)
    need(signers, "SIGNATURE_MISSING", where)
    times = {witness: max(instants) for witness, instants in cosigned.items() if instants}
    first = min((at for instants in cosigned.values() for at in instants), default=0)
    return SignedNote(origin, size, root, text, signers[-1], times, first)


def _note(note: bytes, where: str) -> tuple[bytes, list[tuple[str, bytes]]]:
    """Returns the signed text, and name and bytes of each signature."""
    body, separator, signatures = note.rpartition(b"\n\n")
    try:
        *entries, end = signatures.decode().split("\n")
        matches = [re.fullmatch(r"— ([^\s+\x00-\x1f\x7f\ufeff]+) (\S+)", entry) for entry in entries]
        signed = [(match[1], _base64(match[2])) for match in matches if match]
    except ValueError:
        raise Fault("MALFORMED", where) from None
    need(separator and not end and matches and None not in matches, "MALFORMED", where)
    need(all(len(data) > 4 for _, data in signed), "MALFORMED", where)
    return body + b"\n", signed


def _signatures(key: Key, name: str, lines: Sequence[tuple[str, bytes]], text: bytes, where: str) -> list[int]:
    """Returns the instants of the lines of this key, 0 for a log. Raises `Fault` for a false signature."""
    mark = key.mark(name)
    ours = [signature for signer, signature in lines if signer == name and signature[:4] == mark]
    return [_signed_at(key, signature, text, where) for signature in ours]


def _signed_at(key: Key, signature: bytes, text: bytes, where: str) -> int:
    at = int.from_bytes(signature[4:-64], "big")
    need(len(signature) == (76 if key.kind == 4 else 68) and at <= MAX_TIME_S, "SIGNATURE_INVALID", where)
    need(is_point(signature[-64:-32]), "SIGNATURE_INVALID", where)
    message = b"cosignature/v1\ntime %d\n" % at + text if key.kind == 4 else text
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature[-64:], message)
    except InvalidSignature:
        raise Fault("SIGNATURE_INVALID", where) from None
    return at


def _lines_of(text: bytes, where: str) -> tuple[str, int, bytes]:
    """Returns origin, size and root of a checkpoint. Further lines are ignored."""
    try:
        match = re.fullmatch(r"([^\n]+)\n([1-9][0-9]{0,15})\n(\S+)\n(?:[^\n]+\n)*", text.decode())
        origin, size, root = (match[1], int(match[2]), _base64(match[3])) if match else ("", 0, b"")
    except ValueError:
        raise Fault("MALFORMED", where) from None
    need(
        len(root) == 32 and size < MAX_NUMBER and not re.search(rb"[\x00-\x09\x0b-\x1f\x7f]", text),
        "MALFORMED",
        where,
    )
    return origin, size, root


def _base64(text: str) -> bytes:
    """Decodes canonical base64. Raises `ValueError`."""
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("Base64 inattendu.")
    return data


# Files in their exact bytes


def _no(_: str) -> NoReturn:
    raise ValueError("Not a number of the canonical form")


def _whole(text: str) -> int:
    number = int(text)
    return number if -MAX_NUMBER < number < MAX_NUMBER else _no(text)


_decoder = json.JSONDecoder(parse_float=_no, parse_int=_whole, parse_constant=_no)
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":")).encode


def _encoder() -> Callable[[Any], str]:
    """Returns a faster `_encode`, which reuses what the library makes for each call."""
    make = getattr(json.encoder, "c_make_encoder", None)
    if not make:
        return _encode
    parts = make(None, None, json.encoder.encode_basestring, None, ":", ",", True, False, False)
    return lambda value: "".join(parts(value, 0))


_encoded = _encoder()


def _is_astral(data: bytes) -> bool:
    """Tells whether a character is beyond U+FFFF, where the sort order of RFC 8785 (UTF-16) differs."""
    return not data.isascii() and (
        b"\xf0" in data or b"\xf1" in data or b"\xf2" in data or b"\xf3" in data or b"\xf4" in data
    )


def _encode_in(value: Any, order: str) -> str:
    """Returns the canonical form of a value whose names may have such a character."""

    def sorted_in(each: Any) -> Any:
        if isinstance(each, list):
            return [sorted_in(item) for item in each]
        if isinstance(each, dict):
            return {name: sorted_in(each[name]) for name in sorted(each, key=lambda name: name.encode(order))}
        return each

    return json.dumps(sorted_in(value), ensure_ascii=False, separators=(",", ":"))


def _check_depth(value: Any) -> None:
    """Raises `ValueError` for a value that is too deep. The limit of the parser depends on its version."""
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [each for each in level if isinstance(each, list | dict)]
        level = [item for each in level for item in (each.values() if isinstance(each, dict) else each)]
    if any(isinstance(each, list | dict) for each in level):
        raise ValueError("Too deep")


def canonical(data: bytes, where: str) -> dict[str, Any]:
    """Returns the object of these bytes, which must be its canonical form, without fractions."""
    try:
        text = data.decode()
        value = _decoder.raw_decode(text)[0] if data.startswith(b"{") else _decoder.decode(text)
        if len(data) > 2 * MAX_DEPTH and data.count(b"[") + data.count(b"{") > MAX_DEPTH:
            _check_depth(value)
        exact = (_encode_in(value, "utf-16-be") if _is_astral(data) else _encoded(value)) == text
        if not exact:
            _decoder.decode(text)  # what follows the object may be no JSON
    except (ValueError, RecursionError):
        raise Fault("MALFORMED", where) from None
    if not exact:
        raise Fault("NOT_CANONICAL", where)
    if not isinstance(value, dict):
        raise Fault("MALFORMED", where)
    return value


def is_hash(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value) is not None


def is_number(value: Any) -> bool:
    return type(value) is int and 0 <= value < MAX_NUMBER


def is_count(value: Any) -> bool:
    return is_number(value) and value > 0


def is_text(value: Any) -> bool:
    return isinstance(value, str)


def is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(is_text, value))


Kinds = Mapping[str, Callable[[Any], bool]]
INSTANCE: Kinds = {"bassin": is_text, "format": is_number, "size": is_number}
PAST: Kinds = {"last": is_count, "origin": is_text, "root": is_hash, "size": is_count}
GENESIS: Kinds = {"bassins": is_texts, "format": is_number, "origin": is_text}
GENESIS = {**GENESIS, "past": lambda value: value is None or _is(value, PAST)}  # of a register that release 0.1 began


def _is(value: Any, kinds: Kinds) -> bool:
    """Tells whether it is an object with exactly these fields, each of its kind."""
    same = isinstance(value, dict) and value.keys() == kinds.keys()
    return same and all(kind(value[name]) for name, kind in kinds.items())


def read_object(data: bytes, where: str, kinds: Kinds) -> dict[str, Any]:
    value = canonical(data, where)
    need(_is(value, kinds), "MALFORMED", where)
    return value


def stream(files: Files, name: str) -> IO[bytes]:
    need(name in files, "FILE_MISSING", name)
    content = files[name]
    return io.BytesIO(content) if isinstance(content, bytes) else content


def read(files: Files, name: str) -> bytes:
    with stream(files, name) as file:
        data = file.read(MAX_FILE_BYTES + 1)
    need(len(data) <= MAX_FILE_BYTES, "FILE_TOO_LARGE", name)
    return data


def lines(files: Files, name: str) -> Generator[bytes]:
    with stream(files, name) as file:
        while line := file.readline(MAX_LINE_BYTES + 1):
            if len(line) > MAX_LINE_BYTES:
                raise Fault("FILE_TOO_LARGE", name)
            yield line


# Zip archives, in the one form that FORMAT.md describes

UNREADABLE = (EOFError, OSError, struct.error, zlib.error)
"""Errors of an archive that ends too early, or that has another form."""

_LOCAL, _RECORD = struct.Struct("<4s3H4L2H"), struct.Struct("<4s2B3H4L5H2L")
_END, _LOCATOR, _END_64 = struct.Struct("<4s4H2LH"), struct.Struct("<4sLQL"), struct.Struct("<4sQ2H2L4Q")
_PART = rb"[A-Za-z0-9_-]++(?:\.[A-Za-z0-9_-]++)*+"
_NAME = re.compile(rb"%b(?:/%b)*+" % (_PART, _PART))
FULL, VERSIONS, SYSTEMS, PRIVATE = 0xFFFFFFFF, (20, 45), (0, 3), 0o600 << 16


class Member(NamedTuple):
    """File of a zip, and where its content lies."""

    name: str
    start: int
    packed: int
    size: int
    crc: int
    deflated: bool


class Content(io.RawIOBase):
    """Content of a file of a zip. Raises `zlib.error` for a deflated one that does not end with its last byte."""

    def __init__(self, file: IO[bytes], member: Member) -> None:
        self._file, self._at, self._end = file, member.start, member.start + member.packed
        self._inflater: Any = zlib.decompressobj(-15) if member.deflated else None
        self._packed = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        data = self._inflate(len(buffer)) if self._inflater else self._take(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _take(self, most: int) -> bytes:
        self._file.seek(self._at)
        data = self._file.read(min(most, self._end - self._at))
        self._at += len(data)
        return data

    def _inflate(self, most: int) -> bytes:
        inflater, data = self._inflater, b""
        while not data and not inflater.eof:
            packed = self._packed or self._take(1 << 16)
            data = inflater.decompress(packed, most)
            self._packed = inflater.unconsumed_tail
            if not (data or packed or inflater.eof):
                raise zlib.error("No final block")
        if inflater.eof and (inflater.unused_data or self._at < self._end):
            raise zlib.error("Bytes after the final block")
        return data


class Archive(Mapping[str, IO[bytes]]):
    """Files of a zip, each opened at its first use. Raises `Fault` unless the zip has the one form, and is sound."""

    def __init__(self, file: IO[bytes], where: str) -> None:
        self._file, self._members = file, dict[str, Member]()
        try:
            self._read_table(where)
            sound = all(_is_sound(file, member) for member in self._members.values())
        except UNREADABLE as error:
            raise Fault("ARCHIVE_UNREADABLE", where) from error
        need(sound, "ARCHIVE_UNREADABLE", where)

    def __getitem__(self, name: str) -> IO[bytes]:
        return io.BufferedReader(Content(self._file, self._members[name]), 1 << 18)

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)

    def _read_table(self, where: str) -> None:
        """Reads the table of contents. Each file begins where the previous one ends."""
        count, start, table = _table(self._file)
        at, offset, names = 0, 0, set[str]()
        for _ in range(count):
            member, at = _member(self._file, table, at, offset)
            need(member.name.lower() not in names, "FILE_DUPLICATE", member.name)
            names.add(member.name.lower())
            self._members[member.name] = member
            offset = member.start + member.packed
        deflated = [each for each in self._members.values() if each.deflated]
        fair = is_packed_fairly(sum(each.size for each in deflated), sum(each.packed for each in deflated))
        need(at == len(table) and offset == start and fair, "ARCHIVE_UNREADABLE", where)


def is_packed_fairly(size: int, packed: int) -> bool:
    """Tells whether deflated files are not so small that they would cause the work of large ones."""
    return size <= MAX_RATIO * packed + SPARE_BYTES


def _is_sound(file: IO[bytes], member: Member) -> bool:
    """Tells whether the content has the size and the checksum that the record states."""
    content, size, crc = Content(file, member), 0, 0
    while size <= member.size and (data := content.read(1 << 18)):
        size, crc = size + len(data), zlib.crc32(data, crc)
    return (size, crc) == (member.size, member.crc)


def _exact(file: IO[bytes], at: int, size: int) -> bytes:
    data = file.read(size) if at >= 0 and file.seek(at) == at else b""
    if len(data) != size:
        raise EOFError
    return data


def _must(holds: object) -> None:
    if not holds:
        raise struct.error("Another form")


def _table(file: IO[bytes]) -> tuple[int, int, bytes]:
    """Returns the number of files, and place and bytes of the table of contents, from what ends the archive."""
    end = file.seek(0, 2) - _END.size
    *head, count, size, start, comment = _END.unpack(_exact(file, end, _END.size))
    stated = count, size, start
    if start + size != end:
        locator = _LOCATOR.unpack(_exact(file, end - _LOCATOR.size, _LOCATOR.size))
        end -= _LOCATOR.size + _END_64.size
        *wide, count, size, start = _END_64.unpack(_exact(file, end, _END_64.size))
        _must(wide == [b"PK\6\6", 44, 45, 45, 0, 0, count] and locator == (b"PK\6\7", 0, end, 1))
        _must(stated == (min(count, 0xFFFF), min(size, FULL), min(start, FULL)) and start + size == end)
    _must(head == [b"PK\5\6", 0, 0, stated[0]] and not comment)
    _must(count <= MAX_MEMBERS and size <= MAX_DIRECTORY_BYTES)
    return count, start, _exact(file, start, size)


def _member(file: IO[bytes], table: bytes, at: int, offset: int) -> tuple[Member, int]:
    """Returns the file whose record is at `at` and which begins at `offset`, and the end of its record."""
    mark, version, system, needed, *same, length, extra, comment, disk, internal, external, place = (
        _RECORD.unpack_from(table, at)
    )
    flags, method, _, crc, *_ = same
    name_at, extra_at = at + _RECORD.size, at + _RECORD.size + length
    name, end = table[name_at:extra_at], extra_at + extra
    size, packed, place = _wide(table[extra_at:end], same[-1], same[-2], place)
    _must((mark, comment, disk, internal, external, place) == (b"PK\1\2", 0, 0, 0, PRIVATE, offset))
    _must(version in VERSIONS and system in SYSTEMS and needed in VERSIONS and flags == 0 and end <= len(table))
    _must(_NAME.fullmatch(name) and (method == 0 or (method == 8 and name != OTHERS.encode())))
    mark, needed, *local, length, extra = _LOCAL.unpack(_exact(file, offset, _LOCAL.size))
    tail = _exact(file, offset + _LOCAL.size, length + extra)
    _must(mark == b"PK\3\4" and needed in VERSIONS and local[:-2] == same[:-2] and tail[:length] == name)
    _must(_wide(tail[length:], local[-1], local[-2]) == [size, packed])
    start = offset + _LOCAL.size + length + extra
    return Member(name.decode(), start, packed, size, crc, method == 8), end


def _wide(extra: bytes, size: int, packed: int, *place: int) -> list[int]:
    """Replaces numbers that are full by those of the zip64 field. There is no other extra field."""
    numbers = [size, packed, *place]
    _must((size == FULL) == (packed == FULL))
    if FULL not in numbers:
        _must(not extra)
        return numbers
    count = numbers.count(FULL)
    kind, length, *wide = struct.unpack(f"<HH{count}Q", extra)
    _must((kind, length) == (1, 8 * count))
    return [wide.pop(0) if number == FULL else number for number in numbers]


# Lines of events


class EventLine(NamedTuple):
    """Line of events.jsonl with the computed leaf of its event; `seq` is 0 for an annexed one."""

    entity: bytes
    version: int
    position: int
    recorded_at: int
    seq: int
    topic: bytes
    raw: bytes
    state: dict[str, Any]
    leaf: bytes


_NUMBER, _HEXA = rb"(0|[1-9][0-9]{0,15})", rb"[0-9a-f]"
_LINE = re.compile(
    rb'\{"originator_id":"(%b{8}-%b{4}-%b{4}-%b{4}-%b{12})","originator_version":%b,"position":%b,"recorded_at":%b'
    rb'(?:,"seq":([1-9][0-9]{0,15}))?,"state":(\{.*\}),"topic":"([^"\\\x00-\x1f]{1,200})"\}\n'
    % (*5 * (_HEXA,), *3 * (_NUMBER,))
)
_HEAD = struct.Struct(">qq16sqi").pack


def read_line(line: bytes, where: str) -> EventLine:
    """Parses a line, whose frame can be written in one way only."""
    match = _LINE.fullmatch(line)
    if not match:
        raise Fault("MALFORMED", where)
    entity, version, position, recorded_at, seq, raw, topic = match.groups(b"0")
    number, place, instant = int(version), int(position), int(recorded_at)
    if (
        number >= MAX_NUMBER
        or place >= MAX_NUMBER
        or instant >= MAX_NUMBER
        or int(seq) >= MAX_NUMBER
        or not (topic.isascii() or _is_utf8(topic))
    ):
        raise Fault("MALFORMED", where)
    state, name = canonical(raw, where), entity.decode()
    stated_version = state.get("originator_version")
    if stated_version != number or type(stated_version) is not int or state.get("originator_id") != name:
        raise Fault("EVENT_MISNAMED", where)
    identifier = bytes.fromhex(name.replace("-", ""))
    head = _HEAD(place, instant, identifier, number, len(topic))
    leaf = hashlib.sha256(b"\x00" + head + topic + raw).digest()
    return EventLine(identifier, number, place, instant, int(seq), topic, raw, state, leaf)


def _is_utf8(data: bytes) -> bool:
    return data.decode(errors="ignore").encode() == data


# The bundle, in the order of FORMAT.md


class Kept(NamedTuple):
    """Checkpoint that the auditor kept."""

    size: int
    at: int  # the earliest cosignature of a witness with a given key; 0 without one


@dataclass
class Proof:
    """Result of a verification."""

    keys: list[str]
    origin: str
    size: int  # events of the Instance
    position: int  # the last that the checkpoint covers
    bassin: str
    bassins: list[str]  # all Instances of the log
    checkpoint: bytes  # the text that is signed
    kept: list[Kept] = field(default_factory=list)
    witnesses: list[tuple[str, int]] = field(default_factory=list)  # name, and time of the latest cosignature
    annexed: int = 0  # events
    antedated: int = 0  # events after a kept checkpoint that claim an instant before it was cosigned
    earliest: int = 0  # the instant that the first of them claims
    postdated: int = 0  # events that claim an instant after the cosignature of a checkpoint that covers them
    latest: int = 0  # the instant that the last event of the bundle claims
    unread: list[str] = field(default_factory=list)


def demands(key: str, witnesses: Sequence[str], max_age: int | None) -> tuple[list[Key], list[Key]]:
    """Parses the keys of the log and of the witnesses. Raises `ValueError`."""
    keys, cosigners = log_keys(key), [each for witness in witnesses for each in verifier_keys(witness, 4)]
    if max_age is not None and not cosigners:
        raise ValueError("--max-age demande au moins un témoin (--witness).")
    return keys, cosigners


def verify(
    files: Files,
    key: str,
    since: Sequence[bytes] = (),
    witnesses: Sequence[str] = (),
    *,
    max_age: int | None = None,
    now: int | None = None,
) -> Proof:
    """Verifies a bundle. `max_age` and `now` are in seconds.

    Raises `Fault`, or `ValueError` for an invalid key (one a line, the oldest first) or an age without a witness.
    """
    keys, cosigners = demands(key, witnesses, max_age)
    try:
        log = checkpoint(read(files, NOTE), NOTE, keys, cosigners)
        need(all(each in log.times for each in cosigners), "WITNESS_MISSING", NOTE)
        earlier = [checkpoint(note, f"--since {n}", keys, cosigners) for n, note in enumerate(since, start=1)]
        need(all(each.signer <= log.signer for each in earlier), "KEY_RETIRED", NOTE)
        if max_age is not None:
            today = int(time.time()) if now is None else now
            need(all(at >= today - max_age for at in log.times.values()), "STALE", NOTE)
            need(all(at <= today + AHEAD for at in log.times.values()), "COSIGNED_AHEAD", NOTE)
        with ExitStack() as stack:
            return _Bundle(files, log, earlier, stack).prove(keys, cosigners)
    except UNREADABLE as error:
        raise Fault("ARCHIVE_UNREADABLE", str(error)) from error


class _Others:
    """Entries of the events that the bundle does not open. A wrong entry is reported when it is reached."""

    def __init__(self, file: IO[bytes], event_count: int, bit: int) -> None:
        self._file, self._known, self._bit = file, event_count, bit
        self._raw, self._leaves, self._at, self._good = b"", list[bytes](), 0, 0

    def take(self, most: int, position: int) -> list[bytes]:
        """Returns the hashes of at least one and at most `most` of the next entries. The first is at `position`."""
        if self._at == len(self._leaves):
            self._read()
        if self._at >= self._good:
            self._tell(f"{OTHERS}, position {position}")
        at, end = self._at, min(self._at + most, self._good)
        self._at = end
        return self._leaves[at:end]

    def check_over(self) -> None:
        surplus = self._raw[ENTRY_BYTES * self._at :] or self._file.read(1)
        need(not surplus, "EVENT_SURPLUS", OTHERS)

    def _read(self) -> None:
        raw, sha = self._file.read(ENTRY_BYTES * CHUNK_LEAVES), hashlib.sha256
        count = len(raw) // ENTRY_BYTES
        self._raw, self._at, self._good = raw, 0, count
        self._leaves = [
            sha(b"\x00" + raw[at : at + ENTRY_BYTES]).digest() for at in range(0, ENTRY_BYTES * count, ENTRY_BYTES)
        ]
        masks = struct.unpack_from(">" + "H32x" * count, raw)
        wrong = {mask for mask in set(masks) if not mask or mask & ~self._known or mask & self._bit}
        if wrong:
            self._good = next(number for number, mask in enumerate(masks) if mask in wrong)

    def _tell(self, where: str) -> NoReturn:
        if self._good == len(self._leaves):
            raise Fault("EVENTS_MISSING", where)
        mask = int.from_bytes(self._raw[ENTRY_BYTES * self._good :][:2], "big")
        raise Fault("EVENT_WITHHELD" if mask and not mask & ~self._known else "ROUTE_INVALID", where)


class _Bundle:
    """One pass over the positions, each of which is a line of events.jsonl or an entry of others.bin."""

    def __init__(self, files: Files, log: SignedNote, earlier: Sequence[SignedNote], stack: ExitStack) -> None:
        self._files, self._log, self._kept, self._opened = files, log, earlier, stack
        raw = read(files, "genesis.json")
        genesis = read_object(raw, "genesis.json", GENESIS)
        self._bassins = genesis["bassins"]
        self._check_kept()
        self._check_genesis(genesis)
        instance = read_object(read(files, "instance.json"), "instance.json", INSTANCE)
        self.bassin, self._announced = instance["bassin"], instance["size"]
        need(instance["format"] == 2, "MALFORMED", "instance.json")
        need(self.bassin in self._bassins, "INSTANCE_UNKNOWN", "instance.json")
        self._bit, self._masks = 1 << self._bassins.index(self.bassin), dict[str, int]()
        self._stops = sorted({(each.size, each.root) for each in earlier}, reverse=True)
        self._tree, self.end = Tree(), log.size
        self._grow([sha256(b"\x00" + raw)])

    def prove(self, keys: Sequence[Key], witnesses: Sequence[Key]) -> Proof:
        log = self._log
        checkpoints = [Kept(each.size, each.at) for each in self._kept]
        names = [key.name for number, key in enumerate(keys) if number == log.signer]
        proof = Proof(names, log.origin, 0, log.size - 1, self.bassin, self._bassins, log.text, checkpoints)
        proof.witnesses = [(witness.name, log.times[witness]) for witness in witnesses]
        others = self._opened.enter_context(stream(self._files, OTHERS))
        self._others = _Others(others, (1 << len(self._bassins)) - 1, self._bit)
        _Events(self, proof, log.at).follow(self._lines(EVENTS))
        self.fill(log.size)
        self._others.check_over()
        need(proof.size >= self._announced, "EVENTS_MISSING", EVENTS)
        need(proof.size == self._announced, "EVENT_SURPLUS", EVENTS)
        need(self._tree.root() == log.root, "EVENTS_ALTERED", NOTE)
        bundle_files = {"checkpoint.note", EVENTS, "genesis.json", "instance.json", OTHERS}
        proof.unread = sorted(set(self._files) - bundle_files)
        return proof

    def _lines(self, name: str) -> Iterator[bytes]:
        """Returns lines that the exit stack closes. A zip stays open as long as one of its files."""
        return self._opened.enter_context(closing(lines(self._files, name)))

    def fill(self, upto: int) -> None:
        """Fills the positions before this one with entries of others."""
        while self._tree.size < upto:
            stop = self._stops[-1][0] if self._stops else upto
            self._grow(self._others.take(min(upto, stop) - self._tree.size, self._tree.size))

    def route(self, line: EventLine, where: str) -> int:
        """Returns the mask of the Instances to which an event is addressed."""
        bassins: Any = line.state.get("bassins")
        if not (mask := self._masks.get(mask_key := repr(bassins))):
            mask = self._masks[mask_key] = self._mask(bassins, where)
        own = line.state.get("bassin")
        if own is not None and own not in bassins:
            raise Fault("ROUTE_INVALID", where)
        return mask

    def concerns(self, mask: int) -> bool:
        """Tells whether an event of this mask concerns the Instance."""
        return bool(mask & self._bit)

    def append(self, mask: int, line: EventLine) -> None:
        """Appends an event at the next position."""
        self._tree.append(hashlib.sha256(b"\x00" + mask.to_bytes(2, "big") + line.leaf).digest())
        if self._stops:
            self._compare()

    @property
    def reached(self) -> int:
        """Next position."""
        return self._tree.size

    def _mask(self, bassins: Any, where: str) -> int:
        """Returns the mask, in which bit i stands for the i-th Instance of the genesis."""
        need(is_texts(bassins), "ROUTE_INVALID", where)
        right = bassins and bassins == sorted(set(bassins)) and set(bassins) <= set(self._bassins)
        need(right, "ROUTE_INVALID", where)
        return sum(1 << self._bassins.index(each) for each in bassins)

    def _grow(self, leaves: Sequence[bytes]) -> None:
        self._tree.extend(leaves)
        self._compare()

    def _compare(self) -> None:
        """Compares the root at each size of a kept checkpoint."""
        while self._stops and self._stops[-1][0] == self._tree.size:
            need(self._stops.pop()[1] == self._tree.root(), "PAST_REWRITTEN", f"position {self._tree.size - 1}")

    def _check_kept(self) -> None:
        for number, each in enumerate(self._kept, start=1):
            where = f"--since {number}"
            need(each.origin == self._log.origin, "SINCE_FOREIGN", where)
            need(each.size <= self._log.size, "LOG_SHORTER", where)
            need(each.size < self._log.size or each.root == self._log.root, "SPLIT_VIEW", where)

    def _check_genesis(self, genesis: Mapping[str, Any]) -> None:
        bassins, origin, past = genesis["bassins"], self._log.origin, genesis["past"]
        coded = all(re.fullmatch("[a-z0-9-]{1,64}", bassin) for bassin in bassins)
        rising = coded and bassins == sorted(set(bassins)) and 1 <= len(bassins) <= MAX_BASSINS
        once = origin.endswith(SUFFIX) and not origin.endswith(2 * SUFFIX)  # else one key is good for two logs
        identified = genesis["origin"] == origin and once and genesis["format"] == 2
        after = past is None or past["origin"] + SUFFIX == origin
        need(rising and identified and after, "GENESIS_FOREIGN", "genesis.json")


class _Events:
    """Checks of the lines of events.jsonl, one after the other."""

    def __init__(self, bundle: _Bundle, proof: Proof, cosigned_at: int) -> None:
        self._bundle, self._proof, self._recorded_at = bundle, proof, -1
        self._versions, self._pasts = dict[bytes, int](), dict[bytes, Tree]()
        self._waiting: dict[bytes, str] = {}  # projects of which a past is open, until the Instance joins
        cosigned = [*proof.kept, (proof.position + 1, cosigned_at)]
        self._cosigned = [(size, 1_000_000 * at) for size, at in cosigned if at]

    def follow(self, lines: Iterator[bytes]) -> None:
        bundle, proof = self._bundle, self._proof
        for number, raw in enumerate(lines, start=1):
            where = f"{EVENTS}, ligne {number}"
            line = read_line(raw, where)
            if line.position < bundle.reached:
                raise Fault("EVENT_MISPLACED", where)
            if line.position >= bundle.end:
                raise Fault("EVENT_SURPLUS", where)
            bundle.fill(line.position)
            mask = bundle.route(line, where)
            if own := bundle.concerns(mask):
                proof.size += 1
                if line.seq != proof.size:
                    raise Fault("EVENT_OUT_OF_SEQUENCE", where)
            elif line.seq or not line.topic.startswith(PROJECT):
                raise Fault("EVENT_FOREIGN", where)
            if line.recorded_at <= self._recorded_at:
                raise Fault("RECORDED_BACKWARDS", where)
            self._recorded_at = line.recorded_at
            self._follow(line, where, own=own)
            if own and self._cosigned:
                self._date(line)
            bundle.append(mask, line)
        for where in self._waiting.values():
            raise Fault("ANNEX_UNEXPECTED", where)
        proof.latest = max(self._recorded_at, 0)

    def _follow(self, line: EventLine, where: str, *, own: bool) -> None:
        """Checks that the version follows, and that each join of a project states its true past."""
        entity, state = line.entity, line.state
        joins = line.topic == JOIN and own and state.get("bassin") == self._bundle.bassin
        if line.version != self._versions.get(entity, 0) + 1:
            raise Fault("ANNEX_MISSING" if joins else "STREAM_BROKEN", where)
        self._versions[entity] = line.version
        if not line.topic.startswith(PROJECT):
            return
        past = self._pasts.setdefault(entity, Tree(1))
        if line.topic == JOIN:
            events = state.get("past_events")
            consistent = is_count(events) and (events, state.get("past_root")) == (past.size, past.root().hex())
            need(consistent and past.size == line.version - 1, "JOIN_FALSE", where)
        past.append(sha256(b"\x00" + line.raw))
        if not own:
            self._proof.annexed += 1
            self._waiting.setdefault(entity, where)
        elif joins:
            self._waiting.pop(entity, None)

    def _date(self, line: EventLine) -> None:
        """Counts events whose instant contradicts the cosignature of a checkpoint before or over them."""
        if any(line.position >= size and line.recorded_at < at for size, at in self._cosigned):
            self._proof.antedated += 1
            self._proof.earliest = self._proof.earliest or line.recorded_at
        if any(line.position < size and is_after(line.recorded_at, at) for size, at in self._cosigned):
            self._proof.postdated += 1


def is_after(recorded_at: int, at: int) -> bool:
    """Tells whether an instant is later by more than two clocks may differ. Both are in microseconds."""
    return recorded_at >= at + 1_000_000 * (AHEAD + 1)


# Several bundles, and the report


def check_one_log(proofs: Sequence[Proof]) -> None:
    """Raises `Fault` unless all bundles are of one checkpoint, and so views of one ledger."""
    for number, proof in enumerate(proofs, start=1):
        need(proof.checkpoint == proofs[0].checkpoint, "BUNDLES_DIFFER", f"paquet n° {number}")


def instant(microseconds: int) -> str:
    return datetime.fromtimestamp(microseconds // 1_000_000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def report(proof: Proof, *, all_given: bool = False) -> str:
    """Returns the report in French: what is proven, and what is not."""
    first = (
        f"Vérifié : l'Instance « {proof.bassin} » a {proof.size} événements jusqu'à la position {proof.position} du "
        f"registre « {shown(proof.origin)} »."
    )
    sentences = [first, *_proven(proof), *_unproven(proof, all_given=all_given)]
    if not proof.kept and not proof.witnesses:
        sentences.insert(
            0,
            "Attention : sans point de contrôle gardé (--since) ni témoin (--witness), rien de ceci ne vaut contre "
            "l'exploitant, qui a pu réécrire tout le registre avant de signer ce paquet.",
        )
    if proof.antedated:
        sentences.append(
            f"À éclaircir [ANTEDATED] : {proof.antedated} événement(s) ajouté(s) après votre point de contrôle se "
            f"disent d'avant sa cosignature, le premier du {instant(proof.earliest)}. C'est normal de ceux que l'on "
            "a enregistrés entre la signature et la cosignature, et d'eux seuls."
        )
    if proof.postdated:
        sentences.append(
            f"À éclaircir [POSTDATED] : {proof.postdated} événement(s) se disent d'après la cosignature d'un point "
            f"de contrôle qui les couvre ; le dernier du paquet, du {instant(proof.latest)}. L'horloge du registre "
            "avance, celle du témoin retarde, ou ces dates sont fausses."
        )
    if unread := sorted({name.partition("/")[0] for name in proof.unread}):
        sentences.append(f"Non vérifiés, de simples commodités : {', '.join(map(shown, unread[:20]))}.")
    return "\n".join(sentences)


def _proven(proof: Proof) -> Iterator[str]:
    yield "Prouvé :"
    yield f"– Le point de contrôle est signé par la clé donnée ({', '.join(proof.keys)})."
    for earlier in proof.kept:
        yield (
            f"– Les {earlier.size} premières entrées sont celles du point de contrôle que vous gardiez : rien n'y a "
            "été changé, ôté, ajouté ni adressé autrement."
        )
    for name, at in proof.witnesses:
        yield f"– Cosigné par {name} le {instant(1_000_000 * at)}."
    yield "– Tout ce qui est adressé à l'Instance jusque-là est au paquet, à l'octet près et dans l'ordre."
    if proof.annexed:
        yield f"– Le passé des projets rejoints en cours de route est entier ({proof.annexed} événements annexés)."


def _unproven(proof: Proof, *, all_given: bool) -> Iterator[str]:
    yield "Pas prouvé :"
    yield "– que tout ce qui s'est fait a été enregistré ;"
    yield (
        "– quand les événements ont été enregistrés : un témoin date le point de contrôle, qui vient après eux ;"
        if proof.witnesses
        else "– quand les événements ont été enregistrés : aucun témoin n'a daté le point de contrôle ;"
    )
    yield (
        "– que chaque événement est adressé à toutes les Instances qu'il concerne : tous sont ouverts, cela se lit ;"
        if all_given
        else "– qu'aucun événement n'a été adressé à une autre Instance au lieu de celle-ci : les paquets de toutes, "
        "vérifiés ensemble, ouvrent chacun à qui veut le lire ;"
    )
    yield f"– ce qui vient après la position {proof.position}."


def report_all(proofs: Sequence[Proof]) -> str:
    """Returns the reports, and what the bundles prove together."""
    covered = {proof.bassin for proof in proofs}
    missing = [shown(bassin) for bassin in proofs[0].bassins if bassin not in covered]
    reports = [report(proof, all_given=not missing) for proof in proofs]
    if len(proofs) > 1:
        whole = (
            f"Toutes les Instances y sont : chacun des {proofs[0].position} événements du registre est ouvert, chez "
            "toutes celles auxquelles il est adressé."
        )
        lacking = f"Il manque, pour vérifier tout le registre : {', '.join(missing)}."
        same = f"Les {len(proofs)} paquets sont d'un même point de contrôle."
        reports.append(f"{same} {lacking if missing else whole}")
    return "\n\n".join(reports)


def verify_zip(
    path: Path,
    key: str,
    since: Sequence[bytes] = (),
    witnesses: Sequence[str] = (),
    *,
    max_age: int | None = None,
    now: int | None = None,
) -> Proof:
    """Verifies a bundle file. Raises `OSError` too. A misuse comes before any fault of the file."""
    demands(key, witnesses, max_age)
    with opened_zip(path) as archive:
        return verify(archive, key, since, witnesses, max_age=max_age, now=now)


@contextmanager
def opened_zip(path: Path) -> Iterator[Archive]:
    """Yields the files of a bundle. Raises `Fault` or `OSError`."""
    with path.open("rb") as file:
        yield Archive(file, path.name)


# Papers: PDF files with their proof

PAPER_FAULTS = {
    "EVENT_NOT_OF_LEAF": "L'événement joint n'est pas celui de l'empreinte scellée.",
    "INPUT_ALTERED": "Un mot des données du document a été changé : leur empreinte n'est plus la leur.",
    "PAPER_UNREADABLE": "Ce PDF n'est pas un document de la plateforme, ou il est abîmé : sa preuve ne s'y lit pas.",
    "PAPER_UNSEALED": "Ce document ne porte aucun point de contrôle signé : il ne prouve rien.",
    "PATH_FALSE": "Le chemin ne mène pas de l'acte à la racine signée.",
}
PAPER, PAPER_FORMAT, MAX_PAPER_BYTES = "preuve.json", "efe-paper/1", 1 << 25
MAX_LINES = 60  # of events and of words in a report
UNPRINTED = ("type", "bassins", "logo")  # names in an input whose values are no printed text
SEALED_WORDS = "Mots du document qui sont dans ces événements :"
OTHER_WORDS = "Mots du document qui n'y sont pas tels quels, et que rien ici ne compare :"
_MARK, MAX_MARKS, DICTIONARY_BYTES = b"/Type/EmbeddedFile", 64, 1024  # a text of a paper may hold the mark too
_ATTACHMENT = re.compile(rb"<<([^<>]{1,1024}(?:<<[^<>]{0,1024}>>[^<>]{0,1024})?)>>\s{0,9}stream\r?\n")
PDF_ALONE = 8  # exit status of a PDF of which nothing is refused
LAYOUT = (
    "Vérifié en partie : la mise en page n'est pas contrôlée ; ce qui se lit sur la page peut être autre chose que "
    "ce qui suit. « efe verify » compose le document à nouveau."
)


class PaperFault(Fault):
    """First fault of a paper."""

    SENTENCES = {**FAULTS, **PAPER_FAULTS}  # noqa: RUF012 - a table of the class


@dataclass(frozen=True)
class PaperProof:
    """Proof of a paper whose signature, cosignatures, paths and events were checked."""

    evidence: bytes
    content: dict[str, Any]
    log: SignedNote
    key: str

    @property
    def events(self) -> list[dict[str, Any]]:
        return list(self.content["events"])


def paper_evidence(pdf: bytes) -> bytes:
    """Returns the file `preuve.json` of a PDF, its only attachment."""
    if len(pdf) > MAX_PAPER_BYTES:
        raise PaperFault("PAPER_UNREADABLE", PAPER)
    attached = _attached(pdf)
    size = re.search(rb"/Length (\d{1,9})", attached[0][0]) if len(attached) == 1 else None
    if size is None:
        raise PaperFault("PAPER_UNREADABLE", PAPER)
    dictionary, start = attached[0]
    data = pdf[start : start + int(size[1])]
    if b"/FlateDecode" not in dictionary:
        return data
    unpacker = zlib.decompressobj()
    try:
        content = unpacker.decompress(data, MAX_PAPER_BYTES)
    except zlib.error:
        raise PaperFault("PAPER_UNREADABLE", PAPER) from None
    if not unpacker.eof:
        raise PaperFault("PAPER_UNREADABLE", PAPER)
    return content


def _attached(pdf: bytes) -> list[tuple[bytes, int]]:
    """Returns the dictionary of each attachment, and where its bytes begin. Reads the file once."""
    attachments: list[tuple[bytes, int]] = []
    at = pdf.find(_MARK)
    for _ in range(MAX_MARKS + 1):
        if at < 0:
            return attachments
        start = max(0, pdf.rfind(b"<<", max(0, at - DICTIONARY_BYTES), at))
        match = _ATTACHMENT.match(pdf, start, start + 4 * DICTIONARY_BYTES)
        if match and at < match.end(1):
            attachments.append((match[1], match.end()))
        at = pdf.find(_MARK, at + 1)
    raise PaperFault("PAPER_UNREADABLE", PAPER)


def verify_paper(pdf: bytes, key: str, witnesses: Sequence[str] = ()) -> PaperProof:
    """Verifies signature, cosignatures, paths, events and input. Raises `Fault`, or `ValueError` for a key."""
    keys, cosigners = demands(key, witnesses, None)
    evidence = paper_evidence(pdf)
    try:
        content = json.loads(evidence)
        fitting = content["format"] == PAPER_FORMAT and isinstance(content["input"], dict)
        note, proofs, events = content["checkpoint"], content["proofs"], content["events"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise PaperFault("PAPER_UNREADABLE", PAPER) from None
    if not fitting:
        raise PaperFault("PAPER_UNREADABLE", PAPER)
    if not note:
        raise PaperFault("PAPER_UNSEALED", PAPER)
    log = checkpoint(str(note).encode(), NOTE, keys, cosigners)
    need(all(each in log.times for each in cosigners), "WITNESS_MISSING", NOTE)
    try:
        leaves = {each["position"]: _proved_leaf(each, log) for each in proofs}
        for each in events:
            _check_event(each, leaves)
    except (ValueError, KeyError, TypeError, struct.error):
        raise PaperFault("PAPER_UNREADABLE", PAPER) from None
    if content.get("input_sha256") != input_hash(content["input"]):
        raise PaperFault("INPUT_ALTERED", PAPER)
    return PaperProof(evidence, content, log, ", ".join(shown(each.name) for each in keys[: log.signer + 1]))


def input_hash(content: Any) -> str:
    """Returns the SHA-256 of the input of a template, as JSON with sorted keys."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def _proved_leaf(proof: Mapping[str, Any], log: SignedNote) -> str:
    """Returns the leaf of an act whose path leads to the signed root (RFC 9162, section 2.1.3.2)."""
    index, last, entry = int(proof["position"]), log.size - 1, bytes.fromhex(proof["entry"])
    root, where = sha256(b"\x00" + entry), f"position {index}"
    if not 0 < index <= last or len(entry) != ENTRY_BYTES or entry[2:].hex() != proof["leaf"]:
        raise PaperFault("PATH_FALSE", where)
    for each in map(bytes.fromhex, proof["path"]):
        if not last:
            raise PaperFault("PATH_FALSE", where)
        if index & 1 or index == last:
            root = node(each, root)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            root = node(root, each)
        index, last = index >> 1, last >> 1
    if last or root != log.root:
        raise PaperFault("PATH_FALSE", where)
    return str(proof["leaf"])


def _check_event(event: Mapping[str, Any], leaves: Mapping[int, str]) -> None:
    topic, state = event["topic"].encode(), event["state"].encode()
    identifier = bytes.fromhex(event["originator_id"].replace("-", ""))
    head = _HEAD(event["position"], event["recorded_at_us"], identifier, event["originator_version"], len(topic))
    if leaves.get(event["position"]) != hashlib.sha256(b"\x00" + head + topic + state).hexdigest():
        raise PaperFault("EVENT_NOT_OF_LEAF", f"position {event['position']}")


def texts_in(value: Any, without: Sequence[str] = ()) -> Iterator[str]:
    """Yields the texts in a JSON value, but those under some names."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for each in (part for name, part in pairs if name not in without):
            yield from texts_in(each, without)


def paper_report(proof: PaperProof, unproved: Sequence[str] | None = None) -> str:
    """Returns the report in French; `unproved` lists what a comparison left open, None says that there was none."""
    content, positions = proof.content, [each["position"] for each in proof.content["proofs"]]
    lines = [f"Vérifié : ce document repose sur {len(positions)} acte(s) du registre « {shown(proof.log.origin)} »."]
    lines += ["Prouvé :", f"– Le point de contrôle n° {proof.log.size} est signé par la clé donnée ({proof.key})."]
    lines += [f"– Cosigné par {each.name} le {instant(1_000_000 * at)}." for each, at in proof.log.times.items()]
    if positions:
        lines.append(f"– Ces actes y sont, à leur place : {', '.join(map(str, positions))}.")
    if proof.events:
        lines.append("Ce que disent les événements :")
        lines += [
            f"– {instant(each['recorded_at_us'])} {shown(each['topic'])} : {shown(' · '.join(_words_of(each)))}"
            for each in proof.events[:MAX_LINES]
        ]
        words = {text for each in proof.events for text in texts_in(json.loads(each["state"]))}
        texts = dict.fromkeys(texts_in(content["input"], UNPRINTED))
        others = OTHER_WORDS if unproved is None else f"{OTHER_WORDS.partition(',')[0]} :"
        for title, there in (SEALED_WORDS, True), (others, False):
            listed = [each for each in texts if each and (each in words) is there]
            lines += [title, *(f"– {shown(each)}" for each in listed[:MAX_LINES])]
    missing = _unproved(proof) if unproved is None else unproved
    return "\n".join([*lines, "Pas prouvé :", *(f"– {each}" for each in missing)])


def _unproved(proof: PaperProof) -> Iterator[str]:
    yield "les noms de personnes, que le registre ne contient pas ;"
    if not proof.events:
        yield "les mots du document : les événements n'y sont pas joints, seule leur empreinte l'est ;"
    yield "que le registre donne ces données : « efe verify --register » ou « --bundle » les compare ;"
    yield "ce qui a été corrigé depuis : cela se lit sur la plateforme."


def _words_of(event: Mapping[str, Any]) -> list[str]:
    state = json.loads(event["state"])
    ours = {"originator_id", "metadata", "bassins"}
    return [text for name, value in state.items() if name not in ours for text in texts_in(value)]


def is_paper(path: Path) -> bool:
    """Tells whether a file is a PDF, by its first bytes. A file that cannot be read is none."""
    try:
        with path.open("rb") as file:
            return file.read(5) == b"%PDF-"
    except OSError:
        return False


def check_paper_options(papers: Sequence[Path], since: Sequence[bytes], max_age: int | None) -> None:
    """Raises `ValueError` for options that a paper cannot fulfil."""
    if papers and (since or max_age is not None):
        raise ValueError("--since et --max-age valent pour un paquet, pas pour un document PDF.")


def read_paper(path: Path) -> bytes:
    with path.open("rb") as file:
        pdf = file.read(MAX_PAPER_BYTES + 1)
    need(len(pdf) <= MAX_PAPER_BYTES, "FILE_TOO_LARGE", path.name)
    return pdf


# The command


def key_text(value: str) -> str:
    """Returns the content of the file of that name, or the text itself."""
    try:
        return Path(value).read_text(encoding="utf-8-sig")
    except OSError:
        return value


def seconds(text: str) -> int:
    """Parses a duration: `90`, `90m`, `36h` or `7d`. Raises `ValueError`."""
    match = re.fullmatch(r"([0-9]{1,9})([smhd]?)", text.strip(BLANK))
    if not match:
        raise ValueError("La durée s'écrit en secondes, ou suivie de m, h ou d : 90m, 36h, 7d.")
    return int(match[1]) * {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}[match[2]]


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.format_usage()}Ligne de commande incomprise ({shown(message)}).\n")


def _parser() -> _Parser:
    parser = _Parser(
        description="Vérifie hors ligne les paquets de preuves d'Instances bassin EFE.",
        epilog="Statut : 0 tout est prouvé, 1 le premier défaut, 2 commande incomprise, 8 un document PDF, dont la "
        "mise en page et les valeurs ne sont pas comparées ici.",
    )
    add, several = parser.add_argument, "peut se répéter"
    add(
        "bundles",
        type=Path,
        nargs="+",
        metavar="paquet",
        help="un paquet (.zip), ceux de plusieurs Instances, ou un document PDF",
    )
    add(
        "--key",
        required=True,
        action="append",
        help=f"clé du journal, obtenue hors du paquet, ou son fichier ; {several}",
    )
    add(
        "--since",
        type=Path,
        action="append",
        default=[],
        help=f"point de contrôle (.note) que vous gardiez ; {several}",
    )
    add("--witness", action="append", default=[], help=f"clé d'un témoin qui doit avoir cosigné ; {several}")
    add("--max-age", help="âge le plus grand de la cosignature de chaque témoin : 90m, 36h, 7d")
    return parser


def main() -> int:
    arguments = _parser().parse_args()
    try:
        key, witnesses = "\n".join(map(key_text, arguments.key)), [key_text(witness) for witness in arguments.witness]
        since, max_age = (
            [path.read_bytes() for path in arguments.since],
            None if arguments.max_age is None else seconds(arguments.max_age),
        )
        papers = [path for path in arguments.bundles if is_paper(path)]
        check_paper_options(papers, since, max_age)
        reports = [paper_report(verify_paper(read_paper(path), key, witnesses)) for path in papers]
        proofs = [
            verify_zip(path, key, since, witnesses, max_age=max_age)
            for path in arguments.bundles
            if path not in papers
        ]
        check_one_log(proofs)
    except Fault as fault:
        sys.stderr.write(f"{fault.line}\n")
        return 1
    except (OSError, ValueError) as error:
        sys.stderr.write(f"Erreur : {shown(str(error))}\n")
        return 2
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a name may have letters that this terminal has not
    if papers:
        reports = [LAYOUT, *reports]
    sys.stdout.write("\n\n".join([*reports, *([report_all(proofs)] if proofs else [])]) + "\n")
    return PDF_ALONE if papers else 0


if __name__ == "__main__":
    sys.exit(main())
