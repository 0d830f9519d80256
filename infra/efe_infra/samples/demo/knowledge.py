"""What the Instance of Liège is given to know and say: analyses, a list of themes, an opinion. All illustrative."""

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
from efe_domain.shared.axis import AxisKind
from efe_domain.shared.bassins import Bassin
from efe_domain.themes.themes import ThemeDraft
from efe_infra.samples.demo.carriers import TECHNICAL_TRADES
from efe_infra.samples.demo.chapters import Resolution
from efe_infra.samples.demo.ids import id_of
from efe_infra.samples.demo.poles import POLES
from efe_infra.samples.demo.projects import PROJECTS, DemoProject

INSTANCE: Final = Bassin.LIEGE
JUDGED: Final[DemoProject] = PROJECTS[0]
AUTHOR: Final = POLES[0]
"""Another pôle of the Instance gives an opinion on the project: none does on its own."""


class DemoAnalysis(msgspec.Struct, frozen=True, kw_only=True):
    """Once `received` and `adopted`, the analysis has a synthesis; before, the data are awaited."""

    request: DataRequest
    asked: date
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
        asked=date(2025, 3, 3),
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
        asked=date(2026, 5, 11),
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
