"""Attestation of a seat: an operator in a pôle, its college, and the person who represents it."""

from collections.abc import Mapping
from typing import Any, Final

from efe_domain.law.rules import Rule
from efe_infra.console.language.translatable import tr
from efe_infra.console.pole.colleges import ABOUT
from efe_infra.console.register.ids import at_present, global_id
from efe_infra.console.register.labels import BASSINS
from efe_infra.papers.declaration.blocks import law, paragraphs, rows, signatures
from efe_infra.papers.declaration.paper import Paper, PaperInput
from efe_infra.papers.kinds.generated import SEAT_PAPER, SeatPaperResponse
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
    return {
        "bassins": [pole.bassin],
        "occasion": tr("Attestation de siège"),
        "title": name,
        "subtitle": tr("Pôle de synergies « %(pole)s »", pole=pole.name),
        "blocks": [
            paragraphs(
                tr(
                    "L'Instance bassin EFE %(bassin)s atteste que « %(member)s » est membre du pôle de synergies"
                    " « %(pole)s ».",
                    bassin=BASSINS[pole.bassin],
                    member=name,
                    pole=pole.name,
                )
            ),
            rows(
                [
                    (tr("Membre"), name),
                    (tr("Collège"), ABOUT[seat.college][1]),
                    (tr("Représentant"), seat.representative.display_name if seat.representative else None),
                    (tr("Suppléant"), seat.substitute.display_name if seat.substitute else None),
                    (tr("Membre depuis le"), seat.since),
                    (tr("Jusqu'au"), seat.until),
                    (tr("Terme du pôle jusqu'au"), pole.term_ends),
                    (tr("Réunion"), meeting_words(seat.meeting)),
                ]
            ),
            law(Rule.PS_DESIGN),
            signatures(),
        ],
    }


def operator_of_part(key: str) -> Mapping[str, Any]:
    return {"operator": global_id("Operator", key)}


PAPER: Final = Paper(
    kind="seat",
    title="Attestation de siège",
    entity="Pole",
    document=SEAT_PAPER,
    build=build,
    part=operator_of_part,
)
