"""Plays what the Instance of Liège knows and says: the line of descent, from an analysis to an opinion."""

from contextlib import AbstractContextManager
from uuid import UUID

from efe_domain.opinion.opinion import Opinion
from efe_domain.shared.colleges import College
from efe_domain.themes.themes import CommonThemes
from efe_infra.samples.demo.decisions import adopt
from efe_infra.samples.demo.ids import id_of
from efe_infra.samples.demo.knowledge import (
    ACKNOWLEDGED,
    ADOPTED,
    ANALYSES,
    ANSWER_DUE,
    AUTHOR,
    BRIEF,
    CITED,
    DIFFUSED,
    DRAFTED,
    GIVEN,
    INSTANCE,
    JUDGED,
    OPINION,
    PERIOD,
    REMINDED,
    THEME,
    THEMES_TITLE,
    TRANSMITTED,
    UNDERTAKEN,
    DemoAnalysis,
)
from efe_infra.samples.demo.stage import Stage


class KnowledgePlay:
    """`found` comes before the project that the opinion is about, `give_opinion` after it."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._platform = stage.platform

    def found(self) -> None:
        """Two analyses, one of them awaited, and the themes that rest on the other, cited by a pôle."""
        for analysis in ANALYSES:
            self._analyse(analysis)
        self._list_themes()

    def give_opinion(self) -> None:
        """Adopted by the pôle, transmitted, acknowledged, and left without an answer."""
        platform, opinion = self._platform, id_of("opinion", OPINION.title)
        with self._command("undertake", str(opinion)):
            platform.undertake_opinion(opinion, BRIEF, OPINION, on=UNDERTAKEN)
        hashed = self._stage.found(Opinion, opinion).content_hash
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
            platform.request_data(analysis.id, INSTANCE, analysis.request, on=analysis.asked)
        if not (analysis.received and analysis.adopted):
            with self._command("remind", name):
                platform.record_reminder(analysis.id, "Rappel envoyé (exemple illustratif).", on=REMINDED)
            return
        document = self._stage.keep("Tableau de données (exemple illustratif).", INSTANCE)
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
        [theme] = self._stage.found(CommonThemes, listed).themes
        with self._command("themes adopted"):
            platform.adopt_themes(listed, starts=starts, ends=ends, on=ADOPTED)
        for college in (College.B, College.C):
            with self._command("themes diffused", college):
                platform.diffuse_themes(listed, college, on=DIFFUSED)
        with self._command("cite", str(pole)):
            platform.cite_theme(pole, listed, theme.id, on=CITED)

    def _command(self, *what: str) -> AbstractContextManager[UUID]:
        return self._stage.command(self._stage.coordinator(INSTANCE), "knowledge", *what)
