"""Audit entries of an event and of its changes."""

from datetime import UTC, date, datetime
from uuid import UUID

import msgspec
import pytest
from msgspec.structs import replace

from efe_domain.law.rules import Rule
from efe_domain.law.texts import BASES
from efe_domain.shared.event import Event
from efe_projections.audit.reads import MAX_MERGED_KINDS, TrailFilter, touched_by
from efe_projections.audit.rows import (
    AuditEntryRow,
    FieldChange,
    RecordedEventRow,
    TrailRow,
    changes_between,
    recorded_event,
)
from efe_projections.engine.projection import RecordedEvent
from efe_projections.engine.row import Row


class LanternLit(Event):
    TOPIC = "lantern.lit.v1"
    RULE = Rule.PS_3ANS
    effective_on: date


class LanternNoticed(Event):
    TOPIC = "lantern.noticed.v1"
    RULE = Rule.ART_3


class LanternRow(Row, table="lantern"):
    id: UUID
    oil: int
    colour: str | None


NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LANTERN = UUID(int=7)
ROW = LanternRow(id=LANTERN, oil=3, colour=None)
LIT = LanternLit(
    originator_id=LANTERN,
    originator_version=1,
    bassins=("liege", "namur"),
    metadata={
        "actor": "a",
        "on_behalf_of": str(LANTERN),
        "command_id": "c",
        "correlation_id": "d",
        "causation_id": "e",
    },
    effective_on=date(2026, 11, 20),
)


def recorded(event: Event) -> RecordedEvent[Event]:
    return RecordedEvent(event, position=42, recorded_at=NOW, topic=event.TOPIC, leaf=b"leaf")


def test_a_command_tells_who_did_what_when_and_why() -> None:
    made = recorded_event(recorded(LIT), ())

    assert (made.position, made.recorded_at, made.bassins) == (42, NOW, ("liege", "namur"))
    assert (made.kind, made.subject_kind, made.subject) == ("lantern.lit.v1", "lantern", LANTERN)
    assert made.effective_on == date(2026, 11, 20)
    assert (made.actor, made.on_behalf_of) == ("a", LANTERN)
    assert (made.command_id, made.correlation_id, made.causation_id) == ("c", "d", "e")
    assert made.leaf == b"leaf"


@pytest.mark.parametrize("event", [LIT, LanternNoticed(originator_id=LANTERN)])
def test_a_command_cites_the_rule_and_its_basis(event: Event) -> None:
    made = recorded_event(recorded(event), ())

    assert made.rule is event.RULE
    assert made.legal_basis in BASES


def test_what_an_event_does_not_say_is_null() -> None:
    made = recorded_event(recorded(LanternNoticed(originator_id=LANTERN, metadata={"actor": "a"})), ())

    assert (made.effective_on, made.on_behalf_of, made.command_id) == (None, None, None)
    assert (made.correlation_id, made.causation_id) == (None, None)


def test_an_entry_is_a_place_in_a_trail_and_the_command_that_stands_there() -> None:
    assert {*AuditEntryRow.__struct_fields__} == {
        *TrailRow.__struct_fields__,
        *RecordedEventRow.__struct_fields__,
    } - {"bassins", "common"}


def test_a_change_is_a_field_that_differs() -> None:
    after = replace(ROW, oil=2, colour="red")

    assert changes_between((LANTERN,), ROW, after) == [
        FieldChange("lantern", (LANTERN,), "oil", 3, 2),
        FieldChange("lantern", (LANTERN,), "colour", None, "red"),
    ]


def test_a_new_row_changes_from_nothing_and_one_that_ends_to_nothing() -> None:
    assert changes_between((LANTERN,), None, ROW) == [FieldChange("lantern", (LANTERN,), "oil", None, 3)]
    assert changes_between((LANTERN,), ROW, None) == [FieldChange("lantern", (LANTERN,), "oil", 3, None)]


def test_a_row_that_stays_as_it_was_changes_in_nothing() -> None:
    assert changes_between((LANTERN,), ROW, replace(ROW)) == []
    assert changes_between((LANTERN,), None, None) == []


def entry(*changes: FieldChange) -> AuditEntryRow:
    made = msgspec.structs.asdict(recorded_event(recorded(LIT), changes))
    del made["bassins"], made["common"]
    return AuditEntryRow(bassin="liege", seq=1, **made)


def test_an_entry_touches_the_account_or_the_seat_whose_rights_it_may_change() -> None:
    granted = entry(
        FieldChange("access_grant", ("scope", "account", "reader", "2026-01-01"), "until", None, "2026-11-24")
    )
    replaced = entry(
        FieldChange("membership", ("pole", "operator", "2026-01-01"), "representative", "before", "after"),
        FieldChange("membership", ("pole", "operator", "2026-01-01"), "end_reason", None, "fin"),
    )

    assert touched_by(granted) == {"account"}
    assert touched_by(replaced) == {"pole", "before", "after"}
    assert touched_by(entry(FieldChange("lantern", (str(LANTERN),), "oil", 3, 2))) == set()


def test_several_kinds_are_read_one_by_one_each_once() -> None:
    merged = TrailFilter(kinds=("pole.created.v1", "pole.renewed.v2", "pole.created.v1")).listing("liege")
    many = TrailFilter(kinds=tuple(f"kind-{nth}" for nth in range(MAX_MERGED_KINDS + 1))).listing("liege")

    assert len(merged.sources) == 4
    assert {merged.params[name] for name in ("kind_0", "kind_1")} == {"pole.created.v1", "pole.renewed.v2"}
    assert "kind_0" not in many.params
    assert len(many.params["kinds"]) == MAX_MERGED_KINDS + 1


def test_the_operators_of_an_instance_are_named_to_the_access_journal_and_counted_apart() -> None:
    listing = TrailFilter().listing("liege", operators_here=True)

    assert listing.params["operators_here"] is True
    assert not listing.sources
    assert listing.counted
    assert len(listing.counted.sources) == 4
