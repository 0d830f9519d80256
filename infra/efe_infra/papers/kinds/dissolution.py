"""Act of dissolution of a pôle by its Instance."""

from typing import Final

from efe_domain.law.rules import Rule
from efe_infra.console.language.translatable import tr
from efe_infra.console.register.labels import BASSINS
from efe_infra.papers.declaration.blocks import heading, law, paragraphs, quotation, rows, signatures
from efe_infra.papers.declaration.paper import FileName, Paper, PaperInput
from efe_infra.papers.kinds.generated import POLE_PAPER, PolePaperResponse
from efe_infra.papers.kinds.pole_parts import act


def build(answer: PolePaperResponse) -> PaperInput | None:
    """Returns None for a pôle that is not dissolved."""
    pole = answer.pole
    if pole is None or pole.dissolved_on is None:
        return None
    reason = pole.dossier.dissolution_reason if pole.dossier else None
    return act(
        pole,
        tr("Acte de dissolution"),
        paragraphs(
            tr(
                "L'Instance bassin EFE %(bassin)s dissout, le %(day)s, le pôle de synergies « %(pole)s ».",
                bassin=BASSINS[pole.bassin],
                day=pole.dissolved_on,
                pole=pole.name,
            )
        ),
        rows(
            [
                (tr("Créé le"), pole.created_on),
                (tr("Constitué le"), pole.constituted_on),
                (tr("Dissous le"), pole.dissolved_on),
            ]
        ),
        *([heading(tr("Raison")), quotation(reason)] if reason else []),
        law(Rule.PS_NB),
        signatures(),
    )


def file_name_of(answer: PolePaperResponse) -> FileName:
    pole = answer.pole
    return FileName(f"pole {pole.name}", pole.dissolved_on) if pole else FileName("")


PAPER: Final = Paper(
    kind="dissolution",
    title="Acte de dissolution d'un pôle",
    entity="Pole",
    document=POLE_PAPER,
    build=build,
    file="acte-de-dissolution",
    naming=file_name_of,
)
