"""Consequences of a correction for other entities: replays their decisions before and after it, and compares."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from msgspec.structs import replace

from efe_domain.law.rules import Rule
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.effective_facts import ENVELOPE, without_envelope
from efe_domain.shared.errors import DomainError, NotFound
from efe_domain.shared.event import Event
from efe_domain.shared.replay_decisions import (
    Correctable,
    EntityLoader,
    FactsByVersion,
    ReplayedDecisions,
    is_same_refusal,
    replay_decisions,
)

MAX_CONSEQUENCES = 200
FREE_TEXT_FIELDS = frozenset(
    {"answer", "comment", "conclusion", "criteria", "description", "effect", "items", "name", "note", "reason"}
    | {"reference", "report", "requester", "result"}
)
"""Free-text fields; no rule depends on them."""
PART_KEY_FIELDS = {"instance": ("body", "key")}
"""Fields that hold the key of a part, by kind of entity. Facts of other entities cite the part by this key."""
KINDS_THAT_LOAD_OTHERS = frozenset({"pole", "decision", "meeting", "analysis", "themes", "opinion", "project"})
"""Kinds of entities whose decisions depend on other entities."""


class TooManyConsequences(DomainError, rule=Rule.REGISTRE):
    """A correction must not affect more decisions than the coordinators can review (REGISTRE)."""


class CorrectedEntityLoader:
    """Entity loader that returns one entity in its corrected state."""

    def __init__(self, entities: EntityLoader, corrected_entity: Aggregate[Any]) -> None:
        self._entities = entities
        self._corrected_entity = corrected_entity

    def load[A: Aggregate[Any]](self, kind: type[A], aggregate_id: UUID, /) -> A:
        if aggregate_id != self._corrected_entity.id:
            return self._entities.load(kind, aggregate_id)
        return cast("A", self._corrected_entity)

    def require[A: Aggregate[Any]](self, kind: type[A], aggregate_id: UUID, /) -> A:
        if aggregate_id != self._corrected_entity.id:
            return self._entities.require(kind, aggregate_id)
        if not self._corrected_entity.exists:
            raise NotFound(kind.NOUN, aggregate_id)
        return cast("A", self._corrected_entity)


@dataclass(frozen=True)
class Findings:
    """Differences in another entity.

    `questioned` holds codes of new refusals and names of changed fields, for a coordinator to review. `derived` holds
    facts to update without a review.
    """

    questioned: tuple[str, ...]
    derived: FactsByVersion


def find_consequences(
    correctable: Correctable[Any],
    stream: UUID,
    facts: Sequence[Event],
    entities: EntityLoader,
    corrected_entity: Aggregate[Any],
) -> Findings:
    """Replays the facts of another entity with and without the correction, and returns the differences."""
    before, _ = replay_decisions(correctable, stream, facts, entities)
    after, _ = replay_decisions(correctable, stream, facts, CorrectedEntityLoader(entities, corrected_entity))
    return differences(correctable, facts, before, after)


def differences(
    correctable: Correctable[Any], facts: Sequence[Event], before: ReplayedDecisions, after: ReplayedDecisions
) -> Findings:
    """Returns the differences between two replays of the facts."""
    changed_fields = dict(_changed_fields(before, after))
    derived: FactsByVersion = {}
    questioned = {*_new_refusals(before, after), *_fields_of_changed_companions(before, after)}
    for fact in facts:
        version = fact.originator_version
        if version in changed_fields and correctable.rules_for(fact).derived:
            derived[version] = (replace(without_envelope(fact), **changed_fields[version]),)
        else:
            questioned |= changed_fields.get(version, {}).keys()
    return Findings(tuple(sorted(questioned)), derived)


def _new_refusals(before: ReplayedDecisions, after: ReplayedDecisions) -> Iterator[str]:
    for version, refusal in after.refused.items():
        if not is_same_refusal(before.refused.get(version), refusal):
            yield refusal.code()


def _changed_fields(before: ReplayedDecisions, after: ReplayedDecisions) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yields the fields that are decided differently, with their new values, by version."""
    for version, new in after.decided.items():
        old = before.decided.get(version)
        if type(old) is type(new):
            names = (name for name in new.__struct_fields__ if name not in ENVELOPE)
            if changed := {name: getattr(new, name) for name in names if getattr(new, name) != getattr(old, name)}:
                yield version, changed


def _fields_of_changed_companions(before: ReplayedDecisions, after: ReplayedDecisions) -> Iterator[str]:
    """Yields the field names of the facts that only one replay kept.

    Without a baseline, a replay keeps each recorded fact unchanged. So only companions can differ here.
    """
    for version, new in after.facts.items():
        old = before.facts.get(version, ())
        for companion in (fact for fact in (*old, *new) if (fact in old) is not (fact in new)):
            yield from (name for name in companion.__struct_fields__ if name not in ENVELOPE)


def affects_decisions(before: Iterable[Event], after: Iterable[Event]) -> bool:
    """Says whether two states of the same facts differ in more than free text."""
    old_facts, new_facts = list(before), list(after)
    if [*map(type, old_facts)] != [*map(type, new_facts)]:
        return True
    return any(_differs_beyond_text(old, new) for old, new in zip(old_facts, new_facts, strict=True))


def _differs_beyond_text(old: Event, new: Event) -> bool:
    names = (name for name in old.__struct_fields__ if name not in ENVELOPE | FREE_TEXT_FIELDS)
    return any(getattr(old, name) != getattr(new, name) for name in names)


def reference_keys(entity: Aggregate[Any], facts: Iterable[Event]) -> tuple[str, ...]:
    """Returns the id of the entity and the keys of its parts that the facts are about; other facts cite them."""
    fields = PART_KEY_FIELDS.get(entity.KIND, ())
    part_keys = {str(getattr(fact, name)) for fact in facts for name in fields if hasattr(fact, name)}
    return (str(entity.id), *sorted(part_keys))
