"""Between events and what is stored: canonical bytes, under an explicit topic."""

from typing import Any
from uuid import UUID

import msgspec
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, MapperDeserialisationError, StoredEvent

from efe_domain.shared.codec import decode, encode
from efe_domain.shared.event import Event


class CanonicalMapper(Mapper[UUID]):
    """The stored bytes are the hashed and the exported bytes: no compression, no encryption, no second encoding."""

    def __init__(self) -> None:
        """No transcoder: the codec of the domain is the only one."""

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
        """The event as today's code knows it. Raises `UnknownTopic`, or `MapperDeserialisationError` when damaged."""
        try:
            return decode(stored_event.topic, stored_event.state)
        except msgspec.MsgspecError as error:
            which = f"{stored_event.topic} of {stored_event.originator_id} at {stored_event.originator_version}"
            raise MapperDeserialisationError(f"Damaged event: {which}: {error}") from error
