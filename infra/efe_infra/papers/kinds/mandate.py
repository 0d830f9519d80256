"""Attestation of a seat in a body of an Instance: its category, its voice, and the person who sits there."""

from datetime import date
from typing import Final

import msgspec

from efe_infra.console.language.translatable import tr
from efe_infra.console.register.ids import at_present, key_of
from efe_infra.console.register.labels import BASSINS
from efe_infra.papers.declaration.blocks import paragraphs, rows, signatures
from efe_infra.papers.declaration.paper import PART_MARK, FileName, Paper, PaperInput
from efe_infra.papers.kinds.generated import MANDATE_PAPER, MandatePaperMandate, MandatePaperResponse
from efe_infra.papers.kinds.seat import day_before
from efe_infra.papers.kinds.verdicts import bassin_of_part


def narrow(answer: MandatePaperResponse, key: str) -> MandatePaperResponse:
    """Returns the answer with the mandates of one seat."""
    instance = answer.instance
    if instance is None or instance.dossier is None:
        return answer
    seat = key.partition(PART_MARK)[0]
    seats = tuple(each for each in instance.dossier.seats if key_of(each.seat_id) == seat)
    dossier = msgspec.structs.replace(instance.dossier, seats=seats)
    return msgspec.structs.replace(answer, instance=msgspec.structs.replace(instance, dossier=dossier))


def last_mandate(answer: MandatePaperResponse) -> MandatePaperMandate | None:
    dossier = answer.instance.dossier if answer.instance else None
    return max(dossier.seats, key=lambda each: each.since, default=None) if dossier else None


def build(answer: MandatePaperResponse) -> PaperInput | None:
    """Returns None for a seat that is vacant on the day, or for a reader without the dossier of the Instance."""
    mandate, instance = last_mandate(answer), answer.instance
    if instance is None or mandate is None or mandate.body is None:
        return None
    name, last_day = mandate.person.display_name, last_day_of(mandate)
    return {
        "bassins": [instance.bassin],
        "occasion": tr("Attestation de siège"),
        "title": name,
        "subtitle": mandate.body.name,
        "blocks": [
            paragraphs(attested(instance.bassin, name, mandate.body.name, mandate.since, last_day)),
            rows(
                [
                    (tr("Siège"), mandate.category),
                    (tr("Voix"), tr("voix délibérative") if mandate.voting else tr("voix consultative")),
                    (tr("Suppléant"), mandate.substitute.display_name if mandate.substitute else None),
                    (tr("Siège depuis le"), mandate.since),
                    (tr("Jusqu'au"), last_day),
                ]
            ),
            signatures(),
        ],
    }


def attested(bassin: str, person: str, body: str, first_day: date, last_day: date | None) -> str:
    """Returns the sentence of an attestation, true on any day on which it is read."""
    names = {"bassin": BASSINS[bassin], "person": person, "body": body}
    if last_day is None:
        return tr(
            "L'Instance bassin EFE %(bassin)s atteste que %(person)s siège dans l'organe « %(body)s ».", **names
        )
    return tr(
        "L'Instance bassin EFE %(bassin)s atteste que %(person)s siège dans l'organe « %(body)s » du %(first_day)s au"
        " %(last_day)s.",
        **names,
        first_day=first_day,
        last_day=last_day,
    )


def last_day_of(mandate: MandatePaperMandate) -> date | None:
    """Returns the last day of a mandate: as it was given, or earlier if the seat was left."""
    days = [each for each in (mandate.ends, day_before(mandate.until)) if each]
    return min(days, default=None)


def subjects(answer: MandatePaperResponse) -> list[str]:
    return [at_present(answer.instance.id)] if answer.instance else []


def file_name_of(answer: MandatePaperResponse) -> FileName:
    mandate = last_mandate(answer)
    return FileName(mandate.person.display_name if mandate else "")


PAPER: Final = Paper(
    kind="mandate",
    title="Attestation de siège dans un organe",
    entity="BodySeat",
    document=MANDATE_PAPER,
    build=build,
    part=bassin_of_part,
    narrow=narrow,
    subjects=subjects,
    file="attestation-de-siege",
    naming=file_name_of,
)
