"""Bundle of an Instance, which is written in one pass over the log in the format of FORMAT.md (`efe export`)."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import batched
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from efe_domain.event_schemas import dump_schema, events_document, topic_schema
from efe_domain.shared.bassins import Bassin, instance_name
from efe_domain.shared.codec import encode
from efe_domain.transparency.routed_log import FORMAT
from efe_infra.postgres.database import Database
from efe_infra.postgres.standbys import read_of_standby
from efe_infra.transparency.evidence import verify
from efe_infra.transparency.evidence.atomic_file import atomic_file
from efe_infra.transparency.evidence.sealed_history import PAGE_ROWS, SealedHistory, line_of, snapshot
from efe_infra.transparency.evidence.timestamp import TIMESTAMP_FILE
from efe_infra.transparency.evidence.verify import EVENTS, NOTE, OTHERS, is_packed_fairly
from efe_infra.transparency.sealing.ledger_log import read_keys
from efe_infra.transparency.sealing.sealer import Progress
from efe_infra.transparency.sealing.timestamps import read_timestamp

MAX_MEMORY_BYTES = 1 << 22
"""Size of the entries from which a temporary file holds them."""


@dataclass(frozen=True, kw_only=True)
class Exported:
    """Numbers of events of the Instance and of annexed ones, and the last position."""

    events: int
    annexed: int
    position: int


def export_bundle(
    database: Database, bassin: Bassin, target: Path, progress: Progress, *, force: bool = False
) -> Exported:
    """Writes the bundle at the last checkpoint to a file. `progress` counts positions. Raises `ExportRefused`."""
    with snapshot(database) as connection:
        view = SealedHistory.of(connection, bassin)
        with atomic_file(target, force=force) as file:
            return _write(view, file, progress)


def write_bundle(
    database: Database,
    bassin: Bassin,
    file: IO[bytes],
    *,
    covering: int | None = None,
    replicas: Sequence[Database] = (),
) -> Exported:
    """Writes the bundle to an open file, from a replica that has every event. Raises `NothingToExport`.

    It ends at the last checkpoint, or at the first one that covers a position.
    """

    def write(source: Database) -> Exported:
        file.seek(0)
        file.truncate()
        with snapshot(source) as connection:
            return _write(SealedHistory.of(connection, bassin, covering), file, lambda _done, _all: None)

    return read_of_standby(database, replicas, write)


def _write(view: SealedHistory, file: IO[bytes], progress: Progress) -> Exported:
    """Packs the events, unless they become so small that verifiers would refuse them."""
    for compression in (ZIP_DEFLATED, ZIP_STORED):
        with ZipFile(file, "w") as archive:
            exported = _BundleWriter(archive, view, compression).write(progress)
        events = archive.getinfo(EVENTS)
        if is_packed_fairly(events.file_size, events.compress_size):
            break
        file.seek(0)
        file.truncate()
    return exported


class _BundleWriter:
    """Writer of the files of one zip. They are dated by the last event, so that a bundle is reproducible."""

    def __init__(self, archive: ZipFile, view: SealedHistory, compression: int) -> None:
        self._archive, self._view, self._compression = archive, view, compression
        self._date = max(view.last_instant.astimezone(UTC).timetuple()[:6], (1980, 1, 1, 0, 0, 0))
        self._topics: set[str] = set()
        self._events = self._annexed = 0

    def write(self, progress: Progress) -> Exported:
        view = self._view
        with SpooledTemporaryFile(MAX_MEMORY_BYTES) as others:
            self._write_events(others, progress)
            others.seek(0)
            with self._archive.open(self._member(OTHERS, ZIP_STORED), "w", force_zip64=True) as file:
                shutil.copyfileobj(others, file, 1 << 20)
        self._write_file("instance.json", encode({"bassin": view.bassin, "format": FORMAT, "size": self._events}))
        self._write_file("genesis.json", view.genesis.canonical())
        self._write_file(NOTE, view.checkpoint.note.encode())
        if token := read_timestamp(view.connection, view.checkpoint.size):
            self._write_file(TIMESTAMP_FILE, token)
        for name, content in self._conveniences():
            self._write_file(name, content.encode())
        return Exported(events=self._events, annexed=self._annexed, position=view.last)

    def _write_events(self, others: IO[bytes], progress: Progress) -> None:
        """Writes each opened event to the zip, and every other entry to `others`."""
        with self._archive.open(self._member(EVENTS, self._compression), "w", force_zip64=True) as file:
            for number, page in enumerate(batched(self._view.entries(), PAGE_ROWS, strict=False)):
                others.write(b"".join(entry for entry, event in page if not event))
                events = [event for _, event in page if event]
                file.write(b"".join(map(line_of, events)))
                own = sum(event.seq is not None for event in events)
                self._events, self._annexed = self._events + own, self._annexed + len(events) - own
                self._topics.update(event.topic for event in events)
                progress(number * PAGE_ROWS + len(page), self._view.last)

    def _conveniences(self) -> Iterator[tuple[str, str]]:
        """Yields name and content of the files for readers, which prove nothing."""
        folder = Path(verify.__file__).parent
        read_me = (folder / "LISEZMOI.txt").read_text(encoding="utf-8")
        yield "LISEZMOI.txt", read_me.format(instance=instance_name(Bassin(self._view.bassin)))
        for name in ("FORMAT.md", "verify.py", "verify.html"):
            yield name, (folder / name).read_text(encoding="utf-8")
        for key in read_keys(self._view.connection):
            yield f"keys/{key.hash.hex()}.vkey", f"{key}\n"
        document = events_document()
        for topic in sorted(self._topics):
            yield f"schemas/{topic}.json", dump_schema(topic_schema(document, topic))

    def _write_file(self, name: str, data: bytes) -> None:
        self._archive.writestr(self._member(name), data)

    def _member(self, name: str, compression: int = ZIP_DEFLATED) -> ZipInfo:
        member = ZipInfo(name, self._date)
        member.compress_type = compression
        return member
