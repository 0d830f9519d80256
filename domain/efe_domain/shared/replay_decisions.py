"""Replay of decisions: decides the facts of a stream again, to learn what a correction changes and what it breaks.

A fact is an event that says something of its entity; events about the record itself (`RecordEvent`) are none.
Each kind of entity has one function, `replay_fact`. It passes the inputs that a fact kept to the method of the
aggregate that decided them. Other facts are recorded again unchanged. So no rule is written twice.
A replay loads other entities in their current state, not in their state of that day.
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
from efe_domain.shared.effective_facts import ENVELOPE, without_envelope
from efe_domain.shared.errors import DomainError, Refusal
from efe_domain.shared.event import Event, effective_on
from efe_domain.shared.messages import KindWords, Message
from efe_domain.shared.record_events import CorrectionEvents, WithdrawalEvents


class CorrectionBreaks(DomainError, rule=Rule.REGISTRE):
    """A correction must not break a rule for a later fact (REGISTRE)."""


class EntityLoader(Protocol):
    """Access to the current state of other entities."""

    def load[A: Aggregate[Any]](self, kind: type[A], aggregate_id: UUID, /) -> A:
        """Returns an aggregate of version 0 if nothing is recorded."""
        ...

    def require[A: Aggregate[Any]](self, kind: type[A], aggregate_id: UUID, /) -> A:
        """Raises `NotFound` if nothing is recorded."""
        ...


class Annulment(StrEnum):
    """Conditions under which a fact may be annulled.

    `NEVER`: not at all. `UNUSED`: if no later fact of the entity depends on it; entities that used it are questioned.
    `UNCITED`: if no other entity names its entity. `CONFIRMED`: as `UNUSED`, and a second coordinator confirms.
    """

    NEVER = "never"
    UNUSED = "unused"
    UNCITED = "uncited"
    CONFIRMED = "confirmed"


class Rectifiable(msgspec.Struct, frozen=True, kw_only=True):
    """Correction rules for the facts of one topic.

    `fields` are the fields that may be given another value. To change a `confirmed` one, a second person is
    needed; to change a `documented` one, a document. `frozen` fields are copies from other
    entities: a replay does not update them. A `derived` fact is updated when the facts that it follows from are.
    A correction of another fact is refused if it changes an `invariant` field.
    """

    derived: bool = False
    fields: frozenset[str] = frozenset()
    confirmed: frozenset[str] = frozenset()
    documented: frozenset[str] = frozenset()
    frozen: frozenset[str] = frozenset()
    invariant: frozenset[str] = frozenset()
    annulment: Annulment = Annulment.NEVER


def rectifiable(
    fields: str,
    *,
    confirmed: str = "",
    documented: str = "",
    frozen: str = "",
    invariant: str = "",
    annulment: Annulment = Annulment.NEVER,
) -> Rectifiable:
    """Builds the rules from field names separated by spaces; adds `confirmed` and `documented` ones to `fields`."""
    sets = [frozenset(names.split()) for names in (fields, confirmed, documented, frozen, invariant)]
    return Rectifiable(
        fields=sets[0] | sets[1] | sets[2],
        confirmed=sets[1],
        documented=sets[2],
        frozen=sets[3],
        invariant=sets[4],
        annulment=annulment,
    )


DERIVED = Rectifiable(derived=True)
NOT_RECTIFIABLE = Rectifiable()
DAY = "effective_on"


@dataclass(frozen=True, kw_only=True)
class Withdrawable:
    """Withdrawal rules for one kind of entity.

    `acts` are the events that create rights and may be withdrawn. `depends_on_act(later, act)` says whether a later
    fact has no effect without the act.
    """

    acts: frozenset[type[Event]]
    depends_on_act: Callable[[Event, Event], bool]
    events: WithdrawalEvents


@dataclass(frozen=True, kw_only=True)
class Correctable[A: Aggregate[Any]]:
    """Correction rules for one kind of entity.

    `recording_instances(entity, fact)` returns the Instances that may have recorded the fact; the entity is in its
    state before it. `is_companion(fact)` says whether one command recorded the fact together with the one before.
    `rebase(later, old, new)` updates a later fact that refers to the period of an earlier fact, once that one changes
    from `old` to `new`. `unbinding` facts bind no one: no correction of another fact is refused for one of them.
    """

    aggregate: type[A]
    facts: Mapping[type[Event], Rectifiable]
    replay_fact: Callable[[A, Any, EntityLoader], None]
    recording_instances: Callable[[A, Event], tuple[Bassin, ...]]
    events: CorrectionEvents
    is_companion: Callable[[Event], bool] = lambda _: False
    rebase: Callable[[Event, Event, Event], Event] = lambda later, _old, _new: later
    withdrawable: Withdrawable | None = None
    unbinding: frozenset[type[Event]] = frozenset()

    def rules_for(self, fact: Event) -> Rectifiable:
        """Returns `NOT_RECTIFIABLE` for an event class that `facts` does not list."""
        return self.facts.get(type(fact), NOT_RECTIFIABLE)

    def decide(self, entity: A, fact: Event, entities: EntityLoader, *, corrected: bool) -> None:
        """Replays the fact on the entity. Raises the refusals of the entity's methods.

        An event class that `facts` does not list is recorded unchanged; so is an unbinding fact, unless `corrected`.
        """
        if type(fact) not in self.facts or (type(fact) in self.unbinding and not corrected):
            entity.record(fact)
        else:
            self.replay_fact(entity, fact, entities)


type FactsByVersion = dict[int, tuple[Event, ...]]


@dataclass(frozen=True)
class ReplayedDecisions:
    """Result of a replay, by version of the stream. No fact has its envelope.

    `facts` are the facts after the replay: none for an annulled fact, several for a fact with new companions.
    `decided` is what the aggregate decided, before the frozen fields were restored. `refused` holds the refusals.
    """

    facts: FactsByVersion = field(default_factory=dict)
    decided: dict[int, Event] = field(default_factory=dict)
    refused: dict[int, Refusal] = field(default_factory=dict)


def replay_decisions[A: Aggregate[Any]](
    correctable: Correctable[A],
    stream: UUID,
    facts: Sequence[Event],
    entities: EntityLoader,
    replacements: Mapping[int, Event | None] | None = None,
    baseline: ReplayedDecisions | None = None,
) -> tuple[ReplayedDecisions, A]:
    """Replays every fact in order, and returns the result and the entity after it.

    `replacements` holds another fact for some versions, or None to annul the fact. `baseline` is the result of a
    replay without replacements. A refusal that is in the baseline is not raised: the fact is kept unchanged. Any
    other refusal is raised, and names the fact that breaks the rule. Without a baseline, no refusal is raised.
    """
    replay = _Replay(correctable, correctable.aggregate(stream), baseline)
    for fact in facts:
        replay.add(fact, (replacements or {}).get(fact.originator_version, fact), entities)
    replay.keep_new_companions()
    return replay.result, replay.entity


def changed_facts(before: ReplayedDecisions, after: ReplayedDecisions) -> FactsByVersion:
    """Returns the versions whose facts differ between two replays."""
    return {version: facts for version, facts in after.facts.items() if facts != before.facts.get(version)}


class _Replay[A: Aggregate[Any]]:
    """State of one replay.

    `_unmatched_companions` are companions that the last decision made and that no recorded companion matches yet.
    """

    def __init__(self, correctable: Correctable[A], entity: A, baseline: ReplayedDecisions | None) -> None:
        self.result = ReplayedDecisions()
        self.entity = entity
        self._correctable = correctable
        self._baseline = baseline
        self._unmatched_companions: list[Event] = []
        self._decision_version = 0

    def add(self, fact: Event, replacement: Event | None, entities: EntityLoader) -> None:
        version = fact.originator_version
        if self._correctable.is_companion(fact):
            self._keep(version, self._unmatched_companions.pop(0) if self._unmatched_companions else None)
            return
        self.keep_new_companions()
        self._decision_version = version
        if replacement is None:
            self._keep(version, None)
            return
        decided = self._decide(fact, replacement, entities)
        self._keep(version, decided[0])
        self._unmatched_companions = decided[1:]

    def keep_new_companions(self) -> None:
        """Keeps unmatched companions at the version of the decision that made them."""
        for companion in self._unmatched_companions:
            self._keep(self._decision_version, companion)
        self._unmatched_companions = []

    def _decide(self, fact: Event, replacement: Event, entities: EntityLoader) -> list[Event]:
        is_first = True

        def restore_first(decided: Event) -> Event:
            nonlocal is_first
            was_first, is_first = is_first, False
            return self._restore_unaffected(fact, decided) if was_first else decided

        entity, version = self.entity, fact.originator_version
        entity.replay_hook = restore_first
        try:
            self._correctable.decide(entity, replacement, entities, corrected=replacement is not fact)
        except Refusal as refusal:
            entity.replay_hook = None
            entity.collect_events()
            self._check_in_baseline(replacement, refusal)
            self.result.refused[version] = refusal
            entity.record(replacement)
        entity.replay_hook = None
        return [without_envelope(event) for event in entity.collect_events()]

    def _restore_unaffected(self, fact: Event, decided: Event) -> Event:
        """Returns the recorded fact, with only the fields that the replacements change.

        A field is changed if the decision differs from the baseline. Frozen fields keep their recorded value.
        """
        version = fact.originator_version
        self.result.decided[version] = without_envelope(decided)
        if self._baseline is None:
            return fact
        baseline = self._baseline.decided.get(version)
        if baseline is None or type(decided) is not type(fact) or type(baseline) is not type(decided):
            return decided
        rules = self._correctable.rules_for(fact)
        if any(getattr(decided, name) != getattr(baseline, name) for name in rules.invariant):
            raise CorrectionBreaks("Cette correction change ce qu'un fait ultérieur constate.")
        names = (name for name in decided.__struct_fields__ if name not in rules.frozen | ENVELOPE)
        return replace(
            fact,
            **{name: getattr(decided, name) for name in names if getattr(decided, name) != getattr(baseline, name)},
        )

    def _check_in_baseline(self, fact: Event, refusal: Refusal) -> None:
        if self._baseline is None:
            return
        if not is_same_refusal(self._baseline.refused.get(fact.originator_version), refusal):
            raise name_broken_fact(fact, refusal) from None

    def _keep(self, version: int, fact: Event | None) -> None:
        facts = self.result.facts.setdefault(version, ())
        self.result.facts[version] = (*facts, without_envelope(fact)) if fact else facts


def is_same_refusal(before: Refusal | None, refusal: Refusal) -> bool:
    """Says whether class, message template and field agree. Parameters of the message, such as days, may differ."""
    return before is not None and _reason(before) == _reason(refusal)


def _reason(refusal: Refusal) -> tuple[type[Refusal], str, str]:
    return type(refusal), refusal.message.template, getattr(refusal, "field", "")


def name_broken_fact(fact: Event, refusal: Refusal) -> DomainError:
    """Adds the fact to the reasons of the refusal; wraps a refusal that is no `DomainError` in `CorrectionBreaks`."""
    reason = Message(
        "Le fait n° {version} ({kind}) du {day} ne tient plus.",
        version=fact.originator_version,
        kind=KindWords(fact.TOPIC),
        day=effective_on(fact),
    )
    if not isinstance(refusal, DomainError):
        refusal = CorrectionBreaks("Cette correction est refusée : {why}", why=refusal.message)
    other_reasons = () if refusal.reasons == (refusal.message,) else refusal.reasons
    refusal.reasons = (*other_reasons, reason)
    refusal.breaks = fact.originator_version
    return refusal
