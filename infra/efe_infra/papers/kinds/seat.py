"""Attestation of a seat: an operator in a pôle, its college, and the person who represents it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from efe_domain.law.rules import Rule
from efe_infra.console.language.translatable import tr
from efe_infra.console.pole.colleges import ABOUT
from efe_infra.console.register.ids import at_present, global_id
from efe_infra.console.register.labels import BASSINS
from efe_infra.papers.declaration.blocks import law, paragraphs, rows, signatures
from efe_infra.papers.declaration.paper import FileName, Paper, PaperInput
from efe_infra.papers.kinds.generated import SEAT_PAPER, SeatPaperMembership, SeatPaperPole, SeatPaperResponse
from efe_infra.papers.kinds.pole_parts import meeting_words


def build(answer: SeatPaperResponse) -> PaperInput | None:
    """Returns None for an operator that has no seat there on the day, or for a reader without the dossier."""
    pole, operator = answer.pole, answer.operator
    seats = [
        each
        for each in (pole.dossier.memberships if pole and pole.dossier else ())
        if each.operator and operator and at_present(each.operator.id) == at_present(operator.id)
    ]
    if pole is None or not seats:
        return None
    seat = max(seats, key=lambda each: each.since)
    name = seat.operator.name if seat.operator else ""
    last_day = day_before(seat.until)
    return {
        "bassins": [pole.bassin],
        "occasion": tr("Attestation de siège"),
        "title": name,
        "subtitle": tr("Pôle de synergies « %(pole)s »", pole=pole.name),
        "blocks": [
            paragraphs(attested(pole, name, seat, last_day)),
            rows(
                [
                    (tr("Membre"), name),
                    (tr("Collège"), ABOUT[seat.college][1]),
                    (tr("Représentant"), seat.representative.display_name if seat.representative else None),
                    (tr("Suppléant"), seat.substitute.display_name if seat.substitute else None),
                    (tr("Membre depuis le"), seat.since),
                    (tr("Jusqu'au"), last_day),
                    (tr("Terme du pôle jusqu'au"), pole.term_ends),
                    (tr("Réunion"), meeting_words(seat.meeting)),
                ]
            ),
            law(Rule.PS_DESIGN),
            signatures(),
        ],
    }


def attested(pole: SeatPaperPole, member: str, seat: SeatPaperMembership, last_day: date | None) -> str:
    """Returns the sentence of an attestation, true on any day on which it is read."""
    names = {"bassin": BASSINS[pole.bassin], "member": member, "pole": pole.name}
    if last_day is None:
        return tr(
            "L'Instance bassin EFE %(bassin)s atteste que « %(member)s » est membre du pôle de synergies"
            " « %(pole)s ».",
            **names,
        )
    return tr(
        "L'Instance bassin EFE %(bassin)s atteste que « %(member)s » est membre du pôle de synergies « %(pole)s » du"
        " %(first_day)s au %(last_day)s.",
        **names,
        first_day=seat.since,
        last_day=last_day,
    )


def day_before(day: date | None) -> date | None:
    """Returns the last day of a period that ends before `day`."""
    return day - timedelta(days=1) if day else None


def operator_of_part(key: str) -> Mapping[str, Any]:
    return {"operator": global_id("Operator", key)}


def file_name_of(answer: SeatPaperResponse) -> FileName:
    pole, operator = answer.pole, answer.operator
    return FileName(f"{operator.name} pole {pole.name}") if pole and operator else FileName("")


PAPER: Final = Paper(
    kind="seat",
    title="Attestation de siège",
    entity="Pole",
    document=SEAT_PAPER,
    build=build,
    file="attestation-de-siege",
    naming=file_name_of,
    part=operator_of_part,
)
