"""Sealed events of an Instance as CloudEvents 1.0 (`efe export --format cloudevents`)."""

from collections.abc import Iterator

import msgspec

from efe_domain.shared.bassins import Bassin
from efe_domain.shared.codec import encode
from efe_infra.transparency.evidence.event_envelope import EventEnvelope, log_address, sequence_of, time_of
from efe_infra.transparency.evidence.sealed_history import Connection, SealedHistory, StoredEvent


class CloudEvent(EventEnvelope, frozen=True, kw_only=True):
    """CloudEvent with the data of the event."""

    datacontenttype: str = "application/json"
    dataschema: str
    data: msgspec.Raw


def cloud_events(connection: Connection, bassin: Bassin) -> tuple[int, Iterator[bytes]]:
    """Returns the number of events up to the last checkpoint, and a line of JSON for each. Raises `ExportRefused`."""
    view = SealedHistory.of(connection, bassin)
    log = log_address(view.checkpoint.origin)
    return view.count(), (encode(_cloud_event(log, bassin, event)) + b"\n" for event in view.events())


def _cloud_event(log: str, bassin: Bassin, event: StoredEvent) -> CloudEvent:
    """Makes a CloudEvent. The position identifies it within the log, and so within each source."""
    return CloudEvent(
        id=str(event.position),
        source=f"{log}/{bassin}",
        type=event.topic,
        subject=str(event.originator_id),
        time=time_of(event.recorded_at),
        sequence=sequence_of(event.seq),
        dataschema=f"{log}/schemas/{event.topic}.json",
        data=msgspec.Raw(event.state),
    )
