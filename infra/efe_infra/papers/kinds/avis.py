"""Avis with its letter: its addressees, what it weighs, and what it concludes."""

from collections.abc import Iterator
from typing import Final

from efe_domain.law.rules import Rule
from efe_infra.console.language.translatable import tr, tr_join
from efe_infra.console.register.labels import BASSINS, label
from efe_infra.papers.declaration.blocks import Block, heading, law, paragraphs, quotation, rows, signatures, table
from efe_infra.papers.declaration.paper import FileName, Paper, PaperInput
from efe_infra.papers.kinds.generated import OPINION_PAPER, OpinionPaperOpinion, OpinionPaperResponse


def build(answer: OpinionPaperResponse) -> PaperInput | None:
    """Returns None for an avis whose text is not written yet, or hidden."""
    opinion = answer.opinion
    if opinion is None or opinion.title is None:
        return None
    kind = tr(label(opinion.kind, "OpinionKind"))
    return {
        "bassins": [opinion.bassin],
        "occasion": kind,
        "title": opinion.title,
        "subtitle": author_of(opinion),
        **({} if opinion.adopted_on else {"status": tr("Projet : ce texte n'est pas encore adopté.")}),
        "blocks": [*letter(opinion), *content(opinion), law(law_of(opinion)), signatures()],
    }


def law_of(opinion: OpinionPaperOpinion) -> Rule:
    return Rule.PS_AVIS if opinion.kind == "AVIS_OPPORTUNITE" else Rule.M4


def author_of(opinion: OpinionPaperOpinion) -> str:
    if opinion.pole:
        return tr("Pôle de synergies « %(pole)s »", pole=opinion.pole.name)
    return opinion.body.name if opinion.body else tr("Instance bassin EFE %(bassin)s", bassin=BASSINS[opinion.bassin])


def letter(opinion: OpinionPaperOpinion) -> Iterator[Block]:
    addressees = [*([opinion.requester] if opinion.requester else []), *(each.name for each in opinion.operators)]
    addressees += [tr(label(each, "OperatorKind")) for each in opinion.operator_kinds]
    yield rows(
        [
            (tr("À l'attention de"), tr_join("\n", addressees) if addressees else None),
            (tr("Objet"), object_of(opinion)),
            (tr("Adopté le"), opinion.adopted_on),
            (tr("Transmis le"), opinion.transmitted_on),
            (tr("Réponse attendue pour le"), opinion.answer_due_on),
        ]
    )
    yield paragraphs(tr("Mesdames, Messieurs,"))
    yield paragraphs(
        tr("Vous trouverez ci-dessous le texte adopté sur cet objet.")
        if opinion.adopted_on
        else tr("Vous trouverez ci-dessous le texte rédigé sur cet objet.")
    )
    if opinion.answer_due_on:
        yield paragraphs(tr("Une réponse est attendue pour le %(day)s.", day=opinion.answer_due_on))


def object_of(opinion: OpinionPaperOpinion) -> str | None:
    if opinion.project:
        return tr("Projet « %(project)s »", project=opinion.project.title)
    if opinion.theme:
        return tr("Thématique « %(theme)s »", theme=opinion.theme.label)
    if opinion.target and opinion.file:
        return f"{opinion.file}\n{opinion.target.name}"
    return opinion.file or (opinion.target.name if opinion.target else None)


def content(opinion: OpinionPaperOpinion) -> Iterator[Block]:
    if opinion.impact:
        yield heading(tr("Impact socio-économique sous-régional"))
        yield quotation(opinion.impact)
    findings = [[each.label or tr(label(each.topic, "CriterionTopic")), each.finding] for each in opinion.criteria]
    if findings:
        yield heading(tr("Critères"))
        yield table(tr("Critères"), [(tr("Critère"), 2), (tr("Constat"), 4)], findings)
    if opinion.conclusion:
        yield heading(tr("Conclusion"))
        yield quotation(opinion.conclusion)


def file_name_of(answer: OpinionPaperResponse) -> FileName:
    opinion = answer.opinion
    return FileName(opinion.title or "", opinion.adopted_on) if opinion else FileName("")


PAPER: Final = Paper(
    kind="avis",
    title="Avis et sa lettre",
    entity="Opinion",
    document=OPINION_PAPER,
    build=build,
    file="avis",
    naming=file_name_of,
)
