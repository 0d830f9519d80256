"""What a correction means for what was decided elsewhere: it is decided again on the old fact and on the new one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from msgspec.structs import replace

from efe_domain.law.rules import Rule
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.errors import DomainError, NotFound
from efe_domain.shared.event import Event
from efe_domain.shared.redo import Correctable, Decided, Redone, World, is_same, redone
from efe_domain.shared.standing import ENVELOPE, bare

MOST_CONSEQUENCES = 200
WORDS = frozenset(
    {"answer", "comment", "conclusion", "criteria", "description", "effect", "items", "name", "note", "reason"}
    | {"reference", "report", "requester", "result"}
)
"""What nothing else is decided by."""
PARTS = {"instance": ("body", "key")}
"""By kind of entity: fields that name a part of it, by which facts elsewhere name that part and not the entity."""
LOOKING = frozenset({"pole", "decision", "meeting", "analysis", "themes", "opinion", "project"})
"""Kinds of entities that look at others when they decide."""


class TooManyConsequences(DomainError):
    """What a correction puts in question can be looked at again by those who decided it (REGISTRE)."""

    rule = Rule.REGISTRE


class Corrected:
    """The world, in which one entity is as a correction leaves it."""

    def __init__(self, world: World, entity: Aggregate[Any]) -> None:
        self._world = world
        self._entity = entity

    def load[A: Aggregate[Any]](self, kind: type[A], aggregate_id: UUID, /) -> A:
        return cast("A", self._entity) if aggregate_id == self._entity.id else self._world.load(kind, aggregate_id)

    def require[A: Aggregate[Any]](self, kind: type[A], aggregate_id: UUID, /) -> A:
        if aggregate_id != self._entity.id:
            return self._world.require(kind, aggregate_id)
        if not self._entity.exists:
            raise NotFound(kind.NOUN, aggregate_id)
        return cast("A", self._entity)


@dataclass(frozen=True)
class Findings:
    """What differs in another entity: codes of new refusals and names of fields, and facts that only follow."""

    questioned: tuple[str, ...]
    derived: Decided


def findings(
    correctable: Correctable[Any], stream: UUID, facts: Sequence[Event], world: World, entity: Aggregate[Any]
) -> Findings:
    """What comes out otherwise in another entity once `entity` is as corrected."""
    before, _ = redone(correctable, stream, facts, world)
    after, _ = redone(correctable, stream, facts, Corrected(world, entity))
    differing = dict(_differing(before, after))
    derived: Decided = {}
    questioned = {*_new_refusals(before, after), *_of_companions(before, after)}
    for fact in facts:
        version = fact.originator_version
        if version in differing and correctable.may(fact).derived:
            derived[version] = (replace(bare(fact), **differing[version]),)
        else:
            questioned |= differing.get(version, {}).keys()
    return Findings(tuple(sorted(questioned)), derived)


def _new_refusals(before: Redone, after: Redone) -> Iterator[str]:
    for version, refusal in after.refused.items():
        if not is_same(before.refused.get(version), refusal):
            yield refusal.code()


def _differing(before: Redone, after: Redone) -> Iterator[tuple[int, dict[str, Any]]]:
    """By version, the fields that are decided otherwise."""
    for version, now in after.raw.items():
        was = before.raw.get(version)
        if type(was) is type(now):
            names = (name for name in now.__struct_fields__ if name not in ENVELOPE)
            if other := {name: getattr(now, name) for name in names if getattr(now, name) != getattr(was, name)}:
                yield version, other


def _of_companions(before: Redone, after: Redone) -> Iterator[str]:
    """Facts are taken as they stand in both: what follows from one may be there in one only."""
    for version, now in after.facts.items():
        was = before.facts.get(version, ())
        for companion in (each for each in (*was, *now) if (each in was) is not (each in now)):
            yield from (name for name in companion.__struct_fields__ if name not in ENVELOPE)


def matters(was: Iterable[Event], now: Iterable[Event]) -> bool:
    """Whether more than words differs between two states of the same versions."""
    olds, news = list(was), list(now)
    if [*map(type, olds)] != [*map(type, news)]:
        return True
    return any(_decisive(old, new) for old, new in zip(olds, news, strict=True))


def _decisive(old: Event, new: Event) -> bool:
    names = (name for name in old.__struct_fields__ if name not in ENVELOPE | WORDS)
    return any(getattr(old, name) != getattr(new, name) for name in names)


def names_of(entity: Aggregate[Any], facts: Iterable[Event]) -> tuple[str, ...]:
    """As facts elsewhere may name the entity, or the parts of it that these facts speak of."""
    fields = PARTS.get(entity.KIND, ())
    parts = {str(getattr(fact, name)) for fact in facts for name in fields if hasattr(fact, name)}
    return (str(entity.id), *sorted(parts))
