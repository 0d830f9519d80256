"""Check of the consensus before the adoption of a decision (PS-CONSENSUS)."""

from collections.abc import Callable
from uuid import UUID

from efe_domain.decision.consultation import Consultation
from efe_domain.decision.objections import Objections
from efe_domain.decision.refusals import CollegeNotHeard, NobodyAgrees, NotEveryoneConsulted, ObjectionStands
from efe_domain.pole.composition import COLLEGE_NAMES
from efe_domain.shared.messages import Message


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
