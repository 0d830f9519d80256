"""`efe export`: the bundle of an Instance, as FORMAT.md has it, written little by little."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import batched
from pathlib import Path
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import msgspec

from efe_domain.shared.bassins import NAMES, Bassin
from efe_domain.shared.codec import encode
from efe_domain.transparency.blocks import BlockHeader
from efe_domain.transparency.instance_roots import Head, HeadProof
from efe_domain.transparency.merkle import CompactRange
from efe_domain.transparency.notes import Checkpoint, Note
from efe_domain.transparency.proofs import InstanceProof, SignedCheckpoint
from efe_infra.postgres.database import Database
from efe_infra.transparency.evidence.conveniences import conveniences
from efe_infra.transparency.evidence.history import (
    PAGE,
    Connection,
    Stored,
    events_of_instance,
    line_of,
    past_of,
    snapshot,
)
from efe_infra.transparency.evidence.refusals import (
    CheckpointUnknown,
    NothingOfInstance,
    NothingSealed,
)
from efe_infra.transparency.evidence.target import written
from efe_infra.transparency.evidence.timestamp import STAMP
from efe_infra.transparency.evidence.verify import JOIN, PROJECT, Join, Pasts
from efe_infra.transparency.sealing.block_proofs import prove_consistency, prove_event, prove_instance
from efe_infra.transparency.sealing.sealer import Tell
from efe_infra.transparency.sealing.timestamps import read_timestamp

LOG_AT = "select log from seal.block where block = %s"


@dataclass(frozen=True, kw_only=True)
class Exported:
    """What was written, up to which position."""

    events: int
    annexes: int
    block: int
    position: int


def export_bundle(
    database: Database, bassin: Bassin, target: Path, tell: Tell, *, since: Note | None = None, force: bool = False
) -> Exported:
    """The bundle at the last checkpoint; `tell` hears of events written, and how many there are.

    Raises `ExportRefused`.
    """
    with snapshot(database) as connection:
        proof, head = proof_of(connection, bassin)
        older = _known(connection, proof.block.checkpoint, since) if since else None
        header = BlockHeader.parse(proof.block.header)
        with written(target, force=force) as file, ZipFile(file, "w", ZIP_DEFLATED) as zipped:
            bundle = _Bundle(zipped, header.sealed_at)
            pasts = bundle.put_events(connection, bassin, head, tell)
            bundle.put_proofs(bassin, head, proof)
            bundle.put_timestamp(connection, proof.block.checkpoint)
            if older:
                bundle.put_consistency(connection, older, proof.block.checkpoint)
            for join in pasts.late:
                bundle.put_annex(connection, join)
            bundle.put_conveniences(connection, bassin)
    return Exported(events=head.size, annexes=len(pasts.late), block=header.block, position=header.last)


def proof_of(connection: Connection, bassin: Bassin) -> tuple[InstanceProof, Head]:
    """At the last checkpoint. Raises `NothingSealed` or `NothingOfInstance`."""
    proof = prove_instance(connection, bassin)
    if not proof:
        raise NothingSealed
    if not proof.head:
        raise NothingOfInstance(NAMES[bassin])
    return proof, proof.head


def _known(connection: Connection, last: SignedCheckpoint, note: Note) -> Checkpoint:
    """What the auditor kept, if it is of this log."""
    kept = Checkpoint.parse(note.text)
    if kept.origin != last.origin:
        raise CheckpointUnknown(f"il est de « {kept.origin} »")
    if not 0 < kept.size <= last.size:
        raise CheckpointUnknown(f"il est de {kept.size} blocs, et le dernier de {last.size}")
    [(log,)] = connection.cursor(binary=True).execute(LOG_AT, [kept.size]).fetchall()
    if CompactRange.unpacked(kept.size, log).root() != kept.root:
        raise CheckpointUnknown("la racine de ses blocs en est une autre")
    return kept


class _Bundle:
    """The files of one zip, in the order in which they are written; dated by the seal, so that it is reproducible."""

    def __init__(self, zipped: ZipFile, sealed_at: int) -> None:
        self._zip = zipped
        self._date = datetime.fromtimestamp(sealed_at // 1_000_000, UTC).timetuple()[:6]
        self._topics: set[str] = set()

    def put_events(self, connection: Connection, bassin: Bassin, head: Head, tell: Tell) -> Pasts:
        """The events, and what they leave to be annexed."""
        pasts = Pasts(bassin)
        events = self._seen(events_of_instance(connection, bassin, head.size), pasts)
        self._put_lines("events.jsonl", map(line_of, events), lambda done: tell(done, head.size))
        return pasts

    def put_proofs(self, bassin: Bassin, head: Head, proof: InstanceProof) -> None:
        block = proof.block
        self._put_json("instance.json", {"bassin": bassin, "root": head.root.hex(), "size": head.size})
        self._put_json("heads.proof", _of_map(proof.proof))
        self._put("header.json", block.header)
        self._put_json(
            "header.proof", {"index": block.index, "path": _hex(block.path), "size": block.checkpoint.size}
        )
        self._put("checkpoint.note", block.checkpoint.note.encode())

    def put_timestamp(self, connection: Connection, checkpoint: SignedCheckpoint) -> None:
        if token := read_timestamp(connection, checkpoint.size):
            self._put(STAMP, token)

    def put_consistency(self, connection: Connection, older: Checkpoint, last: SignedCheckpoint) -> None:
        proof = prove_consistency(connection, older.size, last.size)
        assert proof  # noqa: S101 - both sizes are of this log
        self._put_json("consistency.proof", {"first": proof.first, "path": _hex(proof.path), "second": proof.second})

    def put_annex(self, connection: Connection, join: Join) -> None:
        project = UUID(join.project)
        lines = (line_of(event) for event in self._seen(past_of(connection, project, join.position)))
        self._put_lines(f"{join.annex}.jsonl", lines)
        sealed = (_sealed(connection, event) for event in past_of(connection, project, join.position))
        self._put_lines(f"{join.annex}.proof", sealed)

    def put_conveniences(self, connection: Connection, bassin: Bassin) -> None:
        for name, text in conveniences(connection, bassin, self._topics):
            self._put(name, text.encode())

    def _seen(self, events: Iterable[Stored], pasts: Pasts | None = None) -> Iterator[Stored]:
        for event in events:
            self._topics.add(event.topic)
            if pasts and event.topic.startswith(PROJECT):
                state = msgspec.json.decode(event.state) if event.topic == JOIN else {}
                pasts.see(str(event.originator_id), event.position, event.topic, state)
            yield event

    def _put_lines(self, name: str, lines: Iterable[bytes], tell: Callable[[int], object] = lambda _: None) -> None:
        done = 0
        with self._zip.open(self._member(name), "w", force_zip64=True) as file:
            for page in batched(lines, PAGE, strict=False):
                file.write(b"".join(page))
                done += len(page)
                tell(done)

    def _put_json(self, name: str, value: object) -> None:
        self._put(name, encode(value))

    def _put(self, name: str, data: bytes) -> None:
        self._zip.writestr(self._member(name), data)

    def _member(self, name: str) -> ZipInfo:
        member = ZipInfo(name, self._date)
        member.compress_type = ZIP_DEFLATED
        return member


def _sealed(connection: Connection, event: Stored) -> bytes:
    """The line that proves an annexed event."""
    proof = prove_event(connection, event.position)
    assert proof  # noqa: S101 - it is before an event that is sealed
    header = msgspec.Raw(proof.block.header)
    return encode({"header": header, "in_block": _hex(proof.path), "in_log": _hex(proof.block.path)}) + b"\n"


def _of_map(proof: HeadProof) -> object:
    return {"bitmap": f"{proof.bitmap:064x}", "siblings": _hex(proof.siblings)}


def _hex(hashes: Sequence[bytes]) -> list[str]:
    return [each.hex() for each in hashes]
