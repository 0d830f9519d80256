"""Meaning of the stored lines of analyses, common themes and opinions for the code of today, in their order."""

from typing import Any

from efe_domain.analysis import events as at_analysis
from efe_domain.operator.events import OperatorKind
from efe_domain.opinion import events as at_opinion
from efe_domain.opinion.content import (
    Brief,
    CriterionTopic,
    OpinionContent,
    OpinionCriterion,
    OpinionKind,
    OpinionSubject,
    OpinionSubjectKind,
    OpinionTargetKind,
    ProjectStage,
    Seen,
    Target,
)
from efe_domain.pole import events as at_pole
from efe_domain.project.verdicts import JointOutcome
from efe_domain.shared.axis import AxisKind
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.colleges import College
from efe_domain.shared.documents import Document
from efe_domain.shared.event import Event
from efe_domain.themes import events as at_themes
from tests.domain.given import TODAY, YESTERDAY, some_id

A, ANALYSIS, THEME, LIST, POLE = (some_id(name) for name in ("A", "analysis", "theme", "list", "pole"))
HASH = "cd" * 32
ON: dict[str, Any] = {"effective_on": TODAY}
AVIS = OpinionKind.AVIS_OPPORTUNITE
BRIEF = Brief(
    kind=AVIS,
    bassin=Bassin.LIEGE,
    pole=POLE,
    subject=OpinionSubject(kind=OpinionSubjectKind.PROJECT, id=some_id("project")),
    target=Target(kind=OpinionTargetKind.COMPETITIVENESS_POLE, name="Jury de GreenWin"),
    follows=some_id("opinion"),
)
INFORMATION = Brief(
    kind=OpinionKind.INFORMATION,
    bassin=Bassin.LIEGE,
    body=some_id("body"),
    subject=OpinionSubject(kind=OpinionSubjectKind.THEME, id=THEME, themes=LIST),
)
CONTENT = OpinionContent(
    title="Chauffage « durable »",
    impact="Trente emplois.\nDeux écoles.",
    criteria=(
        OpinionCriterion(topic=CriterionTopic.SCHOOLS, finding="Deux écoles."),
        OpinionCriterion(topic=CriterionTopic.OTHER, label="Climat", finding="Favorable."),
    ),
    conclusion="Favorable.",
    operators=(A,),
    operator_kinds=(OperatorKind.CEFA,),
)
SEEN = Seen(number=2, content_hash=HASH, stage=ProjectStage.SUBMITTED, outcome=JointOutcome.PENDING)
THEMES = (
    at_themes.Theme(
        id=THEME,
        label="Langues",
        kinds=(AxisKind.METIER,),
        axes=("filiere:metiers-du-bois",),
        analyses=(ANALYSIS,),
        orientation="Plan de relance, axe 1",
    ),
)

READ_AS: list[Event] = [
    at_analysis.DataRequested(
        bassin=Bassin.LIEGE,
        request=at_analysis.DataRequest(
            subject=at_analysis.AnalysisSubject.EXISTING_SUPPLY,
            source=at_analysis.AnalysisSource.EXPERT,
            provider="Université",
            question="Quelles options ?",
            due_on=TODAY,
            remind_on=YESTERDAY,
        ),
        **ON,
    ),
    at_analysis.ReminderRecorded(note="Par courriel.", remind_on=None, **ON),
    at_analysis.ContributionReceived(
        document=Document(sha256=HASH, size=12, media_type="application/pdf"), reference="Note, p. 3", **ON
    ),
    at_analysis.SynthesisWritten(number=2, text="Trente postes.", crosses=(ANALYSIS,), **ON),
    at_analysis.SynthesisAdopted(number=2, **ON),
    at_themes.ThemesDrafted(bassin=Bassin.LIEGE, nth=1, title="Thématiques", themes=THEMES, **ON),
    at_themes.ThemesAmended(number=2, title="Thématiques 2026", themes=THEMES, **ON),
    at_themes.ThemesAdopted(number=2, starts=YESTERDAY, ends=TODAY, **ON),
    at_themes.ThemesDiffused(college=College.B, operators=(A,), **ON),
    at_themes.ThemesSuperseded(by=some_id("next"), since=TODAY, **ON),
    at_pole.PoleThemeCited(theme=THEME, themes=LIST, **ON),
    at_opinion.OpinionRequested(brief=BRIEF, requester="Jury de GreenWin", due_on=TODAY, **ON),
    at_opinion.OpinionUndertaken(brief=INFORMATION, **ON),
    at_opinion.OpinionDrafted(kind=AVIS, content=CONTENT, seen=SEEN, content_hash=HASH, **ON),
    at_opinion.OpinionAmended(kind=AVIS, number=2, content=CONTENT, seen=None, content_hash=HASH, **ON),
    at_opinion.OpinionAdopted(kind=AVIS, content_hash=HASH, decision=some_id("decision"), **ON),
    at_opinion.OpinionTransmitted(kind=AVIS, answer_due_on=TODAY, **ON),
    at_opinion.OpinionAcknowledged(operator=A, **ON),
    at_opinion.OpinionAnswered(operator=None, answer="Merci.", **ON),
    at_opinion.EffectObserved(effect="Projet retenu.", **ON),
]
