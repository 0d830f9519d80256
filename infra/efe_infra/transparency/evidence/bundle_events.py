"""An exported bundle as a source of events, as `FORMAT.md` tells it. Whether it is genuine is for `verify.py`."""

import struct
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from heapq import merge
from itertools import batched
from pathlib import Path
from typing import Self
from zipfile import BadZipFile, ZipFile

import msgspec

from efe_infra.ledger.leaf import EPOCH, leaf
from efe_infra.ledger.pages import LedgerEvent
from efe_infra.read_model.decoding import PAGE
from efe_infra.transparency.evidence.history import Line

EVENTS = "events.jsonl"


class BundleUnreadable(Exception):
    """The file is not a bundle, or a part of it cannot be read. The message is one French line."""


class _Instance(msgspec.Struct):
    bassin: str


class _Header(msgspec.Struct):
    last: int


_UNREADABLE = (
    BadZipFile,
    EOFError,
    KeyError,
    NotImplementedError,
    OverflowError,
    msgspec.MsgspecError,
    struct.error,
    zlib.error,
)
_DECODER = msgspec.json.Decoder(Line)


class Bundle:
    """The events of one Instance, with those that joint projects had before, up to a position. A `Source`.

    `last` is the last position that was sealed. Raises `BundleUnreadable`, here and while it is read.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._zip = ZipFile(path)
        except (BadZipFile, OSError) as error:
            raise BundleUnreadable(f"« {path} » n'est pas un paquet : {error}.") from error
        self.bassin = self._part("instance.json", _Instance).bassin
        self.last = self._part("header.json", _Header).last
        self.until = self.last

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def position_at(self, recorded_at: datetime) -> int:
        """The last of its positions recorded at or before the instant; 0 if none.

        The platform may know a later one by then: between the two nothing concerns the Instance.
        """
        return max((event.position for event in self._events(EVENTS) if event.recorded_at <= recorded_at), default=0)

    def head(self) -> int:
        return self.until

    def pages(self, after: int) -> Iterator[Sequence[LedgerEvent]]:
        annexes = [name for name in self._zip.namelist() if name.startswith("annex/") and name.endswith(".jsonl")]
        parts = [self._events(name) for name in (EVENTS, *sorted(annexes))]
        wanted = (event for event in _once(merge(*parts)) if after < event.position <= self.until)
        yield from batched(wanted, PAGE, strict=False)

    def _part[T](self, name: str, kind: type[T]) -> T:
        try:
            return msgspec.json.decode(self._zip.read(name), type=kind)
        except _UNREADABLE as error:
            raise BundleUnreadable(f"{name} manque au paquet ou ne se lit pas : {error}.") from error

    def _events(self, name: str) -> Iterator[LedgerEvent]:
        """Of one file, in the order in which it must be."""
        position, number = 0, 0
        try:
            with self._zip.open(name) as file:
                for number, line in enumerate(file, start=1):
                    event = _event(_DECODER.decode(line))
                    if event.position <= position:
                        raise BundleUnreadable(f"{name}, ligne {number} : les positions ne se suivent pas.")
                    position = event.position
                    yield event
        except _UNREADABLE as error:
            raise BundleUnreadable(f"{name}, ligne {number} : illisible ({error}).") from error


def _event(line: Line) -> LedgerEvent:
    """Its leaf is computed, never taken from the file."""
    recorded_at = EPOCH + timedelta(microseconds=line.recorded_at)
    state = bytes(line.state)
    hashed = leaf(line.position, recorded_at, line.originator_id, line.originator_version, line.topic, state)
    return LedgerEvent(
        line.position, recorded_at, line.originator_id, line.originator_version, line.topic, state, hashed
    )


def _once(events: Iterator[LedgerEvent]) -> Iterator[LedgerEvent]:
    """What is in the events and in an annex is the same event, and is taken once."""
    last: LedgerEvent | None = None
    for event in events:
        if last and event.position == last.position:
            if event != last:
                raise BundleUnreadable(
                    f"Le paquet donne deux événements différents pour la position {event.position}."
                )
            continue
        last = event
        yield event
