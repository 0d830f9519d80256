"""Act of constitution of a pôle: its term, and its members by college."""

from typing import Final

from efe_domain.law.rules import Rule
from efe_infra.console.language.translatable import tr
from efe_infra.console.register.labels import BASSINS
from efe_infra.papers.declaration.blocks import heading, law, paragraphs, rows, signatures
from efe_infra.papers.declaration.paper import FileName, Paper, PaperInput
from efe_infra.papers.kinds.generated import TERMS_PAPER, TermsPaperResponse
from efe_infra.papers.kinds.pole_parts import act, begun, composition, facts_of_term


def build(answer: TermsPaperResponse) -> PaperInput | None:
    """Returns None for a pôle that is not constituted, was taken over, or whose dossier is hidden."""
    pole = answer.pole
    if pole is None or pole.dossier is None or not pole.constituted_on or pole.taken_over_on:
        return None
    terms = begun(pole.dossier.terms)
    if not terms:
        return None
    first = terms[0]
    return act(
        pole,
        tr("Acte de constitution"),
        paragraphs(
            tr(
                "L'Instance bassin EFE %(bassin)s constitue le pôle de synergies « %(pole)s » et en désigne"
                " les membres.",
                bassin=BASSINS[pole.bassin],
                pole=pole.name,
            )
        ),
        rows(facts_of_term(first)),
        heading(tr("Composition")),
        composition(pole.dossier, first),
        law(Rule.PS_COMPO, Rule.PS_3ANS),
        signatures(),
    )


def file_name_of(answer: TermsPaperResponse) -> FileName:
    pole = answer.pole
    return FileName(f"pole {pole.name}", pole.constituted_on) if pole else FileName("")


PAPER: Final = Paper(
    kind="constitution",
    title="Acte de constitution d'un pôle",
    entity="Pole",
    document=TERMS_PAPER,
    build=build,
    file="acte-de-constitution",
    naming=file_name_of,
)
