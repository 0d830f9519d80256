"""Progress of the consultation of a roster on a wording, and the check of the consensus before the adoption.

Commands and queries share this computation: its inputs come from the aggregate or from the read model.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from uuid import UUID

import msgspec

from efe_domain.decision.deadline import Deadline
from efe_domain.decision.events import Stance
from efe_domain.decision.objections import Objections
from efe_domain.decision.refusals import CollegeNotHeard, NobodyAgrees, NotEveryoneConsulted, ObjectionStands
from efe_domain.pole.composition import COLLEGE_NAMES, Composition
from efe_domain.pole.members import RosterSeat
from efe_domain.pole.modalities import ConsensusRules
from efe_domain.shared.colleges import College
from efe_domain.shared.messages import Message

AGREEING_STANCES = {Stance.AGREE, Stance.RESERVE}


class Consultation(msgspec.Struct, frozen=True, kw_only=True):
    """Result of a consultation on a day: the reasons that prevent the adoption.

    `awaited` members must still take a position. No counted member of an `unheard` college took a position.
    `standing` are the numbers of the objections that were not withdrawn. `nobody_agrees`: no counted member agrees.
    `not_agreeing` colleges have no agreeing member although the modalities require one.

    `silent` members took no position on this wording; they may be awaited or not. `uncounted` operators of the roster
    are no longer members, or not local and competent: their positions count for no college.
    """

    on: date
    silent: tuple[UUID, ...]
    awaited: tuple[UUID, ...]
    uncounted: tuple[UUID, ...]
    unheard: tuple[College, ...]
    standing: tuple[int, ...]
    nobody_agrees: bool
    not_agreeing: tuple[College, ...]

    @property
    def is_consensus(self) -> bool:
        has_obstacle = self.awaited or self.unheard or self.standing or self.nobody_agrees or self.not_agreeing
        return not has_obstacle


def consult(
    roster: Sequence[RosterSeat],
    *,
    composition: Composition,
    stances: Mapping[UUID, Stance],
    standing: Sequence[int],
    deadline: Deadline | None,
    rules: ConsensusRules,
) -> Consultation:
    """Computes the consultation on the day of `composition`.

    `stances` are the positions on the current wording. Operators that left the pôle are not awaited. A silent member
    is not awaited if a deadline that counts has passed and the other members of the roster meet the quorum. Without a
    quorum, such a deadline frees the decision if it was recorded since 0.5.0. A member counts for the college that it
    belongs to on that day.
    """
    seats = [seat for verdict in composition.colleges for seat in verdict.seats]
    current_members = [seat for seat in roster if seat.operator in {current.operator for current in seats}]
    college_of = {seat.operator: seat.college for seat in seats if seat.counts}
    silent = tuple(seat.operator for seat in current_members if seat.operator not in stances)
    is_past_deadline = deadline is not None and deadline.has_passed(composition.on)
    quorum = rules.quorum_percent
    answers = len(current_members) - len(silent)
    is_freed = deadline is not None and deadline.frees_without_quorum
    is_quorum_met = is_freed if quorum is None else 100 * answers >= quorum * len(current_members)
    counted_stances = {
        seat.operator: stances[seat.operator] for seat in roster if seat.operator in college_of.keys() & stances
    }
    heard_colleges = {college_of[operator] for operator in counted_stances}
    agreeing_colleges = {
        college_of[operator] for operator, stance in counted_stances.items() if stance in AGREEING_STANCES
    }
    return Consultation(
        on=composition.on,
        silent=silent,
        awaited=() if is_past_deadline and is_quorum_met else silent,
        uncounted=tuple(seat.operator for seat in roster if seat.operator not in college_of),
        unheard=tuple(college for college in College if college not in heard_colleges),
        standing=tuple(standing),
        nobody_agrees=not agreeing_colleges,
        not_agreeing=tuple(
            college for college in College if rules.agreement_per_college and college not in agreeing_colleges
        ),
    )


def check_consensus(consultation: Consultation, objections: Objections, operator_name: Callable[[UUID], str]) -> None:
    """Raises `ObjectionStands`, `NotEveryoneConsulted`, `CollegeNotHeard` or `NobodyAgrees`.

    Each refusal lists the objections, members or colleges that prevent the adoption.
    """
    if consultation.standing:
        reasons = [
            Message(
                "Objection {number} : {operator}.",
                number=objection.number,
                operator=operator_name(objection.operator),
            )
            for objection in objections.standing
        ]
        raise ObjectionStands("Une objection n'est pas retirée.", *reasons)
    if consultation.awaited:
        raise NotEveryoneConsulted("Des membres n'ont pas été consultés.", *map(operator_name, consultation.awaited))
    if consultation.unheard:
        reasons = [
            Message(
                "Collège {college} ({who}) : aucune position d'un membre qui compte.",
                college=college,
                who=Message(COLLEGE_NAMES[college]),
            )
            for college in consultation.unheard
        ]
        raise CollegeNotHeard("Les trois collèges n'ont pas été entendus.", *reasons)
    if consultation.nobody_agrees:
        raise NobodyAgrees("Personne n'a marqué son accord, fût-ce avec réserve.")
    if consultation.not_agreeing:
        reasons = [
            Message("Collège {college} ({who}) : aucun accord.", college=college, who=Message(COLLEGE_NAMES[college]))
            for college in consultation.not_agreeing
        ]
        raise NobodyAgrees("Les modalités demandent l'accord de chaque collège.", *reasons)
