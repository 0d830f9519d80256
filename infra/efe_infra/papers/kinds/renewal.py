"""Act of renewal of a pôle: its last term after the first."""

from datetime import date
from typing import Final

from efe_domain.law.rules import Rule
from efe_infra.console.language.translatable import tr
from efe_infra.console.register.labels import BASSINS
from efe_infra.papers.declaration.blocks import heading, law, paragraphs, rows, signatures
from efe_infra.papers.declaration.paper import FileName, Paper, PaperInput
from efe_infra.papers.kinds.generated import TERMS_PAPER, TermsPaperResponse
from efe_infra.papers.kinds.pole_parts import act, begun, composition, facts_of_term


def build(answer: TermsPaperResponse) -> PaperInput | None:
    """Returns None for a pôle that was not renewed, or whose dossier is hidden."""
    pole = answer.pole
    terms = begun(pole.dossier.terms) if pole and pole.dossier else []
    if pole is None or pole.dossier is None or len(terms) < 2:
        return None
    last = terms[-1]
    return act(
        pole,
        tr("Acte de renouvellement"),
        paragraphs(
            tr(
                "L'Instance bassin EFE %(bassin)s renouvelle le pôle de synergies « %(pole)s », après évaluation de"
                " son fonctionnement.",
                bassin=BASSINS[pole.bassin],
                pole=pole.name,
            )
        ),
        rows([*facts_of_term(last), (tr("Terme précédent évalué le"), terms[-2].evaluated_on)]),
        heading(tr("Composition")),
        composition(pole.dossier, last),
        law(Rule.PS_EVAL, Rule.PS_3ANS),
        signatures(),
    )


def last_start(answer: TermsPaperResponse) -> date | None:
    dossier = answer.pole.dossier if answer.pole else None
    return max((each.starts for each in dossier.terms), default=None) if dossier else None


def file_name_of(answer: TermsPaperResponse) -> FileName:
    pole = answer.pole
    return FileName(f"pole {pole.name}", last_start(answer)) if pole else FileName("")


PAPER: Final = Paper(
    kind="renewal",
    title="Acte de renouvellement d'un pôle",
    entity="Pole",
    document=TERMS_PAPER,
    build=build,
    file="acte-de-renouvellement",
    naming=file_name_of,
)
