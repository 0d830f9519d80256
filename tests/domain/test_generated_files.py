"""What is written of the events for others is what the events are."""

import json
from pathlib import Path

from efe_domain.catalogue import all_events
from efe_domain.generated_files import generated_files

REPOSITORY = Path(__file__).parents[2]


def test_the_catalogue_and_the_schemas_are_current() -> None:
    written = {path: (REPOSITORY / path).read_text("utf-8") for path in generated_files()}

    assert written == generated_files()


def test_no_schema_is_left_of_a_topic_that_is_gone() -> None:
    schemas = {path.relative_to(REPOSITORY).as_posix() for path in (REPOSITORY / "domain/schemas").iterdir()}

    assert schemas == {path for path in generated_files() if path.startswith("domain/schemas/")}


def test_every_event_is_in_the_catalogue() -> None:
    catalogue = generated_files()["domain/EVENTS.md"]

    assert [
        topic for topic in all_events() if catalogue.count(f"| `{topic}` | {all_events()[topic].RULE} |") != 1
    ] == []


def test_a_schema_bears_its_topic_and_requires_the_envelope() -> None:
    schema = json.loads(generated_files()["domain/schemas/pole.created.v1.json"])

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
    schema = json.loads(generated_files()["domain/schemas/project.verdict-given.v1.json"])

    assert schema["$id"] == "project.verdict-given.v1"
    assert schema["$defs"]["VerdictGiven"]["properties"]["conditions"]["type"] == "string"
