"""Generated files on events, against the events themselves."""

import json
import re
from pathlib import Path

import pytest
from jsonschema_rs import Draft202012Validator

from efe_domain.catalogue import all_events
from efe_domain.event_schemas import dump_schema, event_schema, events_document, topic_schema
from efe_domain.generated_files import generated_files
from efe_domain.shared.codec import UPCASTERS

REPOSITORY = Path(__file__).parents[2]


def test_the_catalogue_and_the_schemas_are_current() -> None:
    written = {path: (REPOSITORY / path).read_text("utf-8") for path in generated_files()}

    assert written == generated_files()


def test_no_schema_is_left_of_a_topic_that_is_gone() -> None:
    topics = {name for name in events_document()["$defs"] if name[0].islower()}

    assert topics == {*all_events(), *UPCASTERS}


def test_each_part_is_defined_once_and_every_reference_leads_to_one() -> None:
    definitions = events_document()["$defs"]
    references = set(re.findall(r'"#/\$defs/([^"]+)"', dump_schema(events_document())))

    assert references <= definitions.keys()
    assert references >= {name for name in definitions if not name[0].islower()}
    assert len({dump_schema(part) for part in definitions.values()}) == len(definitions)


@pytest.mark.parametrize("topic", sorted(all_events()))
def test_the_schema_of_a_topic_is_the_one_of_its_class(topic: str) -> None:
    assert dump_schema(topic_schema(events_document(), topic)) == dump_schema(event_schema(all_events()[topic]))


def test_the_document_says_of_a_stored_event_what_the_schema_of_its_topic_says() -> None:
    whole, own = events_document(), topic_schema(events_document(), "pole.created.v1")
    for schema in ({"$ref": "#/$defs/pole.created.v1", "$defs": whole["$defs"]}, own):
        validator = Draft202012Validator(schema)
        missing = [error.message for error in validator.iter_errors({"name": "P"})]

        assert '"metadata" is a required property' in missing
        assert '"axis" is a required property' in missing


def test_every_event_is_in_the_catalogue() -> None:
    catalogue = generated_files()["domain/EVENTS.md"]

    assert [
        topic for topic in all_events() if catalogue.count(f"| `{topic}` | {all_events()[topic].RULE} |") != 1
    ] == []


def test_a_schema_bears_its_topic_and_requires_the_envelope() -> None:
    schema = topic_schema(json.loads(generated_files()["domain/events.schema.json"]), "pole.created.v1")

    assert schema["$id"] == "pole.created.v1"
    assert {"originator_id", "originator_version", "bassins", "metadata"} < set(
        schema["$defs"]["PoleCreated"]["required"]
    )


def test_a_type_that_events_share_is_described_once() -> None:
    catalogue = generated_files()["domain/EVENTS.md"]

    assert catalogue.count("\n| College |") == 1
    assert "`missing`: list of College" in catalogue
    assert "`representative`: uuid or null" in catalogue


def test_a_replaced_topic_keeps_the_schema_of_what_was_stored_under_it() -> None:
    schema = topic_schema(json.loads(generated_files()["domain/events.schema.json"]), "project.verdict-given.v1")

    assert schema["$id"] == "project.verdict-given.v1"
    assert schema["$defs"]["VerdictGiven"]["properties"]["conditions"]["type"] == "string"
