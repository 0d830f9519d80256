"""The facts of a stream as they stand, each at the place in the ledger where it was recorded."""

from collections.abc import Sequence

from msgspec.structs import replace

from efe_domain.shared.effective_facts import effective_facts
from efe_domain.shared.event import Event
from efe_projections.engine.projection import Recorded


def standing_facts(stream: Sequence[Recorded[Event]]) -> list[Recorded[Event]]:
    """Of a stream from its first event on; a fact that follows from another one shares its place."""
    places = {recorded.event.originator_version: recorded for recorded in stream}
    return [
        replace(places[fact.originator_version], event=fact, topic=fact.TOPIC)
        for fact in effective_facts(recorded.event for recorded in stream)
    ]
