"""Generated files of the domain: catalogue and JSON Schemas of the events, and the table of corrections."""

from collections.abc import Iterator
from itertools import groupby

from efe_domain.catalogue import all_events
from efe_domain.correction_table import correction_table
from efe_domain.event_schemas import Schema, dump_schema, event_schema, events_document
from efe_domain.shared.event import UPCASTERS, Event

_INTRODUCTION = """\
# Events

Every event that the ledger may hold. Generated from the classes by `efe schema`: change the classes, not this page.

The state of an event is RFC 8785 canonical JSON; `events.schema.json` has a JSON Schema for each topic. A
topic never changes: a new shape takes a new version, and what was stored under the old one stays readable.
"""
_ENVELOPE = """\
`originator_id` is the entity, whose versions count from 1. `bassins` are the codes of every Instance concerned,
sorted, never empty. `metadata` says who acted (`actor`), for which member a coordinator recorded what it said
(`on_behalf_of`, an operator), by which command (`command_id`), in which chain of causes (`correlation_id`,
`causation_id`), what attests a fact that was recorded late (`source`), and whether the command was played for a
demonstration (`illustrative`), though what it begins bears a name and bassins that a public source documents
(`documented`). `reprise` is the SHA-256 of the file from which the command was imported.
"""
_PLAIN = {"string": "text", "integer": "integer", "boolean": "boolean", "null": "null", "object": "text by key"}


def generated_files() -> dict[str, str]:
    """Returns the content of every file by its path in the repository."""
    return {
        "domain/EVENTS.md": "\n".join(_catalogue()),
        "domain/CORRECTIONS.md": correction_table(),
        "domain/events.schema.json": dump_schema(events_document()),
    }


def _catalogue() -> Iterator[str]:
    yield _INTRODUCTION
    types: Schema = {}
    for kind, events in groupby(all_events().values(), key=lambda event: event.TOPIC.partition(".")[0]):
        yield f"## {kind}\n\n| topic | rule | since | what happened | fields |\n|---|---|---|---|---|"
        for event in events:
            parts = event_schema(event)["$defs"]
            own = parts.pop(event.__name__)
            types |= parts
            fields = _fields(own["properties"], without=Event.__struct_fields__)
            yield f"| `{event.TOPIC}` | {event.RULE} | {event.SINCE} | {_line(own['description'])} | {fields} |"
        yield ""
    yield "## Earlier topics\n\nStill read, each as the one that replaced it.\n\n| topic | read as |\n|---|---|"
    yield from (f"| `{earlier}` | `{topic}` |" for earlier, (topic, _) in sorted(UPCASTERS.items()))
    yield f"\n## Every event\n\n{_fields(event_schema(Event)['$defs']['Event']['properties'])}.\n\n{_ENVELOPE}"
    yield "## Types\n\n| type | meaning | values or fields |\n|---|---|---|"
    for name, part in sorted(types.items()):
        content = _fields(part["properties"]) if "properties" in part else ", ".join(f"`{v}`" for v in part["enum"])
        yield f"| {name} | {_line(part.get('description', ''))} | {content} |"
    yield ""


def _fields(properties: Schema, without: tuple[str, ...] = ()) -> str:
    return ", ".join(f"`{name}`: {_type(field)}" for name, field in properties.items() if name not in without)


def _type(field: Schema) -> str:
    match field:
        case {"$ref": str(ref)}:
            return ref.rpartition("/")[2]
        case {"anyOf": [*choices]}:
            return " or ".join(map(_type, choices))
        case {"type": "array", "items": items}:
            return f"list of {_type(items)}"
        case {"type": "object"} if "additionalProperties" not in field:
            return "fields of an event"
        case {"format": str(plain)}:
            return plain
        case _:
            return _PLAIN[field["type"]]


def _line(text: str) -> str:
    return " ".join(text.split())
