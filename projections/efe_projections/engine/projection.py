"""A read model: a row type, the keys that an event touches, and a pure fold."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import msgspec

from efe_domain.shared.event import Event
from efe_projections.engine.row import Row

type Key = tuple[object, ...]


class Recorded[E: Event](msgspec.Struct, frozen=True, gc=False):
    """An event with its place in the ledger."""

    event: E
    position: int
    recorded_at: datetime
    topic: str
    leaf: bytes


class Projection[R: Row](msgspec.Struct, frozen=True, kw_only=True):
    """`keys` tells from the event alone which rows it touches, each once; `evolve` gives the next version of one.

    `evolve` is pure and never refuses a fact: an exception is a defect, and stops the runner. The row it returns is
    the next version, the same object means untouched, None means that the row ends. `part` gives the event as it
    concerns one key, where it begins several rows.
    """

    row: type[R]
    topics: frozenset[str]
    keys: Callable[[Event], Iterable[Key]]
    evolve: Callable[[R | None, Recorded[Event]], R | None]
    part: Callable[[Recorded[Any], Key], Recorded[Any]] | None = None
