#!/usr/bin/env python3
"""Verify the bundle of an Instance offline: `python verify.py bundle.zip --key KEY [--since old-checkpoint.note]`.

It needs Python 3.11 and the package `cryptography`, opens no connection and writes no file. The format that it holds
the bundle to is in FORMAT.md of the project. Memory stays the same however many events there are, but for one number
a project and a line for each join. Exit status: 0 proven, 1 refused with the first fault, 2 misused.
"""

import argparse
import base64
import hashlib
import io
import json
import re
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, ClassVar, NamedTuple, NoReturn, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FAULTS = {
    "ANNEX_FOREIGN": "Cet événement n'est pas du passé du projet rejoint, à sa place.",
    "ANNEX_UNEXPECTED": "Aucune adhésion de l'Instance à un projet n'appelle cette annexe.",
    "ANNEX_UNSEALED": "Cet événement n'est pas, tel quel, dans un bloc du journal signé.",
    "ANNEX_WRONG": "L'annexe n'est pas le passé que l'événement d'adhésion a promis (nombre et racine).",
    "ARCHIVE_UNREADABLE": "Le fichier n'est pas une archive zip lisible.",
    "CONSISTENCY_FOREIGN": "La preuve de cohérence ne relie pas ce point de contrôle au vôtre.",
    "EVENTS_ALTERED": "Les événements ne donnent pas la racine scellée : l'un d'eux a été changé, ôté ou ajouté.",
    "EVENTS_MISSING": "Il y a moins d'événements que le nombre scellé.",
    "EVENT_FOREIGN": "L'événement ne concerne pas cette Instance.",
    "EVENT_MISPLACED": "La position ne suit pas celle de l'événement précédent, ou dépasse le bloc scellé.",
    "EVENT_MISNAMED": "L'état de l'événement dit une autre entité ou une autre version que sa ligne.",
    "EVENT_OUT_OF_SEQUENCE": "Le numéro d'ordre n'est pas celui qui suit.",
    "EVENT_SURPLUS": "Il y a plus d'événements que le nombre scellé.",
    "FILE_DUPLICATE": "L'archive contient deux fichiers de ce nom.",
    "FILE_MISSING": "Le fichier manque.",
    "FILE_TOO_LARGE": "Le fichier, ou l'une de ses lignes, dépasse toute taille vraisemblable.",
    "HEAD_UNPROVEN": "L'Instance, son nombre d'événements et sa racine ne sont pas ceux du bloc scellé.",
    "HEADER_UNPROVEN": "L'en-tête du dernier bloc n'est pas dans le journal signé.",
    "LOG_REWRITTEN": "Le journal ne prolonge pas celui que vous connaissez : le passé a été réécrit.",
    "LOG_SHORTER": "Le journal est plus court que celui que vous connaissez.",
    "MALFORMED": "Le contenu n'a pas la forme prescrite.",
    "NOT_CANONICAL": "Le contenu n'est pas du JSON canonique (RFC 8785).",
    "ORIGIN_DIFFERS": "Le point de contrôle est d'un autre journal que celui de la clé.",
    "SIGNATURE_INVALID": "La signature est fausse.",
    "SIGNATURE_MISSING": "Aucune signature de la clé donnée.",
    "WITNESS_MISSING": "La cosignature du témoin demandé manque.",
}

EMPTY = bytes(32)  # an empty subtree of the heads map
SMALL, LINE = 1 << 16, 1 << 22  # bytes at most of a file that is not a list, and of a line
LATEST = 253_402_300_799_999_999  # microseconds: the last instant of the year 9999
PROJECT, JOIN = "project.", "project.pole-joined.v1"
SINCE = "--since"  # how faults name the auditor's own checkpoint

Files = Mapping[str, "bytes | IO[bytes]"]


class Fault(Exception):
    """The first thing that is not as it must be: a stable code, where it lies, and a French sentence."""

    SENTENCES: ClassVar[Mapping[str, str]] = FAULTS

    def __init__(self, code: str, where: str) -> None:
        super().__init__(f"{where} : {self.SENTENCES[code]}")
        self.code, self.where = code, where

    @property
    def line(self) -> str:
        """What a command says of it."""
        return f"Refusé [{self.code}] {self}"


# Hashes (RFC 9162, section 2.1)


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Range:
    """A tree that grows by its right: only the roots of its perfect subtrees are kept."""

    def __init__(self) -> None:
        self.size, self._roots = 0, list[bytes]()

    def append(self, leaf: bytes) -> None:
        size, roots = self.size, self._roots
        while size & 1:
            leaf, size = node(roots.pop(), leaf), size >> 1
        roots.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        if not self._roots:
            return sha256(b"")
        *others, found = self._roots
        for root in reversed(others):
            found = node(root, found)
        return found


def root_from_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that the path leads to (2.1.3.2); None when it has not the length that index and size ask for."""
    first, last, root = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if first & 1 or first == last:
            root = node(sibling, root)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            root = node(root, sibling)
        first, last = first >> 1, last >> 1
    return root if last == 0 and 0 <= index < size else None


def is_consistent(old: "Checkpoint", new: "Checkpoint", path: Sequence[bytes]) -> bool:
    """Whether the larger tree begins with the smaller one (2.1.4.2)."""
    if old.size == new.size:
        return not path and old.root == new.root
    hashes = [old.root, *path] if old.size & (old.size - 1) == 0 else list(path)
    first, last = old.size - 1, new.size - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    if not hashes:
        return False
    before = after = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            before, after = node(sibling, before), node(sibling, after)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            after = node(after, sibling)
        first, last = first >> 1, last >> 1
    return last == 0 and before == old.root and after == new.root


def root_from_map(key: bytes, value: bytes, bitmap: int, siblings: Sequence[bytes]) -> bytes:
    """The root of the heads map in which the key has the value; siblings from the top down."""
    found, left, way = sha256(b"\x00" + key + value), list(siblings), int.from_bytes(key, "big")
    for height in range(256):
        sibling = left.pop() if bitmap >> height & 1 else EMPTY
        found = node(sibling, found) if way >> height & 1 else node(found, sibling)
    return found


# Signed notes (c2sp.org/signed-note, tlog-checkpoint, tlog-cosignature)


class Key(NamedTuple):
    """A verifier key: its name, its kind (1: of a log, 4: of a witness) and the first bytes of its signatures."""

    name: str
    kind: int
    mark: bytes
    public: bytes


class Checkpoint(NamedTuple):
    """How many blocks the log has, and its root."""

    size: int
    root: bytes


def verifier_key(text: str, kind: int) -> Key:
    """Read `name+hash+base64(kind ‖ key)`. Raises `ValueError`."""
    name, mark, encoded = text.strip().split("+", 2)
    material = _base64(encoded)
    if not name or len(material) != 33 or material[0] != kind:
        raise ValueError("La clé n'est pas de la forme « nom+empreinte+base64 » attendue.")
    expected = sha256(name.encode() + b"\n" + material)[:4]
    if mark != expected.hex():
        raise ValueError("L'empreinte de la clé n'est pas la sienne : un caractère a changé.")
    return Key(name, kind, expected, material[1:])


def checkpoint(note: bytes, where: str, keys: Sequence[Key], witnesses: Sequence[Key] = ()) -> Checkpoint:
    """What the note says, once a key has signed it and every witness too. Lines of unknown keys are ignored."""
    body, lines = _note(note, where)
    signed = {key for key in (*keys, *witnesses) for line in lines if _signs(key, line, body, where)}
    if not signed.intersection(keys):
        raise Fault("SIGNATURE_MISSING", where)
    if not signed.issuperset(witnesses):
        raise Fault("WITNESS_MISSING", where)
    origin, size, root = _lines_of(body, where)
    if all(origin != key.name for key in signed.intersection(keys)):
        raise Fault("ORIGIN_DIFFERS", where)
    return Checkpoint(size, root)


def _note(note: bytes, where: str) -> tuple[bytes, list[tuple[str, bytes]]]:
    """The text that is signed, and name and bytes of each signature."""
    body, found, signatures = note.rpartition(b"\n\n")
    try:
        *entries, end = signatures.decode().split("\n")
        matches = [re.fullmatch(r"— ([^\s+]+) (\S+)", entry) for entry in entries]
        signed = [(match[1], _base64(match[2])) for match in matches if match]
    except ValueError:
        raise Fault("MALFORMED", where) from None
    if not found or end or not matches or None in matches:
        raise Fault("MALFORMED", where)
    return body + b"\n", signed


def _signs(key: Key, line: tuple[str, bytes], body: bytes, where: str) -> bool:
    """False when the line is of another key. Raises `Fault` when it is of this one, and wrong."""
    name, signature = line
    if name != key.name or signature[:4] != key.mark:
        return False
    text, stamp = body, signature[4:-64]
    if key.kind == 4 and len(stamp) == 8:
        text = b"cosignature/v1\ntime %d\n" % int.from_bytes(stamp, "big") + body
    elif stamp or key.kind == 4:
        raise Fault("SIGNATURE_INVALID", where)
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature[-64:], text)
    except InvalidSignature:
        raise Fault("SIGNATURE_INVALID", where) from None
    return True


def _lines_of(body: bytes, where: str) -> tuple[str, int, bytes]:
    """Origin, size and root of a checkpoint; there is always a first block."""
    match = re.fullmatch(r"([^\n]+)\n([1-9][0-9]{0,17})\n(\S+)\n", body.decode(errors="replace"))
    try:
        root = _base64(match[3]) if match else b""
    except ValueError:
        root = b""
    if not match or len(root) != 32:
        raise Fault("MALFORMED", where)
    return match[1], int(match[2]), root


def _base64(text: str) -> bytes:
    """Raises `ValueError`, also when the text is another way to write the same bytes."""
    found = base64.b64decode(text, validate=True)
    if base64.b64encode(found).decode() != text:
        raise ValueError("Base64 inattendu.")
    return found


# Files in their exact bytes


def _no(_: str) -> NoReturn:
    raise ValueError("Not a number of the canonical form")


_decode = json.JSONDecoder(parse_float=_no, parse_constant=_no).decode
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical(data: bytes, where: str) -> dict[str, Any]:
    """The object of these bytes, if they are its canonical form. No number of ours has a fraction."""
    try:
        text = data.decode()
        value = _decode(text)
        exact = _encode(value) == text
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
    return type(value) is int and 0 <= value <= LATEST


def is_path(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= 256 and all(map(is_hash, value))


def is_text(value: Any) -> bool:
    return isinstance(value, str)


HEADER = {"events_root": is_hash, "heads_root": is_hash, "previous": is_hash}
HEADER |= dict.fromkeys(("block", "first", "last", "sealed_at"), is_number)
PAST = {"past_events": is_number, "past_root": is_hash}


def check(value: Any, where: str, kinds: Mapping[str, Callable[[Any], bool]], *, others: bool = False) -> None:
    """An object with these fields, each of its kind, and no others but where they may be."""
    if not isinstance(value, dict) or not (others or value.keys() == kinds.keys()):
        raise Fault("MALFORMED", where)
    if not all(kind(value.get(name)) for name, kind in kinds.items()):
        raise Fault("MALFORMED", where)


def stream(files: Files, name: str) -> IO[bytes]:
    if name not in files:
        raise Fault("FILE_MISSING", name)
    found = files[name]
    return io.BytesIO(found) if isinstance(found, bytes) else found


def read(files: Files, name: str) -> bytes:
    with stream(files, name) as opened:
        data = opened.read(SMALL + 1)
    if len(data) > SMALL:
        raise Fault("FILE_TOO_LARGE", name)
    return data


def read_object(files: Files, name: str, **kinds: Callable[[Any], bool]) -> dict[str, Any]:
    value = canonical(read(files, name), name)
    check(value, name, kinds)
    return value


def hashes(values: Sequence[str]) -> list[bytes]:
    return [bytes.fromhex(value) for value in values]


def lines(files: Files, name: str) -> Iterator[bytes]:
    with stream(files, name) as opened:
        while line := opened.readline(LINE + 1):
            if len(line) > LINE:
                raise Fault("FILE_TOO_LARGE", name)
            yield line


class Archive(Mapping[str, IO[bytes]]):
    """The files of a zip, each opened when it is asked for; what the zip says of them beside is ignored."""

    def __init__(self, zipped: zipfile.ZipFile) -> None:
        self._zip = zipped
        self._members: dict[str, zipfile.ZipInfo] = {}
        for member in zipped.infolist():
            if member.filename in self._members:
                raise Fault("FILE_DUPLICATE", member.filename)
            self._members[member.filename] = member

    def __getitem__(self, name: str) -> IO[bytes]:
        member = self._members[name]
        if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} or member.flag_bits & 1:
            raise Fault("ARCHIVE_UNREADABLE", name)
        return io.BufferedReader(cast("io.RawIOBase", self._zip.open(member)), 1 << 18)

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)


# The bundle, in the order of FORMAT.md


@dataclass
class Proof:
    """What a bundle proves, as far as it has been read."""

    keys: list[str]
    since: int
    witnesses: list[str]
    bassin: str = ""
    size: int = 0
    block: int = 0
    position: int = 0
    sealed_at: int = 0
    annexes: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


class Join(NamedTuple):
    """A pôle of the Instance joined a project of which the Instance has not all the past."""

    project: str
    position: int
    past_events: int
    past_root: str

    @property
    def annex(self) -> str:
        return f"annex/{self.project}-{self.position}"


class Pasts:
    """What an Instance has itself of the past of each project, and the joins that leave more to be annexed."""

    def __init__(self, bassin: str) -> None:
        self.late: list[Join] = []
        self._bassin = bassin
        self._had: dict[str, int] = {}

    def see(self, project: str, position: int, topic: str, state: Mapping[str, Any]) -> None:
        """An event of the Instance whose topic is that of a project."""
        had = self._had.get(project, 0)
        self._had[project] = had + 1
        if topic == JOIN and state.get("bassin") == self._bassin and had != state.get("past_events"):
            check(state, f"events.jsonl, position {position}", PAST, others=True)
            self.late.append(Join(project, position, state["past_events"], state["past_root"]))


class Line(NamedTuple):
    """One line of a list of events; `leaf` is its leaf in the trees of the log."""

    project: str
    version: int
    position: int
    topic: str
    raw: bytes
    state: dict[str, Any]
    leaf: bytes


def _line_pattern(place: bytes) -> re.Pattern[bytes]:
    number, hexa = rb"(0|[1-9][0-9]{0,17})", rb"[0-9a-f]"
    identifier = rb'"(%b{8}-%b{4}-%b{4}-%b{4}-%b{12})"' % (5 * (hexa,))
    return re.compile(
        rb'\{"originator_id":%b,"originator_version":%b,"position":%b,"recorded_at":%b%b,"state":(\{.*\}),'
        rb'"topic":"([^"\\\x00-\x1f]{1,200})"\}\n' % (identifier, number, number, number, place)
    )


_IN_ANNEX = _line_pattern(b"()")
_IN_EVENTS = _line_pattern(rb',"seq":(0|[1-9][0-9]{0,17})')
_HEAD = struct.Struct(">qq16sqi").pack


def read_line(line: bytes, pattern: re.Pattern[bytes], where: str) -> tuple[bytes, Line]:
    """The `seq` as it is written, and the event: around the state nothing can be written in two ways."""
    match = pattern.fullmatch(line)
    if not match:
        raise Fault("MALFORMED", where)
    entity, version, position, recorded_at, seq, raw, topic = match.groups()
    state = canonical(raw, where)
    project, number, place = entity.decode(), int(version), int(position)
    if state.get("originator_id") != project or state.get("originator_version") != number:
        raise Fault("EVENT_MISNAMED", where)
    head = _HEAD(place, int(recorded_at), bytes.fromhex(project.replace("-", "")), number, len(topic))
    leaf = hashlib.sha256(b"\x00" + head + topic + raw).digest()
    return seq, Line(project, number, place, topic.decode(errors="replace"), raw, state, leaf)


def verify(files: Files, key: str, since: bytes | None = None, witnesses: Sequence[str] = ()) -> Proof:
    """What the bundle proves. Raises `Fault`, or `ValueError` for a key (one a line) that is none."""
    keys = [verifier_key(line, 1) for line in key.split("\n") if line.strip()]
    if not keys:
        raise ValueError("Il faut une clé.")
    cosigners = [verifier_key(witness, 4) for witness in witnesses]
    try:
        return _verify(files, keys, since, cosigners)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise Fault("ARCHIVE_UNREADABLE", str(error)) from error


def _verify(files: Files, keys: Sequence[Key], since: bytes | None, witnesses: Sequence[Key]) -> Proof:
    log = checkpoint(read(files, "checkpoint.note"), "checkpoint.note", keys, witnesses)
    proof = Proof([key.name for key in keys], 0, [key.name for key in witnesses])
    if since is not None:
        proof.since = _check_consistency(files, checkpoint(since, SINCE, keys), log)
    header = _check_header(files, log)
    proof.block, proof.position, proof.sealed_at = log.size, header["last"], header["sealed_at"]
    proof.bassin, proof.size, root = _check_head(files, bytes.fromhex(header["heads_root"]))
    joins = _check_events(files, proof, root)
    for join in joins:
        _check_annex(files, join, log)
    proof.annexes = [join.annex for join in joins]
    _check_rest(files, proof, read_since=since is not None)
    return proof


def _check_consistency(files: Files, old: Checkpoint, new: Checkpoint) -> int:
    name = "consistency.proof"
    if new.size < old.size:
        raise Fault("LOG_SHORTER", "checkpoint.note")
    proof = read_object(files, name, first=is_number, path=is_path, second=is_number)
    if (proof["first"], proof["second"]) != (old.size, new.size):
        raise Fault("CONSISTENCY_FOREIGN", name)
    if not is_consistent(old, new, hashes(proof["path"])):
        raise Fault("LOG_REWRITTEN", name)
    return old.size


def _check_header(files: Files, log: Checkpoint) -> dict[str, Any]:
    raw = read(files, "header.json")
    header = canonical(raw, "header.json")
    check(header, "header.json", HEADER)
    proof = read_object(files, "header.proof", index=is_number, path=is_path, size=is_number)
    if (proof["index"], proof["size"], header["block"]) != (log.size - 1, log.size, log.size):
        raise Fault("HEADER_UNPROVEN", "header.proof")
    leaf = sha256(b"\x00" + raw)
    if root_from_inclusion(leaf, proof["index"], log.size, hashes(proof["path"])) != log.root:
        raise Fault("HEADER_UNPROVEN", "header.proof")
    return header


def _check_head(files: Files, heads_root: bytes) -> tuple[str, int, bytes]:
    """Bassin, number of events and root of the Instance, as the heads map of the block has them."""
    instance = read_object(files, "instance.json", bassin=is_text, root=is_hash, size=is_number)
    proof = read_object(files, "heads.proof", bitmap=is_hash, siblings=is_path)
    bitmap, siblings = int(proof["bitmap"], 16), hashes(proof["siblings"])
    if bitmap.bit_count() != len(siblings) or EMPTY in siblings:
        raise Fault("MALFORMED", "heads.proof")
    root = bytes.fromhex(instance["root"])
    key, value = sha256(instance["bassin"].encode()), sha256(struct.pack(">q", instance["size"]) + root)
    if root_from_map(key, value, bitmap, siblings) != heads_root:
        raise Fault("HEAD_UNPROVEN", "heads.proof")
    return instance["bassin"], instance["size"], root


def _check_events(files: Files, proof: Proof, root: bytes) -> list[Join]:
    """Recompute the root from the events; answer the joins whose past the Instance has not itself."""
    tree, before, pasts = Range(), 0, Pasts(proof.bassin)
    for number, raw in enumerate(lines(files, "events.jsonl"), start=1):
        where = f"events.jsonl, ligne {number}"
        if number > proof.size:
            raise Fault("EVENT_SURPLUS", where)
        seq, line = read_line(raw, _IN_EVENTS, where)
        if int(seq) != number:
            raise Fault("EVENT_OUT_OF_SEQUENCE", where)
        if not before < line.position <= proof.position:
            raise Fault("EVENT_MISPLACED", where)
        concerned = line.state.get("bassins")
        if not isinstance(concerned, list) or proof.bassin not in concerned:
            raise Fault("EVENT_FOREIGN", where)
        if line.topic.startswith(PROJECT):
            pasts.see(line.project, line.position, line.topic, line.state)
        tree.append(line.leaf)
        before = line.position
    if tree.size < proof.size:
        raise Fault("EVENTS_MISSING", f"events.jsonl, après la ligne {tree.size}")
    if tree.root() != root:
        raise Fault("EVENTS_ALTERED", "events.jsonl")
    return pasts.late


def _check_annex(files: Files, join: Join, log: Checkpoint) -> None:
    """The past of a project: its states by the root in the join, all else by the blocks that sealed it."""
    name, tree, before = f"{join.annex}.jsonl", Range(), 0
    proofs = lines(files, f"{join.annex}.proof")
    for number, raw in enumerate(lines(files, name), start=1):
        where = f"{name}, ligne {number}"
        _, line = read_line(raw, _IN_ANNEX, where)
        if number > join.past_events:
            raise Fault("ANNEX_WRONG", where)
        if line.project != join.project or not before < line.position < join.position:
            raise Fault("ANNEX_FOREIGN", where)
        _check_sealed(line, next(proofs, b""), f"{join.annex}.proof, ligne {number}", log)
        tree.append(sha256(b"\x00" + line.raw))
        before = line.position
    if next(proofs, None) is not None:
        raise Fault("ANNEX_WRONG", f"{join.annex}.proof, ligne {tree.size + 1}")
    if (tree.size, tree.root().hex()) != (join.past_events, join.past_root):
        raise Fault("ANNEX_WRONG", name)


def _check_sealed(line: Line, raw: bytes, where: str, log: Checkpoint) -> None:
    """The leaf is in the tree of a block, and the header of the block in the log."""
    if not raw.endswith(b"\n"):
        raise Fault("MALFORMED", where)
    proof = canonical(raw[:-1], where)
    check(proof, where, {"header": lambda _: True, "in_block": is_path, "in_log": is_path})
    header = proof["header"]
    check(header, where, HEADER)
    first, last, block = header["first"], header["last"], header["block"]
    in_block = root_from_inclusion(line.leaf, line.position - first, last - first + 1, hashes(proof["in_block"]))
    leaf = sha256(b"\x00" + _encode(header).encode())
    in_log = root_from_inclusion(leaf, block - 1, log.size, hashes(proof["in_log"]))
    if in_block is None or in_block.hex() != header["events_root"] or in_log != log.root:
        raise Fault("ANNEX_UNSEALED", where)


def _check_rest(files: Files, proof: Proof, *, read_since: bool) -> None:
    """No annex goes unverified; what else was not read is told."""
    known = {"checkpoint.note", "events.jsonl", "header.json", "header.proof", "heads.proof", "instance.json"}
    known |= {annex + end for annex in proof.annexes for end in (".jsonl", ".proof")}
    known |= {"consistency.proof"} if read_since else set()
    proof.unread = sorted(set(files) - known)
    for name in proof.unread:
        if name.startswith("annex/"):
            raise Fault("ANNEX_UNEXPECTED", name)


# The command


def report(proof: Proof) -> str:
    """In French: what is proven, and what is not."""
    instant = datetime.fromtimestamp(proof.sealed_at // 1_000_000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    since = (
        f"– Le journal prolonge le vôtre : ce que vous gardiez ({proof.since} blocs) y est, inchangé."
        if proof.since
        else "– Sans point de contrôle antérieur (--since), une réécriture d'avant ce paquet ne se verrait pas."
    )
    proven = (
        f"Vérifié : l'Instance « {proof.bassin} » a {proof.size} événements jusqu'à la position {proof.position} du "
        f"registre, scellée le {instant} (bloc {proof.block}).\n"
        "Prouvé :\n"
        f"– Le point de contrôle est signé par la clé donnée ({', '.join(proof.keys)}).\n"
        f"{since}\n"
        "– Les événements sont ceux de l'arbre scellé de l'Instance, au complet, à l'octet près et dans l'ordre."
    )
    sentences = [proven]
    if proof.annexes:
        sentences.append(f"– Le passé de {len(proof.annexes)} projet(s) rejoint(s) en cours de route est entier.")
    if proof.witnesses:
        sentences.append(f"– Cosigné par : {', '.join(proof.witnesses)}.")
    sentences.append(
        "Pas prouvé :\n"
        "– que tout ce qui s'est fait a été enregistré ;\n"
        f"– ce qui vient après la position {proof.position} ;\n"
        "– que qui scelle n'a omis aucun événement de l'arbre de l'Instance : « efe verify --full » le contrôle, "
        "là où se trouve le registre."
    )
    if proof.unread:
        unread = sorted({name.partition("/")[0] for name in proof.unread})
        sentences.append(f"Non vérifiés, de simples commodités : {', '.join(unread)}.")
    return "\n".join(sentences)


def verify_zip(path: Path, key: str, since: bytes | None = None, witnesses: Sequence[str] = ()) -> Proof:
    """The same for a file. Raises `OSError` too."""
    try:
        with zipfile.ZipFile(path) as zipped:
            return verify(Archive(zipped), key, since, witnesses)
    except zipfile.BadZipFile as error:
        raise Fault("ARCHIVE_UNREADABLE", path.name) from error


def key_text(value: str) -> str:
    """The key itself, or the content of the file of that name."""
    try:
        return Path(value).read_text(encoding="utf-8")
    except OSError:
        return value


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.format_usage()}Ligne de commande incomprise ({message}).\n")


def main() -> int:
    parser = _Parser(description="Vérifie hors ligne le paquet de preuves d'une Instance bassin EFE.")
    parser.add_argument("bundle", type=Path, help="le paquet (.zip)")
    parser.add_argument(
        "--key", required=True, action="append", help="clé de vérification, obtenue hors du paquet, ou son fichier"
    )
    parser.add_argument("--since", type=Path, help="point de contrôle (.note) gardé d'une vérification antérieure")
    parser.add_argument("--witness", action="append", default=[], help="clé d'un témoin qui doit avoir cosigné")
    given = parser.parse_args()
    try:
        since = given.since.read_bytes() if given.since else None
        witnesses = [key_text(witness) for witness in given.witness]
        proof = verify_zip(given.bundle, "\n".join(map(key_text, given.key)), since, witnesses)
    except Fault as fault:
        sys.stderr.write(f"{fault.line}\n")
        return 1
    except (OSError, ValueError) as error:
        sys.stderr.write(f"Erreur : {error}\n")
        return 2
    sys.stdout.write(report(proof) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
