"""Mapper between domain events and stored events: canonical bytes under an explicit topic."""

from typing import Any
from uuid import UUID

import msgspec
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, MapperDeserialisationError, StoredEvent

from efe_domain.shared.codec import decode, encode
from efe_domain.shared.event import Event


class CanonicalMapper(Mapper[UUID]):
    """Mapper whose stored bytes are also the hashed and the exported bytes.

    Adds no compression and no encryption.
    """

    def __init__(self) -> None:
        """Skips the library's initialiser, which requires a transcoder. The domain's codec encodes the events."""

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        if not isinstance(domain_event, Event):
            raise TypeError(f"Not an event of the domain: {domain_event!r}")
        return StoredEvent(
            originator_id=domain_event.originator_id,
            originator_version=domain_event.originator_version,
            topic=domain_event.TOPIC,
            state=encode(domain_event),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """Returns the event, upcast to its current class.

        Raises `UnknownTopic`, or `MapperDeserialisationError` for a damaged event.
        """
        try:
            return decode(stored_event.topic, stored_event.state)
        except msgspec.MsgspecError as error:
            description = f"{stored_event.topic} of {stored_event.originator_id} at {stored_event.originator_version}"
            raise MapperDeserialisationError(f"Damaged event: {description}: {error}") from error
