"""Entity of a correction: its loading, the right to correct it, and the source that attests an earlier day.

The right is that of a coordinator of the Instance that recorded each of the facts.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from efe_domain.access.grants import Grant, Role
from efe_domain.catalogue import CORRECTIONS
from efe_domain.commands.authorization import administers, coordinates
from efe_domain.commands.handler import UseCases
from efe_domain.commands.independence import others_confirm
from efe_domain.instance.instance import InstanceBassin
from efe_domain.meeting.events import AssemblyKind
from efe_domain.meeting.meeting import Meeting
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.bassins import Bassin, instance_name
from efe_domain.shared.codec import encode
from efe_domain.shared.command_context import current_context
from efe_domain.shared.correction import Correction, MinutesNotAdopted
from efe_domain.shared.days import check_source
from efe_domain.shared.documents import Document
from efe_domain.shared.effective_facts import effective_facts
from efe_domain.shared.errors import Invalid, NotFound
from efe_domain.shared.event import Event, effective_on
from efe_domain.shared.ids import instance_id
from efe_domain.shared.messages import Message
from efe_domain.shared.record_events import Patch
from efe_domain.shared.replay_decisions import Correctable, FactsByVersion


@dataclass(frozen=True)
class Subject:
    """Entity to correct, its effective facts, and the Instances that recorded the facts to correct."""

    correctable: Correctable[Any]
    entity: Aggregate[Any]
    facts: Sequence[Event]
    bassins: frozenset[Bassin]

    def changed_by(self, correction: Correction[Any]) -> list[Event]:
        return [fact for fact in self.facts if fact.originator_version in correction.facts]


def load_entity(uow: UseCases, kind: str, entity_id: UUID) -> tuple[Correctable[Any], Aggregate[Any]]:
    """Raises `Invalid` or `NotFound`."""
    if kind not in CORRECTIONS:
        raise Invalid("entityId", "Rien de cet objet ne se rectifie.")
    correctable = CORRECTIONS[kind]
    return correctable, uow.require(correctable.aggregate, entity_id)


def load_subject(
    uow: UseCases, kind: str, entity_id: UUID, patches: Sequence[Patch], first: Collection[str] = ()
) -> Subject:
    """Loads the entity for a coordinator of the Instances that recorded the facts.

    `first` are the accounts that a second person confirms. Raises `NotFound` or `Forbidden`.
    """
    correctable, entity = load_entity(uow, kind, entity_id)
    facts = facts_of(uow, entity)
    versions = {patch.version for patch in patches}
    corrected_facts = [fact for fact in facts if fact.originator_version in versions]
    owners = {fact.originator_version: _recorders(uow, correctable, facts, fact) for fact in corrected_facts}
    for bassins in owners.values() or [tuple(map(Bassin, entity.bassins))]:
        coordinates_one_of(uow, bassins, first)
        _check_part_in(uow, entity, bassins)
    return Subject(correctable, entity, facts, frozenset(each for some in owners.values() for each in some))


def facts_of(uow: UseCases, entity: Aggregate[Any]) -> list[Event]:
    """Returns the effective facts of the stream, up to the version of the entity."""
    stream = uow.whole_stream(entity.id)
    return effective_facts(event for event in stream if event.originator_version <= entity.version)


def _recorders(
    uow: UseCases, correctable: Correctable[Any], facts: Sequence[Event], fact: Event
) -> tuple[Bassin, ...]:
    """Returns the Instances that may have recorded the fact; of several, those that its account ever
    coordinated.
    """
    before = [each for each in facts if each.originator_version < fact.originator_version]
    bassins = correctable.recording_instances(correctable.aggregate.replay(fact.originator_id, before), fact)
    if len(bassins) == 1:
        return bassins
    actor = fact.metadata.get("actor", "")
    own = [bassin for bassin in bassins if _ever_coordinated(uow, bassin, actor)]
    return tuple(own) or bassins


def questioned_of(
    uow: UseCases, correctable: Correctable[Any], entity: Aggregate[Any], question: int
) -> tuple[Bassin, ...]:
    """Returns the Instances whose facts name the cause of the question; without any, all Instances concerned."""
    concerned = tuple(map(Bassin, entity.bassins))
    if question not in entity.questions:
        return concerned
    facts, cause = facts_of(uow, entity), str(entity.questions[question].cause).encode()
    naming = [_recorders(uow, correctable, facts, fact) for fact in facts if cause in encode(fact)]
    return tuple(each for each in concerned if any(each in some for some in naming)) or concerned


def _ever_coordinated(uow: UseCases, bassin: Bassin, actor: str) -> bool:
    try:
        grant = Grant(UUID(actor), Role.COORDINATOR)
    except ValueError:
        return False
    return bool(uow.load(InstanceBassin, instance_id(bassin)).grants.of(grant))


def coordinates_one_of(uow: UseCases, bassins: Sequence[Bassin], first: Collection[str] = ()) -> None:
    """Checks the right to correct what the Instances recorded.

    An administrator confirms for the `first` accounts, without a coordinator that is independent of them.
    Raises `Forbidden`.
    """
    is_coordinator, names = _coordinates_any(uow, bassins), ", ".join(map(instance_name, bassins))
    otherwise = Message("Ce compte ne coordonne pas l'Instance qui a enregistré ce fait : {names}.", names=names)
    is_administrator = not is_coordinator and bool(first) and administers(uow)
    if is_administrator and _independent_coordinates(uow, bassins, first):
        is_administrator = False
        otherwise = Message("Un coordinateur indépendant de l'Instance peut confirmer : c'est à lui de le faire.")
    uow.admit(right=is_coordinator or is_administrator, otherwise=otherwise)


def _independent_coordinates(uow: UseCases, bassins: Sequence[Bassin], first: Collection[str]) -> bool:
    """Tells whether a coordinator confirms; a sealed line of a file keeps the administrator that confirmed."""
    instances = (uow.load(InstanceBassin, instance_id(bassin)) for bassin in bassins)
    return not current_context().reprise and others_confirm(uow, instances, first)


def _coordinates_any(uow: UseCases, bassins: Sequence[Bassin]) -> bool:
    instances = [uow.load(InstanceBassin, instance_id(bassin)) for bassin in bassins]
    return any(coordinates(uow, instance) for instance in instances)


def _check_part_in(uow: UseCases, entity: Aggregate[Any], bassins: Sequence[Bassin]) -> None:
    """Raises `Forbidden` for an Instance that left the entity: a refusal would disclose later facts to it."""
    names = ", ".join(map(instance_name, bassins))
    uow.admit(
        right=_coordinates_any(uow, [each for each in bassins if each in entity.bassins]) or administers(uow),
        otherwise=Message("L'Instance qui a enregistré ce fait n'a plus part à cet objet : {names}.", names=names),
    )


def adopted_minutes(uow: UseCases, meeting_id: UUID, subject: Subject) -> Document:
    """Raises `NotFound`, also for a meeting of another Instance, or `MinutesNotAdopted`."""
    meeting = uow.require(Meeting, meeting_id)
    if not _coordinates_any(uow, meeting.assembly.bassins):
        raise NotFound(Meeting.NOUN, meeting_id)
    of_a_body = meeting.assembly.kind is AssemblyKind.BODY and subject.bassins <= {*meeting.assembly.bassins}
    if not (of_a_body and meeting.minutes):
        raise MinutesNotAdopted("Aucun procès-verbal adopté d'un organe de l'Instance n'est celui de cette réunion.")
    return meeting.minutes


def check_attested(
    uow: UseCases, subject: Subject, correction: Correction[Any], cited: Document | None, proposed: str = ""
) -> None:
    """Checks the source of days moved back, as that of facts recorded late, by the règlement of the Instances.

    `proposed` is the source that came with the proposal. Raises `LateWithoutSource`.
    """
    context = current_context()
    source = context.source or context.reprise or proposed or (cited.sha256 if cited else "")
    instances = [uow.load(InstanceBassin, instance_id(bassin)) for bassin in subject.bassins]
    for day in moved_back(subject.facts, correction.facts):
        for instance in (each for each in instances if coordinates(uow, each)):
            check_source(day, context.today, source, instance.settings_on(context.today).late_after_days)


def moved_back(was: Sequence[Event], now: FactsByVersion) -> Iterator[date]:
    """Yields the legal day of each fact that the correction moves to an earlier day."""
    earlier_days = {fact.originator_version: effective_on(fact) for fact in was}
    for version, facts in now.items():
        days = [effective_on(fact) for fact in facts]
        yield from (day for day in days if day and day < (earlier_days[version] or day))
