"""The audit trail: one entry per event and Instance concerned, with what the event changed in the read model."""

from datetime import date, datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec.structs import astuple

from efe_domain.law.rules import Rule
from efe_domain.law.texts import RULES
from efe_domain.shared.bassins import ALL_BASSINS
from efe_domain.shared.event import Event, effective_on
from efe_projections.engine.audit_fold import AuditFold
from efe_projections.engine.projection import Key, RecordedEvent
from efe_projections.engine.row import Access, Row


class FieldChange(msgspec.Struct, frozen=True, gc=False):
    """Change of a field of a row by an event; `before` is null for a new row, `after` for one that ends."""

    table: str
    key: tuple[Any, ...]
    field: str
    before: Any
    after: Any


class EventRow(Row):
    """An event: who recorded it and when, on what, what it changed and by which rule.

    `kind` is the topic under which the event is stored, `version` the one that it made of its subject; `legal_basis`
    is a key of `efe_domain.law.texts.BASES`, `reprise` the SHA-256 of the file from which it was imported.
    """

    position: int
    recorded_at: datetime
    effective_on: date | None
    actor: str
    on_behalf_of: UUID | None
    kind: str
    subject_kind: str
    subject: UUID
    version: int
    changes: tuple[FieldChange, ...]
    rule: Rule
    legal_basis: str
    command_id: str | None
    correlation_id: str | None
    causation_id: str | None
    source: str | None
    reprise: str | None
    leaf: bytes


class RecordedEventRow(
    EventRow,
    table="recorded_event",
    key=("position",),
    indexes=(
        ("recorded_at",),
        ("subject", "position"),
        ("actor", "position"),
        ("on_behalf_of", "position"),
        ("common", "kind", "position"),
        ("common", "actor", "position"),
        ("common", "rule", "position"),
    ),
    access=Access.DOSSIER,
    append_only=True,
    verbatim=("changes",),
):
    """An event, stored once for all the Instances that it concerns; `common` is true of all ten, and else null."""

    bassins: tuple[str, ...]
    common: bool | None


class TrailRow(
    Row,
    table="trail",
    key=("bassin", "seq"),
    indexes=(
        ("bassin", "position"),
        ("kind", "bassin", "position"),
        ("actor", "bassin", "position"),
        ("rule", "bassin", "position"),
    ),
    access=Access.INSTANCE,
    append_only=True,
):
    """The place of an event in the trail of one Instance; `seq` counts from 1, without gaps.

    What a trail is filtered by is repeated here: an index leads to it in one Instance, in the order of the trail. Of
    an event that is `common` it is null: it would be indexed ten times, and is indexed once with the event.
    """

    bassin: str
    seq: int
    position: int
    kind: str | None
    actor: str | None
    rule: Rule | None


class AuditEntryRow(
    EventRow,
    table="audit_entry",
    key=("bassin", "seq"),
    access=Access.INSTANCE,
    append_only=True,
    verbatim=("changes",),
):
    """An event as one Instance sees it: a view of `TrailRow` and `RecordedEventRow`.

    `seq`, `position` and `leaf` never differ after a rebuild; `changes` may gain fields.
    """

    bassin: str
    seq: int


def recorded_event(record: RecordedEvent[Event], changes: tuple[FieldChange, ...]) -> RecordedEventRow:
    """Returns the row of an event, with the changes of the rows folded from it."""
    event = record.event
    metadata = event.metadata
    return RecordedEventRow(
        position=record.position,
        bassins=event.bassins,
        common=len(event.bassins) == len(ALL_BASSINS) or None,
        recorded_at=record.recorded_at,
        effective_on=effective_on(event),
        actor=metadata.get("actor", ""),
        on_behalf_of=UUID(member) if (member := metadata.get("on_behalf_of")) else None,
        kind=record.topic,
        subject_kind=record.topic.partition(".")[0],
        subject=event.originator_id,
        version=event.originator_version,
        changes=changes,
        rule=event.rule,
        legal_basis=RULES[event.rule].basis.key,
        command_id=metadata.get("command_id"),
        correlation_id=metadata.get("correlation_id"),
        causation_id=metadata.get("causation_id"),
        source=metadata.get("source"),
        reprise=metadata.get("reprise"),
        leaf=record.leaf,
    )


def entry(recorded_event: RecordedEventRow, bassin: str, seq: int) -> TrailRow:
    """Returns the place of an event in the trail of an Instance that it concerns."""
    if recorded_event.common:
        return TrailRow(bassin=bassin, seq=seq, position=recorded_event.position, kind=None, actor=None, rule=None)
    return TrailRow(
        bassin=bassin,
        seq=seq,
        position=recorded_event.position,
        kind=recorded_event.kind,
        actor=recorded_event.actor,
        rule=recorded_event.rule,
    )


def changes_between(key: Key, before: Row | None, after: Row | None) -> list[FieldChange]:
    """Returns the fields that differ between two versions of a row, without its key.

    A row that repeats what other rows have has none.
    """
    row = before if after is None else after
    if row is None or row.TABLE.repeats:
        return []
    table, (nothing, fields) = row.TABLE.name, _fields(type(row))
    old = nothing if before is None else astuple(before)
    new = nothing if after is None else astuple(after)
    return [FieldChange(table, key, field, old[nth], new[nth]) for nth, field in fields if old[nth] != new[nth]]


@cache
def _fields(row: type[Row]) -> tuple[tuple[None, ...], tuple[tuple[int, str], ...]]:
    """Returns the field values of a missing row, and its fields outside the key."""
    names, key = row.__struct_fields__, row.TABLE.key
    return (None,) * len(names), tuple((nth, name) for nth, name in enumerate(names) if name not in key)


AUDIT: Final = AuditFold(
    event=RecordedEventRow,
    place=TrailRow,
    entry=AuditEntryRow,
    changes_between=changes_between,
    record=recorded_event,
    put=entry,
)
