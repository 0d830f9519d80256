"""An exported bundle as a source of events, once it is verified."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self
from uuid import UUID

import msgspec

from efe_domain.catalogue import all_events
from efe_domain.shared.record_events import Rectified
from efe_infra.ledger.leaf import EPOCH, leaf
from efe_infra.ledger.pages import LedgerEvent
from efe_infra.read_model.folding.ledger_source import PAGE
from efe_infra.transparency.evidence.history import Line
from efe_infra.transparency.evidence.verify import EVENTS, Fault, lines, opened_zip, shown, verify

PAGE_BYTES = 1 << 24
"""Bytes of lines that are in memory at once, or one line."""

_DECODER = msgspec.json.Decoder(Line)


class BundleUnreadable(Exception):
    """The file is not a bundle. The message is one French line."""


class Bundle:
    """The events of one Instance, with those that joint projects had before, up to a position. A `Source`.

    `last` is the last position that was sealed, `keys` are one a line, `since` are checkpoints that the auditor kept.
    Raises `BundleUnreadable`, `Fault` for what the keys do not prove, or `ValueError` for keys that are none.
    """

    def __init__(self, path: Path, keys: str, since: Sequence[bytes] = ()) -> None:
        with ExitStack() as opening:
            try:
                self._files = opening.enter_context(opened_zip(path))
            except (Fault, OSError) as error:
                raise BundleUnreadable(f"« {path} » n'est pas un paquet : {shown(str(error))}.") from error
            proof = verify(self._files, keys, since)
            self._opened = opening.pop_all()
        self.bassin, self.last = proof.bassin, proof.position
        self.until = self.last
        self._rectified: dict[UUID, list[LedgerEvent]] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def position_at(self, recorded_at: datetime) -> int:
        """The last of its own positions recorded at or before the instant; 0 if none.

        The platform may know a later one by then: between the two nothing concerns the Instance.
        """
        with closing(lines(self._files, EVENTS)) as raw:
            own = (line for line in map(_DECODER.decode, raw) if line.seq is not msgspec.UNSET)
            return max((line.position for line in own if _instant(line) <= recorded_at), default=0)

    def head(self) -> int:
        return self.until

    def pages(self, after: int) -> Iterator[Sequence[LedgerEvent]]:
        page, size = list[LedgerEvent](), 0
        with closing(lines(self._files, EVENTS)) as told:
            for raw in told:
                line = _DECODER.decode(raw)
                if not after < line.position <= self.until:
                    continue
                if page and (len(page) == PAGE or size + len(raw) > PAGE_BYTES):
                    yield page
                    page, size = [], 0
                page.append(_event(line))
                size += len(raw)
        if page:
            yield page

    def stream(self, stream: UUID, until: int) -> Sequence[LedgerEvent]:
        """The file is read once for all streams that were rectified."""
        if self._rectified is None:
            self._rectified = self._read_rectified()
        return [event for event in self._rectified[stream] if event.position <= until]

    def _read_rectified(self) -> dict[UUID, list[LedgerEvent]]:
        rectified = {topic for topic, event in all_events().items() if issubclass(event, Rectified)}
        with closing(lines(self._files, EVENTS)) as told:
            streams = {line.originator_id for line in map(_DECODER.decode, told) if line.topic in rectified}
        found: dict[UUID, list[LedgerEvent]] = {stream: [] for stream in streams}
        with closing(lines(self._files, EVENTS)) as told:
            for line in map(_DECODER.decode, told):
                if line.originator_id in found:
                    found[line.originator_id].append(_event(line))
        return found


def _instant(line: Line) -> datetime:
    return EPOCH + timedelta(microseconds=line.recorded_at)


def _event(line: Line) -> LedgerEvent:
    """Its leaf is computed, never taken from the file."""
    recorded_at, state = _instant(line), bytes(line.state)
    hashed = leaf(line.position, recorded_at, line.originator_id, line.originator_version, line.topic, state)
    return LedgerEvent(
        line.position, recorded_at, line.originator_id, line.originator_version, line.topic, state, hashed
    )
