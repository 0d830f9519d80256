"""`efe export`: the bundle of an Instance, as FORMAT.md has it, written little by little."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import batched
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from efe_domain.shared.bassins import Bassin
from efe_domain.shared.codec import encode
from efe_domain.transparency.routed_log import FORMAT
from efe_infra.postgres.database import Database
from efe_infra.postgres.standbys import read_of_standby
from efe_infra.transparency.evidence.conveniences import conveniences
from efe_infra.transparency.evidence.history import PAGE, View, line_of, snapshot
from efe_infra.transparency.evidence.target import written
from efe_infra.transparency.evidence.timestamp import STAMP
from efe_infra.transparency.evidence.verify import EVENTS, HEADERS, NOTE, OTHERS, is_packed_fairly
from efe_infra.transparency.sealing.ledger_log import past_headers
from efe_infra.transparency.sealing.sealer import Tell
from efe_infra.transparency.sealing.timestamps import read_timestamp

if TYPE_CHECKING:
    from pathlib import Path

IN_MEMORY = 1 << 22
"""Bytes of entries that are kept before a file takes them."""


@dataclass(frozen=True, kw_only=True)
class Exported:
    """What was written, up to which position: events of the Instance, and those of others in what it joined."""

    events: int
    annexed: int
    position: int


def export_bundle(database: Database, bassin: Bassin, target: "Path", tell: Tell, *, force: bool = False) -> Exported:
    """The bundle at the last checkpoint; `tell` hears of positions done, and how many there are.

    Raises `ExportRefused`.
    """
    with snapshot(database) as connection:
        view = View.of(connection, bassin)
        with written(target, force=force) as file:
            return _put_bundle(view, file, tell)


def write_bundle(
    database: Database, bassin: Bassin, file: IO[bytes], *, replicas: Sequence[Database] = ()
) -> Exported:
    """The same into a file that is open, of a replica that has everything. Raises `NothingSealed`."""

    def put(source: Database) -> Exported:
        file.seek(0)
        file.truncate()
        with snapshot(source) as connection:
            return _put_bundle(View.of(connection, bassin), file, lambda _done, _all: None)

    return read_of_standby(database, replicas, put)


def _put_bundle(view: View, file: IO[bytes], tell: Tell) -> Exported:
    for how in (ZIP_DEFLATED, ZIP_STORED):
        with ZipFile(file, "w") as zipped:
            done = _Bundle(zipped, view, how).put(tell)
        if is_packed_fairly(zipped.getinfo(EVENTS)):
            break
        file.seek(0)  # texts that repeat themselves without end: verifiers would refuse them packed
        file.truncate()
    return done


class _Bundle:
    """The files of one zip, in the order in which they are written; dated by the last event: it is reproducible."""

    def __init__(self, zipped: ZipFile, view: View, how: int) -> None:
        self._zip, self._view, self._how = zipped, view, how
        self._date = max(view.sealed_up_to.astimezone(UTC).timetuple()[:6], (1980, 1, 1, 0, 0, 0))
        self._topics: set[str] = set()
        self._events = self._annexed = 0

    def put(self, tell: Tell) -> Exported:
        view = self._view
        with SpooledTemporaryFile(IN_MEMORY) as others:
            self._put_events(others, tell)
            others.seek(0)
            with self._zip.open(self._member(OTHERS, ZIP_STORED), "w", force_zip64=True) as file:
                shutil.copyfileobj(others, file, 1 << 20)
        self._put("instance.json", encode({"bassin": view.bassin, "format": FORMAT, "size": self._events}))
        self._put("genesis.json", view.genesis.canonical())
        self._put(NOTE, view.checkpoint.note.encode())
        if past := view.genesis.past:
            self._put_lines(HEADERS, (header + b"\n" for header in past_headers(view.connection, past.size)))
        if token := read_timestamp(view.connection, view.checkpoint.size):
            self._put(STAMP, token)
        for name, content in conveniences(view.connection, Bassin(view.bassin), self._topics):
            self._put(name, content.encode())
        return Exported(events=self._events, annexed=self._annexed, position=view.last)

    def _put_events(self, others: IO[bytes], tell: Tell) -> None:
        """One pass: an entry is opened, or goes with the others."""
        with self._zip.open(self._member(EVENTS, self._how), "w", force_zip64=True) as file:
            for number, page in enumerate(batched(self._view.entries(), PAGE, strict=False)):
                others.write(b"".join(entry for entry, event in page if not event))
                opened = [event for _, event in page if event]
                file.write(b"".join(map(line_of, opened)))
                own = sum(event.seq is not None for event in opened)
                self._events, self._annexed = self._events + own, self._annexed + len(opened) - own
                self._topics.update(event.topic for event in opened)
                tell(number * PAGE + len(page), self._view.last)

    def _put_lines(self, name: str, lines: Iterator[bytes]) -> None:
        with self._zip.open(self._member(name), "w", force_zip64=True) as file:
            for page in batched(lines, PAGE, strict=False):
                file.write(b"".join(page))

    def _put(self, name: str, data: bytes) -> None:
        self._zip.writestr(self._member(name), data)

    def _member(self, name: str, how: int = ZIP_DEFLATED) -> ZipInfo:
        member = ZipInfo(name, self._date)
        member.compress_type = how
        return member
