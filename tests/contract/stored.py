"""Promises of a release on stored events: their topics, their fields, their bytes."""

import json
from collections import Counter
from collections.abc import Container, Iterator, Mapping
from typing import Any

type Schema = dict[str, Any]
type Schemas = Mapping[str, Schema]

WORDS = {"description", "title", "$defs"}


def broken_events(was: Schemas, now: Schemas, replaced: Container[str]) -> Iterator[str]:
    """By topic → JSON Schema. A topic is there for ever: as it was, or read as the one that replaces it."""
    for topic, schema in was.items():
        if topic in now:
            yield from (f"{topic}{fault}" for fault in compared(shape(schema), shape(now[topic])))
        elif topic not in replaced:
            yield f"{topic}: the topic is gone, and nothing reads it as another"


def broken_bytes(was: str, now: str) -> Iterator[str]:
    """Yields the differences of two files with a stored event on each line. A later release may read more fields."""
    for topic, state in Counter(stored_states(was)) - Counter(stored_states(now)):
        yield f"{topic}: a stored line is not there any more as it was: {state[:60]}…"


def stored_states(lines: str) -> list[tuple[str, str]]:
    """Topic and bytes of each line."""
    return [(line["topic"], line["state"]) for line in map(json.loads, lines.splitlines())]


def shape(schema: Schema) -> Schema:
    """Returns the form of bytes in a schema: references followed, without class names and descriptions."""

    def followed(part: Any) -> Any:
        match part:
            case {"$ref": str(ref)}:
                return followed(schema["$defs"][ref.rpartition("/")[2]])
            case {"properties": dict(fields), **rest}:
                own = {name: followed(field) for name, field in fields.items()}
                return {**followed(rest), "properties": own}
            case dict():
                return {key: followed(value) for key, value in part.items() if key not in WORDS}
            case list():
                return [followed(each) for each in part]
            case _:
                return part

    found: Schema = followed(schema)
    return found


def compared(was: Schema, now: Schema) -> Iterator[str]:
    """Yields the differences of `now` from `was`, each as `.field: what`. An enumeration may grow."""
    match was, now:
        case {"properties": dict(old)}, {"properties": dict(new)}:
            yield from (f".{name}: the field is gone" for name in old.keys() - new.keys())
            yield from (f".{name}: the field is new and required" for name in required(now) - old.keys())
            yield from (
                f".{name}: the field may be missing now" for name in required(was) & new.keys() - required(now)
            )
            for name in old.keys() & new.keys():
                yield from (f".{name}{fault}" for fault in compared(old[name], new[name]))
        case {"enum": [*old]}, {"enum": [*new]}:
            yield from (f": the value {value!r} is gone" for value in old if value not in new)
        case {"type": "array", "items": old}, {"type": "array", "items": new}:
            yield from (f"[]{fault}" for fault in compared(old, new))
        case _ if was != now:
            yield f": it was {json.dumps(was)}, it is {json.dumps(now)}"


def required(schema: Schema) -> set[str]:
    return set(schema.get("required", ()))
