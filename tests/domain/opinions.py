"""Analyses, common themes and opinions with a past, for the tests."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from msgspec.structs import replace

from efe_domain.analysis.analysis import Analysis
from efe_domain.analysis.events import AnalysisSource, AnalysisSubject, DataRequest
from efe_domain.operator.events import OperatorKind
from efe_domain.opinion.content import (
    Brief,
    CriterionTopic,
    OpinionContent,
    OpinionCriterion,
    OpinionKind,
    OpinionSubject,
    OpinionSubjectKind,
    OpinionTargetKind,
    Target,
)
from efe_domain.opinion.opinion import Opinion
from efe_domain.shared.axis import AxisKind
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.documents import Document
from efe_domain.shared.ids import themes_id
from efe_domain.themes.themes import CommonThemes, ThemeDraft
from tests.domain.given import TODAY, TOMORROW, some_id

REQUEST = DataRequest(
    subject=AnalysisSubject.EMPLOYMENT_NEEDS,
    source=AnalysisSource.ADMINISTRATION,
    provider="Forem",
    question="Combien d'offres en chauffage en 2025 ?",
    due_on=TOMORROW,
)
DOCUMENT = Document(sha256="a" * 64, size=12, media_type="application/pdf")
LANGUAGES = ThemeDraft(
    label="Langues dans le qualifiant",
    kinds=(AxisKind.METIER,),
    analyses=(some_id("analysis"),),
    orientation="Plan de relance, axe 1",
)
INFORMATION = Brief(
    kind=OpinionKind.INFORMATION,
    bassin=Bassin.LIEGE,
    subject=OpinionSubject(kind=OpinionSubjectKind.FILE, file="Ouverture d'une option"),
)
OPPORTUNITY = Brief(
    kind=OpinionKind.AVIS_OPPORTUNITE,
    bassin=Bassin.LIEGE,
    pole=some_id("pole"),
    subject=OpinionSubject(kind=OpinionSubjectKind.PROJECT, id=some_id("project")),
    target=Target(kind=OpinionTargetKind.COMPETITIVENESS_POLE, name="Jury de GreenWin"),
)
SAYING = OpinionContent(
    title="Chauffage durable",
    impact="Trente emplois dans l'arrondissement.",
    criteria=(OpinionCriterion(topic=CriterionTopic.SCHOOLS, finding="Deux écoles concernées."),),
    conclusion="Favorable.",
    operator_kinds=(OperatorKind.CEFA,),
)


def an_analysis(
    name: str = "analysis",
    *,
    received: bool = False,
    syntheses: Iterable[str] = (),
    adopted: bool = False,
    **asked: Any,
) -> Analysis:
    """Of Liège, asked of the Forem today."""
    analysis = Analysis(some_id(name))
    analysis.request_data(Bassin.LIEGE, replace(REQUEST, **asked), on=TODAY)
    if received:
        analysis.receive(DOCUMENT, "Note du Forem", on=TODAY)
    for text in syntheses:
        analysis.write_synthesis(text, (), on=TODAY)
    if adopted:
        analysis.adopt_synthesis(on=TODAY)
    return analysis


def a_list(
    *themes: ThemeDraft, nth: int = 1, adopted: bool = False, starts: date = TODAY, ends: date = date(2027, 12, 31)
) -> CommonThemes:
    """Of Liège, drafted today; adopted for a period if asked."""
    drafted = CommonThemes(themes_id(Bassin.LIEGE, nth))
    drafted.draft(Bassin.LIEGE, nth, "Thématiques 2026", themes or (LANGUAGES,), on=TODAY)
    if adopted:
        drafted.adopt(starts, ends, drafted.analyses, on=TODAY)
    return drafted


def a_requested_opinion(brief: Brief = OPPORTUNITY) -> Opinion:
    opinion = Opinion(some_id("opinion"))
    opinion.request(brief, "Jury de GreenWin", due_on=TOMORROW, on=TODAY)
    return opinion


def an_opinion(brief: Brief = INFORMATION, *, adopted: bool = False, transmitted: bool = False) -> Opinion:
    """Undertaken and drafted today, adopted or even transmitted if asked."""
    opinion = Opinion(some_id("opinion"))
    opinion.undertake(brief, on=TODAY)
    opinion.draft(SAYING, None, on=TODAY)
    if adopted or transmitted:
        opinion.adopt(some_id("decision") if brief.pole else None, on=TODAY)
    if transmitted:
        opinion.transmit(answer_due_on=TOMORROW, on=TODAY)
    return opinion
