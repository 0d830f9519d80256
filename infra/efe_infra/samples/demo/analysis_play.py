"""Analyses and themes of the Instance of Liège, opinions of pôles, and their player. All illustrative."""

from collections.abc import Iterator
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
from efe_infra.samples.demo.clock import Life
from efe_infra.samples.demo.ids import id_of
from efe_infra.samples.demo.poles import POLES, TECHNICAL_TRADES
from efe_infra.samples.demo.projects import PROJECTS, DemoProject
from efe_infra.samples.demo.stage import Stage, adopt

INSTANCE: Final = Bassin.LIEGE
JUDGED: Final[DemoProject] = PROJECTS[0]
AUTHOR: Final = POLES[0]
"""Pôle that gives the opinion: another one of the Instance, since no pôle does so on its own project."""
BUILDERS: Final = POLES[1]


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

THEMES_TITLE: Final = "Thématiques communes {first}-{last} (exemple illustratif)"
THEME: Final = ThemeDraft(
    label="Orientation vers les métiers techniques",
    kinds=(AxisKind.FILIERE, AxisKind.METIER),
    axes=(TECHNICAL_TRADES.key,),
    analyses=(ANALYSES[0].id,),
    orientation="Orientation socio-économique de la Région (exemple illustratif).",
)
DRAFTED, ADOPTED, DIFFUSED, CITED = date(2025, 6, 2), date(2025, 6, 16), date(2025, 6, 23), date(2025, 9, 8)
PERIOD: Final = (date(2025, 9, 1), date(2028, 8, 31))


class DemoOpinion(msgspec.Struct, frozen=True, kw_only=True):
    """Opinion of a pôle, with the resolution that adopts it. The body that it was sent to may have answered."""

    pole: UUID
    brief: Brief
    content: OpinionContent
    undertaken: date
    adopted: Resolution
    transmitted: date
    answer_due: date
    acknowledged: date
    answered: date | None = None
    answer: str = ""

    @property
    def id(self) -> UUID:
        return id_of("opinion", self.content.title)


OPINIONS: Final = (
    DemoOpinion(
        pole=AUTHOR.id,
        brief=Brief(
            kind=OpinionKind.AVIS_OPPORTUNITE,
            bassin=INSTANCE,
            pole=AUTHOR.id,
            subject=OpinionSubject(kind=OpinionSubjectKind.PROJECT, id=JUDGED.id),
            target=Target(kind=OpinionTargetKind.FUNDING_MECHANISM, name="Appel à projets (exemple illustratif)"),
        ),
        content=OpinionContent(
            title="Avis d'un autre pôle sur les capsules vidéo",
            impact="Davantage d'élèves choisissent une option technique (exemple illustratif).",
            criteria=(
                OpinionCriterion(topic=CriterionTopic.SCHOOLS, finding="Des écoles des trois bassins y participent."),
                OpinionCriterion(topic=CriterionTopic.ACCESSIBILITY, finding="Les capsules se regardent partout."),
            ),
            conclusion="Le pôle recommande de soutenir le projet.",
        ),
        undertaken=date(2026, 5, 25),
        adopted=Resolution(
            on=date(2026, 6, 8),
            kind=DecisionKind.OPINION,
            title="Rendre un avis d'opportunité",
            text="Le pôle rend l'avis tel qu'il est rédigé.",
            communicated=date(2026, 6, 10),
            received=date(2026, 6, 15),
        ),
        transmitted=date(2026, 6, 11),
        answer_due=date(2026, 7, 6),
        acknowledged=date(2026, 6, 18),
    ),
    DemoOpinion(
        pole=BUILDERS.id,
        brief=Brief(
            kind=OpinionKind.AVIS_OPPORTUNITE,
            bassin=BUILDERS.bassin,
            pole=BUILDERS.id,
            subject=OpinionSubject(kind=OpinionSubjectKind.FILE, file="Une halle de formation (exemple illustratif)"),
            target=Target(kind=OpinionTargetKind.FUNDING_MECHANISM, name="Appel à projets (exemple illustratif)"),
        ),
        content=OpinionContent(
            title="Avis sur une halle de formation aux métiers du bâtiment",
            impact="Les élèves s'exercent à des chantiers en grandeur réelle (exemple illustratif).",
            criteria=(
                OpinionCriterion(topic=CriterionTopic.CENTRES, finding="Aucune halle comparable dans le bassin."),
            ),
            conclusion="Le pôle recommande de soutenir le dossier.",
        ),
        undertaken=date(2024, 9, 23),
        adopted=Resolution(
            on=date(2024, 10, 14),
            kind=DecisionKind.OPINION,
            title="Rendre un avis sur la halle de formation",
            text="Le pôle rend l'avis tel qu'il est rédigé.",
            communicated=date(2024, 10, 16),
            received=date(2024, 10, 21),
        ),
        transmitted=date(2024, 10, 22),
        answer_due=date(2024, 12, 16),
        acknowledged=date(2024, 10, 29),
        answered=date(2024, 12, 10),
        answer="Le dossier est retenu (exemple illustratif).",
    ),
)
REMINDED: Final = date(2026, 6, 22)


class AnalysisPlay:
    """Player of the knowledge of an Instance: analyses, themes and an opinion."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._platform = stage.platform

    def lives(self) -> Iterator[Life]:
        """Yields two analyses, one of them awaited, the themes that rest on the other, and the opinions."""
        yield from map(self._analysis, self._stage.dated(ANALYSES))
        yield self._themes()
        yield from map(self._opinion, self._stage.dated(OPINIONS))

    def _opinion(self, opinion: DemoOpinion) -> Life:
        """Plays an opinion that is adopted by the pôle, transmitted, acknowledged, and perhaps answered."""
        platform, coordinator = self._platform, self._stage.coordinator(opinion.brief.bassin)
        yield opinion.undertaken
        with self._stage.command(coordinator, "undertake", str(opinion.id)):
            platform.undertake_opinion(opinion.id, opinion.brief, opinion.content)
        hashed = self._stage.load(Opinion, opinion.id).content_hash
        yield opinion.adopted.on
        decision = adopt(self._stage, opinion.pole, opinion.adopted, opinion.id, hashed)
        with self._stage.command(coordinator, "adopt", str(opinion.id)):
            platform.adopt_opinion(opinion.id, decision_id=decision)
        yield opinion.transmitted
        with self._stage.command(coordinator, "transmit", str(opinion.id)):
            platform.transmit_opinion(opinion.id, answer_due_on=opinion.answer_due)
        yield opinion.acknowledged
        with self._stage.command(coordinator, "acknowledge", str(opinion.id)):
            platform.acknowledge_opinion(opinion.id)
        if opinion.answered:
            yield opinion.answered
            with self._stage.command(coordinator, "answer", str(opinion.id)):
                platform.answer_opinion(opinion.id, opinion.answer)

    def _analysis(self, analysis: DemoAnalysis) -> Life:
        platform, name = self._platform, str(analysis.id)
        yield analysis.requested
        with self._command("request", name):
            platform.request_data(analysis.id, INSTANCE, analysis.request)
        if not (analysis.received and analysis.adopted):
            yield self._stage.dated(REMINDED)
            with self._command("remind", name):
                platform.record_reminder(analysis.id, "Rappel envoyé (exemple illustratif).")
            return
        yield analysis.received
        document = self._stage.keep("Tableau de données (exemple illustratif).", INSTANCE, "Tableau de données.txt")
        with self._command("receive", name):
            platform.receive_contribution(analysis.id, document, "Tableau")
        with self._command("synthesis", name):
            platform.write_synthesis(analysis.id, analysis.synthesis)
        yield analysis.adopted
        with self._command("synthesis adopted", name):
            platform.adopt_synthesis(analysis.id)

    def _themes(self) -> Life:
        platform, pole, dated = self._platform, JUDGED.carrier(INSTANCE), self._stage.dated
        starts, ends = dated(PERIOD)
        yield dated(DRAFTED)
        with self._command("themes"):
            title = THEMES_TITLE.format(first=starts.year, last=ends.year)
            listed = platform.draft_themes(INSTANCE, title, (THEME,)).entity
        [theme] = self._stage.load(CommonThemes, listed).themes
        yield dated(ADOPTED)
        with self._command("themes adopted"):
            platform.adopt_themes(listed, starts=starts, ends=ends)
        yield dated(DIFFUSED)
        for college in (College.B, College.C):
            with self._command("themes diffused", college):
                platform.diffuse_themes(listed, college)
        yield dated(CITED)
        with self._command("cite", str(pole)):
            platform.cite_theme(pole, listed, theme.id)

    def _command(self, *what: str) -> AbstractContextManager[UUID]:
        return self._stage.command(self._stage.coordinator(INSTANCE), "knowledge", *what)
