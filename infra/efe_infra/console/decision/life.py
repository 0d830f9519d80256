"""Life of a decision on its page: its course, what its adoption needs, and the position of each member."""

from collections.abc import Iterator
from typing import NamedTuple

from efe_infra.console.decision.generated import DecisionDecision, DecisionPosition, DecisionRosterSeat
from efe_infra.console.decision.seats import SHAPES, seats_of
from efe_infra.console.language.translatable import tr, tr_join, tr_value
from efe_infra.console.register.ids import key_of
from efe_infra.console.web.course import CourseStep, in_course


class AdoptionCondition(NamedTuple):
    """Condition of the adoption, and whether it is met."""

    met: bool
    words: str


class MemberRow(NamedTuple):
    """Member with its position on the current text; `earlier` is its last one on another text."""

    key: str
    seat: DecisionRosterSeat
    shape: str
    position: DecisionPosition | None
    earlier: DecisionPosition | None


def course_of(decision: DecisionDecision) -> list[CourseStep]:
    seats = decision.dossier and seats_of(decision.dossier.roster, decision.dossier.positions, decision.content_hash)
    count_words = tr("%(positions)s positions", positions=seats.count_words) if seats else ""
    proposed = (True, tr("Proposée"), tr_value(decision.proposed_on))
    if decision.closed_on:
        ended = (True, tr("Laissée sans consensus"), tr_value(decision.closed_on))
        return in_course(iter((proposed, (True, tr("En discussion"), count_words), ended)))
    days = {
        tr("Adoptée"): decision.adopted_on,
        tr("Communiquée à l'Instance"): decision.communicated_on,
        tr("Reçue par l'Instance"): decision.received_on,
    }
    is_decided = decision.adopted_on is not None
    later = ((day is not None, words, tr_value(day) if day else "") for words, day in days.items())
    return in_course(iter((proposed, (is_decided, tr("En discussion"), count_words), *later)))


def until_words(decision: DecisionDecision) -> str:
    if decision.state == "OPEN":
        return tr("jusqu'au %(day)s", day=decision.deadline) if decision.deadline else tr("sans délai annoncé")
    ended = decision.received_on or decision.communicated_on or decision.adopted_on or decision.closed_on
    return tr("le %(day)s", day=ended) if ended else ""


def rows_of(decision: DecisionDecision) -> list[MemberRow]:
    """Returns the members that are consulted, with what each said last; none outside the dossier."""
    return [row_of(decision, each) for each in (decision.dossier.roster if decision.dossier else ())]


def row_of(decision: DecisionDecision, seat: DecisionRosterSeat) -> MemberRow:
    operator = seat.operator.id if seat.operator else ""
    positions = decision.dossier.positions if decision.dossier else ()
    own = [each for each in positions if each.operator and each.operator.id == operator]
    current = [each for each in own if each.content_hash == decision.content_hash]
    earlier = [each for each in own if each.content_hash != decision.content_hash]
    position = current[-1] if current else None
    shape = SHAPES[position.stance] if position else "none"
    return MemberRow(key_of(operator), seat, shape, position, earlier[-1] if earlier and not position else None)


def conditions(decision: DecisionDecision) -> Iterator[AdoptionCondition]:
    """Yields the conditions of the adoption of an open decision."""
    if decision.dossier is None or decision.state != "OPEN":
        return
    consultation = decision.dossier.consultation
    awaited = [each.name for each in consultation.awaited]
    names = tr("Chacun consulté : on attend %(names)s", names=", ".join(awaited))
    yield AdoptionCondition(not awaited, names if awaited else tr("Chacun consulté"))
    colleges = ", ".join(consultation.colleges_not_heard)
    silent = tr("Les trois collèges entendus : il manque %(colleges)s", colleges=colleges)
    yield AdoptionCondition(not colleges, silent if colleges else tr("Les trois collèges entendus"))
    yield AdoptionCondition(consultation.somebody_agrees, tr("Un accord au moins"))
    if refusing := ", ".join(consultation.colleges_not_agreeing):
        yield AdoptionCondition(
            False, tr("Un accord dans chaque collège : il manque %(colleges)s", colleges=refusing)
        )
    standing = tr_join(", ", [tr("n° %(number)s", number=each.number) for each in consultation.standing_objections])
    standing_words = tr("Aucune objection qui tienne : %(objections)s n'est pas retirée", objections=standing)
    yield AdoptionCondition(not standing, standing_words if standing else tr("Aucune objection qui tienne"))
