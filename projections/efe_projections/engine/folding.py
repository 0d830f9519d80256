"""Small things that the folds share."""

from efe_domain.shared.event import Event
from efe_domain.shared.texts import slug
from efe_projections.engine.projection import Key, Recorded


def topics_of(*events: type[Event]) -> frozenset[str]:
    return frozenset(event.TOPIC for event in events)


def originator(event: Event) -> list[Key]:
    """The rows keyed by the id of the entity itself."""
    return [(event.originator_id,)]


def is_illustrative(recorded: Recorded[Event]) -> bool:
    """Whether the command was played for a demonstration: the row that it leaves says so."""
    return recorded.event.metadata.get("illustrative") == "yes"


def is_invented(recorded: Recorded[Event]) -> bool:
    """Whether even what names the thing, and its bassins, is there for a demonstration."""
    return is_illustrative(recorded) and recorded.event.metadata.get("documented") != "yes"


def sort_key(name: str) -> str:
    """Names sort by this key, stored `COLLATE "C"`: case and accents folded, without a library of locales."""
    return slug(name)
