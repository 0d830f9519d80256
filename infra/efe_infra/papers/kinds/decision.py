"""Extract of a decision: its text, its days, and the positions of the members for a reader of its dossier."""

from collections.abc import Iterator
from typing import Final

from efe_domain.law.rules import Rule
from efe_infra.console.language.translatable import tr
from efe_infra.console.register.labels import label
from efe_infra.papers.declaration.blocks import Block, heading, law, rows, sealed_quotation, signatures, table
from efe_infra.papers.declaration.paper import FileName, Paper, PaperInput
from efe_infra.papers.kinds.generated import DECISION_PAPER, DecisionPaperDecision, DecisionPaperResponse


def build(answer: DecisionPaperResponse) -> PaperInput | None:
    decision = answer.decision
    if decision is None:
        return None
    return {
        "bassins": [decision.bassin],
        "occasion": tr("Extrait des décisions"),
        "title": decision.title,
        "text": decision.text,
        **({"subtitle": tr("Pôle de synergies « %(pole)s »", pole=decision.pole.name)} if decision.pole else {}),
        **status_of(decision),
        "blocks": [
            rows(days(decision)),
            heading(tr("Texte de la décision")),
            sealed_quotation("text"),
            *positions(decision),
            law(Rule.PS_CONSENSUS),
            signatures(),
        ],
    }


def status_of(decision: DecisionPaperDecision) -> PaperInput:
    if decision.closed_on:
        return {"status": tr("Sans consensus : cette décision n'est pas adoptée.")}
    if decision.adopted_on is None:
        return {"status": tr("En discussion : cette décision n'est pas adoptée.")}
    return {}


def days(decision: DecisionPaperDecision) -> list[tuple[str, object]]:
    return [
        (tr("Sorte"), tr(label(decision.kind, "DecisionKind"))),
        (tr("Proposée le"), decision.proposed_on),
        (tr("Adoptée le"), decision.adopted_on),
        (tr("Communiquée le"), decision.communicated_on),
        (tr("Reçue le"), decision.received_on),
        (tr("Laissée sans consensus le"), decision.closed_on),
    ]


def positions(decision: DecisionPaperDecision) -> Iterator[Block]:
    statements = decision.dossier.positions if decision.dossier else ()
    if statements:
        yield heading(tr("Positions des membres"))
        yield table(
            tr("Positions des membres"),
            [(tr("Membre"), 5), (tr("Position"), 3), (tr("Le"), 3)],
            [
                [
                    each.operator.name if each.operator else tr("Un membre"),
                    tr(label(each.stance, "Stance")),
                    each.taken_on,
                ]
                for each in statements
            ],
        )


def file_name_of(answer: DecisionPaperResponse) -> FileName:
    decision = answer.decision
    return FileName(decision.title, decision.adopted_on or decision.proposed_on) if decision else FileName("")


PAPER: Final = Paper(
    kind="decision",
    title="Extrait d'une décision",
    entity="Decision",
    document=DECISION_PAPER,
    build=build,
    file="decision",
    naming=file_name_of,
    sealed_words=("title", "text"),
)
