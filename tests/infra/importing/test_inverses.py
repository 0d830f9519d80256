"""Every event is of a command, and every field that a command needs is told by its event."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

import msgspec

from efe_domain.analysis.events import AnalysisSource, AnalysisSubject, DataRequest, DataRequested
from efe_domain.catalogue import all_events
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.event import Event
from efe_infra.importing.event_commands import (
    CANCELLING_JOINT_MEETING,
    COMPANIONS,
    CONFIRMING,
    INVERSES,
    OF_THE_VAULT,
)
from efe_infra.importing.event_inputs import KINDS, Inverse, input_of_event
from efe_infra.importing.inputs import NAMES
from efe_infra.importing.lines import PERSON

OF_ANOTHER_EVENT = {PERSON, CONFIRMING.command, CANCELLING_JOINT_MEETING.command}
OF_EVERY_COMMAND = {"command_id", "dry_run", "expected_version", "effective_on", "source"}
COMPLETED = {
    ("meeting.convened", "ends_at"),
    ("meeting.convened", "starts_at"),
    ("operator.registered", "bassin"),
    ("operator.site-closed", "bassin"),
    ("opinion.drafted", "origin"),
    ("pole.modalities-proposed", "decision_id"),
    ("pole.taken-over", "members"),
}
"""Of what the event alone does not say: the exporter looks elsewhere, or there is nothing to say."""
STREAMS = {"call": "funding_call", "themes": "theme_list"}


def events() -> Mapping[str, type[Event]]:
    """The last version of each, by its topic without the version."""
    return {topic.rpartition(".")[0]: event for topic, event in all_events().items()}


def test_every_event_is_of_a_command() -> None:
    missing = events().keys() - INVERSES.keys() - COMPANIONS - OF_THE_VAULT

    assert not missing, (
        f"efe export-commands leaves out {sorted(missing)}: say in COMMAND of its class which mutation"
        " records each, or add it to COMPANIONS of importing/event_commands.py if the command of another event does."
    )


def test_no_inverse_is_of_an_event_that_is_none() -> None:
    assert events().keys() >= INVERSES.keys() | COMPANIONS | OF_THE_VAULT
    assert not INVERSES.keys() & COMPANIONS


def test_every_command_is_of_an_event() -> None:
    missing = NAMES.keys() - {each.command for each in INVERSES.values()} - OF_ANOTHER_EVENT

    assert not missing, f"No event class has one of these mutations as its COMMAND: {sorted(missing)}."


def test_every_field_of_a_command_is_told_by_its_event() -> None:
    untold = {(kind, name) for kind, inverse in INVERSES.items() for name in untold_by(kind, inverse)}

    assert untold == COMPLETED, (
        "Give the field a part in importing/event_commands.py, named as the input names it; without one, the"
        " attribute of the same name is taken from the event."
    )


def test_what_attests_an_event_is_beside_what_its_command_calls_a_source() -> None:
    asked = msgspec.structs.replace(an_event(), metadata={"source": "Courrier du 3 mars."})

    said = input_of_event(asked, INVERSES["analysis.data-requested"])

    assert (said["source"], said["lateSource"]) == ("EXPERT", "Courrier du 3 mars.")
    assert "lateSource" not in input_of_event(an_event(), INVERSES["analysis.data-requested"])


def an_event() -> DataRequested:
    request = DataRequest(
        subject=AnalysisSubject.EXISTING_SUPPLY,
        source=AnalysisSource.EXPERT,
        provider="Université",
        question="Quelles options ?",
        due_on=date(2026, 6, 30),
    )
    return DataRequested(bassin=Bassin.LIEGE, request=request, effective_on=date(2026, 3, 1))


def untold_by(kind: str, inverse: Inverse) -> set[str]:
    command: Any = NAMES[inverse.command]
    asked = {each.name for each in fields(command)} - OF_EVERY_COMMAND - {command.ATTESTED_BY} - inverse.parts.keys()
    known = {each.name for each in msgspec.structs.fields(events()[kind])}
    stream = kind.partition(".")[0]
    ids = {f"{name}_id" for name in known | {STREAMS.get(stream, stream)} if name in KINDS}
    return asked - known - ids
