"""Verified bundle as a source of events for a replay."""

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
from efe_infra.read_model.folding.ledger_source import PAGE_EVENTS
from efe_infra.transparency.evidence.sealed_history import BundleLine
from efe_infra.transparency.evidence.verify import EVENTS, Fault, lines, opened_zip, shown, verify

PAGE_BYTES = 1 << 24
"""Maximum size of the lines in memory at once, unless one line is larger."""

_DECODER = msgspec.json.Decoder(BundleLine)


class BundleUnreadable(Exception):
    """Raised for a file that is no bundle. The message is one French line."""


class Bundle:
    """Source of the events of one Instance and of the past of its joint projects, up to the position `until`.

    `keys` has one key a line; `since` are checkpoints that the auditor kept; `last` is the last sealed position.
    Raises `BundleUnreadable`, `Fault` for a bundle that is not proven, or `ValueError` for invalid keys.
    """

    def __init__(self, path: Path, keys: str, since: Sequence[bytes] = ()) -> None:
        with ExitStack() as stack:
            try:
                self._files = stack.enter_context(opened_zip(path))
            except (Fault, OSError) as error:
                raise BundleUnreadable(f"« {path} » n'est pas un paquet : {shown(str(error))}.") from error
            proof = verify(self._files, keys, since)
            self._stack = stack.pop_all()
        self.bassin, self.last, self.checkpoint = proof.bassin, proof.position, proof.checkpoint
        self.until = self.last
        self._rectified_streams: dict[UUID, list[LedgerEvent]] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def position_at(self, recorded_at: datetime) -> int:
        """Returns the last own position that was recorded at or before the instant; 0 if there is none.

        The platform may have a later position at that instant. No event between the two concerns the Instance.
        """
        with closing(lines(self._files, EVENTS)) as raw:
            own = (line for line in map(_DECODER.decode, raw) if line.seq is not msgspec.UNSET)
            return max((line.position for line in own if _instant(line) <= recorded_at), default=0)

    def head(self) -> int:
        return self.until

    def pages(self, after: int) -> Iterator[Sequence[LedgerEvent]]:
        page, size = list[LedgerEvent](), 0
        with closing(lines(self._files, EVENTS)) as raw_lines:
            for raw in raw_lines:
                line = _DECODER.decode(raw)
                if not after < line.position <= self.until:
                    continue
                if page and (len(page) == PAGE_EVENTS or size + len(raw) > PAGE_BYTES):
                    yield page
                    page, size = [], 0
                page.append(_event(line))
                size += len(raw)
        if page:
            yield page

    def stream(self, stream: UUID, until: int) -> Sequence[LedgerEvent]:
        """Returns the events of a rectified stream. The first call reads those of all rectified streams."""
        if self._rectified_streams is None:
            self._rectified_streams = self._read_rectified_streams()
        return [event for event in self._rectified_streams[stream] if event.position <= until]

    def _read_rectified_streams(self) -> dict[UUID, list[LedgerEvent]]:
        rectified = {topic for topic, event in all_events().items() if issubclass(event, Rectified)}
        with closing(lines(self._files, EVENTS)) as raw_lines:
            streams = {line.originator_id for line in map(_DECODER.decode, raw_lines) if line.topic in rectified}
        events: dict[UUID, list[LedgerEvent]] = {stream: [] for stream in streams}
        with closing(lines(self._files, EVENTS)) as raw_lines:
            for line in map(_DECODER.decode, raw_lines):
                if line.originator_id in events:
                    events[line.originator_id].append(_event(line))
        return events


def _instant(line: BundleLine) -> datetime:
    return EPOCH + timedelta(microseconds=line.recorded_at)


def _event(line: BundleLine) -> LedgerEvent:
    """Returns the event of a line, with a computed leaf."""
    recorded_at, state = _instant(line), bytes(line.state)
    hashed = leaf(line.position, recorded_at, line.originator_id, line.originator_version, line.topic, state)
    return LedgerEvent(
        line.position, recorded_at, line.originator_id, line.originator_version, line.topic, state, hashed
    )
