"""What of each kind of fact may be corrected, from the tables beside the events: for the forms of the console."""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from efe_domain.catalogue import CORRECTIONS, all_events
from efe_domain.shared.replay_decisions import Annulment, Correctable, Rectifiable

VERSION: Final = ".v"


def written() -> str:
    """As JSON, by topic without its version."""
    found = {name: line for known in CORRECTIONS.values() for name, line in lines(known)}
    return msgspec.json.format(msgspec.json.encode(found, order="sorted"), indent=2).decode() + "\n"


def lines(known: Correctable[Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Of the facts of which something may be done."""
    withdrawn = known.withdrawable.acts if known.withdrawable else ()
    topics = {event: topic.rpartition(VERSION)[0] for topic, event in all_events().items()}
    for event, may in known.facts.items():
        if line := line_of(may, withdrawn=event in withdrawn):
            yield topics[event], line


def line_of(may: Rectifiable, *, withdrawn: bool) -> dict[str, Any]:
    whole = {
        "fields": sorted(may.fields),
        "confirmed": sorted(may.confirmed),
        "documented": sorted(may.documented),
        "annulled": may.annulment is not Annulment.NEVER,
        "withdrawn": withdrawn,
    }
    return {name: value for name, value in whole.items() if value}
