"""Deciding a stream again from the inputs that its facts kept, to learn what a correction changes and what it breaks.

Each kind of entity has one function, `redo`, with a case for each fact that is decided: it calls the aggregate's own
methods. Other facts are recorded again as they are.
No rule is written twice. Deciding again looks at other entities as they are now.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

import msgspec
from msgspec.structs import replace

from efe_domain.law.rules import Rule
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.errors import DomainError, Refusal
from efe_domain.shared.event import Event, effective_on
from efe_domain.shared.messages import Message
from efe_domain.shared.standing import (
    ENVELOPE,
    Confirmed,
    Questioned,
    RectificationDropped,
    RectificationProposed,
    Rectified,
    WithdrawalDropped,
    WithdrawalProposed,
    Withdrawn,
    bare,
)


class CorrectionBreaks(DomainError):
    """A correction leaves every later fact as its rules allow it (REGISTRE)."""

    rule = Rule.REGISTRE


class World(Protocol):
    """Other entities, as they are now."""

    def load[A: Aggregate[Any]](self, kind: type[A], aggregate_id: UUID, /) -> A:
        """Version 0 if there is none."""
        ...

    def require[A: Aggregate[Any]](self, kind: type[A], aggregate_id: UUID, /) -> A:
        """Raises `NotFound`."""
        ...


class Annulment(StrEnum):
    """Whether a fact may be annulled: never; if no later fact of its entity needs it, and what rests on it elsewhere
    is put in question; only if no entity elsewhere names it; or as unused, and a second one confirms.
    """

    NEVER = "never"
    UNUSED = "unused"
    UNCITED = "uncited"
    CONFIRMED = "confirmed"


class Rectifiable(msgspec.Struct, frozen=True, kw_only=True):
    """What a correction may touch of the facts of a topic.

    `fields` may be given another value; those that are `confirmed` too need a second coordinator or adopted minutes,
    those `documented` a document. Copies that are `frozen` stay as they are, whatever deciding again says. What is
    `derived` follows from other facts, and is corrected with them.
    """

    derived: bool = False
    fields: frozenset[str] = frozenset()
    confirmed: frozenset[str] = frozenset()
    documented: frozenset[str] = frozenset()
    frozen: frozenset[str] = frozenset()
    annulment: Annulment = Annulment.NEVER


def rectifiable(
    fields: str,
    *,
    confirmed: str = "",
    documented: str = "",
    frozen: str = "",
    annulment: Annulment = Annulment.NEVER,
) -> Rectifiable:
    """Names of fields with a space between them; what needs confirmation or a document is rectifiable too."""
    sets = [frozenset(names.split()) for names in (fields, confirmed, documented, frozen)]
    return Rectifiable(
        fields=sets[0] | sets[1] | sets[2],
        confirmed=sets[1],
        documented=sets[2],
        frozen=sets[3],
        annulment=annulment,
    )


DERIVED = Rectifiable(derived=True)
NEVER = Rectifiable()
DAY = "effective_on"


def _no_companion(_fact: Event) -> bool:
    return False


def _unmoved(later: Event, _was: Event, _becomes: Event) -> Event:
    return later


@dataclass(frozen=True, kw_only=True)
class Withdrawable:
    """Which acts of a kind of entity created rights, and may be withdrawn.

    `falls` is whether a later fact only speaks of an act, and has no effect without it.
    """

    acts: frozenset[type[Event]]
    falls: Callable[[Event, Event], bool]
    withdrawn: type[Withdrawn]
    proposed: type[WithdrawalProposed]
    dropped: type[WithdrawalDropped]


@dataclass(frozen=True, kw_only=True)
class Correctable[A: Aggregate[Any]]:
    """How the facts of one kind of entity are corrected.

    `recorders` are the Instances of which one recorded a fact, the entity being as it was before. A companion follows
    from the fact before it. `moved` is a later fact that names the spell of an earlier one, as that one becomes.
    """

    aggregate: type[A]
    facts: Mapping[type[Event], Rectifiable]
    redo: Callable[[A, Any, World], None]
    recorders: Callable[[A, Event], tuple[Bassin, ...]]
    rectified: type[Rectified]
    proposed: type[RectificationProposed]
    dropped: type[RectificationDropped]
    questioned: type[Questioned]
    confirmed: type[Confirmed]
    is_companion: Callable[[Event], bool] = _no_companion
    moved: Callable[[Event, Event, Event], Event] = _unmoved
    withdrawable: Withdrawable | None = None

    def may(self, fact: Event) -> Rectifiable:
        """A fact without a line in `facts` is never corrected."""
        return self.facts.get(type(fact), NEVER)

    def decide(self, entity: A, fact: Event, world: World) -> None:
        """A fact that has no line is recorded as it is. Raises as the methods of the entity do."""
        if type(fact) in self.facts:
            self.redo(entity, fact, world)
        else:
            entity.record(fact)


type Decided = dict[int, tuple[Event, ...]]


@dataclass(frozen=True)
class Redone:
    """What deciding again came to, by version: the facts without envelope, and what is refused today.

    `raw` is what was decided, before frozen copies were put back.
    """

    facts: Decided = field(default_factory=dict)
    raw: dict[int, Event] = field(default_factory=dict)
    refused: dict[int, Refusal] = field(default_factory=dict)


def redone[A: Aggregate[Any]](
    correctable: Correctable[A],
    stream: UUID,
    facts: Sequence[Event],
    world: World,
    patched: Mapping[int, Event | None] | None = None,
    before: Redone | None = None,
) -> tuple[Redone, A]:
    """Every fact decided again in order, and the entity as it is then; `patched` takes the place of some, or annuls.

    What is refused is kept as it is. With `before`, what the facts come to as they stand, a refusal that is not there
    already is raised, and names the fact that it breaks.
    """
    run = _Run(correctable, correctable.aggregate(stream), before)
    for fact in facts:
        run.take(fact, (patched or {}).get(fact.originator_version, fact), world)
    run.settle_spare()
    return run.done, run.entity


def changes(before: Redone, after: Redone) -> Decided:
    """Only what differs."""
    return {version: facts for version, facts in after.facts.items() if facts != before.facts.get(version)}


class _Run[A: Aggregate[Any]]:
    """One pass over the facts. `_spare` are companions made, not yet matched with one that stands."""

    def __init__(self, correctable: Correctable[A], entity: A, before: Redone | None) -> None:
        self.done = Redone()
        self.entity = entity
        self._correctable = correctable
        self._before = before
        self._spare: list[Event] = []
        self._last = 0

    def take(self, fact: Event, asked: Event | None, world: World) -> None:
        version = fact.originator_version
        if self._correctable.is_companion(fact):
            self._add(version, self._spare.pop(0) if self._spare else None)
            return
        self.settle_spare()
        self._last = version
        if asked is None:
            self._add(version, None)
            return
        made = self._decide(fact, asked, world)
        self._add(version, made[0])
        self._spare = made[1:]

    def settle_spare(self) -> None:
        """Companions that nothing recorded stands for go with the fact from which they follow."""
        for companion in self._spare:
            self._add(self._last, companion)
        self._spare = []

    def _decide(self, fact: Event, asked: Event, world: World) -> list[Event]:
        first = True

        def settle(made: Event) -> Event:
            nonlocal first
            was_first, first = first, False
            return self._settled(fact, made) if was_first else made

        entity, version = self.entity, fact.originator_version
        entity.settle = settle
        try:
            self._correctable.decide(entity, asked, world)
        except Refusal as refusal:
            entity.settle = None
            entity.collect_events()
            self._check_known(asked, refusal)
            self.done.refused[version] = refusal
            entity.record(asked)
        entity.settle = None
        return [bare(event) for event in entity.collect_events()]

    def _settled(self, fact: Event, made: Event) -> Event:
        """As it stands, but for what the correction makes of it."""
        version = fact.originator_version
        self.done.raw[version] = bare(made)
        if self._before is None:
            return fact
        was = self._before.raw.get(version)
        if was is None or type(made) is not type(fact) or type(was) is not type(made):
            return made
        frozen = self._correctable.may(fact).frozen | ENVELOPE
        names = (name for name in made.__struct_fields__ if name not in frozen)
        return replace(
            fact, **{name: getattr(made, name) for name in names if getattr(made, name) != getattr(was, name)}
        )

    def _check_known(self, fact: Event, refusal: Refusal) -> None:
        if self._before is None:
            return
        if not is_same(self._before.refused.get(fact.originator_version), refusal):
            raise naming(fact, refusal) from None

    def _add(self, version: int, fact: Event | None) -> None:
        found = self.done.facts.setdefault(version, ())
        self.done.facts[version] = (*found, bare(fact)) if fact else found


def is_same(before: Refusal | None, refusal: Refusal) -> bool:
    """Whether it is refused for the same reason, be it of another day: one class may refuse for several."""
    return before is not None and _reason(before) == _reason(refusal)


def _reason(refusal: Refusal) -> tuple[type[Refusal], str, str]:
    return type(refusal), refusal.message.template, getattr(refusal, "field", "")


def naming(fact: Event, refusal: Refusal) -> DomainError:
    """The refusal, with the fact that it breaks."""
    broken = Message(
        "Le fait n° {version} ({topic}) du {day} ne tient plus.",
        version=fact.originator_version,
        topic=fact.TOPIC,
        day=effective_on(fact),
    )
    if not isinstance(refusal, DomainError):
        refusal = CorrectionBreaks("Cette correction est refusée : {why}", why=refusal.message)
    given = () if refusal.reasons == (refusal.message,) else refusal.reasons
    refusal.reasons = (*given, broken)
    refusal.breaks = fact.originator_version
    return refusal
