"""What hinders an adoption, as refusals (PS-CONSENSUS)."""

from collections.abc import Callable
from uuid import UUID

from efe_domain.decision.consultation import Consultation
from efe_domain.decision.objections import Objections
from efe_domain.decision.refusals import CollegeNotHeard, NobodyAgrees, NotEveryoneConsulted, ObjectionStands
from efe_domain.pole.composition import COLLEGE_NAMES
from efe_domain.shared.messages import Message


def check_consensus(found: Consultation, objections: Objections, name_of: Callable[[UUID], str]) -> None:
    """Raises `ObjectionStands`, `NotEveryoneConsulted`, `CollegeNotHeard` or `NobodyAgrees`.

    Each names what hinders; the names of operators are asked of `name_of`.
    """
    if found.standing:
        reasons = [
            Message("Objection {number} : {operator}.", number=each.number, operator=name_of(each.operator))
            for each in objections.standing
        ]
        raise ObjectionStands("Une objection n'est pas retirée.", *reasons)
    if found.awaited:
        raise NotEveryoneConsulted("Des membres n'ont pas été consultés.", *map(name_of, found.awaited))
    if found.unheard:
        reasons = [
            Message(
                "Collège {college} ({who}) : aucune position d'un membre qui compte.",
                college=each,
                who=Message(COLLEGE_NAMES[each]),
            )
            for each in found.unheard
        ]
        raise CollegeNotHeard("Les trois collèges n'ont pas été entendus.", *reasons)
    if found.nobody_agrees:
        raise NobodyAgrees("Personne n'a marqué son accord, fût-ce avec réserve.")
    if found.not_agreeing:
        reasons = [
            Message("Collège {college} ({who}) : aucun accord.", college=each, who=Message(COLLEGE_NAMES[each]))
            for each in found.not_agreeing
        ]
        raise NobodyAgrees("Les modalités demandent l'accord de chaque collège.", *reasons)
