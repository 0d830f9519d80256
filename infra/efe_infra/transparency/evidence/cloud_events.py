"""Sealed events of an Instance as CloudEvents 1.0 (`efe export --format cloudevents`)."""

from collections.abc import Iterator
from datetime import UTC
from urllib.parse import quote

import msgspec

from efe_domain.shared.bassins import Bassin
from efe_domain.shared.codec import encode
from efe_domain.transparency.routed_log import SUFFIX
from efe_infra.transparency.evidence.sealed_history import Connection, SealedHistory, StoredEvent

SEQUENCE_DIGITS = 19
"""Width of a sequence, so that texts sort as numbers."""


class CloudEvent(msgspec.Struct, frozen=True, kw_only=True):
    """CloudEvent. `sequence`, of the extension of that name, is the number of the event in the Instance."""

    specversion: str = "1.0"
    id: str
    source: str
    type: str
    subject: str
    time: str
    sequence: str
    datacontenttype: str = "application/json"
    dataschema: str
    data: msgspec.Raw


def cloud_events(connection: Connection, bassin: Bassin) -> tuple[int, Iterator[bytes]]:
    """Returns the number of events up to the last checkpoint, and a line of JSON for each. Raises `ExportRefused`."""
    view = SealedHistory.of(connection, bassin)
    log = f"https://{quote(view.checkpoint.origin.removesuffix(SUFFIX))}"
    return view.count(), (encode(_cloud_event(log, bassin, event)) + b"\n" for event in view.events())


def _cloud_event(log: str, bassin: Bassin, event: StoredEvent) -> CloudEvent:
    """Makes a CloudEvent. The position identifies it within the log, and so within each source."""
    return CloudEvent(
        id=str(event.position),
        source=f"{log}/{bassin}",
        type=event.topic,
        subject=str(event.originator_id),
        time=event.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
        sequence=f"{event.seq:0{SEQUENCE_DIGITS}}",
        dataschema=f"{log}/schemas/{event.topic}.json",
        data=msgspec.Raw(event.state),
    )
