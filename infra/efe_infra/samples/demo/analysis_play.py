"""Analyses, themes and an opinion of the Instance of Liège, and the play that records them. All illustrative."""

from contextlib import AbstractContextManager
from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from efe_domain.analysis.events import AnalysisSource, AnalysisSubject, DataRequest
from efe_domain.decision.events import DecisionKind
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
from efe_domain.shared.colleges import College
from efe_domain.themes.themes import CommonThemes, ThemeDraft
from efe_infra.samples.demo.chapters import Resolution
from efe_infra.samples.demo.ids import id_of
from efe_infra.samples.demo.poles import POLES, TECHNICAL_TRADES
from efe_infra.samples.demo.projects import PROJECTS, DemoProject
from efe_infra.samples.demo.stage import Stage, adopt

INSTANCE: Final = Bassin.LIEGE
JUDGED: Final[DemoProject] = PROJECTS[0]
AUTHOR: Final = POLES[0]
"""Pôle that gives the opinion: another one of the Instance, since no pôle does so on its own project."""


class DemoAnalysis(msgspec.Struct, frozen=True, kw_only=True):
    """Analysis, with a synthesis once `received` and `adopted`; before, its data are awaited."""

    request: DataRequest
    requested: date
    received: date | None = None
    adopted: date | None = None
    synthesis: str = ""

    @property
    def id(self) -> UUID:
        return id_of("analysis", self.request.question)


ANALYSES: Final = (
    DemoAnalysis(
        request=DataRequest(
            subject=AnalysisSubject.EXISTING_SUPPLY,
            source=AnalysisSource.ADMINISTRATION,
            provider="Administration (exemple illustratif)",
            question="Combien d'élèves les options techniques comptent-elles, école par école ?",
            due_on=date(2025, 4, 14),
        ),
        requested=date(2025, 3, 3),
        received=date(2025, 4, 7),
        adopted=date(2025, 5, 12),
        synthesis="Les options techniques perdent des élèves à l'entrée du troisième degré (exemple illustratif).",
    ),
    DemoAnalysis(
        request=DataRequest(
            subject=AnalysisSubject.EMPLOYMENT_NEEDS,
            source=AnalysisSource.OPERATOR,
            provider="Fonds sectoriel (exemple illustratif)",
            question="Combien de postes techniques restent sans candidat ?",
            due_on=date(2026, 6, 15),
        ),
        requested=date(2026, 5, 11),
    ),
)

THEMES_TITLE: Final = "Thématiques communes 2025-2028 (exemple illustratif)"
THEME: Final = ThemeDraft(
    label="Orientation vers les métiers techniques",
    kinds=(AxisKind.FILIERE, AxisKind.METIER),
    axes=(TECHNICAL_TRADES.key,),
    analyses=(ANALYSES[0].id,),
    orientation="Orientation socio-économique de la Région (exemple illustratif).",
)
DRAFTED, ADOPTED, DIFFUSED, CITED = date(2025, 6, 2), date(2025, 6, 16), date(2025, 6, 23), date(2025, 9, 8)
PERIOD: Final = (date(2025, 9, 1), date(2028, 8, 31))

BRIEF: Final = Brief(
    kind=OpinionKind.AVIS_OPPORTUNITE,
    bassin=INSTANCE,
    pole=AUTHOR.id,
    subject=OpinionSubject(kind=OpinionSubjectKind.PROJECT, id=JUDGED.id),
    target=Target(kind=OpinionTargetKind.FUNDING_MECHANISM, name="Appel à projets (exemple illustratif)"),
)
OPINION: Final = OpinionContent(
    title="Avis d'un autre pôle sur les capsules vidéo",
    impact="Davantage d'élèves choisissent une option technique (exemple illustratif).",
    criteria=(
        OpinionCriterion(topic=CriterionTopic.SCHOOLS, finding="Des écoles des trois bassins y participent."),
        OpinionCriterion(topic=CriterionTopic.ACCESSIBILITY, finding="Les capsules se regardent partout."),
    ),
    conclusion="Le pôle recommande de soutenir le projet.",
)
UNDERTAKEN: Final = date(2026, 5, 25)
GIVEN: Final = Resolution(
    on=date(2026, 6, 8),
    kind=DecisionKind.OPINION,
    title="Rendre un avis d'opportunité",
    text="Le pôle rend l'avis tel qu'il est rédigé.",
    communicated=date(2026, 6, 10),
    received=date(2026, 6, 15),
)
TRANSMITTED, ANSWER_DUE, ACKNOWLEDGED = date(2026, 6, 11), date(2026, 7, 6), date(2026, 6, 18)
REMINDED: Final = date(2026, 6, 22)


class AnalysisPlay:
    """Play in two parts: `play_analyses` before the project that the opinion is about, `give_opinion` after it."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._platform = stage.platform

    def play_analyses(self) -> None:
        """Plays two analyses, one of them awaited, and the themes that rest on the other, cited by a pôle."""
        for analysis in ANALYSES:
            self._analyse(analysis)
        self._list_themes()

    def give_opinion(self) -> None:
        """Plays an opinion that is adopted by the pôle, transmitted, acknowledged, and left without an answer."""
        platform, opinion = self._platform, id_of("opinion", OPINION.title)
        with self._command("undertake", str(opinion)):
            platform.undertake_opinion(opinion, BRIEF, OPINION, on=UNDERTAKEN)
        hashed = self._stage.load(Opinion, opinion).content_hash
        decision = adopt(self._stage, AUTHOR.id, GIVEN, opinion, hashed)
        with self._command("adopt", str(opinion)):
            platform.adopt_opinion(opinion, decision_id=decision, on=GIVEN.on)
        with self._command("transmit", str(opinion)):
            platform.transmit_opinion(opinion, answer_due_on=ANSWER_DUE, on=TRANSMITTED)
        with self._command("acknowledge", str(opinion)):
            platform.acknowledge_opinion(opinion, on=ACKNOWLEDGED)

    def _analyse(self, analysis: DemoAnalysis) -> None:
        platform, name = self._platform, str(analysis.id)
        with self._command("request", name):
            platform.request_data(analysis.id, INSTANCE, analysis.request, on=analysis.requested)
        if not (analysis.received and analysis.adopted):
            with self._command("remind", name):
                platform.record_reminder(analysis.id, "Rappel envoyé (exemple illustratif).", on=REMINDED)
            return
        document = self._stage.keep("Tableau de données (exemple illustratif).", INSTANCE, "Tableau de données.txt")
        with self._command("receive", name):
            platform.receive_contribution(analysis.id, document, "Tableau", on=analysis.received)
        with self._command("synthesis", name):
            platform.write_synthesis(analysis.id, analysis.synthesis, on=analysis.received)
        with self._command("synthesis adopted", name):
            platform.adopt_synthesis(analysis.id, on=analysis.adopted)

    def _list_themes(self) -> None:
        platform, pole = self._platform, JUDGED.carrier(INSTANCE)
        starts, ends = PERIOD
        with self._command("themes"):
            listed = platform.draft_themes(INSTANCE, THEMES_TITLE, (THEME,), on=DRAFTED).entity
        [theme] = self._stage.load(CommonThemes, listed).themes
        with self._command("themes adopted"):
            platform.adopt_themes(listed, starts=starts, ends=ends, on=ADOPTED)
        for college in (College.B, College.C):
            with self._command("themes diffused", college):
                platform.diffuse_themes(listed, college, on=DIFFUSED)
        with self._command("cite", str(pole)):
            platform.cite_theme(pole, listed, theme.id, on=CITED)

    def _command(self, *what: str) -> AbstractContextManager[UUID]:
        return self._stage.command(self._stage.coordinator(INSTANCE), "knowledge", *what)
