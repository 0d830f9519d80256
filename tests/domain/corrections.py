"""Corrections drawn at random of a history, each decided on all that was recorded before it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, cast
from uuid import UUID

import msgspec
from hypothesis import strategies as st
from msgspec.structs import replace

from efe_domain.catalogue import CORRECTIONS
from efe_domain.instance.instance import InstanceBassin
from efe_domain.operator.events import OperatorKind, OperatorRegistered
from efe_domain.operator.operator import Operator
from efe_domain.pole.pole import Pole
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.correction import Correction, corrected
from efe_domain.shared.effective_facts import effective_facts, state_of
from efe_domain.shared.errors import NotFound, Refusal
from efe_domain.shared.event import Event, effective_on
from efe_domain.shared.record_events import Patch, Rectified, Withdrawn
from efe_domain.shared.replay_decisions import Correctable
from efe_domain.shared.withdrawal import plan_withdrawal
from tests.domain.decisions import SCHOOL
from tests.domain.given import YESTERDAY, a_pole, an_operator, commune_named, some_id, three_colleges
from tests.domain.histories import STEPS, Step, World

WORDS: Final = {
    "reason": "Raison rectifiée.",
    "conclusion": "Conclusion rectifiée.",
    "name": "Nom rectifié",
    "words": "Mots.",
}
KINDS = ("entreprise", "formation", "enseignement-secondaire")


class Asked(msgspec.Struct, frozen=True):
    """Which stream and which of its facts (counted around), which field, and how far its value moves.

    A withdrawal is of the first fact from there on that is an act, and so many days after it.
    """

    stream: int
    fact: int
    field: int
    by: int
    annul: bool
    withdraw: bool = False


ASKED = st.builds(
    Asked,
    stream=st.integers(0, 30),
    fact=st.integers(0, 60),
    field=st.integers(0, 5),
    by=st.sampled_from((-400, -30, -2, -1, 1, 2, 3, 30, 400)),
    annul=st.sampled_from((False, False, False, True)),
    withdraw=st.sampled_from((False, False, True)),
)


class Ledger:
    """Streams of events; a world for what is decided again."""

    def __init__(self, events: Iterable[Event]) -> None:
        self.events: list[Event] = []
        self.streams: defaultdict[UUID, list[Event]] = defaultdict(list)
        for event in events:
            self.append(event)

    def append(self, event: Event) -> None:
        self.events.append(event)
        self.streams[event.originator_id].append(event)

    def load[A: Aggregate[Any]](self, kind: type[A], aggregate_id: UUID) -> A:
        return kind.replay(aggregate_id, self.streams.get(aggregate_id, ()))

    def require[A: Aggregate[Any]](self, kind: type[A], aggregate_id: UUID) -> A:
        aggregate = self.load(kind, aggregate_id)
        if not aggregate.exists:
            raise NotFound(kind.NOUN, aggregate_id)
        return aggregate

    @property
    def correctables(self) -> list[UUID]:
        return [each for each in self.streams if self.kind_of(each) in CORRECTIONS]

    def kind_of(self, stream: UUID) -> str:
        return self.streams[stream][0].TOPIC.partition(".")[0]

    def correctable(self, stream: UUID) -> Correctable[Any]:
        return CORRECTIONS[self.kind_of(stream)]

    def decide(self, stream: UUID, patches: Sequence[Patch], *, documented: bool = True) -> Correction[Any]:
        facts = effective_facts(self.streams[stream])
        return corrected(self.correctable(stream), stream, facts, patches, self, documented=documented)

    def correct(self, stream: UUID, patches: Sequence[Patch]) -> Rectified:
        """Decided, and recorded. Raises what refuses it."""
        correction, correctable = self.decide(stream, patches), self.correctable(stream)
        entity = self.load(correctable.aggregate, stream)
        entity.record(
            correctable.events.rectified(
                changes=correction.changes(), reason="Erreur matérielle.", document=None, proposal=None
            )
        )
        return self._kept(entity)

    def withdraw(self, stream: UUID, act: int, *, on: date) -> Withdrawn:
        """Decided, and recorded. Raises what refuses it."""
        facts, correctable = effective_facts(self.streams[stream]), self.correctable(stream)
        correction = plan_withdrawal(correctable, stream, facts, act, self, on=on)
        entity = self.load(correctable.aggregate, stream)
        assert correctable.withdrawable
        entity.record(
            correctable.withdrawable.events.withdrawn(
                act=act,
                changes=correction.changes(),
                reason="Irrégulier.",
                document=None,
                proposal=None,
                effective_on=on,
            )
        )
        return cast("Withdrawn", self._kept(entity))

    def _kept(self, entity: Aggregate[Any]) -> Rectified:
        [event] = entity.collect_events()
        kept: Rectified = replace(
            event, metadata={"actor": str(some_id("account 0")), "command_id": str(some_id("c"))}
        )
        self.append(kept)
        return kept

    def try_to(self, asked: Asked) -> Rectified | Refusal | None:
        """None where there is nothing to ask."""
        streams = self.correctables
        stream = streams[asked.stream % len(streams)]
        facts = effective_facts(self.streams[stream])
        if asked.withdraw:
            return self._try_to_withdraw(asked)
        if not facts or (patch := self._patch(stream, facts[asked.fact % len(facts)], asked)) is None:
            return None
        try:
            return self.correct(stream, [patch])
        except Refusal as refusal:
            return refusal

    def _try_to_withdraw(self, asked: Asked) -> Rectified | Refusal | None:
        acts = [
            fact
            for stream in self.correctables
            for fact in effective_facts(self.streams[stream])
            if (known := self.correctable(stream).withdrawable) and type(fact) in known.acts
        ]
        if not acts:
            return None
        act = acts[(asked.stream + asked.fact) % len(acts)]
        day = effective_on(act)
        assert day
        try:
            return self.withdraw(act.originator_id, act.originator_version, on=day + timedelta(asked.by))
        except Refusal as refusal:
            return refusal

    def _patch(self, stream: UUID, fact: Event, asked: Asked) -> Patch | None:
        may = self.correctable(stream).rules_for(fact)
        if asked.annul:
            return Patch(fact.originator_version)
        names = sorted(may.fields)
        if not names:
            return None
        name = names[asked.field % len(names)]
        return Patch(fact.originator_version, {name: self._moved(name, getattr(fact, name), asked.by)})

    def _moved(self, name: str, value: Any, by: int) -> Any:  # noqa: C901, PLR0911, PLR0912 - one case a field
        match name, value:
            case "operator", _:
                known = [each.originator_id for each in self.events if isinstance(each, OperatorRegistered)]
                return str(known[by % len(known)])
            case "representative" | "person", _:
                return str(some_id(f"person {by % 4}")) if by % 3 else None
            case "commune", _:
                return commune_named(("Liège", "Namur", "Huy")[by % 3]).nis
            case "kind", _:
                return ("entreprise", "formation", "cefa")[by % 3]
            case "mission", _:
                return ("M6", "M7")[by % 2]
            case "mandate", _:
                return {"voting": bool(by % 2), "category": f"Catégorie {by % 5}"}
            case "axis", _:
                return {"codes": [{"system": "sfmq", "code": str(abs(by))}]}
            case "rules", rules:
                return [msgspec.to_builtins(replace(each, quorum_percent=1 + by % 99)) for each in rules]
            case "criteria", _:
                return [{"label": "Réunions", "finding": f"{abs(by)} par an."}]
            case _, date():
                return str(value + timedelta(by))
            case _, bool():
                return not value
            case "quorum_percent" | "meeting_every_months", _:
                return 1 + by % 36
            case _:
                return f"{WORDS.get(name, 'Mots.').removesuffix('.')} {by % 7}."


class CorrectedHistory(list[Event]):
    """Commands and corrections in turn, each decided on what stands after those before it.

    A failing test shows the steps instead.
    """

    def __init__(self, steps: Sequence[Step | Asked]) -> None:
        self.steps = steps
        self.world = World()
        for step in steps:
            if isinstance(step, Step):
                self.world.do(step)
            else:
                self._correct(step)
        super().__init__(self.world.events)

    def __repr__(self) -> str:
        return f"CorrectedHistory({self.steps})"

    def _correct(self, asked: Asked) -> None:
        ledger = Ledger(self.world.events)
        found = ledger.try_to(asked)
        if isinstance(found, Rectified):
            self.world.events.append(found)
            self.world.instances[:] = [ledger.load(InstanceBassin, each.id) for each in self.world.instances]
            self.world.operators[:] = [ledger.load(Operator, each.id) for each in self.world.operators]
            self.world.poles[:] = [ledger.load(Pole, each.id) for each in self.world.poles]


def corrected_histories() -> st.SearchStrategy[CorrectedHistory]:
    steps = st.one_of(STEPS, STEPS, STEPS, ASKED)
    return st.one_of(st.lists(steps, max_size=12), st.lists(steps, min_size=40, max_size=100)).map(CorrectedHistory)


def recorded_by(*aggregates: Aggregate[Any]) -> list[Event]:
    """All that was recorded of them, which nobody collected yet."""
    return [event for aggregate in aggregates for event in aggregate.collect_events()]


def facts_of(events: Iterable[Event]) -> list[Mapping[str, Any]]:
    """Without envelopes, with their versions."""
    return [{"version": event.originator_version, **msgspec.to_builtins(state_of(event))} for event in events]


def operators() -> list[Operator]:
    return [an_operator(OperatorKind(kind)) for kind in KINDS]


def ledger_of(*aggregates: Aggregate[Any]) -> Ledger:
    return Ledger([*recorded_by(*operators()), *recorded_by(*aggregates)])


def facts(ledger: Ledger, aggregate: Aggregate[Any]) -> list[Event]:
    return effective_facts(ledger.streams[aggregate.id])


def other_school() -> Operator:
    return an_operator(OperatorKind.ENSEIGNEMENT_SECONDAIRE, name="Autre école")


def a_pole_that_a_member_left() -> Pole:
    pole = a_pole(members=three_colleges())
    pole.replace_representative(SCHOOL, some_id("anne"), on=YESTERDAY)
    pole.end_membership(SCHOOL, "Départ.", members=three_colleges(), on=YESTERDAY)
    return pole
