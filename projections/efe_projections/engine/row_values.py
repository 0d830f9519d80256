"""Values of new rows, their keys and their periods, taken from the fields of events."""

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any

from msgspec.structs import replace

from efe_domain.shared.event import Event
from efe_projections.engine.projection import Key, Projection, RecordedEvent, is_illustrative, topics_of
from efe_projections.engine.row import Row

type Read = Callable[[Any], Any]
type Source = str | Read
"""Value of a column: the path of a field of the event, or a function."""


def new_row[R: Row](row: type[R], record: RecordedEvent[Any], /, **values: Any) -> R:
    """Returns a row of `values`, else of the event's fields of the same names, else null.

    `version` and `illustrative` are those of the event. Raises `TypeError` if a column has no value, or a value no
    column.
    """
    event: Event = record.event
    columns = {name: reader(record) for name, reader in _readers(row, type(event)) if name not in values}
    return row(**columns, **values)


@cache
def _readers(row: type[Row], event: type[Event]) -> tuple[tuple[str, Read], ...]:
    envelope: dict[str, Read] = {
        "version": attrgetter("event.originator_version"),
        "illustrative": is_illustrative,
    }
    readers: list[tuple[str, Read]] = []
    for column in row.TABLE.columns:
        if column.name in event.__struct_fields__:
            readers.append((column.name, attrgetter(f"event.{column.name}")))
        elif column.name in envelope:
            readers.append((column.name, envelope[column.name]))
        elif column.nullable:
            readers.append((column.name, lambda _: None))
    return tuple(readers)


def keys_of(row: type[Row], /, **sources: Source) -> Callable[[Event], list[Key]]:
    """Returns the function for the one key that an event touches.

    A key column has its source, else the event's field of its name. `since` is the `effective_on` of an event that
    names no earlier `since`.
    """

    @cache
    def readers(event: type[Event]) -> tuple[Read, ...]:
        own = {} if "since" in event.__struct_fields__ else {"since": "effective_on"}
        paths = [({**own, **sources}).get(column, column) for column in row.TABLE.key]
        return tuple(attrgetter(path) if isinstance(path, str) else path for path in paths)

    def keys(event: Event) -> list[Key]:
        return [tuple(reader(event) for reader in readers(type(event)))]

    return keys


type Fold[R] = Callable[[R | None, RecordedEvent[Any]], R | None]
type Events = type[Event] | tuple[type[Event], ...]


def row_fold[R: Row](row: type[R], begins: Events, ends: Events = (), /, **sources: Source) -> Fold[R]:
    """Returns the fold of a row that an event begins, and that another may end.

    `since` and `until`, if they are columns, are the `effective_on` of the two; `end_reason` is the `reason` of the
    second. Functions among `sources` take the record.
    """
    period = {"since": "effective_on"} if "since" in row.__struct_fields__ else {}
    paths = {**period, **sources}
    readers = {
        name: attrgetter(f"event.{source}") if isinstance(source, str) else source for name, source in paths.items()
    }
    has_reason = "end_reason" in row.__struct_fields__

    def evolve(current: R | None, record: RecordedEvent[Any]) -> R | None:
        event = record.event
        if isinstance(event, begins):
            return new_row(row, record, **{name: reader(record) for name, reader in readers.items()})
        if current is None or not isinstance(event, ends):
            return current
        reason = {"end_reason": attrgetter("reason")(event)} if has_reason else {}
        return replace(current, until=attrgetter("effective_on")(event), **reason)

    return evolve


def period_projection[R: Row](
    row: type[R], begins: type[Event], ends: type[Event], /, **sources: Source
) -> Projection[R]:
    """Returns the projection of a row that one event begins and another ends."""
    key_sources = {name: source for name, source in sources.items() if name in row.TABLE.key}
    return Projection(
        row=row,
        topics=topics_of(begins, ends),
        keys=keys_of(row, **key_sources),
        evolve=row_fold(row, begins, ends, **sources),
    )
