"""The refusals of analyses, common themes and opinions, each with a past and the command that it refuses."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from efe_domain.analysis import analysis as of_analysis
from efe_domain.operator.events import OperatorKind
from efe_domain.opinion import refusals as of_opinion
from efe_domain.opinion.content import Brief, OpinionSubject, OpinionSubjectKind
from efe_domain.opinion.opinion import Opinion
from efe_domain.pole import refusals as pole_refusals
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.colleges import College
from efe_domain.shared.errors import DomainError
from efe_domain.themes import refusals as of_themes
from tests.domain.given import TODAY, a_pole, some_id
from tests.domain.opinions import (
    DOCUMENT,
    INFORMATION,
    LANGUAGES,
    OPPORTUNITY,
    REQUEST,
    SAYING,
    a_list,
    a_requested_opinion,
    an_analysis,
    an_opinion,
)

type Case = tuple[Callable[[], Aggregate[Any]], Callable[[Any], None]]

ON_A_THEME = OpinionSubject(kind=OpinionSubjectKind.THEME, id=some_id("theme"))


def begun(brief: Brief) -> Case:
    return lambda: Opinion(some_id("opinion")), lambda it: it.undertake(brief, on=TODAY)


def listing(**theme: Any) -> Case:
    return a_list, lambda it: it.amend("Thématiques", [replace(LANGUAGES, **theme)], on=TODAY)


def citing() -> Aggregate[Any]:
    pole = a_pole()
    pole.cite_theme(some_id("theme"), some_id("list"), on=TODAY)
    return pole


def diffused() -> Aggregate[Any]:
    adopted = a_list(adopted=True)
    adopted.diffuse(College.B, (), on=TODAY)
    return adopted


def followed() -> Aggregate[Any]:
    opinion = an_opinion(OPPORTUNITY, transmitted=True)
    opinion.acknowledge(None, None, on=TODAY)
    opinion.answer(None, None, "Merci.", on=TODAY)
    opinion.observe_effect("Retenu.", on=TODAY)
    return opinion


def unaddressed() -> Aggregate[Any]:
    opinion = an_opinion()
    opinion.amend(replace(SAYING, operator_kinds=()), None, on=TODAY)
    opinion.adopt(None, on=TODAY)
    return opinion


CASES: dict[type[DomainError], Case] = {
    of_analysis.DataAlreadyRequested: (an_analysis, lambda it: it.request_data(Bassin.LIEGE, REQUEST, on=TODAY)),
    of_analysis.NothingToRemind: (
        lambda: an_analysis(received=True),
        lambda it: it.record_reminder("Rappel.", remind_on=None, on=TODAY),
    ),
    of_analysis.SameContribution: (
        lambda: an_analysis(received=True),
        lambda it: it.receive(DOCUMENT, "Encore", on=TODAY),
    ),
    of_analysis.NothingToSynthesise: (an_analysis, lambda it: it.write_synthesis("Rien.", (), on=TODAY)),
    of_analysis.SameSynthesis: (
        lambda: an_analysis(received=True, syntheses=["Un."]),
        lambda it: it.write_synthesis("Un.", (), on=TODAY),
    ),
    of_analysis.NoSynthesis: (lambda: an_analysis(received=True), lambda it: it.adopt_synthesis(on=TODAY)),
    of_analysis.SynthesisIsAdopted: (
        lambda: an_analysis(received=True, syntheses=["Un."], adopted=True),
        lambda it: it.adopt_synthesis(on=TODAY),
    ),
    of_themes.ThemesAlreadyDrafted: (
        a_list,
        lambda it: it.draft(Bassin.LIEGE, 1, "Thématiques", [LANGUAGES], on=TODAY),
    ),
    of_themes.NoTheme: (a_list, lambda it: it.amend("Thématiques", [], on=TODAY)),
    of_themes.SameThemes: (a_list, lambda it: it.amend("Thématiques 2026", [LANGUAGES], on=TODAY)),
    of_themes.ThemesAreAdopted: (
        lambda: a_list(adopted=True),
        lambda it: it.amend("Autres", [LANGUAGES], on=TODAY),
    ),
    of_themes.NoAnalysis: listing(analyses=()),
    of_themes.NotCommon: listing(kinds=()),
    of_themes.NoOrientation: listing(orientation=""),
    of_themes.AnalysisNotAdopted: (a_list, lambda it: it.adopt(TODAY, TODAY, (), on=TODAY)),
    of_themes.ThemesNotAdopted: (a_list, lambda it: it.diffuse(College.B, (), on=TODAY)),
    of_themes.NotAnAudience: (lambda: a_list(adopted=True), lambda it: it.diffuse(College.A, (), on=TODAY)),
    of_themes.AlreadyDiffused: (diffused, lambda it: it.diffuse(College.B, (), on=TODAY)),
    pole_refusals.ThemeAlreadyCited: (
        citing,
        lambda it: it.cite_theme(some_id("theme"), some_id("list"), on=TODAY),
    ),
    of_opinion.OnlyAPoleGives: begun(replace(OPPORTUNITY, pole=None)),
    of_opinion.OnlyAnInstanceGives: begun(replace(INFORMATION, pole=some_id("pole"))),
    of_opinion.NoProjectJudged: begun(replace(OPPORTUNITY, subject=ON_A_THEME)),
    of_opinion.NoTarget: begun(replace(OPPORTUNITY, target=None)),
    of_opinion.NoImpact: (
        lambda: an_opinion(OPPORTUNITY),
        lambda it: it.amend(replace(SAYING, impact=""), None, on=TODAY),
    ),
    of_opinion.NotAnAddressee: (
        an_opinion,
        lambda it: it.amend(replace(SAYING, operator_kinds=(OperatorKind.ENTREPRISE,)), None, on=TODAY),
    ),
    of_opinion.NoAddressee: (unaddressed, lambda it: it.transmit(answer_due_on=None, on=TODAY)),
    of_opinion.OpinionAlreadyBegun: (an_opinion, lambda it: it.draft(SAYING, None, on=TODAY)),
    of_opinion.NotDrafted: (a_requested_opinion, lambda it: it.adopt(None, on=TODAY)),
    of_opinion.SameOpinion: (an_opinion, lambda it: it.amend(SAYING, None, on=TODAY)),
    of_opinion.OpinionIsAdopted: (lambda: an_opinion(adopted=True), lambda it: it.adopt(None, on=TODAY)),
    of_opinion.OpinionNotAdopted: (an_opinion, lambda it: it.transmit(answer_due_on=None, on=TODAY)),
    of_opinion.OpinionIsTransmitted: (
        lambda: an_opinion(transmitted=True),
        lambda it: it.amend(SAYING, None, on=TODAY),
    ),
    of_opinion.NotTransmitted: (an_opinion, lambda it: it.observe_effect("Rien.", on=TODAY)),
    of_opinion.NotAddressed: (
        lambda: an_opinion(transmitted=True),
        lambda it: it.acknowledge(some_id("company"), OperatorKind.ENTREPRISE, on=TODAY),
    ),
    of_opinion.AlreadyAcknowledged: (followed, lambda it: it.acknowledge(None, None, on=TODAY)),
    of_opinion.AlreadyAnswered: (followed, lambda it: it.answer(None, None, "Merci.", on=TODAY)),
    of_opinion.SameEffect: (followed, lambda it: it.observe_effect("Retenu.", on=TODAY)),
}
