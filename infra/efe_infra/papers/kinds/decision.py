"""Extract of a decision: its text, its days, and the positions of the members for a reader of its dossier."""

from typing import Final

from efe_infra.console.language.translatable import tr
from efe_infra.console.register.labels import BASSINS, label
from efe_infra.papers.declaration.paper import Paper, PaperInput
from efe_infra.papers.kinds.generated import DECISION_PAPER, DecisionPaperDecision, DecisionPaperResponse


def build(answer: DecisionPaperResponse) -> PaperInput | None:
    decision = answer.decision
    if decision is None:
        return None
    return {
        "issuer": tr("Instance bassin EFE %(bassin)s", bassin=BASSINS[decision.bassin]),
        "occasion": tr("Extrait des décisions"),
        "title": decision.title,
        "text": decision.text,
        "facts": [[name, day] for name, day in days(decision) if day],
        "positions_title": tr("Positions des membres"),
        "columns": [tr("Membre"), tr("Position"), tr("Le")],
        "positions": [
            [
                each.operator.name if each.operator else tr("Un membre"),
                tr(label(each.stance, "Stance")),
                each.taken_on,
            ]
            for each in (decision.dossier.positions if decision.dossier else ())
        ],
    }


def days(decision: DecisionPaperDecision) -> list[tuple[str, object]]:
    return [
        (tr("Pôle"), decision.pole.name if decision.pole else None),
        (tr("Proposée le"), decision.proposed_on),
        (tr("Adoptée le"), decision.adopted_on),
        (tr("Communiquée à l'Instance le"), decision.communicated_on),
        (tr("Reçue par l'Instance le"), decision.received_on),
        (tr("Laissée sans consensus le"), decision.closed_on),
    ]


PAPER: Final = Paper(
    kind="decision",
    title="Extrait d'une décision",
    entity="Decision",
    document=DECISION_PAPER,
    build=build,
    template="decision.typ",
    sealed_words=("title", "text"),
)
