"""JSON Schemas of the stored events: one document for all topics, and the schema of one topic taken from it."""

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Final

import msgspec

from efe_domain.catalogue import all_events
from efe_domain.shared.event import Event

type Schema = dict[str, Any]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
POINTER: Final = "#/$defs/"
ENVELOPE: Final = "Event"
"""Definition of the fields that every event has."""


def event_schema(event: type[Event]) -> Schema:
    """Returns the schema of the stored state. Every field is required, even one with a default in the class."""
    definition = msgspec.json.schema(event)
    for part in definition["$defs"].values():
        if "properties" in part:
            part["required"] = list(part["properties"])
            for field in part["properties"].values():
                field.pop("default", None)
    return {"$schema": DIALECT, "$id": event.TOPIC, **definition}


@cache
def events_document() -> Schema:
    """Returns the document with a definition for each topic and one for each part that topics share.

    A part that an earlier topic has in another shape has a definition of its own.
    """
    definitions: Schema = {ENVELOPE: event_schema(Event)["$defs"][ENVELOPE]}
    for schema in (*map(event_schema, all_events().values()), *_earlier_schemas().values()):
        _add_topic(definitions, schema)
    return {"$schema": DIALECT, "$id": "events", "$defs": definitions}


def topic_schema(document: Schema, topic: str) -> Schema:
    """Returns the schema of one topic, with the parts that it uses under their own names."""
    definitions: Schema = document["$defs"]
    parts: Schema = {}

    def add(name: str) -> str:
        part = definitions[name]
        title: str = part["title"]
        if title not in parts:
            parts[title] = {}  # ends a ring of references
            parts[title] = _renamed(_with_envelope(part, definitions), add)
        return title

    return {"$schema": DIALECT, "$id": topic, "$ref": POINTER + add(topic), "$defs": parts}


def dump_schema(schema: Schema) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _earlier_schemas() -> dict[str, Schema]:
    """Loads the schemas of replaced topics, as their last release wrote them. No class has their shape any more."""
    text = (files("efe_domain") / "data" / "earlier_schemas.json").read_text("utf-8")
    return json.loads(text)  # type: ignore[no-any-return]


def _add_topic(definitions: Schema, schema: Schema) -> None:
    topic, parts = schema["$id"], dict(schema["$defs"])
    own = parts.pop(schema["$ref"].removeprefix(POINTER))
    names = {title: title for title in parts}
    while changed := [title for title in _differing(definitions, parts, names) if names[title] == title]:
        names |= {title: f"{title}.{topic}" for title in changed}
    for title, part in parts.items():
        definitions[names[title]] = _renamed(part, names.__getitem__)
    definitions[topic] = _renamed(_without_envelope(own, definitions), names.__getitem__)


def _differing(definitions: Schema, parts: Schema, names: dict[str, str]) -> Iterator[str]:
    """Yields the parts that another topic has in another shape."""
    for title, part in parts.items():
        if definitions.get(title) not in (None, _renamed(part, names.__getitem__)):
            yield title


def _without_envelope(part: Schema, definitions: Schema) -> Schema:
    envelope = definitions[ENVELOPE]
    properties = {name: field for name, field in part["properties"].items() if name not in envelope["properties"]}
    return {
        **part,
        "allOf": [{"$ref": POINTER + ENVELOPE}],
        "properties": properties,
        "required": [name for name in part["required"] if name in properties],
    }


def _with_envelope(part: Schema, definitions: Schema) -> Schema:
    if "allOf" not in part:
        return part
    envelope = definitions[ENVELOPE]
    return {
        **{key: value for key, value in part.items() if key != "allOf"},
        "properties": {**envelope["properties"], **part["properties"]},
        "required": [*envelope["required"], *part["required"]],
    }


def _renamed(part: Any, rename: Any) -> Any:
    """Returns the part with other names in its references."""
    match part:
        case {"$ref": str(reference)} if reference != POINTER + ENVELOPE:
            return {**part, "$ref": POINTER + rename(reference.removeprefix(POINTER))}
        case dict():
            return {key: _renamed(value, rename) for key, value in part.items()}
        case list():
            return [_renamed(value, rename) for value in part]
        case _:
            return part
