"""Act of creation of a pôle by its Instance."""

from typing import Final

from efe_domain.law.rules import Rule
from efe_infra.console.language.translatable import tr
from efe_infra.console.register.labels import BASSINS
from efe_infra.papers.declaration.blocks import law, paragraphs, rows, signatures
from efe_infra.papers.declaration.paper import FileName, Paper, PaperInput
from efe_infra.papers.kinds.generated import POLE_PAPER, PolePaperResponse
from efe_infra.papers.kinds.pole_parts import act, meeting_words


def build(answer: PolePaperResponse) -> PaperInput | None:
    """Returns None for a pôle that was taken over: the register has no act of its creation."""
    pole = answer.pole
    if pole is None or pole.taken_over_on:
        return None
    identification = pole.dossier.identification if pole.dossier else None
    return act(
        pole,
        tr("Acte de création"),
        paragraphs(
            tr(
                "L'Instance bassin EFE %(bassin)s crée, le %(day)s, le pôle de synergies « %(pole)s ».",
                bassin=BASSINS[pole.bassin],
                day=pole.created_on,
                pole=pole.name,
            )
        ),
        rows(
            [
                (tr("Axe identifié le"), identification.since if identification else None),
                (tr("Identifié en"), meeting_words(identification.meeting) if identification else None),
                (tr("Créé le"), pole.created_on),
            ]
        ),
        law(Rule.PS_NB, Rule.PS_AXE),
        signatures(),
    )


def file_name_of(answer: PolePaperResponse) -> FileName:
    pole = answer.pole
    return FileName(f"pole {pole.name}", pole.created_on) if pole else FileName("")


PAPER: Final = Paper(
    kind="creation",
    title="Acte de création d'un pôle",
    entity="Pole",
    document=POLE_PAPER,
    build=build,
    file="acte-de-creation",
    naming=file_name_of,
)
