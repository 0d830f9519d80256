"""Act of evaluation of a pôle: the findings of the last evaluation."""

from datetime import date
from typing import Final

from efe_domain.law.rules import Rule
from efe_infra.console.language.translatable import tr
from efe_infra.papers.declaration.blocks import heading, law, quotation, rows, signatures, table
from efe_infra.papers.declaration.paper import FileName, Paper, PaperInput
from efe_infra.papers.kinds.generated import EVALUATION_PAPER, EvaluationPaperResponse
from efe_infra.papers.kinds.pole_parts import act, meeting_words


def build(answer: EvaluationPaperResponse) -> PaperInput | None:
    """Returns None without an evaluation that the reader may see."""
    pole = answer.pole
    evaluations = pole.dossier.evaluations if pole and pole.dossier else ()
    if pole is None or not evaluations:
        return None
    last = max(evaluations, key=lambda each: each.evaluated_on)
    findings = [[each.label, each.finding] for each in last.criteria]
    return act(
        pole,
        tr("Acte d'évaluation"),
        rows(
            [
                (tr("Terme commencé le"), last.term_starts),
                (tr("Évalué le"), last.evaluated_on),
                (tr("Réunion"), meeting_words(last.meeting)),
            ]
        ),
        *(
            [
                heading(tr("Constats")),
                table(tr("Constats"), [(tr("Critère"), 2), (tr("Constat"), 4)], findings),
            ]
            if findings
            else []
        ),
        heading(tr("Conclusion")),
        quotation(last.conclusion),
        law(Rule.PS_EVAL),
        signatures(),
    )


def last_evaluated_on(answer: EvaluationPaperResponse) -> date | None:
    dossier = answer.pole.dossier if answer.pole else None
    return max((each.evaluated_on for each in dossier.evaluations), default=None) if dossier else None


def file_name_of(answer: EvaluationPaperResponse) -> FileName:
    pole = answer.pole
    return FileName(f"pole {pole.name}", last_evaluated_on(answer)) if pole else FileName("")


PAPER: Final = Paper(
    kind="evaluation",
    title="Acte d'évaluation d'un pôle",
    entity="Pole",
    document=EVALUATION_PAPER,
    build=build,
    file="acte-d-evaluation",
    naming=file_name_of,
)
