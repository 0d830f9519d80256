"""Bundles with what a replay reads of them: the events of an Instance, and the pasts of projects that it joined."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from zipfile import ZipFile

import msgspec

from efe_domain.project.events import PoleJoined
from efe_domain.shared.codec import decode
from efe_infra.ledger.leaf import EPOCH, MICROSECOND
from efe_infra.ledger.pages import LedgerEvent
from efe_infra.postgres.connection import connect
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.decoding import pull


def stored(database: Database) -> Sequence[LedgerEvent]:
    with connect(database.conninfo(DatabaseRole.PROJECTOR)) as connection:
        return pull(connection, after=0, limit=100_000)


def concern(events: Iterable[LedgerEvent], bassin: str) -> list[LedgerEvent]:
    return [event for event in events if bassin in decode(event.topic, event.state).bassins]


def write_bundle(path: Path, events: Sequence[LedgerEvent], bassin: str) -> Path:
    own = concern(events, bassin)
    parts = {
        "instance.json": msgspec.json.encode({"bassin": bassin, "root": "", "size": len(own)}),
        "header.json": msgspec.json.encode({"block": 1, "first": 1, "last": events[-1].position}),
        "events.jsonl": b"".join(line(event, seq=seq) for seq, event in enumerate(own, start=1)),
    }
    for joined in own:
        event = decode(joined.topic, joined.state)
        if isinstance(event, PoleJoined) and event.bassin == bassin:
            past = [each for each in events if is_past(each, joined)]
            parts[f"annex/{joined.originator_id}-{joined.position}.jsonl"] = b"".join(map(line, past))
    return write_parts(path, parts)


def write_parts(path: Path, parts: dict[str, bytes]) -> Path:
    with ZipFile(path, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return path


def parts_of(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def is_past(event: LedgerEvent, joined: LedgerEvent) -> bool:
    return event.originator_id == joined.originator_id and event.originator_version < joined.originator_version


def line(event: LedgerEvent, **seq: int) -> bytes:
    told = {
        "originator_id": event.originator_id,
        "originator_version": event.originator_version,
        "position": event.position,
        "recorded_at": (event.recorded_at - EPOCH) // MICROSECOND,
        **seq,
        "state": msgspec.Raw(event.state),
        "topic": event.topic,
    }
    return msgspec.json.encode(told) + b"\n"
