"""Every event that the ledger ever stored, as a line that an import reads."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest

from efe_infra.importing.event_commands import OF_THE_VAULT
from efe_infra.importing.export import Exporter
from efe_infra.importing.inputs import parsed_input
from efe_infra.importing.lines import BESIDE
from efe_infra.ledger.pages import LedgerEvent

STORED: Final = Path(__file__).parents[2] / "domain" / "stored_events.jsonl"
CLOSED: Final = "operator.site-closed.v1"
"""Read last: a site was opened before, wherever the stored lines have it."""


def exported() -> tuple[list[tuple[str, str, Any]], set[str]]:
    """Topic, command and input of each; and the topics that no line stands for."""
    events = [json.loads(each) for each in STORED.read_text("utf-8").splitlines()]
    events.sort(key=lambda each: bool(each["topic"] == CLOSED))
    exporter = Exporter()
    recorded = [
        LedgerEvent(number, datetime.now(UTC), UUID(int=0), 1, each["topic"], each["state"].encode(), b"")
        for number, each in enumerate(events)
    ]
    found = []
    for line in list(exporter.lines(recorded)):
        [(command, said)] = [(name, value) for name, value in line.items() if name not in BESIDE]
        found.append((events[int(line["key"])]["topic"], command, said))
    return found, {topic.rpartition(".")[0] for topic in exporter.left_out}


def test_every_stored_event_is_a_line_of_the_published_inputs() -> None:
    lines, left_out = exported()

    for _, command, said in lines:
        parsed_input(command, said)  # raises for a field that the input has not, or that it misses
    assert left_out <= OF_THE_VAULT


@pytest.mark.parametrize(
    ("topic", "command", "names"),
    [
        ("project.verdict-given.v3", "giveVerdict", {"conditionList", "conditionDueOn", "contentHash"}),
        ("project.verdict-revised.v2", "reviseVerdict", {"why"}),
        ("project.abandoned.v2", "abandonProject", {"decisionId", "reason"}),
        ("project.lead-handed-over.v1", "takeLead", {"poleId", "decisionId"}),
        ("project.condition-met.v2", "meetCondition", {"condition", "finding"}),
        (
            "instance.rules-of-order-adopted.v3",
            "adoptRulesOfOrder",
            {"renewalWindowDays", "contestDays", "verdictsNeedQuorum"},
        ),
        ("instance.axes-matched.v1", "matchAxes", {"axisKey", "otherBassin", "otherAxisKey", "basis"}),
        ("operator.ressort-recorded.v1", "recordRessort", {"bassin", "operatorId", "basis"}),
        ("decision.position-taken.v3", "takePosition", {"basisMeetingId", "words"}),
        ("meeting.held.v2", "holdMeeting", {"present", "represented"}),
        ("pole.representative-replaced.v2", "replaceRepresentative", {"representativeId", "sha256"}),
        ("invitation.sent.v1", "invitePole", {"projectId", "poleId", "answerBy"}),
        ("invitation.declined.v1", "declineInvitation", {"invitationId", "reason"}),
        ("pole.substitute-named.v1", "nameSubstitute", {"poleId", "operatorId", "substituteId"}),
    ],
)
def test_a_line_says_what_the_event_said(topic: str, command: str, names: set[str]) -> None:
    found = [said for kind, of, said in exported()[0] if (kind, of) == (topic, command)]

    assert any(names <= said.keys() for said in found), found
