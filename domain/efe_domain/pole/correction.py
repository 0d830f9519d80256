"""Correction rules for the facts of a pôle, and the replay of its decisions."""

from typing import Final
from uuid import UUID

from msgspec.structs import replace

from efe_domain.instance.instance import InstanceBassin
from efe_domain.law.rules import MAX_TERM_YEARS
from efe_domain.operator.candidate import Candidate
from efe_domain.operator.operator import Operator
from efe_domain.pole.events import (
    CompositionBroken,
    MemberDesignated,
    MembershipEnded,
    ModalitiesAgreed,
    ModalitiesProposed,
    PoleConstituted,
    PoleCreated,
    PoleDissolved,
    PoleEvaluated,
    PoleEvent,
    PoleRenamed,
    PoleRenewed,
    PoleTakenOver,
    PoleThemeCited,
    RepresentativeReplaced,
    SubstituteNamed,
)
from efe_domain.pole.modalities import modalities_of
from efe_domain.pole.pole import Pole
from efe_domain.pole.taking_over import term_taken_over
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.days import last_day
from efe_domain.shared.event import Event
from efe_domain.shared.ids import instance_id
from efe_domain.shared.record_events import correction_events, withdrawal_events
from efe_domain.shared.replay_decisions import (
    DAY,
    DERIVED,
    Annulment,
    Correctable,
    EntityLoader,
    Withdrawable,
    rectifiable,
)
from efe_domain.themes.themes import CommonThemes


def replay_fact(pole: Pole, event: PoleEvent, entities: EntityLoader) -> None:  # noqa: C901, PLR0912 - one case a fact
    on = event.effective_on
    match event:
        case PoleCreated(bassin=bassin, axis=axis, name=name):
            instance = entities.require(InstanceBassin, instance_id(bassin))
            pole.create(bassin, instance.identified(axis, on), name, on=on)
        case PoleRenamed(name=name):
            pole.rename(name, on=on)
        case MemberDesignated(operator=operator, representative=person, meeting=meeting):
            pole.designate(entities.require(Operator, operator).as_candidate(), person, meeting=meeting, on=on)
        case RepresentativeReplaced(operator=operator, representative=person, document=document):
            pole.replace_representative(operator, person, document=document, on=on)
        case MembershipEnded(operator=operator, reason=reason):
            weighed = pole.members_on(pole.weighing_day(on))
            pole.end_membership(operator, reason, members=_candidates(weighed, entities), on=on)
        case PoleTakenOver():
            term = term_taken_over(event.starts, event.ends, on)
            pole.record(replace(event, starts=term.starts, ends=term.ends))
        case SubstituteNamed(operator=operator, substitute=person):
            pole.name_substitute(operator, person, on=on)
        case ModalitiesProposed():
            pole.propose_modalities(modalities_of(event), on=on)
        case ModalitiesAgreed(decision=decision):
            pole.agree_modalities(modalities_of(event), decision, on=on)
        case PoleConstituted() | PoleRenewed():
            _begin_term(pole, event, entities)
        case PoleEvaluated(criteria=criteria, conclusion=conclusion, meeting=meeting):
            pole.evaluate(criteria, conclusion, meeting=meeting, on=on)
        case PoleThemeCited(theme=theme, themes=themes):
            entities.require(CommonThemes, themes).check_cites(theme, on)
            pole.cite_theme(theme, themes, on=on)
        case PoleDissolved(reason=reason):
            pole.dissolve(reason, on=on)


def _begin_term(pole: Pole, event: PoleConstituted | PoleRenewed, entities: EntityLoader) -> None:
    """Replays the beginning of a term. A last day three years on was computed, and follows a corrected first day."""
    on = event.effective_on
    ends = None if event.ends == last_day(event.starts, MAX_TERM_YEARS) else event.ends
    members = _candidates(pole.members_on(on), entities)
    match event:
        case PoleConstituted():
            pole.constitute(
                members, ends=ends, continues=event.continues, why=event.why, meeting=event.meeting, on=on
            )
        case PoleRenewed():
            settings = entities.load(InstanceBassin, instance_id(pole.bassin)).settings_on(on)
            pole.renew(members, ends=ends, window_days=settings.renewal_window_days, meeting=event.meeting, on=on)


def _candidates(operators: tuple[UUID, ...], entities: EntityLoader) -> list[Candidate]:
    return [entities.require(Operator, operator).as_candidate() for operator in operators]


def recording_instances(pole: Pole, event: Event) -> tuple[Bassin, ...]:
    return (event.bassin if isinstance(event, PoleCreated | PoleTakenOver) else pole.bassin,)


def is_companion(event: Event) -> bool:
    return isinstance(event, CompositionBroken)


def rebase(later: Event, was: Event, becomes: Event) -> Event:
    """Updates the later facts of a seat to its corrected operator and first day."""
    match later, was, becomes:
        case (
            RepresentativeReplaced() | SubstituteNamed() | MembershipEnded(),
            MemberDesignated(),
            MemberDesignated(operator=operator),
        ) if (later.operator, later.since) == (was.operator, was.effective_on):
            return replace(later, operator=operator, since=becomes.effective_on)
        case _:
            return later


_MODALITIES: Final = "agreement_per_college meeting_every_months quorum_percent remote_allowed"


def depends_on_act(later: Event, act: Event) -> bool:
    """Tells whether the fact belongs to the seat, or evaluates the term, that the act created."""
    match later, act:
        case RepresentativeReplaced() | SubstituteNamed() | MembershipEnded(), MemberDesignated():
            return (later.operator, later.since) == (act.operator, act.effective_on)
        case PoleEvaluated(), PoleConstituted() | PoleRenewed():
            return later.term_starts == act.starts
        case _:
            return False


CORRECTION = Correctable(
    aggregate=Pole,
    facts={
        PoleCreated: rectifiable(f"{DAY} name", frozen="axis axis_key"),
        PoleRenamed: rectifiable(f"{DAY} name", annulment=Annulment.UNUSED),
        MemberDesignated: rectifiable(f"{DAY} operator representative", annulment=Annulment.UNUSED),
        RepresentativeReplaced: rectifiable(f"{DAY} operator representative", annulment=Annulment.UNUSED),
        SubstituteNamed: rectifiable(f"{DAY} operator substitute", annulment=Annulment.UNUSED),
        MembershipEnded: rectifiable(f"{DAY} reason", annulment=Annulment.UNUSED),
        CompositionBroken: DERIVED,
        ModalitiesProposed: rectifiable(DAY, documented=_MODALITIES),
        ModalitiesAgreed: rectifiable(DAY, documented=_MODALITIES),
        PoleTakenOver: rectifiable("", confirmed="starts ends", frozen="axis axis_key composition"),
        PoleConstituted: rectifiable("", confirmed=f"{DAY} ends"),
        PoleEvaluated: rectifiable(DAY, documented="criteria conclusion", annulment=Annulment.UNUSED),
        PoleRenewed: rectifiable("", confirmed=f"{DAY} ends", annulment=Annulment.CONFIRMED),
        PoleThemeCited: rectifiable(DAY, annulment=Annulment.UNUSED),
        PoleDissolved: rectifiable(f"{DAY} reason", annulment=Annulment.CONFIRMED),
    },
    replay_fact=replay_fact,
    recording_instances=recording_instances,
    events=correction_events(Pole.KIND, "a pôle"),
    is_companion=is_companion,
    rebase=rebase,
    withdrawable=Withdrawable(
        acts=frozenset({MemberDesignated, PoleConstituted, PoleRenewed}),
        depends_on_act=depends_on_act,
        events=withdrawal_events(Pole.KIND, "a pôle"),
    ),
)
